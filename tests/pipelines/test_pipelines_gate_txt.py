"""gate.txt lifts limits, and nothing in it turns the judgement off."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pipelines.jobs import FOLDER

STAND_IN = '#!/bin/sh\necho "$@" >> calls\n'


def run(folder: Path, script: str, options: str) -> tuple[int, list[str], list[str]]:
    """Run a script; return its status, the options that gate got from the file, and the calls behind it."""
    shutil.copytree(FOLDER / "pipelines", folder / "pipelines")
    (folder / "pipelines" / "gate.txt").write_text(options)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "pulumi"):
        (folder / ".venv" / "bin" / name).write_text(STAND_IN)
        (folder / ".venv" / "bin" / name).chmod(0o755)
    done = subprocess.run(
        ["sh", f"pipelines/{script}.sh"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "STACK": "london"},
        capture_output=True,
        text=True,
        check=False,
    )
    calls = (folder / "calls").read_text().splitlines()
    gate = next((line for line in calls if line.startswith("-m connect_resources gate")), None)
    if gate is None:
        return done.returncode, [], []
    given = gate.partition("--stack london ")[2].partition("--no-personal-data")[0]
    return done.returncode, given.split(), calls[calls.index(gate) + 1 :]


@pytest.mark.parametrize("script", ["review", "deploy"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_each_line_of_gate_txt_counts(folder: Path, script: str, end: str) -> None:
    """The last one too, if an editor has put no end to it; comments don't."""
    lines = ["--max-deletes=5", "# Ben left.", "", "--max-replaces=1", "--privileged=CallCenterManager"]
    status, given, _ = run(folder, script, "\n".join(lines) + end)
    assert (status, given) == (0, ["--max-deletes=5", "--max-replaces=1", "--privileged=CallCenterManager"])


@pytest.mark.parametrize("script", ["review", "deploy"])
@pytest.mark.parametrize(
    "line", ["--help", "-h", "--same-as=x", "--output=x", "other.json", "--max-deletes 5"]
)
def test_line_of_gate_txt_that_is_no_limit_stops(folder: Path, script: str, line: str) -> None:
    """With --help, gate would end with 0 and judge nothing."""
    assert run(folder, script, f"{line}\n") == (2, [], [])
