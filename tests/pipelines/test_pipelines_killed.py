"""A run that is killed: its lock is freed by the next run, and by nothing else."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

import pytest

from tests.pipelines.conftest import Make
from tests.pipelines.repository import Ran, Repository

USERS = ("ana", "ben", "cleo", "dora")
WAIT_SECONDS = 120
PACE = 1
"""Calls a second: slow enough to be killed between two of them."""


@dataclass
class Played:
    """Hold what each step on the way back ended with."""

    repository: Repository
    locked: list[dict[str, object]]
    claimed: dict[str, object]
    again: Ran
    reviewed: Ran
    merged: Ran
    users: list[str]


@pytest.fixture(scope="module")
def played(make: Make) -> Played:
    """Kill the engine of a deploy job, run the job again, and then bring a merge request for the rest."""
    repository = make(PACE)
    repository.commit(dict.fromkeys(USERS, ""))
    assert repository.run("review").status == 0
    job = repository.start("deploy")
    _wait_for_creations(repository, 2)
    claimed = repository.claim()
    os.kill(int(str(claimed["pid"])), signal.SIGKILL)
    job.wait(WAIT_SECONDS)
    locked = repository.locks()
    again = repository.run("deploy")
    repository.commit(dict.fromkeys(USERS, ""), "the rest")
    reviewed, merged = repository.run("review"), repository.run("deploy")
    users = sorted(repository.cloud.users())
    return Played(repository, locked, claimed, again, reviewed, merged, users)


def _wait_for_creations(repository: Repository, number: int) -> None:
    due = time.monotonic() + WAIT_SECONDS
    while repository.cloud.connect.mutating_calls().count("CreateUser") < number:
        assert time.monotonic() < due
        time.sleep(0.05)


def test_claim_names_the_process_that_takes_the_lock(played: Played) -> None:
    """What the pipeline notes before it starts the engine is what the engine writes into its lock."""
    (lock,) = played.locked
    who = ("pid", "username", "hostname")
    assert [lock[part] for part in who] == [played.claimed[part] for part in who]


def test_killed_run_leaves_a_lock_that_the_next_run_frees(played: Played) -> None:
    """The next run says which lock it frees; what is left isn't what was reviewed, so it stops."""
    assert "freed the lock of this pipeline's earlier run" in played.again.log
    assert "the changes aren't those of report/reviewed.json" in played.again.log
    assert played.again.status == 1


def test_killed_run_converges_with_a_review_of_the_rest(played: Played) -> None:
    """A merge request without any change shows what is left, and its merge does it."""
    assert (played.reviewed.status, played.merged.status, played.users) == (0, 0, [*USERS])
    assert played.repository.locks() == []
