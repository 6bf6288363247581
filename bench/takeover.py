"""An instance that has users already: exported, and taken over by import or by adoption."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.common import BURST, RATE, Say, Sizes, counts
from bench.results import Row
from bench.skills import ATTRIBUTES, skills_of
from tools.local_connect import MANAGED, ROOT, LocalConnect
from tools.stack import Stack

CONNECTS_QUOTA = ("--requests-per-second", "2", "--burst", "5")
UNTHROTTLED = ("--requests-per-second", "1000", "--burst", "1000")
EXPORT_SECONDS, WHOLE_SECONDS = 10, 60
FLEET_USERS = 500
SKIPPING = {"PULUMI_SKIP_CHECKPOINTS": "1"}


def takeover(sizes: Sizes, say: Say) -> list[Row]:
    """Measure exports, and the two ways to bring users under management."""
    many, fewer = sizes.exported, sizes.imported
    fleets = str(max(math.ceil(many / FLEET_USERS), 1))
    return [
        *_exported(many, say),
        *_skilled(many, say),
        *_taken_over(fewer, "false", "single users", (0.25, 0.02), say),
        *_taken_over(many, fleets, "fleets", (0.5, None), say),
    ]


@contextmanager
def _served(users: int, *options: str, skilled: bool = False) -> Iterator[LocalConnect]:
    """Serve an instance that has so many users."""
    people: list[dict[str, Any]] = [
        {
            "name": f"agent-{number:05}",
            "first_name": "Ada",
            "last_name": f"Okafor {number}",
            "email": f"agent-{number:05}@example.com",
            "routing_profile": ("London Billing", "VIP Care")[number % 2],
            "security_profiles": ["Agent"],
            "hierarchy_group": "EMEA/United Kingdom/London",
            "tags": {"site": "London", "team": str(number % 40)},
            **({"proficiencies": skills_of(number)} if skilled else {}),
        }
        for number in range(users)
    ]
    instance: dict[str, Any] = {
        "id": MANAGED,
        "alias": "bench",
        "identity_management": "CONNECT_MANAGED",
        "users": people,
    }
    content: dict[str, Any] = {"instances": [instance]}
    if skilled:
        content |= {"predefined_attributes": ATTRIBUTES}
        instance |= {"predefined_attributes": ATTRIBUTES}
    with TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "seed.json"
        file.write_text(json.dumps(content))
        with LocalConnect("--seed", str(file), *options) as connect:
            connect.boto().list_users(InstanceId=MANAGED, MaxResults=1)  # the first request makes the users
            connect.reset_calls()
            yield connect


def _command(connect: LocalConnect, *line: str, folder: Path = ROOT, **variables: str) -> float:
    """Run a command of the package; return the seconds that it took."""
    began = time.monotonic()
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "connect_resources", *line],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **connect.environment(), **variables},
        capture_output=True,
        check=True,
    )
    return time.monotonic() - began


def _exported(users: int, say: Say) -> list[Row]:
    say(f"export of {users:,} users at Connect's own quota, listings alone")
    with _served(users, *CONNECTS_QUOTA) as connect, TemporaryDirectory(prefix="bench-") as folder:
        groups = _count(connect, "list_user_hierarchy_groups", "UserHierarchyGroupSummaryList")
        connect.reset_calls()
        target = ("--instance", MANAGED, "--bulk-only", "--output", str(Path(folder) / "users.yaml"))
        seconds = _command(connect, "export", *target)
        calls = counts(connect)
    most = 5 + math.ceil(users / 500) + math.ceil(users / 1000) + 2 + math.ceil(groups / 100)
    name = f"export of {users:,} users, --bulk-only"
    each = (users - BURST) / 2
    return [
        Row(f"{name}: calls", sum(calls.values()), most, 1, "", "the most that it may make", calls),
        Row(name, seconds, EXPORT_SECONDS, 1, "s", f"the most; DescribeUser each would take {each:,.0f} s"),
    ]


def _count(connect: LocalConnect, operation: str, member: str) -> int:
    return len(getattr(connect.boto(), operation)(InstanceId=MANAGED)[member])


def _skilled(users: int, say: Say) -> list[Row]:
    say(f"export of {users:,} users with proficiencies")
    with _served(users, skilled=True) as connect, TemporaryDirectory(prefix="bench-") as folder:
        target = ("--instance", MANAGED, "--output", str(Path(folder) / "users.yaml"))
        _command(connect, "export", *target, *UNTHROTTLED)
        calls = counts(connect)
    beside = sum(number for operation, number in calls.items() if operation != "DescribeUser")
    name = f"export of {users:,} users with proficiencies: calls beside DescribeUser"
    return [Row(name, beside, users, 0.05, "", "ListUserProficiencies each", calls)]


@dataclass(frozen=True, slots=True)
class _Way:
    """Hold what it took to bring users under management, and what a preview then changes."""

    seconds: float
    calls: int
    changes: int


def _taken_over(users: int, fleets: str, kind: str, bars: tuple[float, float | None], say: Say) -> list[Row]:
    quota = ("--requests-per-second", f"{RATE:g}", "--burst", str(BURST))
    ways, whole = {}, 0.0
    for way in ("import", "adoption"):
        say(f"{users:,} users as {kind} by {way}")
        with _served(users, *quota) as connect, TemporaryDirectory(prefix="bench-") as folder:
            stack = _stack(Path(folder), connect, fleets)
            began = time.monotonic()
            roster = ("--bulk-only", "--output", "users.yaml")
            _command(connect, "export", "--stack", stack.name, *roster, folder=stack.project)
            ways[way] = _way(way, stack, connect)
            whole = whole or time.monotonic() - began
    ours, theirs = ways["import"], ways["adoption"]
    name = f"{users:,} users under management as {kind}"
    rows = [
        Row(f"{name}, import", ours.seconds, theirs.seconds, bars[0], "s", "adoption by up"),
        Row(f"{name}: calls", ours.calls, theirs.calls, bars[1], "", "adoption by up"),
        Row(f"{name}: changes in both previews after", ours.changes + theirs.changes, 0, 0, "", "none"),
    ]
    if fleets != "false":
        rows.append(Row(f"{name}: export to preview", whole, WHOLE_SECONDS, 1, "s", "the most"))
    return rows


def _stack(folder: Path, connect: LocalConnect, fleets: str) -> Stack:
    stack = Stack(folder, environment={**connect.environment(), **SKIPPING}, name="bench")
    stack.set_config("connect:instanceId", MANAGED)
    stack.set_config("connect:roster", "users.yaml")
    stack.set_config("connect:requestsPerSecond", f"{RATE:g}")
    stack.set_config("connect:fleet", fleets)
    stack.set_config("connect:initialPassword", "Correct-h0rse", secret=True)
    return stack


def _way(way: str, stack: Stack, connect: LocalConnect) -> _Way:
    connect.reset_calls()
    began = time.monotonic()
    if way == "import":
        file: Sequence[str] = ("--output", "import.json")
        _command(connect, "import", "users.yaml", "--stack", stack.name, *file, folder=stack.project)
        stack.pulumi("import", "--file", "import.json", "--yes", "--protect=false", "--generate-code=false")
    else:
        stack.set_config("connect:adoptExisting", "true")
        stack.up()
    seconds = time.monotonic() - began
    calls = sum(counts(connect).values())
    return _Way(seconds, calls, len(stack.steps()))
