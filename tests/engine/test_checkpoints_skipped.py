"""A run without checkpoints that is killed: the state knows nothing of it, and the way back is the usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine.killing import end_left_behind, kill, start, wait_for_calls
from tests.engine.story import UNTHROTTLED, Story
from tools.local_connect import LocalConnect

BEFORE = """
for number in range(6):
    user(f"old-{number}")
"""
AFTER = """
for number in range(3):
    user(f"old-{number}", routing_profile_id=routing("VIP Care"))
for number in range(9):
    user(f"new-{number}")
"""
OLD = {f"old-{number}" for number in range(6)}
KEPT = {f"old-{number}" for number in range(3)}
NEW = {f"new-{number}" for number in range(9)}
SKIPPED = {"PULUMI_SKIP_CHECKPOINTS": "1", "CONNECT_REQUESTS_PER_SECOND": "5", "CONNECT_BURST": "2"}


@dataclass(frozen=True, kw_only=True)
class Played:
    """Hold what the killed update left, what the way back called, and where it led."""

    left: set[str]
    known: set[str]
    calls: Counter[str]
    users: dict[str, str]
    state: dict[str, str]
    changed: list[str]
    destroyed: tuple[set[str], set[str]]


@pytest.fixture(scope="module")
def slow_connect() -> Iterator[LocalConnect]:
    """Serve a local Connect that answers late, so that the kill falls between deed and answer."""
    with LocalConnect("--latency-ms", "500") as connect:
        yield connect


@pytest.fixture(scope="module")
def played(slow_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Kill an update at its deletions, when all else is done, go the way back, and kill a destroy too."""
    folder = tmp_path_factory.mktemp("checkpoints-skipped")
    story = Story(slow_connect, "eu-checkpoints-1", folder, BEFORE, **UNTHROTTLED)
    story.stack.up()
    story.program(AFTER)
    kill_without_checkpoints(story, "up")
    left, known = set(story.user_ids()), set(story.resources())
    story.stack.set_config("connect:adoptExisting", "true")
    story.connect.reset_calls()
    story.stack.up()
    calls = Counter(story.operations())
    story.stack.refresh("--clear-pending-creates")
    users = story.user_ids()
    state = {name: found["outputs"]["user_id"] for name, found in story.resources().items()}
    changed = [step.name for step in story.stack.steps()]
    kill_without_checkpoints(story, "destroy")
    story.stack.destroy()
    destroyed = set(story.user_ids()), set(story.resources())
    return Played(
        left=left, known=known, calls=calls, users=users, state=state, changed=changed, destroyed=destroyed
    )


def kill_without_checkpoints(story: Story, verb: str) -> None:
    """Kill the engine of a run without checkpoints while users are deleted, and free the stack."""
    usual = story.stack.environment
    story.stack.environment = {**usual, **SKIPPED}
    story.connect.reset_calls()
    engine = start(story, verb)
    wait_for_calls(story, "DeleteUser", 1)
    kill(engine)
    end_left_behind(story)
    story.stack.environment = usual
    story.stack.cancel()


def test_checkpoints_skipped_leave_a_state_that_knows_nothing_of_the_killed_run(played: Played) -> None:
    """The users that were made are strangers to the state, and those that were deleted are still in it."""
    assert played.known == OLD
    assert (KEPT | NEW) <= played.left < (OLD | NEW)


def test_checkpoints_skipped_are_made_up_for_by_one_adopting_up(played: Played) -> None:
    """One up with adoption leads to exactly the declared users, and makes nobody twice."""
    assert (set(played.users), played.state) == (KEPT | NEW, played.users)
    assert played.changed == []


def test_checkpoints_skipped_cost_a_second_sending_of_what_was_done(played: Played) -> None:
    """Changed settings and deletions are sent again, and a user that is gone counts as deleted."""
    again = {"UpdateUserRoutingProfile": len(KEPT), "DeleteUser": len(OLD - KEPT)}
    assert played.calls == again


def test_checkpoints_skipped_in_a_killed_destroy_are_made_up_for_by_a_destroy(played: Played) -> None:
    """A destroy from the old state deletes who is left, and takes who is gone for deleted."""
    assert played.destroyed == (set(), set())
