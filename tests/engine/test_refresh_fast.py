"""Refreshes that compare whole listings, on the real engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from tests.engine.story import Story
from tests.lifecycle.harness import routing
from tools.local_connect import MANAGED, LocalConnect

USERS = 30
PROGRAM = f"""
for number in range({USERS}):
    names = dict(first_name="Ada", last_name="Okafor", email="ada@example.com")
    user(f"agent-{{number}}", identity_info=names, phone_config=dict(
        phone_type="SOFT_PHONE", after_contact_work_time_limit=30))
"""
LISTINGS = {"SearchUsers": 1, "ListUsers": 1}
HIDDEN = {"FirstName": "Ada", "LastName": "Okafor", "Email": "other@example.com"}


@dataclass(kw_only=True)
class Played:
    """Hold the calls of each refresh, and what the last preview found."""

    first: Counter[str]
    second: Counter[str]
    drifted: Counter[str]
    steps: dict[str, set[str]]
    overridden: Counter[str]
    back: Counter[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Refresh users fast: just made, unchanged, and with drift that only LastModifiedTime shows."""
    story = Story(shared_connect, "eu-fast-1", tmp_path_factory.mktemp("fast"), PROGRAM)
    story.stack.set_config("connect:refresh", "fast")
    story.stack.up()
    story.connect.reset_calls()
    story.stack.refresh("--expect-no-changes")
    first = counted(story)
    story.stack.refresh("--expect-no-changes")
    second = counted(story)
    ids = story.user_ids()
    gone, hidden, shown = (ids[f"agent-{number}"] for number in range(3))
    story.boto.delete_user(InstanceId=MANAGED, UserId=gone)
    story.boto.update_user_identity_info(InstanceId=MANAGED, UserId=hidden, IdentityInfo=HIDDEN)
    story.boto.update_user_routing_profile(
        InstanceId=MANAGED, UserId=shown, RoutingProfileId=routing("VIP Care")
    )
    story.connect.reset_calls()
    story.stack.refresh()
    drifted = counted(story)
    steps = {step.name: set(step.changed) for step in story.stack.steps() if step.operation == "update"}
    story.connect.reset_calls()
    story.pulumi("refresh", "--skip-preview", environment={"CONNECT_REFRESH": "full"})
    overridden = counted(story)
    story.stack.refresh()
    return Played(
        first=first, second=second, drifted=drifted, steps=steps, overridden=overridden, back=counted(story)
    )


def counted(story: Story) -> Counter[str]:
    """Count the calls since the last reset, and forget them."""
    calls = Counter(call["operation"] for call in story.connect.calls())
    story.connect.reset_calls()
    return calls


def test_refresh_fast_after_a_write_reads_what_was_written(played: Played) -> None:
    """The first refresh after users were made reads each of them, and shows no change."""
    assert played.first == {**LISTINGS, "DescribeUser": USERS}


def test_refresh_fast_of_unchanged_users_lists_alone(played: Played) -> None:
    """A refresh of unchanged users costs the two listings, however many users there are."""
    assert played.second == LISTINGS


def test_refresh_fast_finds_what_only_the_time_shows(played: Played) -> None:
    """Users that are gone, that differ, or whose LastModifiedTime moved are read, and the drift shows."""
    assert played.drifted == {**LISTINGS, "DescribeUser": 3, "DescribeInstance": 1}
    assert played.steps == {"agent-1": {"identity_info"}, "agent-2": {"routing_profile_id"}}


def test_refresh_mode_of_the_environment_overrides_the_config(played: Played) -> None:
    """CONNECT_REFRESH=full reads every user in that run, whatever config the last up left in the state."""
    assert (played.overridden, played.back) == ({"DescribeUser": USERS - 1}, LISTINGS)
