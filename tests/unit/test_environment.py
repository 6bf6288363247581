"""What `make setup` leaves behind for the runs to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import environment


def test_setup_where_python_writes_no_bytecode_keeps_that_of_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container that tells Python to write no bytecode, a run finds what it loads compiled."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    environment.compile_what_runs_load()
    written = {str(path).partition("site-packages/")[2] or path.name for path in tmp_path.rglob("*.pyc")}
    modules = {name.replace(".cpython-", "|").partition("|")[0] for name in written}
    assert {"pulumi/dynamic/dynamic", "boto3/session", "stack_users", "answer", "creation"} <= modules
