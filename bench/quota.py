"""Create, update and read users under the quota, beside no-op resources and what others do."""

from __future__ import annotations

from typing import Any

from bench import peers
from bench.common import OUR_QUOTA, QUOTA, RATE, Say, Sizes, ideal, span, throttled_answers, timed
from bench.engine import Measure, Project, projects
from bench.results import Row
from tools.local_connect import LocalConnect

CHANGED = {"BENCH_ROUTING_PROFILE": "London Claims"}


def under_quota(sizes: Sizes, say: Say) -> list[Row]:
    """Create, update and read users under the quota, beside no-op resources and what others do."""
    count = sizes.throttled
    with LocalConnect(*QUOTA) as connect, projects() as both:
        for project in both.values():
            project.move(connect)
            project.set({**OUR_QUOTA, "BENCH_COUNT": str(count)})
        rows = _created(connect, both, count, say)
        for project in both.values():
            project.set(CHANGED)
        rows += _updated(connect, both, count, say)
        return rows + _read_one_by_one(connect, both["users"], count, say)


def _created(connect: LocalConnect, both: dict[str, Project], count: int, say: Say) -> list[Row]:
    say(f"create {count} users, and as many no-op resources")
    noop = both["noop"].up()
    ours, calls, throttled = timed(connect, both["users"].up)
    seen = span(connect, "CreateUser")
    connect.reset_calls()
    say(f"create {count} users as Terraform does")
    peers.create_as_terraform(connect, count)
    terraform, terraform_throttled = span(connect, "CreateUser", "DescribeUser"), throttled_answers(connect)
    connect.reset_calls()
    say(f"create {count} users as the Lambda sample does")
    peers.create_as_lambda(connect, count, RATE)
    beside = {"calls": calls, "no-op": noop.seconds, "ideal": ideal(count)}
    beside["terraform throttled"] = terraform_throttled
    name = f"create {count} users"
    return [
        _paced(name, ours, noop, count, beside),
        Row(f"{name}: throttled answers", throttled, 0, 0, "", f"Terraform's pattern: {terraform_throttled}"),
        Row(f"{name}: first call to last", seen, terraform, 1, "s", "Terraform's pattern", beside),
        Row(f"{name}: first call to last", seen, span(connect, "CreateUser"), 1, "s", "Lambda sample"),
    ]


def _paced(name: str, ours: Measure, noop: Measure, count: int, details: dict[str, Any]) -> Row:
    allowed = 1.10 * ideal(count) + noop.seconds
    return Row(name, ours.seconds, allowed, 1, "s", "1.10 x the quota's time + no-op", details)


def _updated(connect: LocalConnect, both: dict[str, Project], count: int, say: Say) -> list[Row]:
    say(f"change the routing profile of {count} users")
    noop = both["noop"].up()
    ours, calls, throttled = timed(connect, both["users"].up)
    seen = span(connect, "UpdateUserRoutingProfile")
    say(f"change the routing profile of {count} users as Terraform does")
    connect.reset_calls()
    peers.update_as_terraform(connect, both["users"].user_ids())
    terraform = span(connect, "UpdateUserRoutingProfile", "DescribeUser")
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
        Row(f"{name}: first call to last", seen, terraform, 1, "s", "Terraform's pattern"),
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
            f"Terraform's pattern: {throttled_answers(connect)}",
        ),
    ]
