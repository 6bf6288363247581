"""Kill the engine of a stack in the middle of a run, and see what is left of it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.engine.story import Story

ENDED_SECONDS = 10
WAIT_SECONDS = 120
LOOK_SECONDS = 0.02
WORKER = b"pulumi.dynamic"
"""Names the process that makes the calls, among the arguments of its command."""


def start(story: Story, verb: str) -> subprocess.Popen[bytes]:
    """Start a command of the engine that changes the stack, in a session of its own."""
    return subprocess.Popen(
        ["pulumi", verb, "--yes", "--skip-preview", "--non-interactive"],
        cwd=story.stack.project,
        env=story.stack.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for_calls(story: Story, operation: str, number: int) -> None:
    """Wait until an operation was called that often, whatever came of it."""
    due = time.monotonic() + WAIT_SECONDS
    while sum(call["operation"] == operation for call in story.connect.calls()) < number:
        assert time.monotonic() < due
        time.sleep(LOOK_SECONDS)


def kill(engine: subprocess.Popen[bytes]) -> float:
    """Kill the engine alone, nothing that it started; the moment, as the log of calls counts time."""
    assert engine.poll() is None
    engine.kill()
    moment = time.time()
    engine.wait()
    return moment


def workers(story: Story) -> list[int]:
    """List the processes of this stack that serve dynamic resources."""
    return [process for process in left_behind(story) if WORKER in _arguments(process)]


def end_left_behind(story: Story) -> None:
    """End all that a killed run left on the machine, as the guide says."""
    due = time.monotonic() + ENDED_SECONDS
    while (left := left_behind(story)) and time.monotonic() < due:
        for process in left:
            os.kill(process, signal.SIGKILL)
        time.sleep(LOOK_SECONDS)
    assert left == []


def left_behind(story: Story) -> list[int]:
    """List the processes of this stack: those that have its own PULUMI_HOME in their environment."""
    mark = f"PULUMI_HOME={story.stack.environment['PULUMI_HOME']}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _arguments(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
