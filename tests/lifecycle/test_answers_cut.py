"""Answers of status 200 that are cut, empty or no JSON at all: never taken for "there is nothing"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connect_resources.errors import UnavailableError
from connect_resources.service.client import ConnectClient
from tests.lifecycle.harness import MANAGED, Place, Stack
from tests.lifecycle.plain import ARGS, SKILL, SKILL_API

BODIES = [
    pytest.param("", id="empty"),
    pytest.param("{}", id="without members"),
    pytest.param('{"UserSummaryList": [{"Id": "0', id="cut"),
    pytest.param("<html>gateway</html>", id="no JSON"),
    pytest.param("[]", id="a list"),
]
bodies = pytest.mark.parametrize("body", BODIES)

Ask = Callable[[ConnectClient, str], Any]
ASKED: dict[str, Ask] = {
    "ListUsers": lambda client, user_id: client.listing("ListUsers", MANAGED),
    "ListSecurityProfiles": lambda client, user_id: client.listing("ListSecurityProfiles", MANAGED),
    "ListRoutingProfiles": lambda client, user_id: client.listing("ListRoutingProfiles", MANAGED),
    "ListUserHierarchyGroups": lambda client, user_id: client.listing("ListUserHierarchyGroups", MANAGED),
    "SearchUsers": lambda client, user_id: client.listing("SearchUsers", MANAGED),
    "ListPredefinedAttributes": lambda client, user_id: client.listing("ListPredefinedAttributes", MANAGED),
    "DescribePredefinedAttribute": lambda client, user_id: client.call(
        "DescribePredefinedAttribute", {"InstanceId": MANAGED, "Name": "vip"}
    )["PredefinedAttribute"],
    "ListInstances": lambda client, user_id: client.instances(),
    "ListUserProficiencies": lambda client, user_id: client.user_entries(
        "ListUserProficiencies", MANAGED, user_id
    ),
    "DescribeUser": lambda client, user_id: client.describe_user(MANAGED, user_id)["Username"],
    "DescribeInstance": lambda client, user_id: client.instance(MANAGED),
    "DescribeUserHierarchyStructure": lambda client, user_id: client.hierarchy_structure(MANAGED),
}
"""What is asked with each operation that only reads."""
asked = pytest.mark.parametrize("operation", ASKED)


def cut(operation: str, body: str, times: int = 1) -> list[dict[str, Any]]:
    """Return the fault that an operation is answered with such a body."""
    return [{"operation": operation, "body": body, "times": times}]


@asked
@bodies
def test_answer_that_says_nothing_is_asked_for_again(place: Place, operation: str, body: str) -> None:
    """One such answer costs one call, and what is found is what is there."""
    user_id = place.make_user()
    place.outside(
        "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=[SKILL_API]
    )
    found = ASKED[operation](place.client(), user_id)
    assert found
    place.server.faults(cut(operation, body))
    again, calls = place.counted(lambda: ASKED[operation](place.client(), user_id))
    assert (again, calls) == (found, (operation, operation))


@asked
@bodies
def test_answers_that_say_nothing_are_an_error(place: Place, operation: str, body: str) -> None:
    """Where no try is answered the call fails, and whoever asked learns that nothing is known."""
    user_id = place.make_user()
    place.server.faults(cut(operation, body, times=5))
    with pytest.raises(UnavailableError, match=f"{operation}.* failed: UnusableAnswer: the answer") as caught:
        ASKED[operation](place.client(), user_id)
    assert (caught.value.operation, caught.value.code) == (operation, "UnusableAnswer")
    assert place.called() == ("CreateUser", *(operation,) * 5)


@pytest.mark.parametrize("refresh", ["full", "fast"])
@bodies
def test_refresh_without_a_usable_answer_keeps_the_state(place: Place, refresh: str, body: str) -> None:
    """A user leaves the state where Connect says that it is gone, not where it says nothing."""
    stack = Stack(place, refresh=refresh)
    stack.up({**ARGS, "proficiencies": [SKILL]})
    before = dict(stack.outputs)
    first = "DescribeUser" if refresh == "full" else "SearchUsers"
    for operation in ("DescribeUser", "ListUserProficiencies", "SearchUsers", "ListUsers"):
        place.server.faults(cut(operation, body, times=5))
    with pytest.raises(UnavailableError, match=f"^{first} .* UnusableAnswer: the answer"):
        stack.refresh()
    assert (stack.exists, stack.outputs) == (True, before)


def test_listing_whose_pages_lead_in_a_circle_is_an_error(place: Place) -> None:
    """A page that leads back to one that was there already would be read for ever."""
    page = '{"UserSummaryList": [], "NextToken": "%s"}'
    place.server.faults([*cut("ListUsers", page % "one"), *cut("ListUsers", page % "two")] * 2)
    with pytest.raises(UnavailableError, match="a page leads back to one that was there already"):
        place.client().listing("ListUsers", MANAGED)
    assert place.called() == ("ListUsers",) * 3
