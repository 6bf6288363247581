"""Fast refreshes and proficiencies: a change that no listing of users shows is found by searching for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connect_resources.errors import UnavailableError
from connect_resources.lifecycle.fast_refresh import BULK
from connect_resources.users import people
from connect_resources.users.section import DESCRIBE
from connect_resources.users.table import SECTIONS
from tests.lifecycle.doors import Door, doors
from tests.lifecycle.harness import MANAGED, Outside, Place, Stack, setting_lifecycle
from tests.lifecycle.plain import ARGS, SKILL
from tests.lifecycle.test_fleet import URN, fleet, fleet_lifecycle
from tools.local_connect import LocalConnect

VIP = {"AttributeName": "vip", "AttributeValue": "yes"}
BILLING = {"AttributeName": "billing", "AttributeValue": "yes"}
LISTINGS = ("SearchUsers", "ListUsers")
LISTED = "ListUserProficiencies"
READ = ("DescribeUser", LISTED)
SKILLED: dict[str, Any] = {**ARGS, "proficiencies": [SKILL]}
ATTRIBUTES, LEVELS = 8, 5
SEARCHED = Counter(
    SearchUsers=1 + ATTRIBUTES + 1 + LEVELS,
    ListUsers=1,
    ListPredefinedAttributes=1,
    DescribePredefinedAttribute=1,
)
"""What a fast refresh calls where users have one value of one attribute of the default seed."""

TOO_FEW = ATTRIBUTES + 3 + LEVELS
"""Users up to whom it isn't worth it to search for each of the attributes."""


def _changed(operation: str, *proficiencies: Mapping[str, Any]) -> Outside:
    return Outside(operation, {"UserProficiencies": list(proficiencies)})


CHANGES = {
    "another level": _changed("update_user_proficiencies", {**VIP, "Level": 5.0}),
    "removed": _changed("disassociate_user_proficiencies", VIP),
    "one more": _changed("associate_user_proficiencies", {**BILLING, "Level": 1.0}),
}
changes = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def happen(place: Place, user_id: str, change: Outside) -> None:
    """Change a user behind Pulumi's back, and let the next ListUsers show the times of before.

    Whether LastModifiedTime moves with proficiencies isn't documented; here it doesn't.
    """
    users = place.boto.list_users(InstanceId=MANAGED)["UserSummaryList"]
    body = json_of(users)
    place.outside(change.operation, InstanceId=MANAGED, UserId=user_id, **change.members)
    place.server.faults([{"operation": "ListUsers", "body": body}])


def json_of(users: list[dict[str, Any]]) -> str:
    """Return what ListUsers answers."""
    shown = [{**user, "LastModifiedTime": user["LastModifiedTime"].isoformat()} for user in users]
    return json.dumps({"UserSummaryList": shown})


@doors
@changes
def test_fast_refresh_sees_a_changed_proficiency(place: Place, door: Door, change: Outside) -> None:
    """One user's proficiencies are read, and whoever differs is read whole; one update brings them back."""
    stack = Stack(place, door.user, words=door.words, refresh="fast")
    stack.up(SKILLED)
    stack.refresh()
    happen(place, stack.user_id, change)
    assert place.counted(stack.refresh) == (None, (*LISTINGS, LISTED, *READ))
    assert stack.preview(SKILLED) == door.words(("proficiencies",))
    stack.up(SKILLED)
    assert place.proficiencies(stack.user_id) == [{**VIP, "Level": 2.0}]


@doors
@changes
def test_fast_refresh_reads_at_once_whose_time_moved(place: Place, door: Door, change: Outside) -> None:
    """Where LastModifiedTime tells already, proficiencies aren't asked for twice."""
    stack = Stack(place, door.user, words=door.words, refresh="fast")
    stack.up(SKILLED)
    stack.refresh()
    place.outside(change.operation, InstanceId=MANAGED, UserId=stack.user_id, **change.members)
    assert place.counted(stack.refresh) == (None, (*LISTINGS, *READ))
    assert stack.preview(SKILLED) == door.words(("proficiencies",))


