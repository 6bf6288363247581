"""Rosters as fleets beside a resource a user: plans, creation, refresh and state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from bench.common import OUR_QUOTA, QUOTA, Say, Sizes, ideal, throttled_answers, timed
from bench.engine import UNTHROTTLED, Measure, Project, projects, state_bytes
from bench.results import Row
from tools.local_connect import LocalConnect

PAIRS = 3
FAST = {"CONNECT_REFRESH": "fast"}
ONE_FLEET = {"BENCH_FLEET": "100000"}
MOST_SECONDS, MOST_MEMORY = 20, 1000
ALLOWED_BESIDE_THE_QUOTA = 4


def fleets(sizes: Sizes, say: Say) -> list[Row]:
    """Measure fleets beside a resource a user, in turn."""
    small, middle, large, huge = sizes.fleet_plans
    rows: list[Row] = []
    with _served("fleets", "users") as made:
        rows.append(_plan(made, small, "fleets", "users", 0.6, say, **ONE_FLEET))
    with _served("fleets", "noop") as made:
        rows.append(_plan(made, middle, "fleets", "noop", 0.35, say, **ONE_FLEET))
    with _served("fleets", "users") as made:
        rows.append(_plan(made, large, "fleets", "users", 0.15, say, BENCH_FLEET="500"))
        rows += [*_refreshed(made, large, say), _state(made)]
    with _served("fleets") as made:
        rows += _huge(made["fleets"].project, huge, rows[1], say)
    return [*rows, *_created(sizes.fleet_created, say), *_created_under_quota(sizes.throttled, say)]


@dataclass(frozen=True, slots=True)
class Served:
    """Hold a project and the local Connect of its own."""

    project: Project
    connect: LocalConnect


@contextmanager
def _served(*kinds: str, skip: bool = True) -> Iterator[dict[str, Served]]:
    """Make a project of each kind, each with a local Connect of its own, as good as unthrottled."""
    with ExitStack() as stack, projects(*kinds, skip=skip) as made:
        served = {
            kind: Served(project, stack.enter_context(LocalConnect())) for kind, project in made.items()
        }
        for item in served.values():
            item.project.move(item.connect)
            item.project.set(UNTHROTTLED)
        yield served


def _grow(project: Project, count: int, say: Say, kind: str, **variables: str) -> None:
    say(f"{count:,} {kind}")
    project.set({"BENCH_COUNT": str(count), **variables})
    project.up()


def _plan(
    made: Mapping[str, Served], count: int, ours: str, theirs: str, bar: float, say: Say, **variables: str
) -> Row:
    found: dict[str, list[Measure]] = {ours: [], theirs: []}
    for kind in (ours, theirs):
        _grow(made[kind].project, count, say, kind, **variables)
    for number in range(PAIRS):
        say(f"plan of {count:,}, {number + 1} of {PAIRS}")
        for kind in (ours, theirs):
            found[kind].append(made[kind].project.preview())
    seconds = {kind: median(item.seconds for item in items) for kind, items in found.items()}
    processor = {kind: median(item.processor for item in items) for kind, items in found.items()}
    words = {"users": "ConnectUser", "noop": "no-op resources, one a user"}[theirs]
    name = f"plan of {count:,} unchanged, fleet"
    details = {"processor": processor, "memory": median(item.memory for item in found[ours])}
    return Row(name, seconds[ours], seconds[theirs], bar, "s", words, details)


def _refreshed(made: Mapping[str, Served], count: int, say: Say) -> list[Row]:
    seconds: dict[str, float] = {}
    calls: dict[str, int] = {}
    for kind, served in made.items():
        served.project.set(FAST)
        say(f"refresh {count:,} {kind} fast, for the first time and then again")
        served.project.refresh()
        measured, counted, _ = timed(served.connect, served.project.refresh)
        seconds[kind], calls[kind] = measured.seconds, sum(counted.values())
    name = f"fast refresh of {count:,}, fleets"
    return [
        Row(f"{name}: calls", calls["fleets"], calls["users"], 1, "", "listings alone"),
        Row(name, seconds["fleets"], seconds["users"], 0.3, "s", "ConnectUser"),
    ]


def _state(made: Mapping[str, Served]) -> Row:
    entries = made["fleets"].project.resources()
    ours = sum(map(state_bytes, entries)) / sum(len(item["outputs"]["users"]) for item in entries)
    theirs = median(state_bytes(item) for item in made["users"].project.resources())
    return Row("state a user, fleet", ours, theirs, 0.4, "bytes", "ConnectUser")


def _huge(project: Project, count: int, middle: Row, say: Say) -> list[Row]:
    _grow(project, count, say, "fleets", BENCH_FLEET="500")
    found = [project.preview() for _ in range(PAIRS)]
    seconds = median(item.seconds for item in found)
    memory = median(item.memory for item in found) / 2**20
    name = f"plan of {count:,} unchanged, fleets of about 500"
    grown = math.log(seconds / middle.ours) / math.log(count / 1000) if count > 1000 else 1.0
    return [
        Row(name, seconds, MOST_SECONDS, 1, "s", "the most that it may take"),
        Row(f"{name}: peak memory", memory, MOST_MEMORY, 1, "MB", "the most that it may take"),
        Row("growth of a fleet's plan from 1,000", grown, 1, 1.1, "", "exponent, linear"),
    ]


def _created(count: int, say: Say) -> list[Row]:
    seconds = {}
    with _served("fleets", "users", skip=False) as made:
        for kind, served in made.items():
            say(f"create {count} {kind} with checkpoints")
            served.project.set({"BENCH_COUNT": str(count), **ONE_FLEET})
            seconds[kind] = served.project.up().seconds
    name = f"create {count} with checkpoints, fleet"
    return [Row(name, seconds["fleets"], seconds["users"], 0.2, "s", "ConnectUser")]


def _created_under_quota(count: int, say: Say) -> list[Row]:
    with LocalConnect(*QUOTA) as connect, projects("fleets") as made:
        project = made["fleets"]
        project.move(connect)
        project.set({"BENCH_COUNT": str(count), **ONE_FLEET, **OUR_QUOTA})
        say(f"create {count} users of a fleet under the quota")
        seconds = project.up().seconds
        throttled = throttled_answers(connect)
    allowed = 1.05 * ideal(count) + ALLOWED_BESIDE_THE_QUOTA
    name = f"create {count} under the quota, fleet"
    return [
        Row(name, seconds, allowed, 1, "s", "1.05 x the quota's time + 4 s"),
        Row(f"{name}: throttled answers", throttled, 0, 0, "", "none"),
    ]
