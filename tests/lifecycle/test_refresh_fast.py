"""A fast refresh: whole listings instead of one call a user, and no change that they show is missed."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.errors import InstanceNotFoundError
from tests.lifecycle.harness import MANAGED, Place, Stack, group, routing, setting_lifecycle
from tests.lifecycle.plain import ADA, ARGS, LONDON

LISTINGS = ("SearchUsers", "ListUsers")
FULL_ARGS: dict[str, Any] = {
    **ARGS,
    "identity_info": {**ADA, "email": "ada@example.com"},
    "phone_config": {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 45},
    "hierarchy_group_id": group(LONDON),
    "tags": {"team": "care"},
    "proficiencies": [{"attribute_name": "vip", "attribute_value": "yes", "level": 2}],
}


def settled(place: Place, count: int, args: dict[str, Any] = FULL_ARGS) -> list[Stack]:
    """Return stacks of some users, after the first fast refresh, which reads them one by one."""
    stacks = []
    for number in range(count):
        stack = Stack(place, refresh="fast")
        stack.up({**args, "name": f"agent-{number}"})
        stack.refresh()
        stacks.append(stack)
    return stacks


def refreshed(place: Place, stacks: list[Stack]) -> tuple[str, ...]:
    """Return the calls of one run that refreshes them all."""
    lifecycle = stacks[0].lifecycle()
    place.server.reset_calls()
    for stack in stacks:
        stack.refresh(lifecycle)
    return place.called()


def test_fast_refresh_of_unchanged_users_is_two_listings(place: Place) -> None:
    """However many users there are, a page of each listing is all that is called, and nothing is a diff."""
    stacks = settled(place, 5)
    before = [stack.outputs for stack in stacks]
    assert refreshed(place, stacks) == LISTINGS
    assert [stack.outputs for stack in stacks] == before
    previews = [stack.preview({**FULL_ARGS, "name": stack.outputs["name"]}) for stack in stacks]
    assert previews == [()] * 5


@pytest.mark.parametrize(
    ("operation", "members", "section"),
    [
        pytest.param(
            "update_user_routing_profile",
            {"RoutingProfileId": routing("VIP Care")},
            "routing_profile",
            id="shown by the search",
        ),
        pytest.param(
            "update_user_identity_info",
            {"IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor", "Email": "eve@example.com"}},
            "identity_info",
            id="not shown by the search",
        ),
        pytest.param("update_user_hierarchy", {}, "hierarchy", id="cleared"),
        pytest.param(
            "update_user_phone_config",
            {"PhoneConfig": {"PhoneType": "SOFT_PHONE", "AfterContactWorkTimeLimit": 46}},
            "phone_config",
            id="a second more",
        ),
        pytest.param(
            "disassociate_user_proficiencies",
            {"UserProficiencies": [{"AttributeName": "vip", "AttributeValue": "yes"}]},
            "proficiencies",
            id="in another listing",
        ),
    ],
)
def test_fast_refresh_reads_the_user_that_changed(
    place: Place, operation: str, members: dict[str, Any], section: str
) -> None:
    """The one user that was written elsewhere is read, and its drift shows."""
    stacks = settled(place, 3)
    place.outside(operation, InstanceId=MANAGED, UserId=stacks[1].user_id, **members)
    assert refreshed(place, stacks) == (*LISTINGS, "DescribeUser", "ListUserProficiencies")
    previews = [stack.preview({**FULL_ARGS, "name": stack.outputs["name"]}) for stack in stacks]
    assert previews == [(), (section,), ()]


def test_fast_refresh_reads_users_that_were_written_since(place: Place) -> None:
    """A user that this program wrote is read once more, and from then on taken as it is."""
    (stack,) = settled(place, 1, ARGS)
    stack.up({**ARGS, "name": "agent-0", "routing_profile_id": routing("VIP Care")})
    assert refreshed(place, [stack]) == (*LISTINGS, "DescribeUser")
    assert refreshed(place, [stack]) == LISTINGS


def test_fast_refresh_of_a_user_that_is_gone_empties_the_state(place: Place) -> None:
    """A user that no listing shows is asked for by id before it leaves the state."""
    stacks = settled(place, 2, ARGS)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stacks[0].user_id)
    assert refreshed(place, stacks) == (*LISTINGS, "DescribeUser", "DescribeInstance")
    assert [stack.exists for stack in stacks] == [False, True]


def test_fast_refresh_on_a_wrong_instance_is_an_error(place: Place) -> None:
    """Listings of an instance that isn't there are an error, never empty."""
    (stack,) = settled(place, 1, ARGS)
    stack.id = stack.id.replace(MANAGED, "00000000-0000-4000-8000-000000000000")
    with pytest.raises(InstanceNotFoundError):
        stack.refresh()
    assert stack.exists is True


def test_full_refresh_after_a_fast_one_is_clean(place: Place) -> None:
    """What a fast refresh keeps in state is no diff and no drift for a full one."""
    (stack,) = settled(place, 1, ARGS)
    before, inputs = stack.outputs, stack.inputs
    stack.settings = {}
    stack.refresh()
    assert (stack.outputs, stack.inputs, stack.preview({**ARGS, "name": "agent-0"})) == (before, inputs, ())


def test_fast_refresh_of_sub_settings_is_two_listings(place: Place) -> None:
    """Sub-settings are taken from the listings as well."""
    stacks = []
    for number in range(2):
        stack = Stack(place, setting_lifecycle("routing_profile"), refresh="fast")
        user_id = place.make_user(f"agent-{number}")
        stack.up({"instance_id": MANAGED, "user_id": user_id, "routing_profile_id": routing("VIP Care")})
        stack.refresh()
        stacks.append(stack)
    assert refreshed(place, stacks) == LISTINGS


def test_full_refresh_of_many_users_names_the_faster_way_once(place: Place) -> None:
    """At the two hundred and first user read one by one, the person is told of the faster way, once."""
    stack = Stack(place)
    stack.up(ARGS)
    lifecycle = stack.lifecycle()
    for _ in range(205):
        stack.refresh(lifecycle)
    assert place.reports == [
        "more than 200 users are read one by one, 1000 a second: `pulumi config set connect:refresh fast` "
        "(CONNECT_REFRESH=fast for one run) compares whole listings instead"
    ]
