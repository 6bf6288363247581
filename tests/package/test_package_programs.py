"""Programs on the real engine whose Python has the wheel, in a project that has nothing of the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.package.installed import SCRIPT, Installed
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Stack

PROGRAM = """
import pulumi
from connect_resources import ConnectUser, UserIdentityInfoArgs, get_routing_profile, get_security_profile

ada = ConnectUser(
    "ada",
    password="Correct-h0rse",
    identity_info=UserIdentityInfoArgs(first_name="Ada", last_name="Okafor"),
    routing_profile_id=get_routing_profile("London Billing").id,
    security_profile_ids=[get_security_profile("Agent").id],
)
pulumi.export("ada", ada.user_id)
"""
ROSTER_PROGRAM = "from connect_resources.program import run; run()\n"
ROSTER = """\
defaults: {routing_profile: London Billing, security_profiles: [Agent], phone_type: SOFT_PHONE}
users:
  - {name: ana, first_name: Ana, last_name: López}
  - {name: bela, first_name: Béla, last_name: Nagy}
"""


@pytest.fixture
def connect(with_local: Installed) -> Iterator[LocalConnect]:
    """Serve the local Connect of the wheel."""
    with LocalConnect(program=with_local.command(SCRIPT), folder=with_local.folder) as running:
        yield running


def make_stack(folder: Path, connect: LocalConnect, plain: Installed, program: str) -> Stack:
    """Make a stack whose program runs with the installed wheel, on the managed instance."""
    stack = Stack(folder, program=program, environment=connect.environment(), venv=plain.venv)
    stack.set_config("connect:instanceId", MANAGED)
    return stack


def made_users(connect: LocalConnect) -> dict[str, str]:
    """List the users that Connect holds, by name."""
    users = connect.boto().list_users(InstanceId=MANAGED)["UserSummaryList"]
    return {user["Username"]: user["Id"] for user in users}


def test_program_with_the_wheel_makes_its_user(
    tmp_path: Path, connect: LocalConnect, plain: Installed
) -> None:
    """The preview changes nothing, the first update makes the user, and the second makes no call."""
    stack = make_stack(tmp_path, connect, plain, PROGRAM)
    created = [(step.operation, step.name) for step in stack.steps()]
    assert created == [("create", "connect-users-local"), ("create", "ada")]
    assert connect.mutating_calls() == []
    stack.up()
    stack.up("--expect-no-changes")
    assert connect.mutating_calls() == ["CreateUser"]
    assert stack.outputs() == made_users(connect)


def test_roster_program_with_the_wheel_makes_a_user_a_row(
    tmp_path: Path, connect: LocalConnect, plain: Installed
) -> None:
    """Two lines of Python and a roster are a whole project."""
    stack = make_stack(tmp_path, connect, plain, ROSTER_PROGRAM)
    (stack.project / "users.yaml").write_text(ROSTER, encoding="utf-8")
    stack.set_config("connect:roster", "users.yaml")
    stack.set_config("connect:initialPassword", "Correct-h0rse", secret=True)
    stack.up()
    assert (connect.mutating_calls(), sorted(made_users(connect))) == (["CreateUser"] * 2, ["ana", "bela"])
    assert stack.outputs() == {"users": made_users(connect)}
    stack.destroy()
    assert made_users(connect) == {}
