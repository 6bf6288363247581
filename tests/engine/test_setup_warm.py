"""`make setup` on a machine that is set up already."""

from __future__ import annotations

import subprocess
import time

from tools.stack import ROOT

WARM_SECONDS = 2


def test_setup_warm_does_nothing_in_under_two_seconds() -> None:
    """A second `make setup` says nothing and takes under 2 seconds."""
    subprocess.run(["make", "setup"], cwd=ROOT, check=True)
    start = time.monotonic()
    again = subprocess.run(["make", "setup"], cwd=ROOT, capture_output=True, text=True)
    took = time.monotonic() - start
    assert (again.returncode, again.stdout, again.stderr, took < WARM_SECONDS) == (0, "", "", True), took
