"""A destroy that is killed halfway: what an up makes of it, and the two ways on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine.killing import end_left_behind, kill, start, wait_for_calls
from tests.engine.story import UNTHROTTLED, Story
from tools.local_connect import LocalConnect

USERS = 12
DELETED_BEFORE_THE_KILL = 5
PROGRAM = f"""
for number in range({USERS}):
    user(f"agent-{{number}}")
"""
SLOW = {"CONNECT_REQUESTS_PER_SECOND": "5", "CONNECT_BURST": "2"}
DECLARED = {f"agent-{number}" for number in range(USERS)}


@dataclass(frozen=True)
class Seen:
    """Hold which users Connect and the state had after a step, and what the step called."""

    users: set[str]
    state: set[str]
    calls: Counter[str]


@dataclass(frozen=True)
class Played:
    """Hold what the stack was like after each step."""

    killed: Seen
    up_alone: Seen
    repaired: Seen
    killed_again: Seen
    destroyed: Seen


@pytest.fixture(scope="module")
def slow_connect() -> Iterator[LocalConnect]:
    """Serve a local Connect that answers late, so that the kill falls between deed and answer."""
    with LocalConnect("--latency-ms", "500") as connect:
        yield connect


@pytest.fixture(scope="module")
def played(slow_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Kill a destroy twice: go back to all users after the first, and on to none after the second."""
    folder = tmp_path_factory.mktemp("killed-destroy")
    story = Story(slow_connect, "eu-killed-destroy-1", folder, PROGRAM, **UNTHROTTLED)
    story.stack.up()
    killed = kill_destroy(story)
    story.stack.up()
    up_alone = look(story)
    story.stack.refresh()
    story.stack.up()
    repaired = look(story)
    killed_again = kill_destroy(story)
    story.stack.destroy()
    return Played(killed, up_alone, repaired, killed_again, look(story))


def kill_destroy(story: Story) -> Seen:
    """Kill the engine while users are deleted whose deletion Connect hasn't confirmed, and free the stack."""
    story.stack.environment.update(SLOW)
    story.connect.reset_calls()
    engine = start(story, "destroy")
    wait_for_calls(story, "DeleteUser", DELETED_BEFORE_THE_KILL)
    kill(engine)
    end_left_behind(story)
    story.stack.environment.update(UNTHROTTLED)
    seen = look(story)
    story.stack.cancel()
    return seen


def look(story: Story) -> Seen:
    """See what there is, and forget the calls so far."""
    calls = Counter(call["operation"] for call in story.connect.calls() if call["status"] == 200)
    seen = Seen(set(story.user_ids()), set(story.resources()), calls)
    story.connect.reset_calls()
    return seen


def test_destroy_killed_leaves_users_in_the_state_that_are_gone(played: Played) -> None:
    """The state knows every user that is left, and some that were deleted while the engine was killed."""
    assert (played.killed.users < played.killed.state, played.killed.state <= DECLARED) == (True, True)


def test_destroy_killed_is_not_repaired_by_an_up_alone(played: Played) -> None:
    """An up makes the users anew that the state has given up, and takes those in doubt for unchanged."""
    in_doubt = played.killed.state - played.killed.users
    assert (played.up_alone.state, played.up_alone.users) == (DECLARED, DECLARED - in_doubt)
    assert in_doubt != set()


def test_destroy_killed_goes_back_to_all_users_by_refresh_and_up(played: Played) -> None:
    """A refresh takes out of the state who is gone, so that an up makes exactly those."""
    in_doubt = played.killed.state - played.killed.users
    assert (played.repaired.users, played.repaired.state) == (DECLARED, DECLARED)
    assert played.repaired.calls["CreateUser"] == len(in_doubt)


def test_destroy_killed_is_finished_by_a_destroy(played: Played) -> None:
    """Once freed, a destroy deletes who is left; a user that is gone already is no error."""
    left = played.killed_again.users
    assert (played.destroyed.users, played.destroyed.state) == (set(), set())
    assert played.destroyed.calls["DeleteUser"] == len(left)
