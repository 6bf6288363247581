"""The reference: it is what the code says, and its examples run on the real engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

import connect_resources
from connect_resources.config import AssumeRole, Settings, settings_from
from connect_resources.users.deletions import parse
from tests.docs.staff import user
from tools import reference
from tools.local_connect import REGION, LocalConnect
from tools.stack import Stack

PYTHON_EXAMPLES = sorted(reference.EXAMPLES.glob("*.py"))

RUN_EXAMPLES = "\n".join(
    ["import runpy", *(f"runpy.run_path({str(example)!r})" for example in PYTHON_EXAMPLES)]
)


def sign_in(connect: LocalConnect, name: str) -> dict[str, str]:
    """Return the variables of a role session named after a user."""
    client = boto3.client(
        "sts",
        region_name=REGION,
        endpoint_url=connect.url,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    role = "arn:aws:iam::123456789012:role/agents"
    credentials = client.assume_role(RoleArn=role, RoleSessionName=name)["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }


def stack_file(name: str) -> dict[str, Any]:
    """Return the config of an example's stack file."""
    config: dict[str, Any] = yaml.safe_load((reference.EXAMPLES / name).read_text(encoding="utf-8"))["config"]
    return config


def test_reference_on_disk_is_what_the_code_says() -> None:
    """docs/reference.md is up to date; `make docs` makes it so."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_reference_describes_exactly_the_config_keys_that_are_read() -> None:
    """Each key that the code reads has a meaning in the page, and no other key has."""
    assert sorted(reference.CONFIG) == sorted(reference.keys_read())


def test_reference_has_an_example_of_everything_exported() -> None:
    """Every resource and lookup of the package is used in an example."""
    used = "\n".join(example.read_text(encoding="utf-8") for example in PYTHON_EXAMPLES)
    outputs = {name for name in connect_resources.__all__ if name.endswith("_output")}
    args = {
        "UserPersistentConnectionConfigArgs",
        "UserPhoneNumberConfigArgs",
        "UserVoiceEnhancementConfigArgs",
    }
    shown = {name for name in connect_resources.__all__ if f"{name}(" in used}
    assert shown == {*connect_resources.__all__} - (outputs - {"get_routing_profile_output"}) - args


def test_reference_stack_files_are_read_as_they_stand() -> None:
    """Both stack files of the config section give the settings that they show, all keys among them."""
    aws, local = stack_file("stack.yaml"), stack_file("stack_local.yaml")
    assert {*aws, *local, "connect:initialPassword"} == {*reference.CONFIG}
    assert settings_from(aws.get) == Settings(
        region="eu-west-2",
        profile="contact-centre",
        assume_roles=(
            AssumeRole("arn:aws:iam::111122223333:role/connect-users", session_name="pulumi", duration=3600),
        ),
        default_tags=(("managed-by", "pulumi"),),
        instance_id="meridian-support",
        roster=("stacks/london.users.csv", "stacks/leeds.users.yaml"),
        teams="stacks/teams.yaml",
        set_once=("routing_profile",),
        refresh="fast",
        fleet=10,
        max_deletes=parse("5%"),
        allowed_email_domains=("example.com",),
        denied_security_profiles=("Admin",),
    )
    assert settings_from(local.get) == Settings(
        region="us-east-1",
        access_key="local",
        secret_key="local",
        token="local",
        max_retries=2,
        endpoints=(("connect", "http://127.0.0.1:5171"),),
        instance_id="7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1",
    )


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        pytest.param("Input[Sequence[Input[str]]] | None", "list of str", id="inputs"),
        pytest.param("Records[UserProficiencyArgs] | None", "list of UserProficiencyArgs", id="records"),
        pytest.param("Input[Mapping[str, Input[str]]]", "map of str", id="mapping"),
        pytest.param("tuple[HierarchyLevel, ...]", "list of HierarchyLevel", id="tuple"),
        pytest.param("pulumi.Output[str]", "Output of str", id="output"),
    ],
)
def test_reference_type_is_said_in_words(annotation: str, words: str) -> None:
    """An annotation reads as a person would say it."""
    assert reference.plain_type(annotation) == words


def test_reference_examples_run_change_nothing_twice_and_restore(
    connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """All examples run in one stack, a second up changes nothing, destroy restores what isn't retained.

    A list that only followed from PhoneConfig says the same by channel then, because it had to be sent along.
    """
    before = {name: user(connect, name) for name in ("tom.baker", "mina.sato")}
    made = stack(RUN_EXAMPLES)
    made.environment.update(sign_in(connect, "ana.lopez"))
    made.up()
    assert made.outputs()["groups"][0] == "EMEA/United Kingdom/London"
    shown = json.loads(made.pulumi("stack", "output", "sign_in").output)
    assert shown == {"access_token": "[secret]", "url": "[secret]"}
    connect.reset_calls()
    made.up()
    assert connect.mutating_calls() == []
    made.destroy()
    profiles = user(connect, "tom.baker")["SecurityProfileIds"]
    after = {name: user(connect, name) for name in before}
    for_all = before["mina.sato"]["PhoneConfig"]["AfterContactWorkTimeLimit"]
    by_channel = [
        {"Channel": channel, "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": for_all}}
        for channel in ("VOICE", "CHAT", "TASK", "EMAIL")
    ]
    assert (len(profiles), after) == (
        2,
        {
            "tom.baker": {**before["tom.baker"], "SecurityProfileIds": profiles},
            "mina.sato": {**before["mina.sato"], "AfterContactWorkConfigs": by_channel},
        },
    )


def test_reference_examples_are_all_in_the_page() -> None:
    """No example lies about that the page doesn't show."""
    page = reference.PAGE.read_text(encoding="utf-8")
    code = {path.name: path.read_text(encoding="utf-8").split('"""', 2)[-1].strip() for path in _examples()}
    assert [name for name, text in code.items() if text not in page] == []


def _examples() -> list[Path]:
    return [path for path in sorted(reference.EXAMPLES.iterdir()) if path.is_file()]