@doors
def test_fast_refresh_of_unchanged_proficiencies_is_no_drift(place: Place, door: Door) -> None:
    """An unchanged user costs one call, and its state stays as it is."""
    stack = Stack(place, door.user, words=door.words, refresh="fast")
    stack.up(SKILLED)
    stack.refresh()
    before = (stack.outputs, stack.inputs)
    assert place.counted(stack.refresh) == (None, (*LISTINGS, LISTED))
    assert ((stack.outputs, stack.inputs), stack.preview(SKILLED)) == (before, ())


@changes
def test_fast_refresh_of_a_sub_setting_sees_a_changed_proficiency(place: Place, change: Outside) -> None:
    """UserProficiencies of a user that something else makes, likewise."""
    stack = Stack(place, setting_lifecycle("proficiencies"), refresh="fast")
    args = {"instance_id": MANAGED, "user_id": place.make_user(), "proficiencies": [SKILL]}
    stack.up(args)
    stack.refresh()
    happen(place, stack.user_id, change)
    assert place.counted(stack.refresh) == (None, (*LISTINGS, LISTED, *READ))
    assert stack.preview(args) == ("proficiencies",)


def test_fast_refresh_of_a_sub_setting_whose_user_goes_meanwhile_empties_the_state(place: Place) -> None:
    """Gone is gone, whichever of the calls shows it."""
    stack = Stack(place, setting_lifecycle("proficiencies"), refresh="fast")
    args = {"instance_id": MANAGED, "user_id": place.make_user(), "proficiencies": [SKILL]}
    stack.up(args)
    stack.refresh()
    lifecycle = stack.lifecycle()
    stack.refresh(lifecycle)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    stack.refresh(lifecycle)
    assert stack.exists is False


# Fleets, which know how many users they ask about.


def names(users: int) -> list[str]:
    """Return the names of so many users."""
    return [f"agent-{number:02}" for number in range(users)]


def settled(place: Place, users: int, **own: Any) -> tuple[Stack, dict[str, Any]]:
    """Return a fleet that was made and refreshed, and its arguments."""
    stack = Stack(place, fleet_lifecycle, refresh="fast")
    stack.resource = URN
    args = fleet({name: dict(own) for name in names(users)})
    stack.up(args)
    stack.refresh()
    place.reports.clear()
    return stack, args


def skills_of(stack: Stack, name: str) -> Any:
    """Return what state holds of a user's proficiencies."""
    return people.from_text(stack.outputs["users"][name])["proficiencies"]


def counted(stack: Stack) -> Counter[str]:
    """Return the calls of a refresh."""
    return Counter(stack.place.counted(stack.refresh)[1])


def test_fast_refresh_of_an_unchanged_fleet_searches_for_proficiencies(place: Place) -> None:
    """However many users there are: a search for each attribute, and for each value and level found."""
    stack, args = settled(place, TOO_FEW + 4, proficiencies=[SKILL])
    before = stack.outputs
    assert counted(stack) == SEARCHED
    assert (stack.outputs, stack.preview(args)) == (before, ())


@pytest.mark.parametrize(
    ("change", "more"),
    [
        pytest.param("another level", {}, id="another level"),
        pytest.param("removed", {}, id="removed"),
        pytest.param(
            "one more", {"SearchUsers": 1 + LEVELS, "DescribePredefinedAttribute": 1}, id="one more"
        ),
    ],
)
def test_fast_refresh_of_a_fleet_sees_a_changed_proficiency(
    place: Place, change: str, more: dict[str, int]
) -> None:
    """The one user that differs is read, named, and brought back by one update."""
    stack, args = settled(place, TOO_FEW + 4, proficiencies=[SKILL])
    happen(place, stack.outputs["user_ids"]["agent-07"], CHANGES[change])
    assert counted(stack) == SEARCHED + Counter(more) + Counter(READ)
    assert [line.partition(" ")[0] for line in place.reports] == ["agent-07:"]
    assert skills_of(stack, "agent-07") != skills_of(stack, "agent-08")
    _, calls = place.counted(lambda: stack.up(args))
    assert [call for call in calls if call.endswith("ateUserProficiencies")] == {
        "another level": ["UpdateUserProficiencies"],
        "removed": ["AssociateUserProficiencies"],
        "one more": ["DisassociateUserProficiencies"],
    }[change]


