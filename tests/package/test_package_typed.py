"""The types of an installed wheel, as somebody's type checker finds them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.package.installed import TIMEOUT_SECONDS, Installed, own_environment

PROGRAM = """
from connect_resources import get_users

reveal_type(get_users())
get_users(7)
"""
SAID = [
    ("note", 'Revealed type is "list[connect_resources.service.records.UserSummary]"'),
    ("error", 'Argument 1 to "get_users" has incompatible type "int"; expected "str | None"'),
]


def test_types_of_the_wheel_are_seen_by_a_type_checker(plain: Installed, tmp_path: Path) -> None:
    """The mark of types is in its place: mypy finds them in site-packages, and a wrong argument with them."""
    (tmp_path / "program.py").write_text(PROGRAM)
    options = ["--strict", "--no-error-summary", "--hide-error-codes", "--config-file=", "--cache-dir=cache"]
    checker = [sys.executable, "-m", "mypy", *options, "--python-executable", str(plain.python), "program.py"]
    done = subprocess.run(
        checker, cwd=tmp_path, env=own_environment(), capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    found = re.findall(r"^program\.py:\d+: (\w+): (.*)$", done.stdout, re.M)
    assert found == SAID, done.stdout + done.stderr
