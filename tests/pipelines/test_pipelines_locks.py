"""Whose lock is freed: one that the last claim describes in every part, and no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.pipelines.conftest import Make
from tests.pipelines.repository import Ran, Repository

CLAIMED = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
CLAIM = {"pid": 4711, "username": "runner", "hostname": "runner-7", "timestamp": CLAIMED.isoformat()}
OWN = {**CLAIM, "timestamp": "2026-11-28T03:00:04.123456789Z"}
FOREIGN: dict[str, dict[str, Any]] = {
    "pid": {"pid": 4712},
    "user": {"username": "ada"},
    "machine": {"hostname": "laptop"},
    "before the claim": {"timestamp": (CLAIMED - timedelta(seconds=1)).isoformat()},
    "long after it": {"timestamp": (CLAIMED + timedelta(minutes=11)).isoformat()},
}
STOPPED = "that is no run of this pipeline"


@pytest.fixture(scope="module")
def repository(make: Make) -> Repository:
    """Make a repository whose stack nobody uses."""
    return make()


def free(repository: Repository) -> Ran:
    """Run the command line that frees a lock, as deploy.sh does."""
    return repository.command(".venv/bin/python pipelines/bucket.py free")


def test_free_without_a_lock_does_nothing(repository: Repository) -> None:
    """A stack that is free stays so, without a word."""
    repository.lay(claim=None, locks=[])
    assert free(repository) == Ran(0, "")


def test_free_of_the_own_lock_deletes_it(repository: Repository) -> None:
    """The lock of the process that the last claim names goes, and the log says so."""
    repository.lay(claim=CLAIM, locks=[OWN])
    ran = free(repository)
    assert (ran.status, "freed the lock" in ran.log, repository.locks()) == (0, True, [])


@pytest.mark.parametrize("other", FOREIGN.values(), ids=FOREIGN)
def test_free_of_a_lock_that_differs_stops(repository: Repository, other: dict[str, Any]) -> None:
    """A lock that differs from the claim in one part is somebody else's: it stays."""
    lock = {**OWN, **other}
    repository.lay(claim=CLAIM, locks=[lock])
    ran = free(repository)
    assert (ran.status, STOPPED in ran.log, repository.locks()) == (1, True, [lock])


def test_free_without_a_claim_stops(repository: Repository) -> None:
    """Before the pipeline's first run every lock is somebody else's."""
    repository.lay(claim=None, locks=[OWN])
    ran = free(repository)
    assert (ran.status, STOPPED in ran.log, repository.locks()) == (1, True, [OWN])


def test_free_of_two_locks_touches_neither(repository: Repository) -> None:
    """With somebody else's lock beside its own, the pipeline stops as it is."""
    locks = [OWN, {**OWN, "hostname": "laptop"}]
    repository.lay(claim=CLAIM, locks=locks)
    assert (free(repository).status, repository.locks()) == (1, locks)


def test_deploy_with_a_foreign_lock_stops_before_anything_else(repository: Repository) -> None:
    """The job names who has the lock, and neither previews nor changes anything."""
    repository.commit({"ana": ""})
    repository.lay(claim=CLAIM, locks=[{**OWN, "username": "ada", "hostname": "laptop"}])
    repository.cloud.connect.reset_calls()
    ran = repository.run("deploy")
    assert (ran.status, repository.cloud.connect.calls()) == (1, [])
    assert "the stack is locked by ada@laptop (pid 4711)" in ran.log
