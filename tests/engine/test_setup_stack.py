"""That the harness drives the real engine: what the other tests of this folder stand on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.local_connect import MANAGED, LocalConnect
from tools.stack import EngineError, Stack, Step

PROGRAM = f"""
import pulumi
from connect_resources import ConnectUser, UserIdentityInfoArgs, get_routing_profile, get_security_profile

INSTANCE = "{MANAGED}"
user = ConnectUser(
    "ada",
    instance_id=INSTANCE,
    password="Correct-h0rse",
    identity_info=UserIdentityInfoArgs(first_name="Ada", last_name="Okafor"),
    routing_profile_id=get_routing_profile("London Billing", INSTANCE).routing_profile_id,
    security_profile_ids=[get_security_profile("Agent", INSTANCE).security_profile_id],
)
pulumi.export("user_id", user.user_id)
"""


def test_stack_up_twice_creates_once_and_then_changes_nothing(
    connect: LocalConnect, stack: Callable[[str], Stack]
) -> None:
    """The real engine creates a user with one call, and a second up calls for no change."""
    made = stack(PROGRAM)
    made.up()
    assert connect.mutating_calls() == ["CreateUser"]
    connect.reset_calls()
    made.up()
    assert (connect.mutating_calls(), made.steps()) == ([], [])
    users = connect.boto().list_users(InstanceId=MANAGED)["UserSummaryList"]
    assert {user["Username"]: user["Id"] for user in users} == {"ada": made.outputs()["user_id"]}
    made.destroy()
    assert (connect.mutating_calls(), made.resources()) == (["DeleteUser"], {})


def test_stack_steps_list_what_a_preview_would_create(stack: Callable[[str], Stack]) -> None:
    """A preview's steps name each resource and what would be done to it."""
    steps = [(step.operation, step.name) for step in stack(PROGRAM).steps()]
    assert steps == [("create", "connect-users-local"), ("create", "ada")]


def test_stack_failing_program_raises_with_the_engine_s_output(stack: Callable[[str], Stack]) -> None:
    """A run that fails unexpectedly shows all that the engine wrote."""
    made = stack("raise ValueError('the program is broken')")
    with pytest.raises(EngineError, match="the program is broken") as raised:
        made.up()
    assert str(raised.value).endswith(f", not with 0:\n{raised.value.run.text}")
    assert "the program is broken" in made.up(fails=True).text


def test_stack_expected_failure_that_succeeds_raises(stack: Callable[[str], Stack]) -> None:
    """A run that should fail and doesn't is an error too."""
    made = stack("")
    with pytest.raises(EngineError, match="ended with 0, not with a failure"):
        made.preview(fails=True)


def test_step_changed_compares_whole_values() -> None:
    """A step's changes hold added, removed and differing arguments, and nothing else."""
    step = Step("update", "urn:pulumi:local::p::t::ada", {"a": 1, "b": 2, "d": 4}, {"b": 2, "c": 3, "d": 5})
    assert step.changed == {"a": (1, None), "c": (None, 3), "d": (4, 5)}
