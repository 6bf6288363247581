"""Programs that the tests start hear Ctrl-C, whatever the tests themselves were started by."""

from __future__ import annotations

import subprocess
import sys

from tools.interruptible import interruptible

HEARS = "import os, signal; print(os.getpid(), signal.getsignal(signal.SIGINT) == signal.default_int_handler)"
IGNORING = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
PROBE = [sys.executable, "-c", HEARS]


def started(command: list[str]) -> tuple[bool, bool]:
    """Start a command from a shell that ignores SIGINT; whether it kept its process, and hears SIGINT."""
    process = subprocess.Popen([*IGNORING, *command], stdout=subprocess.PIPE, text=True)
    output, _ = process.communicate()
    number, hears = output.split()
    return int(number) == process.pid, hears == "True"


def test_program_started_by_a_background_job_hears_interrupts() -> None:
    """It is the process that was started, so that a signal reaches it; without our help it hears nothing."""
    assert (started(PROBE), started(interruptible(PROBE))) == ((True, False), (True, True))
