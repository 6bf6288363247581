"""A program that loops over the users of Connect, while an answer is cut short: nobody is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.story import Story
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run

REGION = "eu-cut-1"
TRIES = 5
"""How often an answer is asked for in all."""

PROGRAM = """
for found in get_users(INSTANCE):
    user(found.name, name=found.name, adopt_existing=True)
"""
CUT = '{"UserSummaryList": [{"Id": "0'


@dataclass(frozen=True, slots=True)
class Played:
    """Hold what the runs with a cut listing left.

    Attributes:
        before: the ids of the users by name.
        lost: the run of which no answer to ListUsers was whole, and the users and mutating calls after it.
        once: the same of the run of which one answer was cut.
    """

    before: dict[str, str]
    lost: tuple[Run, dict[str, str], list[str]]
    once: tuple[Run, dict[str, str], list[str]]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Bring two users under management by a loop, then run it with listings that are cut."""
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("cut"), PROGRAM)
    for name in ("ada", "mina"):
        story.make_user(name)
    story.stack.up()
    before = story.user_ids()
    story.operations()

    def run(times: int, *, fails: bool) -> tuple[Run, dict[str, str], list[str]]:
        fault: dict[str, Any] = {"operation": "ListUsers", "body": CUT, "times": times}
        shared_connect.faults([fault])
        found = story.stack.up(fails=fails)
        shared_connect.clear_faults()
        called = story.operations()
        return found, story.user_ids(), called

    return Played(before, run(TRIES, fails=True), run(1, fails=False))


def test_users_in_a_loop_stay_where_no_listing_is_whole(played: Played) -> None:
    """The program ends with an error; an empty listing would have deleted everybody with exit 0."""
    run, users, called = played.lost
    assert (users, called) == (played.before, [])
    assert f"ListUsers of instance {MANAGED} failed: UnusableAnswer: the answer" in run.text


def test_users_in_a_loop_stay_where_one_answer_was_cut(played: Played) -> None:
    """One cut answer is asked for again, and the run finds everybody unchanged."""
    run, users, called = played.once
    assert (users, called) == (played.before, [])
    assert "3 unchanged" in run.text
