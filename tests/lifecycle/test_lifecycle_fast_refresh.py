"""Fast refreshes beside a search index that lags: what this program wrote is never shown with old values."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connect_resources.lifecycle import CLOCK_TOLERANCE
from tests.lifecycle.harness import MANAGED, Place, Stack, routing
from tests.lifecycle.plain import ADA, ARGS, STATE
from tools.local_connect import LocalConnect

LISTINGS = ("SearchUsers", "ListUsers")
READ = (*LISTINGS, "DescribeUser")
FOR_EVER = "86400"
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
