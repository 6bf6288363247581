"""`make demo` on a roster of three people: its good end, its bad ends and Ctrl-C; none leaves anything."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools.interruptible import interruptible
from tools.stack import ROOT

ROSTER = """
defaults: {routing_profile: London Billing, security_profiles: [Agent], phone_type: SOFT_PHONE}
users:
  - name: ada
    first_name: Ada
    last_name: Okafor
    hierarchy_group: EMEA/United Kingdom/London/Billing/Team 1
  - {name: bela, first_name: Béla, last_name: Nagy, routing_profile: VIP Care}
  - {name: chi, first_name: Chi, last_name: Tran, phone_type: DESK_PHONE, desk_phone_number: "+442079460014"}
"""
TABLE = """
      User  Name        Phone          Routing profile  Group           Security profiles
      ----  ----------  -------------  ---------------  --------------  -----------------
      ada   Ada Okafor  soft phone     London Billing   Billing/Team 1  Agent
      bela  Béla Nagy   soft phone     VIP Care         -               Agent
      chi   Chi Tran    +442079460014  London Billing   -               Agent
"""
STEPS = 8
TIMEOUT_SECONDS = 300


def start_demo(folder: Path, roster: str) -> subprocess.Popen[str]:
    """Start the demo on a roster, with its temporary folders below one of the test's."""
    (folder / "temporary").mkdir()
    (folder / "users.yaml").write_text(roster, encoding="utf-8")
    command = [sys.executable, "-u", "-m", "tools.demo", str(folder / "users.yaml")]
    return subprocess.Popen(
        interruptible(command),
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def left_over(folder: Path) -> list[str]:
    """List what the demo left: files, and processes with its folder in their environment."""
    processes = subprocess.run(
        ["ps", "axeww"], capture_output=True, encoding="utf-8", errors="replace", check=True
    )
    files = [file.name for file in (folder / "temporary").iterdir()]
    return files + [line for line in processes.stdout.splitlines() if f"TMPDIR={folder}" in line]


def test_demo_runs_every_step_and_leaves_nothing(tmp_path: Path) -> None:
    """The demo shows the users, finds and repairs the drift, ends with 0 and leaves nothing over."""
    demo = start_demo(tmp_path, ROSTER)
    output, errors = demo.communicate(timeout=TIMEOUT_SECONDS)
    assert (demo.returncode, errors) == (0, ""), output
    assert re.findall(r"^\[(\d)/8\] ", output, re.M) == [str(number + 1) for number in range(STEPS)]
    assert TABLE in output
    assert "      ~ ada: routing_profile_id, back to London Billing\n" in output
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("roster", "reason"),
    [
        pytest.param(ROSTER.replace("name: chi", "name: ADA"), "1 problem in the roster", id="faulty-roster"),
        pytest.param(ROSTER.replace("VIP Care", "VIP Cure"), "ended with", id="failing-engine"),
    ],
)
def test_demo_failing_says_what_differed_and_leaves_nothing(tmp_path: Path, roster: str, reason: str) -> None:
    """A step that goes wrong ends the demo with 1, a line that says what, and nothing left over."""
    demo = start_demo(tmp_path, roster)
    _, errors = demo.communicate(timeout=TIMEOUT_SECONDS)
    assert demo.returncode == 1
    assert re.match(rf"      NOT ok: .*{reason}", errors), errors
    assert left_over(tmp_path) == []


def test_demo_interrupted_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a run of the engine ends the demo, the engine and the local Connect."""
    demo = start_demo(tmp_path, ROSTER)
    assert demo.stdout is not None
    while not demo.stdout.readline().startswith("[1/"):
        assert demo.poll() is None
    demo.send_signal(signal.SIGINT)
    _, errors = demo.communicate(timeout=TIMEOUT_SECONDS)
    assert (demo.returncode, errors) == (130, "\ndemo: interrupted; everything it started has ended\n")
    assert left_over(tmp_path) == []
