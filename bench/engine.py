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
PARENT, USER, SYSTEM, RESIDENT = 1, 11, 12, 21
"""Fields of /proc/<id>/stat behind the command's name."""

TICKS = os.sysconf("SC_CLK_TCK")
ENGINE = "pulumi"

UNTHROTTLED = {"CONNECT_REQUESTS_PER_SECOND": "1000", "CONNECT_BURST": "1000"}
SKIPPING = {"PULUMI_SKIP_CHECKPOINTS": "1"}


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold what one run took.

    Attributes:
        seconds: from its start to its end.
        processor: seconds of processor time of all its processes.
        engine: seconds of that in the engine's own process.
        memory: the greatest memory of all its processes, in bytes.
    """

    seconds: float
    processor: float
    engine: float
    memory: int


class Project:
    """One stack of the bench's program, with as many users or no-op resources as asked for."""

    def __init__(
        self,
        folder: Path,
        kind: str,
        *,
        skip: bool = True,
        quota: Mapping[str, str] = UNTHROTTLED,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Make an empty stack; before its first run it is to be moved to a local Connect.

        Args:
            folder: an empty folder.
            kind: ``users``, ``fleets`` or ``noop``.
            skip: spare the engine its checkpoint after each step.
            quota: variables that say what the quota is; none lets the stack's config say it.
            variables: for all runs, the making of the stack included.
        """
        environment = {
            "BENCH_KIND": kind,
            "BENCH_COUNT": "0",
            "BENCH_AWAITED": "1",
            **quota,
            **(SKIPPING if skip else {}),
            **(variables or {}),
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
        return measure(run, *options)

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


def measure(run: Callable[..., Run], *options: str) -> Measure:
    """Run a verb of a stack and measure it."""
    before = _processor_time()
    with _watched() as seen:
        seconds = run(*options).seconds
    return Measure(seconds, _processor_time() - before, seen.engine, seen.memory)


@contextmanager
def projects(*kinds: str, skip: bool = True) -> Iterator[dict[str, Project]]:
    """Make a project of each kind, of users and of no-op resources if none is named, and remove them."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        made = {}
        for kind in kinds or ("users", "noop"):
            folder = Path(name) / kind
            folder.mkdir()
            made[kind] = Project(folder, kind, skip=skip)
        yield made


def state_bytes(resource_: Mapping[str, Any], *names: str) -> int:
    """Give the bytes that a resource, or some of its entries, take in the state."""
    chosen = {name: resource_[name] for name in names if name in resource_} if names else resource_
    return len(json.dumps(chosen))


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(slots=True)
class _Seen:
    """Hold the greatest memory, and the latest processor time of the engine."""

    memory: int = 0
    engine: float = 0


@dataclass(frozen=True, slots=True)
class _Process:
    command: str
    parent: int
    processor: float
    resident: int


@contextmanager
def _watched() -> Iterator[_Seen]:
    """Sample the processes that are started below this one."""
    seen, done = _Seen(), threading.Event()
    others = set(_below_this())

    def sample() -> None:
        while not done.wait(SAMPLING_SECONDS):
            found = [process for number, process in _below_this().items() if number not in others]
            seen.memory = max(seen.memory, sum(process.resident for process in found))
            for process in found:
                if process.command == ENGINE:
                    seen.engine = process.processor

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _below_this() -> dict[int, _Process]:
    """Give the processes below this one."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = _process((entry / "stat").read_text())
            except OSError:
                continue
    children: dict[int, list[int]] = {}
    for number, process in found.items():
        children.setdefault(process.parent, []).append(number)
    return {number: found[number] for number in _below(os.getpid(), children)}


def _process(stat: str) -> _Process:
    head, _, tail = stat.rpartition(")")
    fields = tail.split()
    ticks = int(fields[USER]) + int(fields[SYSTEM])
    return _Process(head.partition("(")[2], int(fields[PARENT]), ticks / TICKS, int(fields[RESIDENT]) * PAGE)


def _below(process: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    for child in children.get(process, []):
        yield child
        yield from _below(child, children)
