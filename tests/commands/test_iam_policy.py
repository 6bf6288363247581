"""The command iam-policy at the command line: how an instance is named, what that costs, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Command, Done, write_stack
from tests.lifecycle.harness import ACCOUNT, MANAGED, Place

ALIAS = "meridian-support"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
FOREIGN = f"arn:aws:connect:eu-west-2:111122223333:instance/{MANAGED}"
SECRETS = "arn:aws:secretsmanager:eu-west-2:111122223333:secret:connect-users/*"


def ask(place: Place, command: Command, *options: str) -> tuple[str, tuple[str, ...]]:
    """Run the command; give what it wrote to stdout, and its calls."""
    done, calls = place.counted(lambda: command("iam-policy", *options))
    assert done.status == 0
    return done.result, calls


def test_instance_given_as_arn_is_not_looked_up(
    place: Place, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without region and credentials the policy is written, for the ARN's own account and region."""
    for name in place.server.environment():
        monkeypatch.delenv(name)
    text, calls = ask(place, command, "--instance", FOREIGN)
    resources = {name for item in json.loads(text)["Statement"] for name in item["Resource"]}
    assert ({name for name in resources if not name.startswith(FOREIGN)}, calls) == ({"*", SECRETS}, ())


@pytest.mark.parametrize(
    ("name", "call"),
    [pytest.param(MANAGED, "DescribeInstance", id="id"), pytest.param(ALIAS, "ListInstances", id="alias")],
)
def test_instance_given_otherwise_takes_one_call(
    place: Place, command: Command, name: str, call: str
) -> None:
    """The same instance gives the same policy for everything, however it is named."""
    arn = f"arn:aws:connect:{place.region}:{ACCOUNT}:instance/{MANAGED}"
    by_arn, _ = ask(place, command, "--instance", arn)
    assert ask(place, command, "--instance", name) == (by_arn, (call,))


def test_instance_of_a_stack_is_taken_from_its_file(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stack's connect:instanceId is the instance, where no other one is named."""
    write_stack(tmp_path, f"  connect:instanceId: {FOREIGN}\n")
    monkeypatch.chdir(tmp_path)
    assert ask(place, command, "--stack", "london") == ask(place, command, "--instance", FOREIGN)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param((), ("--instance",), id="no instance"),
        pytest.param(("--instance", f"{FOREIGN}/agent/{UNKNOWN}"), (FOREIGN, "isn't the ARN"), id="a user"),
        pytest.param(("--instance", FOREIGN.replace(MANAGED, "*")), ("isn't the ARN",), id="every instance"),
        pytest.param(("--instance", UNKNOWN), (UNKNOWN, "ResourceNotFoundException"), id="an unknown id"),
        pytest.param(("--instance", "meridian"), ("'meridian'", ALIAS), id="an unknown alias"),
    ],
)
def test_instance_that_can_not_be_is_one_line(
    place: Place, command: Command, tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """Status 2, one line that names the instance, nothing on stdout and nothing written."""
    file = tmp_path / "policy.json"
    done = command("iam-policy", *options, "--output", str(file))
    assert (done.status, done.result, done.said.count("\n"), file.exists()) == (2, "", 1, False)
    assert [word for word in words if word not in done.said] == []


def test_answer_without_an_arn_is_said(place: Place, command: Command) -> None:
    """An instance whose ARN Connect doesn't say can be named by it."""
    body = json.dumps({"Instance": {"Id": MANAGED, "IdentityManagementType": "SAML"}})
    place.server.faults([{"operation": "DescribeInstance", "body": body}])
    assert command("iam-policy", "--instance", MANAGED) == Done(
        2,
        "",
        f"iam-policy: Connect says no ARN of instance {MANAGED}: name it with --instance "
        "arn:aws:connect:REGION:ACCOUNT:instance/ID\n",
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(("--settings", "tags"), id="a setting without a resource"),
        pytest.param(("--settings",), id="no setting"),
        pytest.param(("--roster", "--settings", "config"), id="a roster and a setting"),
    ],
)
def test_part_that_can_not_be_is_wrong_usage(command: Command, options: tuple[str, ...]) -> None:
    """Status 2 and two lines, the first of which is the usage."""
    done = command("iam-policy", "--instance", FOREIGN, *options)
    assert (done.status, done.result, done.said.count("\n"), done.said[:7]) == (2, "", 2, "usage: ")


def test_secrets_that_are_allowed_are_said(command: Command) -> None:
    """Which secrets follows from a convention, so the command says which; what reads alone reads none."""
    assert command("iam-policy", "--instance", FOREIGN).said == (
        f"ReadFirstPasswords allows the secrets {SECRETS}: name those of password_secret_id so, put their "
        "own ARNs there, or take the statement out\n"
    )
    assert command("iam-policy", "--instance", FOREIGN, "--read-only").said == ""
