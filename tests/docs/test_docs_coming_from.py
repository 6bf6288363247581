"""The page for those who come from aws.connect.User: both programs, and the move between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest

from connect_resources import ConnectUser, UserIdentityInfoArgs, UserPhoneConfigArgs
from tests.docs.mocked import registered_by
from tests.docs.pages import commands, run_pulumi, snippets
from tests.docs.staff import PASSWORD, add_user, names, routing_profile, security_profile
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Stack

PAGE = "docs/coming-from-aws-connect-user.md"
BEFORE, AFTER = snippets(PAGE, "python")
CONFIG = {"connect:instanceId": MANAGED, "connect:initialPassword": PASSWORD}
USER = "aws:connect/user:User"
PROVIDER_ID = "9b1d7f3a-5c2e-4a86-b0d4-7e6f1c3a5d29"
STACK_URN = "urn:pulumi:london::connect-users::"


def snake_inputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return inputs as pulumi-aws registers them in the names of Python, without those that are absent."""
    translated = {
        "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key): value
        for key, value in inputs.items()
        if value is not None
    }
    return {key: snake_inputs(item) if isinstance(item, dict) else item for key, item in translated.items()}


def registered_before(folder: Path, connect: LocalConnect) -> dict[str, Any]:
    """Run the program before the move, and return what it registers of its user."""
    routing = {"routingProfileId": routing_profile(connect, "London Billing")}
    security = {"securityProfileId": security_profile(connect, "Agent")}
    found = {
        "aws:connect/getRoutingProfile:getRoutingProfile": {"London Billing": routing},
        "aws:connect/getSecurityProfile:getSecurityProfile": {"Agent": security},
    }
    folder.mkdir()
    program = folder / "before.py"
    program.write_text(BEFORE, encoding="utf-8")
    return snake_inputs(registered_by(program, found, CONFIG)[USER]["ana.lopez"])


def make_as_pulumi_aws_does(connect: LocalConnect) -> str:
    """Make the user of the page with the request that aws.connect.User sends for it."""
    return add_user(
        connect,
        "ana.lopez",
        IdentityInfo={"FirstName": "Ana", "LastName": "López", "Email": "ana.lopez@example.com"},
        PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": True, "AfterContactWorkTimeLimit": 30},
        RoutingProfileId=routing_profile(connect, "London Billing"),
        SecurityProfileIds=[security_profile(connect, "Agent")],
        Tags={"site": "London"},
    )


def state_with(resources: list[dict[str, Any]]) -> str:
    """Return a stack's state that holds these resources."""
    manifest = {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}
    return json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": resources}})


def old_state(user_id: str) -> str:
    """Return the state that a stack with the program before the move has."""
    provider = f"{STACK_URN}pulumi:providers:aws::default_7_51_1"
    return state_with(
        [
            {"urn": provider, "type": "pulumi:providers:aws", "custom": True, "id": PROVIDER_ID},
            {
                "urn": f"{STACK_URN}{USER}::ana.lopez",
                "type": USER,
                "custom": True,
                "id": f"{MANAGED}:{user_id}",
                "provider": f"{provider}::{PROVIDER_ID}",
            },
        ]
    )


def test_coming_from_program_before_registers_what_the_one_after_manages(
    tmp_path: Path, connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """Both programs give a user exactly the same, but for the adoption and the password's disguise."""
    before = registered_before(tmp_path / "old", connect)
    (step,) = [step for step in stack(AFTER).steps() if step.name == "ana.lopez"]
    disguised = {"__provider", "password"}
    after = {name: value for name, value in step.new_inputs.items() if name not in disguised}
    assert before.pop("password") == {"secret": PASSWORD}
    assert after == {**before, "adopt_existing": True}


def test_coming_from_user_moves_without_a_mutating_call(
    connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """State delete, then the new program with adoption: the same user, and no call that changes anything."""
    user_id = make_as_pulumi_aws_does(connect)
    forget, move = (commands(snippet) for snippet in snippets(PAGE, "sh"))
    made = stack("")
    made.pulumi("stack", "import", typed=old_state(user_id))
    connect.reset_calls()
    run_pulumi(made, forget[0])
    run_pulumi(made, f'pulumi state delete --yes "{STACK_URN}pulumi:providers:aws::default_7_51_1"')
    made.write_program(AFTER)
    preview, update = move
    assert "delete" not in run_pulumi(made, preview)[0].text
    assert (
        f"adopted user ana.lopez ({user_id}) of instance {MANAGED}; changed: nothing"
        in run_pulumi(made, update)[0].text
    )
    made.write_program(AFTER.replace("    adopt_existing=True,\n", ""))
    made.up("--refresh")
    assert (connect.mutating_calls(), made.outputs()["ana"]) == ([], user_id)
    assert "ana.lopez" in names(connect)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        pytest.param(pulumi_aws.connect.UserArgs, ConnectUser, id="user"),
        pytest.param(pulumi_aws.connect.UserIdentityInfoArgs, UserIdentityInfoArgs, id="identity info"),
        pytest.param(pulumi_aws.connect.UserPhoneConfigArgs, UserPhoneConfigArgs, id="phone config"),
    ],
)
def test_coming_from_every_argument_of_pulumi_aws_but_region_is_taken(theirs: Any, ours: Any) -> None:
    """Each argument that pulumi-aws's class has is one of ours by the same name."""
    assert {*arguments(theirs)} - {*arguments(ours)} == ({"region"} if ours is ConnectUser else set())


def arguments(kind: Any) -> list[str]:
    """List the arguments of a class."""
    code = kind.__init__.__code__
    return list(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])
