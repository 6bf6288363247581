"""A fast refresh: whole listings instead of one call a user, and no change that they show is missed.

A search index that lags is part of it: what this program wrote is never shown with old values.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connect_resources.errors import InstanceNotFoundError
from connect_resources.lifecycle.user import CLOCK_TOLERANCE
from tests.lifecycle.harness import MANAGED, Place, Stack, group, routing, setting_lifecycle
from tests.lifecycle.plain import ADA, ARGS, LONDON, STATE
from tools.local_connect import LocalConnect

LISTINGS = ("SearchUsers", "ListUsers")
READ = (*LISTINGS, "DescribeUser")
FOR_EVER = "86400"
FULL_ARGS: dict[str, Any] = {
    **ARGS,
    "identity_info": {**ADA, "email": "ada@example.com"},
    "phone_config": {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 45},
    "hierarchy_group_id": group(LONDON),
    "tags": {"team": "care"},
}
CARE = {**ARGS, "routing_profile_id": routing("VIP Care")}
MAILED = {**ARGS, "identity_info": {**ADA, "email": "ada@example.com"}}
OTHER_EMAIL = {"FirstName": "Ada", "LastName": "Okafor", "Email": "eve@example.com"}
LIMIT = {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 30}
_numbers = count(1)


@pytest.fixture(scope="module")
def lagging_server() -> Iterator[LocalConnect]:
    """Serve with an index that doesn't follow any write while the tests run."""
    with LocalConnect("--search-lag", FOR_EVER) as connect:
        yield connect


@pytest.fixture
def lagging(lagging_server: LocalConnect) -> Place:
    """Give a region of its own beside the lagging index."""
    return Place(lagging_server, f"eu-lag-{next(_numbers)}")


def fast(place: Place, args: dict[str, Any], *, refreshes: int = 1) -> Stack:
    """Return the stack of a user that was made and then refreshed."""
    stack = Stack(place, refresh="fast")
    stack.up(args)
    for _ in range(refreshes):
        stack.refresh()
    return stack


def settled(place: Place, users: int, args: dict[str, Any] = FULL_ARGS) -> list[Stack]:
    """Return stacks of some users, after the first fast refresh, which reads them one by one."""
    stacks = []
    for number in range(users):
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
    ],
)
def test_fast_refresh_reads_the_user_that_changed(
    place: Place, operation: str, members: dict[str, Any], section: str
) -> None:
    """The one user that was written elsewhere is read, and its drift shows."""
    stacks = settled(place, 3)
    place.outside(operation, InstanceId=MANAGED, UserId=stacks[1].user_id, **members)
    assert refreshed(place, stacks) == READ
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
    with pytest.raises(InstanceNotFoundError, match=r"was not found in region .* \(SearchUsers: "):
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


def test_fast_refresh_before_the_index_knows_a_user_keeps_it(lagging: Place) -> None:
    """A user that no search shows yet is read, refresh after refresh, and stays as it was written."""
    stack = fast(lagging, ARGS, refreshes=0)
    made = stack.outputs
    for _ in range(2):
        assert lagging.counted(stack.refresh) == (None, READ)
        kept = {name: value for name, value in stack.outputs.items() if name != "last_modified_time"}
        assert (kept, stack.preview(ARGS)) == (made, ())


def test_fast_refresh_while_the_index_shows_old_values_shows_the_new_ones(tmp_path: Path) -> None:
    """A user that was written since the index saw it is read, refresh after refresh, and stays as written."""
    state = ("--state", str(tmp_path / "users.json"))
    with LocalConnect(*state) as before:
        stack = fast(Place(before, "eu-lag-old"), ARGS)
    with LocalConnect(*state, "--search-lag", FOR_EVER) as after:
        stack.place = Place(after, "eu-lag-old")
        assert stack.place.counted(stack.refresh) == (None, LISTINGS)
        stack.up(CARE)
        for _ in range(2):
            assert stack.place.counted(stack.refresh) == (None, READ)
            assert stack.outputs["routing_profile_id"] == CARE["routing_profile_id"]
            assert stack.preview(CARE) == ()


def test_fast_refresh_finds_an_outside_change_that_the_index_does_not_show(lagging: Place) -> None:
    """What somebody else wrote shows at once, whatever the index says: LastModifiedTime moved."""
    stack = fast(lagging, ARGS)
    lagging.outside(
        "update_user_routing_profile",
        InstanceId=MANAGED,
        UserId=stack.user_id,
        RoutingProfileId=routing("VIP Care"),
    )
    stack.refresh()
    assert stack.outputs["routing_profile_id"] == routing("VIP Care")
    assert stack.preview(ARGS) == ("routing_profile",)


@pytest.mark.parametrize(
    ("elsewhere", "calls", "diff"),
    [
        pytest.param(30, READ, (), id="rewritten alike"),
        pytest.param(30_000, READ, ("phone_config",), id="a thousand times as long"),
        pytest.param(0, READ, ("phone_config",), id="no limit"),
        pytest.param(None, LISTINGS, (), id="untouched"),
    ],
)
def test_fast_refresh_takes_after_contact_work_for_seconds_everywhere(
    place: Place, elsewhere: int | None, calls: tuple[str, ...], diff: tuple[str, ...]
) -> None:
    """The search's milliseconds and DescribeUser's seconds lead to the same state."""
    args = {**ARGS, "phone_config": LIMIT}
    stack = fast(place, args)
    if elsewhere is not None:
        phone = {"PhoneType": "SOFT_PHONE", "AfterContactWorkTimeLimit": elsewhere}
        place.outside("update_user_phone_config", InstanceId=MANAGED, UserId=stack.user_id, PhoneConfig=phone)
    assert place.counted(stack.refresh) == (None, calls)
    assert stack.preview(args) == diff


def test_date_of_a_write_does_not_tell_it_from_an_outside_change_right_after(place: Place) -> None:
    """So soon after a write only a read tells: decision 10. The refresh reads, and finds the change."""
    stack = fast(place, MAILED, refreshes=0)
    answer = place.outside(
        "update_user_identity_info", InstanceId=MANAGED, UserId=stack.user_id, IdentityInfo=OTHER_EMAIL
    )
    date = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()
    listed = place.boto.list_users(InstanceId=MANAGED)["UserSummaryList"][0]["LastModifiedTime"]
    assert abs(listed.timestamp() - date) < CLOCK_TOLERANCE
    stack.refresh()
    assert stack.preview(MAILED) == ("identity_info",)


def test_plain_user_keeps_the_time_of_its_last_read_alone(place: Place) -> None:
    """Beside the plain state, a fast refresh keeps LastModifiedTime and nothing else."""
    stack = fast(place, ARGS)
    computed = {"user_id": stack.user_id, "arn": stack.outputs["arn"], "tags_all": {}}
    time = place.boto.describe_user(InstanceId=MANAGED, UserId=stack.user_id)["User"]["LastModifiedTime"]
    assert stack.outputs == {**STATE, **computed, "last_modified_time": time.isoformat()}
