"""Let two stacks grow side by side; preview them at each size, and refresh them fast at the last."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.common import OUR_QUOTA, QUOTA, Say, Sizes, ideal, timed
from bench.engine import UNTHROTTLED, Measure, Project, projects, state_bytes
from bench.results import Row
from tools.local_connect import LocalConnect

MOST_LISTING_CALLS = 8


def growth(sizes: Sizes, say: Say) -> tuple[list[Row], list[dict[str, float]]]:
    """Let two stacks grow side by side; preview them at each size, and refresh them fast at the last."""
    rows: list[Row] = []
    points: list[dict[str, float]] = []
    with TemporaryDirectory(prefix="bench-") as folder, projects() as both:
        state = ("--state", str(Path(folder) / "users.json"))
        with LocalConnect(*state) as connect:
            _move(both, connect)
            for count, repeats in zip(sizes.growth, sizes.repeats, strict=True):
                points.append(_point(both, count, repeats, say))
                if count == sizes.preview:
                    rows += _preview_rows(count, points[-1])
            rows += [_exponent_row(points), _state_row(both)]
            both["users"].set({"CONNECT_REFRESH": "fast"})
            say("refresh fast for the first time: every user is read")
            both["users"].refresh()
        with LocalConnect(*state, *QUOTA) as connect:
            _move(both, connect, OUR_QUOTA)
            rows += _refreshed_fast(connect, both, sizes.growth[-1], say)
    return rows, points


def _move(
    both: Mapping[str, Project], connect: LocalConnect, variables: Mapping[str, str] = UNTHROTTLED
) -> None:
    for project in both.values():
        project.move(connect)
        project.set(variables)


def _point(both: dict[str, Project], count: int, repeats: int, say: Say) -> dict[str, float]:
    """Measure both stacks at one size, in turn."""
    for project in both.values():
        project.set({"BENCH_COUNT": str(count)})
    say(f"grow to {count} users")
    created = {kind: project.up() for kind, project in both.items()}
    found: dict[str, list[Measure]] = {"users": [], "noop": []}
    for number in range(repeats):
        say(f"preview {count} users, {number + 1} of {repeats}")
        for kind, project in both.items():
            found[kind].append(project.preview())
    point: dict[str, float] = {"count": count}
    for kind, measures in found.items():
        point[f"{kind} up seconds"] = created[kind].seconds
        for name in ("seconds", "processor", "engine", "memory"):
            point[f"{kind} {name}"] = median(getattr(measure, name) for measure in measures)
    pairs = list(zip(found["users"], found["noop"], strict=True))
    point["time ratio"] = median(ours.seconds / noop.seconds for ours, noop in pairs)
    point["memory ratio"] = median(ours.memory / noop.memory for ours, noop in pairs)
    point["share"] = share(found["users"], found["noop"])
    return point


def share(ours: Sequence[Measure], noop: Sequence[Measure]) -> float:
    """Give the seconds of processor time that ours take above no-op resources.

    The engine does the same in both, so its own time in a run tells how fast the machine was just then: what
    runs beside the engine is counted in that measure, and other work on the machine cancels out.
    """

    def beside(measures: Sequence[Measure]) -> float:
        return median((measure.processor - measure.engine) / measure.engine for measure in measures)

    return (beside(ours) - beside(noop)) * median(measure.engine for measure in (*ours, *noop))


def _preview_rows(count: int, point: dict[str, float]) -> list[Row]:
    name, mebibyte = f"preview {count:,} unchanged users", 2**20
    note = "no-op resources, median of pairs"
    return [
        Row(name, point["noop seconds"] * point["time ratio"], point["noop seconds"], 1.25, "s", note, point),
        Row(
            f"{name}: processor time",
            point["users processor"],
            point["noop processor"],
            1.25,
            "s",
            note,
            point,
        ),
        Row(
            f"{name}: peak memory",
            point["noop memory"] * point["memory ratio"] / mebibyte,
            point["noop memory"] / mebibyte,
            1.25,
            "MB",
            note,
            point,
        ),
    ]


def _exponent_row(points: Sequence[Mapping[str, float]]) -> Row:
    sizes = ", ".join(f"{point['count']:.0f}" for point in points)
    details = {"shares": [(point["count"], point["share"]) for point in points]}
    note = f"exponent, linear over {sizes}"
    return Row("growth of our own share", exponent(points), 1, 1.1, "", note, details)


def exponent(points: Sequence[Mapping[str, float]]) -> float:
    """Fit the power with which our share of the processor time grows."""
    shares = [(point["count"], point["share"]) for point in points if point["share"] > 0]
    return _slope([(math.log(count), math.log(share)) for count, share in shares])


def _slope(points: Sequence[tuple[float, float]]) -> float:
    if not points:
        return 0.0
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    spread = sum((x - across) ** 2 for x, _ in points)
    return sum((x - across) * (y - up) for x, y in points) / spread if spread else 0.0


def _state_row(both: dict[str, Project]) -> Row:
    """Compare what a resource takes in the state beside its properties and its names."""
    ours, noop = (_overhead(both[kind]) for kind in ("users", "noop"))
    return Row("state per user, beside its properties", ours, noop, 1, "bytes", "no-op resource")


def _overhead(project: Project) -> float:
    """Give the bytes beside properties, names and places in the program, which are as long as their texts."""
    texts = ("inputs", "outputs", "urn", "type", "id", "sourcePosition", "stackTrace", "created", "modified")
    return median(state_bytes(found) - state_bytes(found, *texts) for found in project.resources())


def _refreshed_fast(connect: LocalConnect, both: dict[str, Project], count: int, say: Say) -> list[Row]:
    ratios, details = [], {}
    for number in range(3):
        say(f"refresh {count} users fast, {number + 1} of 3")
        ours, calls, _ = timed(connect, both["users"].refresh)
        noop = both["noop"].refresh()
        ratios.append(ours.seconds / noop.seconds)
        details[f"run {number + 1}"] = {"ours": ours.seconds, "no-op": noop.seconds, "calls": calls}
    name, baseline = f"refresh {count:,} unchanged users, fast", noop.seconds
    bar = MOST_LISTING_CALLS / count
    return [
        Row(f"{name}: calls", sum(calls.values()), count, bar, "", "DescribeUser per user", details),
        Row(name, baseline * median(ratios), baseline, 1.3, "s", "no-op resources, median of pairs", details),
        Row(name, baseline * median(ratios), ideal(count), 1, "s", "DescribeUser per user, at the quota"),
    ]
