"""Start a program that hears Ctrl-C, though whoever started us ignores it.

Jobs in the background of a script, `nohup make test &` among them, have SIGINT ignored, and so have all that
they start: Python installs no handler then, and the engine waits seconds for its provider at each end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path


def interruptible(command: Sequence[str | Path]) -> list[str]:
    """Return a command that becomes the one given, once SIGINT has its usual effect again."""
    return [sys.executable, "-I", "-S", __file__, *map(str, command)]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command is the caller's
