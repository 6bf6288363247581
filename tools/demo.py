"""Show the whole on a local Amazon Connect: a roster comes in, a user drifts and is repaired, everybody goes.

`make demo` runs this. Each step checks what it shows, on the local Connect's own call log and over its API;
the exit status is 0 only if every step did what its title says. Nothing in the checkout is changed.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connect_resources.errors import ConnectResourcesError
from connect_resources.roster import read_roster
from tools.local_connect import MANAGED, ROOT, LocalConnect
from tools.stack import EngineError, Run, Stack

ROSTER = "stacks/local.users.yaml"
TYPE = "pulumi-python:dynamic/connect:ConnectUser"
DRIFTED_PROFILE = "VIP Care"
NOT_COMPARED = "password"  # a refreshed state has none, and a changed one is never sent: it can't drift
LEVELS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")
GROUPS_SHOWN = 2
LINES_SHOWN = 3
TAIL_LINES = 25
SEARCH_PAGE = 500
PASSWORD_BYTES = 16
FAILED, INTERRUPTED = 1, 130


class Mismatch(Exception):  # noqa: N818 - it is what was found, not a fault of the demo
    """Say in what a step differed from its title."""


class Demo:
    """Hold what the steps share: the local Connect, the stack and what the roster declares."""

    def __init__(self, connect: LocalConnect, stack: Stack, roster: Path) -> None:
        """Read the roster and the names of the instance's profiles and groups."""
        self.connect, self.stack = connect, stack
        self.client = connect.boto()
        rows = read_roster(str(roster)).rows
        self.declared = sorted(row.name for row in rows)
        self.drifting = next(row.name for row in rows if row.routing_profile != DRIFTED_PROFILE)
        self.routing = self._names("list_routing_profiles", "RoutingProfileSummaryList")
        self.security = self._names("list_security_profiles", "SecurityProfileSummaryList")
        self.before_drift = ""

    def preview(self) -> None:
        """Preview the first update, which must change nothing."""
        self.connect.reset_calls()
        run = self.stack.preview()
        show("pulumi preview --stack local", run)
        created = [line for line in run.text.splitlines() if f" {TYPE} " in line and " create" in line]
        expect("users to create", len(created), len(self.declared))
        expect("calls that change something", self.connect.mutating_calls(), [])

    def create(self) -> None:
        """Create everybody, with one CreateUser each."""
        show("pulumi up --stack local", self.stack.up())
        expect("calls of CreateUser", self._count("CreateUser"), len(self.declared))
        users = self._users()
        expect("names in Connect", sorted(user["Username"] for user in users), self.declared)
        expect("the stack's output", sorted(self.stack.outputs()["users"]), self.declared)
        print_table(
            ("User", "Name", "Phone", "Routing profile", "Group", "Security profiles"), self._rows(users)
        )

    def repeat(self) -> None:
        """Update again without a change, which must change nothing."""
        self.connect.reset_calls()
        show("pulumi up --stack local", self.stack.up())
        expect("calls that change something", self.connect.mutating_calls(), [])
        print(f"      {len(self.connect.calls())} calls to look names up, none that changes something")

    def drift(self) -> None:
        """Give a user another routing profile, as somebody on the console could."""
        user = self._drifting_user()
        self.before_drift = user["RoutingProfileId"]
        self.client.update_user_routing_profile(
            InstanceId=MANAGED, UserId=user["Id"], RoutingProfileId=self._drifted_profile()
        )
        was = self.routing[self.before_drift]
        print(f"      {self.drifting}: routing profile {was} is now {DRIFTED_PROFILE}")

    def find(self) -> None:
        """Find exactly that one drift, and nothing else."""
        self.connect.reset_calls()
        found = [
            (step.operation, step.name, name, *pair)
            for step in self.stack.steps("--refresh")
            for name, pair in step.changed.items()
            if name != NOT_COMPARED
        ]
        changed = ("routing_profile_id", self._drifted_profile(), self.before_drift)
        expect("what the preview finds", found, [("update", self.drifting, *changed)])
        expect("calls that change something", self.connect.mutating_calls(), [])
        print("      $ pulumi preview --stack local --refresh")
        print(f"      ~ {self.drifting}: routing_profile_id, back to {self.routing[self.before_drift]}")

    def repair(self) -> None:
        """Repair the drift with one call."""
        self.connect.reset_calls()
        show("pulumi up --stack local --refresh", self.stack.up("--refresh"))
        expect("calls that change something", self.connect.mutating_calls(), ["UpdateUserRoutingProfile"])
        profile = self._drifting_user()["RoutingProfileId"]
        expect("the routing profile in Connect", self.routing[profile], self.routing[self.before_drift])
        print(f"      one call, UpdateUserRoutingProfile; {self.drifting} has {self.routing[profile]} again")

    def move(self) -> None:
        """Move everybody into one fleet, which takes no call, and find nothing different."""
        self.connect.reset_calls()
        command = ["connect_resources", "move", "--to", "fleet", "--stack", "local"]
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.stack.project,
            env=self.stack.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        expect("the exit status of the command", (done.returncode, done.stdout), (0, ""))
        self.stack.set_config("connect:fleet", "true")
        print(f"      $ python -m {' '.join(command)}")
        print(f"      {done.stderr.split(';')[0]}")
        expect("calls so far", self.connect.calls(), [])
        show("pulumi preview --stack local", self.stack.preview())
        expect("what the preview changes", [step.name for step in self.stack.steps()], [])

    def destroy(self) -> None:
        """Delete everybody, with one DeleteUser each."""
        self.connect.reset_calls()
        show("pulumi destroy --stack local", self.stack.destroy())
        expect("calls of DeleteUser", self._count("DeleteUser"), len(self.declared))
        expect("users left in Connect", [user["Username"] for user in self._users()], [])
        expect("resources left in the state", self.stack.resources(), {})

    def _names(self, operation: str, member: str) -> dict[str, str]:
        pages = self.client.get_paginator(operation).paginate(InstanceId=MANAGED)
        return {summary["Id"]: summary["Name"] for page in pages for summary in page[member]}

    def _users(self) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("search_users").paginate(InstanceId=MANAGED, MaxResults=SEARCH_PAGE)
        return [user for page in pages for user in page["Users"]]

    def _drifting_user(self) -> dict[str, Any]:
        user_id = self.stack.outputs()["users"][self.drifting]
        user: dict[str, Any] = self.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"]
        return user

    def _drifted_profile(self) -> str:
        return next(profile for profile, name in self.routing.items() if name == DRIFTED_PROFILE)

    def _count(self, operation: str) -> int:
        return self.connect.mutating_calls().count(operation)

    def _group(self, group_id: str) -> str:
        """Name a group with the one above it: its own name alone can occur under several."""
        if not group_id:
            return "-"
        answer = self.client.describe_user_hierarchy_group(InstanceId=MANAGED, HierarchyGroupId=group_id)
        path = answer["HierarchyGroup"]["HierarchyPath"]
        return "/".join(path[level]["Name"] for level in sorted(path, key=LEVELS.index)[-GROUPS_SHOWN:])

    def _rows(self, users: list[dict[str, Any]]) -> list[tuple[str, ...]]:
        groups = {group: self._group(group) for group in {user.get("HierarchyGroupId", "") for user in users}}
        return sorted(
            (
                user["Username"],
                f"{user['IdentityInfo']['FirstName']} {user['IdentityInfo']['LastName']}",
                user["PhoneConfig"].get("DeskPhoneNumber") or "soft phone",
                self.routing[user["RoutingProfileId"]],
                groups[user.get("HierarchyGroupId", "")],
                ", ".join(sorted(self.security[profile] for profile in user["SecurityProfileIds"])),
            )
            for user in users
        )


