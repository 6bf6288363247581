"""Runs of the real engine, each with its time, its processor time and its greatest memory."""

from __future__ import annotations

import json
import os
import resource
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.local_connect import LocalConnect
from tools.stack import Run, Stack

PROJECT = Path(__file__).parent / "project"
PAGE = os.sysconf("SC_PAGE_SIZE")
SAMPLING_SECONDS = 0.1
PARENT, RESIDENT = 1, 21
"""Fields of /proc/<id>/stat behind the command's name."""

UNTHROTTLED = {"CONNECT_REQUESTS_PER_SECOND": "1000", "CONNECT_BURST": "1000"}
SKIPPING = {"PULUMI_SKIP_CHECKPOINTS": "1"}


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold what one run took: seconds, seconds of processor time, greatest memory of all its processes."""

    seconds: float
    processor: float
    memory: int


class Project:
    """One stack of the bench's program, with as many users or no-op resources as asked for."""

    def __init__(self, folder: Path, kind: str, *, skip: bool = True) -> None:
        """Make an empty stack; before its first run it is to be moved to a local Connect.

        Args:
            folder: an empty folder.
            kind: ``users`` or ``noop``.
            skip: spare the engine its checkpoint after each step.
        """
        environment = {
            "BENCH_KIND": kind,
            "BENCH_COUNT": "0",
            "BENCH_AWAITED": "1",
            **UNTHROTTLED,
            **(SKIPPING if skip else {}),
        }
        program = (PROJECT / "__main__.py").read_text()
        self.stack = Stack(folder, program=program, environment=environment)
        for module in ("noop.py", "values.py"):
            shutil.copy(PROJECT / module, self.stack.project)

    def set(self, variables: Mapping[str, str]) -> None:
        """Set variables for the runs to come."""
        self.stack.environment = {**self.stack.environment, **variables}

    def move(self, connect: LocalConnect) -> None:
        """Let the users live in a local Connect, or in another one that holds the same users."""
        self.set(connect.environment())

    def measure(self, run: Callable[..., Run], *options: str) -> Measure:
        """Run a verb of the stack and measure it."""
        before = _processor_time()
        with _peak() as peak:
            seconds = run(*options).seconds
        return Measure(seconds, _processor_time() - before, peak[0])

    def preview(self) -> Measure:
        """Measure ``pulumi preview``."""
        return self.measure(self.stack.preview)

    def up(self) -> Measure:
        """Measure ``pulumi up``."""
        return self.measure(self.stack.up)

    def refresh(self) -> Measure:
        """Measure ``pulumi refresh``."""
        return self.measure(self.stack.refresh)

    def user_ids(self) -> list[str]:
        """Give the ids of the users in the state."""
        return [str(found["outputs"]["user_id"]) for found in self.resources()]

    def resources(self) -> list[dict[str, Any]]:
        """Give the resources of the state."""
        return list(self.stack.resources().values())


@contextmanager
def projects(**options: bool) -> Iterator[dict[str, Project]]:
    """Make a project of users and one of no-op resources, and remove both in the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        made = {}
        for kind in ("users", "noop"):
            folder = Path(name) / kind
            folder.mkdir()
            made[kind] = Project(folder, kind, **options)
        yield made


def state_bytes(resource_: Mapping[str, Any], *names: str) -> int:
    """Give the bytes that a resource, or some of its entries, take in the state."""
    chosen = {name: resource_[name] for name in names if name in resource_} if names else resource_
    return len(json.dumps(chosen))


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _peak() -> Iterator[list[int]]:
    """Sample the memory of the processes that are started below this one, and keep the greatest sum."""
    greatest, done = [0], threading.Event()
    others = set(_processes())

    def sample() -> None:
        while not done.wait(SAMPLING_SECONDS):
            greatest[0] = max(greatest[0], _memory(others))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield greatest
    finally:
        done.set()
        thread.join()


def _memory(others: set[int]) -> int:
    return sum(memory for process, memory in _processes().items() if process not in others)


def _processes() -> dict[int, int]:
    """Give the processes below this one, each with its resident memory."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(fields[PARENT]), []).append(int(entry.name))
            resident[int(entry.name)] = int(fields[RESIDENT]) * PAGE
    return {process: resident[process] for process in _below(os.getpid(), children)}


def _below(process: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    for child in children.get(process, []):
        yield child
        yield from _below(child, children)
