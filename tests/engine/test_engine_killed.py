"""An engine that is killed takes its provider along, and nothing is called any more."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine.killing import end_left_behind, kill, left_behind, start, wait_for_calls, workers
from tests.engine.story import UNTHROTTLED, Story
from tools.local_connect import LocalConnect

USERS = 20
PROGRAM = f"""
for number in range({USERS}):
    user(f"agent-{{number}}")
"""
LIMIT_SECONDS = 3.0
"""What the contract allows a provider after its engine is gone."""

MORE_SECONDS = 3.0
"""After the limit: several calls fall into it where a provider lives on at the rates of these tests."""

STOPPED_SECONDS = 8.0
ENDED_SECONDS = 120.0

BRISK = {"CONNECT_REQUESTS_PER_SECOND": "5", "CONNECT_BURST": "2"}
SLOW = {"CONNECT_REQUESTS_PER_SECOND": "0.5", "CONNECT_BURST": "2"}
THROTTLED = [{"operation": "CreateUser", "code": "ThrottlingException", "times": 1000}]


@dataclass(frozen=True)
class Moment:
    """Say when an engine is killed: in which command, after how many calls of an operation."""

    verb: str
    operation: str
    calls: int
    rate: dict[str, str]
    faults: tuple[dict[str, Any], ...] = ()


MOMENTS = {
    "while a user is made": Moment("up", "CreateUser", 4, BRISK),
    "while creations wait for the quota": Moment("up", "CreateUser", 2, SLOW),
    "while creations are throttled": Moment("up", "CreateUser", 8, UNTHROTTLED, tuple(THROTTLED)),
    "during a destroy": Moment("destroy", "DeleteUser", 2, SLOW),
    "during a refresh": Moment("refresh", "DescribeUser", 2, SLOW),
}


@pytest.fixture(scope="module")
def slow_connect() -> Iterator[LocalConnect]:
    """Serve a local Connect that answers late, so that the kill falls into calls that are carried out."""
    with LocalConnect("--latency-ms", "300") as connect:
        yield connect


@pytest.mark.parametrize("name", MOMENTS)
def test_engine_killed_ends_its_provider_and_all_calls(
    name: str, slow_connect: LocalConnect, tmp_path: Path
) -> None:
    """Three seconds after the kill the process that makes the calls is gone, and no call comes."""
    moment = MOMENTS[name]
    story = Story(slow_connect, f"eu-{name.replace(' ', '-')}-1", tmp_path, PROGRAM, **UNTHROTTLED)
    if moment.verb != "up":
        story.stack.up()
    story.stack.environment.update(moment.rate)
    slow_connect.reset_calls()
    slow_connect.faults(moment.faults)
    engine = start(story, moment.verb)
    wait_for_calls(story, moment.operation, moment.calls)
    killed = kill(engine)
    time.sleep(LIMIT_SECONDS)
    alive = workers(story)
    time.sleep(MORE_SECONDS)
    late = [call for call in slow_connect.calls() if call["time"] > killed + LIMIT_SECONDS]
    end_left_behind(story)
    assert (alive, late) == ([], [])


def test_engine_stopped_for_a_while_keeps_its_provider(slow_connect: LocalConnect, tmp_path: Path) -> None:
    """An engine under a debugger, or on a machine that sleeps, finds its provider as it left it."""
    story = Story(slow_connect, "eu-stopped-1", tmp_path, PROGRAM, **BRISK)
    engine = start(story, "up")
    wait_for_calls(story, "CreateUser", 4)
    engine.send_signal(signal.SIGSTOP)
    time.sleep(STOPPED_SECONDS)
    alive = workers(story)
    engine.send_signal(signal.SIGCONT)
    assert (len(alive), engine.wait(ENDED_SECONDS), set(story.user_ids())) == (1, 0, set(story.resources()))
    assert left_behind(story) == []
