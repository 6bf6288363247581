"""Create, update and read users under the quota, beside no-op resources and what others do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median
from typing import Any

from bench import peers
from bench.common import OUR_QUOTA, QUOTA, RATE, Say, Sizes, ideal, span, throttled_answers, timed
from bench.engine import Measure, Project, projects
from bench.results import Row
from tools.local_connect import LocalConnect

PEER_PROFILES = ("Austin Billing", "Austin Claims", "Austin Billing")
PEER_RUNS = len(PEER_PROFILES)
CHANGED = {"BENCH_ROUTING_PROFILE": "London Claims"}


@dataclass(frozen=True, slots=True)
class Creation:
    """Hold one creation of users, and of no-op resources beside it."""

    noop: Measure
    ours: Measure
    calls: Mapping[str, int]
    throttled: int
    span: float


def under_quota(sizes: Sizes, say: Say) -> list[Row]:
    """Create, update and read users under the quota, beside no-op resources and what others do."""
    count = sizes.throttled
    creations = []
    for _ in range(sizes.creations - 1):
        with _pair(count) as (connect, both):
            creations.append(_create(connect, both, count, say))
    with _pair(count) as (connect, both):
        creations.append(_create(connect, both, count, say))
        rows = _created(connect, creations, count, say)
        for project in both.values():
            project.set(CHANGED)
        rows += _updated(connect, both, count, say)
        return rows + _read_one_by_one(connect, both["users"], count, say)


@contextmanager
def _pair(count: int) -> Iterator[tuple[LocalConnect, dict[str, Project]]]:
    with LocalConnect(*QUOTA) as connect, projects() as both:
        for project in both.values():
            project.move(connect)
            project.set({**OUR_QUOTA, "BENCH_COUNT": str(count)})
        yield connect, both


def _create(connect: LocalConnect, both: Mapping[str, Project], count: int, say: Say) -> Creation:
    say(f"create {count} users, and as many no-op resources")
    noop = both["noop"].up()
    ours, calls, throttled = timed(connect, both["users"].up)
    return Creation(noop, ours, calls, throttled, span(connect, "CreateUser"))


def _created(connect: LocalConnect, creations: Sequence[Creation], count: int, say: Say) -> list[Row]:
    say(f"create {count} users as Terraform does")
    terraform, refused = _best(
        connect,
        [partial(peers.create_as_terraform, connect, count, f"terraform-{run}") for run in range(PEER_RUNS)],
        "CreateUser",
    )
    connect.reset_calls()
    say(f"create {count} users as the Lambda sample does")
    peers.create_as_lambda(connect, count, RATE)
    pauses = span(connect, "CreateUser")
    name, details = f"create {count} users", {"runs": [asdict(creation) for creation in creations]}
    paced = [_paced(name, creation.ours, creation.noop, count, details) for creation in creations]
    seen = median(creation.span for creation in creations)
    throttled = sum(creation.throttled for creation in creations)
    return [
        sorted(paced, key=lambda row: row.ratio)[len(paced) // 2],
        Row(f"{name}: throttled answers", throttled, 0, 0, "", f"as Terraform's provider: {refused}"),
        Row(f"{name}: first call to last", seen, terraform, 1, "s", "as Terraform's provider, best of 3"),
        Row(f"{name}: first call to last", seen, pauses, 1, "s", "Lambda sample"),
    ]


def _best(connect: LocalConnect, runs: Sequence[Callable[[], float]], operation: str) -> tuple[float, int]:
    """Give the seconds and the throttled answers of the quickest run: luck makes a tail of long pauses."""
    found = []
    for run in runs:
        connect.reset_calls()
        run()
        found.append((span(connect, operation, "DescribeUser"), throttled_answers(connect)))
    return min(found)


def _paced(name: str, ours: Measure, noop: Measure, count: int, details: dict[str, Any]) -> Row:
    allowed = 1.10 * ideal(count) + noop.seconds
    return Row(name, ours.seconds, allowed, 1, "s", "1.10 x the quota's time + no-op", details)


def _updated(connect: LocalConnect, both: Mapping[str, Project], count: int, say: Say) -> list[Row]:
    say(f"change the routing profile of {count} users")
    noop = both["noop"].up()
    ours, calls, throttled = timed(connect, both["users"].up)
    seen = span(connect, "UpdateUserRoutingProfile")
    say(f"change the routing profile of {count} users as Terraform does")
    ids = both["users"].user_ids()
    terraform, _ = _best(
        connect,
        [partial(peers.update_as_terraform, connect, ids, profile) for profile in PEER_PROFILES],
        "UpdateUserRoutingProfile",
    )
    name, details = f"change the routing profile of {count} users", {"calls": calls, "no-op": noop.seconds}
    return [
        _paced(name, ours, noop, count, details),
        Row(
            f"{name}: calls",
            sum(calls.values()),
            count + 1,
            1,
            "",
            "one a user, one DescribeInstance",
            details,
        ),
        Row(f"{name}: throttled answers", throttled, 0, 0, "", "none"),
        Row(f"{name}: first call to last", seen, terraform, 1, "s", "as Terraform's provider, best of 3"),
    ]


def _read_one_by_one(connect: LocalConnect, users: Project, count: int, say: Say) -> list[Row]:
    say(f"refresh {count} users in full")
    measured, calls, throttled = timed(connect, users.refresh)
    connect.reset_calls()
    peers.describe_each(connect, users.user_ids())
    name, details = f"refresh {count} users, full", {"calls": calls, "seconds": measured.seconds}
    return [
        Row(f"{name}: calls", sum(calls.values()), count, 1, "", "DescribeUser per user", details),
        Row(
            f"{name}: throttled answers",
            throttled,
            0,
            0,
            "",
            f"as Terraform's provider: {throttled_answers(connect)}",
        ),
    ]
