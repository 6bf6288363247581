"""The comment on a pull request, beyond what a review makes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.pipelines.jobs import FOLDER
from tests.pipelines.repository import write_stand_in
from tools.stack import ROOT

MOST = 65_536
"""Characters that GitHub takes in a comment."""
HEAD = "<!-- connect users: london -->\n## Amazon Connect users, stack london\n\n"
CUT = "\n\n**It is longer than a comment:** all of it stands in the job's log.\n"


def comment(folder: Path) -> str:
    """Run the program in a folder, and return the body of the one comment that it makes."""
    stand_ins, comments = folder / "bin", folder / "comments.json"
    stand_ins.mkdir()
    write_stand_in(stand_ins / "gh", ROOT / "tests" / "pipelines" / "stand_in_gh.py")
    environment = {
        "PATH": f"{stand_ins}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "STACK": "london",
        "PULL_REQUEST": "7",
        "GITHUB_REPOSITORY": "meridian/users",
        "GH_TOKEN": "token of the run",
        "STAND_IN_COMMENTS": str(comments),
    }
    program = FOLDER / "pipelines" / "comment.py"
    subprocess.run([sys.executable, str(program)], cwd=folder, env=environment, check=True)
    (made,) = json.loads(comments.read_text())
    return str(made["body"])


def test_comment_without_a_report_says_where_to_look(folder: Path) -> None:
    """A job that failed before its report, as in the installation, leaves no stale comment."""
    assert comment(folder) == f"{HEAD}**Nothing was judged.** Why stands in the job's log.\n"


def test_comment_of_a_long_report_ends_with_a_whole_line(folder: Path) -> None:
    """A report beyond what GitHub takes is cut between two rows, and the comment says so."""
    rows = [f"| zoë{number} | delete |  |  |  |" for number in range(5000)]
    (folder / "report" / "gate.md").write_text("\n".join(rows), encoding="utf-8")
    body = comment(folder)
    shown = body.removeprefix(HEAD).removesuffix(CUT).split("\n")
    assert (shown, body.endswith(CUT), len(body) < MOST) == (rows[: len(shown)], True, True)