def expect(what: str, found: object, declared: object) -> None:
    """Compare whole values.

    Raises:
        Mismatch: they differ.
    """
    if found != declared:
        raise Mismatch(f"{what}: expected {declared!r}, found {found!r}")


def show(command: str, run: Run) -> None:
    """Print a command of the engine with the first lines of what it did, and its summary."""
    lines = [line.strip() for line in run.output.splitlines()]
    done = [line for line in lines if f" {TYPE} " in line and line.startswith(("+ ", "~ ", "- "))]
    done = [line for line in done if "ing (0s)" not in line and " refresh (" not in line]
    summary = lines[lines.index("Resources:") + 1 :] if "Resources:" in lines else []
    print(f"      $ {command}")
    for line in done[:LINES_SHOWN]:
        print(f"      {line}")
    if len(done) > LINES_SHOWN:
        print(f"      ... and {len(done) - LINES_SHOWN} more lines like these")
    for line in summary[: summary.index("")] if "" in summary else summary:
        print(f"      {line}")


def print_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    ruler = tuple("-" * width for width in widths)
    for row in [header, ruler, *rows]:
        print(
            "      " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def prepare(connect: LocalConnect, folder: Path, roster: Path) -> Stack:
    """Make stack `local` in a folder of its own, with the local Connect's address and a first password."""
    stack = Stack(folder)
    stack.set_config("aws:endpoints[0].connect", connect.url, path=True)
    stack.set_config("connect:roster", str(roster))
    password = f"Aa1-{secrets.token_urlsafe(PASSWORD_BYTES)}"
    stack.set_config("connect:initialPassword", password, secret=True)
    return stack


def run_steps(demo: Demo) -> None:
    """Run every step in its turn, timing each."""
    users = len(demo.declared)
    steps: list[tuple[str, Callable[[], None]]] = [
        (f"Preview: the roster's {users} users are to be created, nothing is changed yet", demo.preview),
        (f"Update: all {users} users are created, with one CreateUser each", demo.create),
        ("Update again: nothing differs, so no call changes anything", demo.repeat),
        (f"Behind Pulumi's back: somebody changes {demo.drifting}", demo.drift),
        ("Preview with refresh: exactly that drift is found", demo.find),
        ("Update with refresh: the drift is repaired with one call", demo.repair),
        (f"Move: the {users} users go into one fleet, a resource that plans in a moment", demo.move),
        ("Destroy: everybody is deleted, and nothing is left", demo.destroy),
    ]
    for number, (title, step) in enumerate(steps, start=1):
        print(f"\n[{number}/{len(steps)}] {title}", flush=True)
        start = time.monotonic()
        step()
        print(f"      ok, {time.monotonic() - start:.1f} s", flush=True)


REMOVALS = 20
SETTLE_SECONDS = 0.2


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder, and remove it: an engine that was interrupted may write a last line meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="connect-demo-"))
    try:
        yield folder
    finally:
        for _ in range(REMOVALS):
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(SETTLE_SECONDS)
            if not folder.exists():
                break


def main() -> int:
    """Run the demo, clean up whatever happens, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("roster", nargs="?", default=ROOT / ROSTER, type=Path, help=f"(default {ROSTER})")
    roster = parser.parse_args().roster.resolve()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.monotonic()
    try:
        with LocalConnect() as connect, temporary_folder() as folder:
            print(f"A local Amazon Connect serves on {connect.url}; the roster is {roster.name}.", flush=True)
            run_steps(Demo(connect, prepare(connect, folder, roster), roster))
    except (Mismatch, EngineError, TimeoutError, RuntimeError, ConnectResourcesError) as error:
        report(error)
        return FAILED
    except KeyboardInterrupt:
        print("\ndemo: interrupted; everything it started has ended", file=sys.stderr)
        return INTERRUPTED
    print(f"\nEvery step did what it says, in {time.monotonic() - start:.0f} s. Nothing is left over.")
    return 0


def report(error: Exception) -> None:
    """Print what differed, and the end of what the engine wrote where it failed."""
    first, *rest = str(error).splitlines()
    sys.stdout.flush()
    print("\n".join([f"      NOT ok: {first}", *rest[-TAIL_LINES:]]), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
