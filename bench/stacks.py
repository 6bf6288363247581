"""Several stacks side by side on one quota, which their config shares out, and the same without sharing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.common import BURST, LATENCY_MS, Say, Sizes, throttled_answers
from bench.engine import Project
from bench.results import Row
from connect_resources.users import facts
from tools.local_connect import LocalConnect
from tools.stack import EngineError

STACKS = 3
RATE = facts.REQUESTS_PER_SECOND
QUOTA = ("--requests-per-second", f"{RATE:g}", "--burst", str(BURST), "--latency-ms", str(LATENCY_MS))
KINDS = {"users": "single users", "fleets": "a fleet each"}
PATIENCE = 3600
MOST_THROTTLED, MOST_TIME = 2, 1.15
SHARED = {"connect:requestsPerSecond": "0.66", "connect:burst": "1"}
WHOLE: dict[str, str] = {}
"""What each stack's config says of the quota; nothing means all of it."""


@dataclass(frozen=True, slots=True)
class Side:
    """Hold what came of stacks that ran side by side.

    Attributes:
        seconds: from the first start to the last end.
        failed: runs that failed.
        calls: answers of the local Connect.
        throttled: those of them that the quota refused.
    """

    seconds: float
    failed: int
    calls: int
    throttled: int

    @property
    def percent(self) -> float:
        """The throttled answers of a hundred."""
        return 100 * self.throttled / self.calls


def stacks(sizes: Sizes, say: Say) -> list[Row]:
    """Create users in three stacks at once, sharing the quota and not."""
    rows: list[Row] = []
    for kind, words in KINDS.items():
        found = {}
        for name, config in (("shared", SHARED), ("not shared", WHOLE)):
            say(f"{STACKS} stacks of {sizes.stacks:,} users, {words}, quota {name}")
            found[name] = _side_by_side(kind, sizes.stacks, config)
        rows += _rows(f"{STACKS} stacks of {sizes.stacks:,} users, {words}", sizes.stacks, found)
    return rows


def _side_by_side(kind: str, count: int, config: Mapping[str, str]) -> Side:
    with LocalConnect(*QUOTA) as connect, ExitStack() as stack:
        made = []
        for number in range(STACKS):
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
            made.append(_project(folder, kind, number, count, config, connect))
        began = time.monotonic()
        with ThreadPoolExecutor(STACKS) as pool:
            failed = sum(pool.map(_fails, made))
        calls = len(connect.calls())
        return Side(time.monotonic() - began, failed, calls, throttled_answers(connect))


def _project(
    folder: Path, kind: str, number: int, count: int, config: Mapping[str, str], connect: LocalConnect
) -> Project:
    """Make a stack of users that no other stack has; its quota is its config's."""
    variables = {"BENCH_COUNT": str(count), "BENCH_FIRST": str(number * count), "BENCH_FLEET": str(count)}
    project = Project(folder / "stack", kind, skip=False, quota={}, variables=variables)
    project.stack.patience = PATIENCE
    project.move(connect)
    for key, value in config.items():
        project.stack.set_config(key, value)
    return project


def _fails(project: Project) -> bool:
    try:
        project.stack.up()
    except EngineError:
        return True
    return False


def _rows(name: str, count: int, found: Mapping[str, Side]) -> Sequence[Row]:
    shared, whole = found["shared"], found["not shared"]
    allowed = MOST_TIME * STACKS * count / RATE
    details = {key: asdict(side) for key, side in found.items()}
    beside = f"not shared: {whole.percent:.1f} %"
    return [
        Row(f"{name}: runs that failed", shared.failed, 0, 0, "", f"not shared: {whole.failed}", details),
        Row(f"{name}: throttled answers", shared.percent, MOST_THROTTLED, 1, "%", beside, details),
        Row(name, shared.seconds, allowed, 1, "s", f"{MOST_TIME} x the quota's time", details),
        Row(f"{name}, shared", shared.seconds, whole.seconds, None, "s", "not shared", details),
    ]
