"""What `make audit` makes of pip-audit's answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.audit import CLEAN, FOUND, UNKNOWN, judge

KNOWN = {"name": "boto3", "version": "1.0", "vulns": []}
BAD = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1", "4"]}]}
UNMENDED = {"name": "rsa", "version": "4.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {
    "name": "six",
    "skip_reason": "Dependency not found on PyPI and could not be audited: six (1.17.0)",
}
OFF_LINE = "that needs internet access"
LOST = f"{OFF_LINE} to PyPI itself (six...)"


@pytest.mark.parametrize(
    ("dependencies", "status", "said"),
    [
        pytest.param([KNOWN], CLEAN, ["nothing is known against any of 1 packages"], id="nothing"),
        pytest.param(
            [KNOWN, BAD, UNMENDED],
            FOUND,
            ["jinja2 3.0 has PYSEC-1, mended in 3.1, 4", "rsa 4.0 has PYSEC-2, mended in no version yet"],
            id="vulnerabilities",
        ),
        pytest.param(
            [KNOWN, SKIPPED],
            UNKNOWN,
            [f"1 of 2 packages couldn't be looked up, so nothing is known of them: {LOST}"],
            id="one not looked up",
        ),
        pytest.param(
            [SKIPPED],
            UNKNOWN,
            [f"1 of 1 packages couldn't be looked up, so nothing is known of them: {LOST}"],
            id="none looked up",
        ),
        pytest.param(
            [BAD, SKIPPED],
            FOUND,
            [
                "jinja2 3.0 has PYSEC-1, mended in 3.1, 4",
                f"1 of 2 packages couldn't be looked up, so nothing is known of them: {LOST}",
            ],
            id="both",
        ),
    ],
)
def test_audit_tells_what_is_known(dependencies: list[dict[str, Any]], status: int, said: list[str]) -> None:
    """A vulnerability is told with its remedy; what couldn't be looked up is no success."""
    assert judge(json.dumps({"dependencies": dependencies, "fixes": []}), "") == (status, said)


@pytest.mark.parametrize(
    ("errors", "why"),
    [
        ("Traceback\n  ...\nConnectionError: refused\n", "ConnectionError: refused"),
        ("", "pip-audit said nothing"),
    ],
)
def test_audit_without_an_answer_says_that_it_needs_the_internet(errors: str, why: str) -> None:
    """Where pip-audit fails its last line is the reason, without the traceback."""
    assert judge("", errors) == (UNKNOWN, [f"PyPI can't be asked for vulnerabilities: {OFF_LINE} ({why})"])
