"""Look for known vulnerabilities in all that `constraints.txt` pins; `make audit` lists the licences before.

The licences are read from what is installed, off line. Vulnerabilities are asked of PyPI, package by package:
that needs internet access to PyPI itself, as a mirror that serves packages alone knows none. Without it
nothing is known, which is told as such and is no success.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements-audit.txt"
AUDIT = ROOT / ".audit"
STAMP = AUDIT / REQUIREMENTS.name
CLEAN, FOUND, UNKNOWN = 0, 1, 2
"""Exit statuses: nothing is known against any package, something is, or it can't be told."""


def main() -> int:
    """Ask, say what came of it, and return the exit status."""
    try:
        _set_up()
    except subprocess.CalledProcessError:
        print("audit: pip-audit can't be installed: that needs a package registry", file=sys.stderr)
        return UNKNOWN
    pins = str(ROOT / "constraints.txt")
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [str(AUDIT / "bin" / "pip-audit"), "--requirement", pins, *options]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    status, said = judge(asked.stdout, asked.stderr)
    print("\n".join(f"audit: {line}" for line in said), file=sys.stderr if status else sys.stdout)
    return status


def judge(report: str, errors: str) -> tuple[int, list[str]]:
    """Say what pip-audit found, and the exit status for it.

    A package that it couldn't look up counts as unknown: its own exit status is 0 for those.
    """
    try:
        dependencies: Sequence[Mapping[str, Any]] = json.loads(report)["dependencies"]
    except ValueError:
        last = (errors.strip() or "pip-audit said nothing").splitlines()[-1]
        return UNKNOWN, [f"PyPI can't be asked for vulnerabilities: that needs internet access ({last})"]
    found = [line for package in dependencies for line in _vulnerabilities(package)]
    skipped = [str(package["name"]) for package in dependencies if "skip_reason" in package]
    if skipped:
        lost = (
            f"{len(skipped)} of {len(dependencies)} packages couldn't be looked up, so nothing is known of "
            f"them: that needs internet access to PyPI itself ({', '.join(skipped[:3])}...)"
        )
        return FOUND if found else UNKNOWN, [*found, lost]
    if found:
        return FOUND, found
    return CLEAN, [f"nothing is known against any of {len(dependencies)} packages"]


def _vulnerabilities(package: Mapping[str, Any]) -> list[str]:
    return [
        f"{package['name']} {package['version']} has {found['id']}, mended in "
        f"{', '.join(found['fix_versions']) or 'no version yet'}"
        for found in package.get("vulns", ())
    ]


def _set_up() -> None:
    """Make pip-audit's environment, unless it is there as pinned."""
    if STAMP.exists() and STAMP.read_text() == REQUIREMENTS.read_text():
        return
    venv.create(AUDIT, clear=True, with_pip=True)
    pip = [str(AUDIT / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(REQUIREMENTS)], check=True)
    STAMP.write_text(REQUIREMENTS.read_text())


if __name__ == "__main__":
    sys.exit(main())
