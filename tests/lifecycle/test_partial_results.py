"""Verbs that stop half way say, as data, what holds now, what was written and what is pending."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.errors import ConnectError, RunCancelledError
from connect_resources.lifecycle.base import Lifecycle, Read, Result
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from tests.lifecycle.harness import MANAGED, Place, Stack, group, routing, security, stored
from tests.lifecycle.plain import ARGS, LONDON, SKILL
from tests.lifecycle.test_user_failures import fault

MOVED = {
    **ARGS,
    "routing_profile_id": routing("London Billing"),
    "security_profile_ids": [security("Supervisor")],
    "hierarchy_group_id": group(LONDON),
}


class Stopping(ConnectClient):
    """A client whose run is cancelled after an operation."""

    after = ""

    def call(self, operation: str, params: Any, subject: str = "") -> dict[str, Any]:
        """Call, then cancel."""
        body = super().call(operation, params, subject)
        if operation == self.after:
            self.cancel()
        return body


def lifecycle(place: Place, stop_after: str = "") -> UserLifecycle:
    """Return the verbs for a new run, which is cancelled after an operation."""
    client = Stopping(place.settings(), place.time.clock)
    client.after = stop_after
    return UserLifecycle(client, place.reports.append, "urn::one")


def settled(place: Place) -> Stack:
    """Make the plain user."""
    stack = Stack(place)
    stack.up(ARGS)
    place.server.reset_calls()
    return stack


def assert_half_moved(place: Place, stack: Stack, result: Result, *, code: str) -> None:
    """Make sure that the routing profile alone was written, and that the next run does the rest only."""
    assert (result.applied, result.pending) == (
        ("routing_profile",),
        ("security_profiles", "hierarchy"),
    )
    expected = {**stack.outputs, "routing_profile_id": routing("London Billing")}
    assert (result.id, stored(result.outputs)) == (stack.id, expected)
    assert isinstance(result.error, ConnectError)
    assert result.error.code == code
    with pytest.raises(type(result.error)):
        result.whole()
    stack.outputs = stored(result.outputs)
    _, calls = place.counted(lambda: stack.up(MOVED))
    assert calls[1:] == ("UpdateUserSecurityProfiles", "UpdateUserHierarchy")


def test_update_that_fails_keeps_what_was_applied(place: Place) -> None:
    """The outputs hold what was written; a door that can store them sends the rest only."""
    stack = settled(place)
    place.server.faults([fault("UpdateUserSecurityProfiles", "InvalidParameterException")])
    inputs, _ = (verbs := lifecycle(place)).check({}, MOVED)
    result = verbs.update(stack.id, stack.outputs, inputs)
    assert_half_moved(place, stack, result, code="InvalidParameterException")


def test_update_that_is_cancelled_stops_between_calls(place: Place) -> None:
    """A cancelled run makes no further call, and says what is pending."""
    stack = settled(place)
    inputs, _ = (verbs := lifecycle(place, "UpdateUserRoutingProfile")).check({}, MOVED)
    place.server.reset_calls()
    result = verbs.update(stack.id, stack.outputs, inputs)
    assert place.called() == ("UpdateUserRoutingProfile",)
    assert isinstance(result.error, RunCancelledError)
    assert str(result.error) == (
        f"UpdateUserSecurityProfiles of user alice ({stack.user_id}) of instance {MANAGED} wasn't called: "
        "the run was cancelled; run again: what isn't done yet is done then (applied: "
        "UpdateUserRoutingProfile; pending: UpdateUserSecurityProfiles, UpdateUserHierarchy)"
    )
    assert_half_moved(place, stack, result, code="RunCancelled")


def test_update_that_is_whole_names_what_it_wrote(place: Place) -> None:
    """Nothing is pending, and whole gives the result itself."""
    stack = settled(place)
    inputs, _ = (verbs := lifecycle(place)).check({}, MOVED)
    result = verbs.update(stack.id, stack.outputs, inputs)
    written = ("routing_profile", "security_profiles", "hierarchy")
    assert (result.applied, result.pending, result.whole()) == (written, (), result)


def test_create_that_is_cancelled_half_way_is_undone(place: Place) -> None:
    """What is half done is undone in a cancelled run as well: nobody is left over."""
    inputs, _ = (verbs := lifecycle(place, "CreateUser")).check({}, {**ARGS, "proficiencies": [SKILL]})
    place.server.reset_calls()
    result = verbs.create(inputs)
    assert place.called() == ("CreateUser", "DeleteUser")
    assert (result.id, result.outputs, place.names()) == ("", {}, [])
    assert isinstance(result.error, RunCancelledError)


def test_create_that_can_not_be_undone_tells_the_user_that_is_left(place: Place) -> None:
    """A door that can store a user without its last step does; the next run does that step."""
    place.server.faults(
        [
            fault("AssociateUserProficiencies", "InvalidParameterException"),
            fault("DeleteUser", "AccessDeniedException", status=403),
        ]
    )
    args = {**ARGS, "proficiencies": [SKILL]}
    inputs, _ = (verbs := lifecycle(place)).check({}, args)
    result = verbs.create(inputs)
    (user,) = place.outside("list_users", InstanceId=MANAGED)["UserSummaryList"]
    assert (result.id, result.pending) == (f"{MANAGED}:{user['Id']}", ("proficiencies",))
    stack = Stack(place)
    stack.id, stack.inputs, stack.outputs = result.id, stored(inputs), stored(result.outputs)
    _, calls = place.counted(lambda: stack.up(args))
    assert calls == ("DescribeUser", "ListUserProficiencies", "AssociateUserProficiencies")


def test_verbs_that_a_resource_lacks_do_as_documented() -> None:
    """Arguments pass as they are, a difference replaces, state is believed, and delete forgets."""
    verbs = Lifecycle()
    assert verbs.check({}, {"a": 1}) == ({"a": 1}, [])
    assert (verbs.diff({"a": 1}, {"a": 1}).replaces, verbs.diff({"a": 1}, {"a": 2}).replaces) == ((), ("a",))
    assert verbs.read("one", {"a": 1}) == Read("one", {"a": 1}, None)
    assert verbs.update("one", {"a": 1}, {"a": 2}) == Result("one", {"a": 1})
    verbs.delete("one", {})
    with pytest.raises(NotImplementedError):
        verbs.create({})
