"""What a plan of the program at the root takes, beside the code of before fleets."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.common import Say, Sizes
from bench.engine import UNTHROTTLED, Measure, measure
from bench.project.values import INSTANCE
from bench.results import Row
from connect_resources.program.spare import DEBUG_VARIABLE
from tools.local_connect import LocalConnect
from tools.stack import ROOT, Stack

BEFORE = "4046e5668f18c3b7a930beb2e5a2130328c1bac3"
"""The last commit before fleets, and before anything was done about the start."""

PAIRS = 7
BAR = 0.9


def start(sizes: Sizes, say: Say) -> list[Row]:
    """Measure plans of single users by the program at the root, in turn with those of before."""
    count = sizes.fleet_plans[0]
    with LocalConnect() as connect, TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        old = _code_before(folder / "code")
        note = "before fleets" if old else "with debug messages; git doesn't have the code of before"
        theirs = _stack(folder / "theirs", connect, count, old)
        if old is None:
            theirs.environment = {**theirs.environment, DEBUG_VARIABLE: "1"}
        stacks = {"ours": _stack(folder / "ours", connect, count, None), "theirs": theirs}
        found: dict[str, list[Measure]] = {kind: [] for kind in stacks}
        for number in range(PAIRS):
            say(f"plan of {count} users of the program at the root, {number + 1} of {PAIRS}")
            for kind in sorted(stacks, reverse=number % 2 == 1):
                found[kind].append(measure(stacks[kind].preview))
    seconds = {kind: median(item.seconds for item in items) for kind, items in found.items()}
    processor = {kind: median(item.processor for item in items) for kind, items in found.items()}
    bench = f"plan of {count} unchanged ConnectUsers"
    return [
        Row(bench, seconds["ours"], seconds["theirs"], BAR, "s", note),
        Row(f"{bench}: processor time", processor["ours"], processor["theirs"], BAR, "s", note),
    ]


def _code_before(folder: Path) -> Path | None:
    """Lay the code of before out in a folder; None where git doesn't have it."""
    folder.mkdir()
    command = ["git", "-C", str(ROOT), "archive", BEFORE, "connect_resources", "__main__.py"]
    archive = subprocess.run(command, capture_output=True)  # noqa: S603 - nothing of it comes from outside
    if archive.returncode != 0:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def _stack(folder: Path, connect: LocalConnect, count: int, code: Path | None) -> Stack:
    """Make a stack with as many users; each of two takes the same ones over."""
    folder.mkdir()
    stack = Stack(folder, environment={**connect.environment(), **UNTHROTTLED}, name="bench")
    if code is not None:
        (stack.project / "connect_resources").unlink()
        (stack.project / "connect_resources").symlink_to(code / "connect_resources")
        shutil.copy(code / "__main__.py", stack.project)
    roster = stack.project / "stacks" / "bench.users.csv"
    people = "".join(f"agent-{number:05},Ada,Okafor,London Billing,Agent\n" for number in range(count))
    roster.write_text(f"name,first_name,last_name,routing_profile,security_profiles\n{people}")
    stack.set_config("connect:instanceId", INSTANCE)
    stack.set_config("connect:roster", "stacks/bench.users.csv")
    stack.set_config("connect:adoptExisting", "true")
    stack.set_config("connect:initialPassword", "Correct-h0rse", secret=True)
    stack.up()
    stack.preview()
    return stack