def test_fast_refresh_of_a_small_fleet_reads_proficiencies_one_by_one(place: Place) -> None:
    """A few users aren't worth any search."""
    stack, _ = settled(place, 3, proficiencies=[SKILL])
    assert counted(stack) == Counter((*LISTINGS, *[LISTED] * 3))


def test_fast_refresh_without_managed_proficiencies_asks_for_none(place: Place) -> None:
    """Whatever users have that nobody manages costs nothing, and is seen by nobody."""
    stack, args = settled(place, TOO_FEW + 4)
    happen(place, stack.outputs["user_ids"]["agent-07"], CHANGES["one more"])
    assert counted(stack) == Counter(LISTINGS)
    assert stack.preview(args) == ()


def test_fast_refresh_of_written_users_asks_for_no_proficiencies_beside(place: Place) -> None:
    """Users written since are read anyway: the few others are as few as they are."""
    stack, _ = settled(place, TOO_FEW + 4, proficiencies=[SKILL])
    higher = {"proficiencies": [{**SKILL, "level": 4}]}
    changed = dict.fromkeys(names(TOO_FEW + 4)[2:], higher)
    stack.up(
        fleet({name: {"proficiencies": [SKILL], **changed.get(name, {})} for name in names(TOO_FEW + 4)})
    )
    assert counted(stack) == Counter((*LISTINGS, *READ * len(changed), LISTED, LISTED))


# Single users, of whom nobody knows how many there are.


def test_fast_refresh_of_many_single_users_reads_some_and_then_searches(place: Place) -> None:
    """As soon as as many were read as the searches take, they are made, once for all that come."""
    stacks = []
    for name in names(TOO_FEW + 6):
        stack = Stack(place, refresh="fast")
        stack.up({**SKILLED, "name": name})
        stack.refresh()
        stacks.append(stack)
    happen(place, stacks[-1].user_id, CHANGES["another level"])
    lifecycle = stacks[0].lifecycle()
    place.server.reset_calls()
    for stack in stacks:
        stack.refresh(lifecycle)
    assert Counter(place.called()) == SEARCHED + Counter({LISTED: TOO_FEW}) + Counter(READ)
    previews = [stack.preview({**SKILLED, "name": stack.outputs["name"]}) for stack in stacks]
    assert previews == [()] * (len(stacks) - 1) + [("proficiencies",)]


# Worst moments.


def test_fast_refresh_whose_search_fails_keeps_the_state(place: Place) -> None:
    """Who has which proficiency isn't known then, and nothing is taken for gone."""
    stack, _ = settled(place, TOO_FEW + 4, proficiencies=[SKILL])
    before = dict(stack.outputs)
    place.server.faults([{"operation": "ListPredefinedAttributes", "body": "{}", "times": 200}])
    with pytest.raises(UnavailableError, match=r"^ListPredefinedAttributes of instance .* UnusableAnswer"):
        stack.refresh()
    assert stack.outputs == before


def test_fast_refresh_while_searches_show_old_proficiencies_keeps_the_new_ones(tmp_path: Path) -> None:
    """What this program wrote is never shown with old values: users are read until the index has them."""
    options = ("--state", str(tmp_path / "users.json"))
    with LocalConnect(*options) as before:
        stack, _ = settled(Place(before, "eu-lag-skills"), TOO_FEW + 4, proficiencies=[SKILL])
    with LocalConnect(*options, "--search-lag", "86400") as after:
        stack.place = Place(after, "eu-lag-skills")
        users = len(stack.outputs["users"])
        args = fleet({name: {"proficiencies": [{**SKILL, "level": 4}]} for name in names(users)})
        stack.up(args)
        assert counted(stack) == Counter((*LISTINGS, *READ * users))
        assert counted(stack) == SEARCHED + Counter(READ * users)
        assert (skills_of(stack, "agent-00")[0]["level"], stack.preview(args)) == (4, ())


def test_section_with_a_listing_of_its_own_is_asked_for_of_many_users_at_once() -> None:
    """A fast refresh overlooks no section that DescribeUser doesn't show."""
    assert {section.reader for section in SECTIONS} == {DESCRIBE, *BULK}
