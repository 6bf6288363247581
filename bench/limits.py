"""What the engine and the SDK cost as a stack grows: checkpoints of the state, and waits for outputs."""

from __future__ import annotations

from statistics import median

from bench.common import Say, Sizes
from bench.engine import projects
from bench.results import Row
from tools.local_connect import LocalConnect


def limits(sizes: Sizes, say: Say) -> list[Row]:
    """Measure what a stack's size costs, with and without each of the two."""
    rows = []
    for count in sizes.limits:
        with LocalConnect() as connect:
            rows += [_checkpoints(connect, count, say), *_waits(connect, count, say)]
    return rows


def _checkpoints(connect: LocalConnect, count: int, say: Say) -> Row:
    """Create no-op resources with and without a checkpoint after each step, in a backend of files."""
    say(f"checkpoints of {count} resources")
    seconds = {}
    for skip in (False, True):
        with projects(skip=skip) as both:
            both["noop"].move(connect)
            both["noop"].set({"BENCH_COUNT": str(count)})
            seconds[skip] = both["noop"].up().seconds
    name = f"up of {count:,} no-op resources, with checkpoints"
    return Row(name, seconds[False], seconds[True], None, "s", "PULUMI_SKIP_CHECKPOINTS=1")


def _waits(connect: LocalConnect, count: int, say: Say) -> list[Row]:
    """Preview users in a program that ends as it is, and in one that lets all registrations start first."""
    say(f"waits of {count} users")
    plain, awaited = [], []
    with projects() as both:
        users = both["users"]
        users.move(connect)
        users.set({"BENCH_COUNT": str(count)})
        users.up()
        for _ in range(3):
            users.set({"BENCH_AWAITED": ""})
            plain.append(users.preview())
            users.set({"BENCH_AWAITED": "1"})
            awaited.append(users.preview())
    name, note = f"preview of {count:,} users, program without pulumi.run", "with pulumi.run"
    return [
        Row(
            f"{name}{aspect}",
            median(getattr(run, figure) for run in plain),
            median(getattr(run, figure) for run in awaited),
            None,
            "s",
            note,
        )
        for aspect, figure in (("", "seconds"), (": processor time", "processor"))
    ]
