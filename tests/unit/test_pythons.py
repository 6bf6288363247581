"""Which Pythons `make pythons` tests on, and where it finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.pythons import find_python, versions

RUNS, FAILS = "exit 0", "exit 127"


def python(file: Path, body: str) -> None:
    """Write a program that stands for a Python."""
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def test_versions_are_those_that_the_classifiers_name() -> None:
    """Only classifiers of one version count."""
    classifiers = ["Programming Language :: Python :: 3", "Programming Language :: Python :: 3 :: Only"]
    named = [f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12)]
    assert versions([*classifiers, *named, "Typing :: Typed"]) == ["3.11", "3.12"]


@pytest.mark.parametrize(
    ("on_path", "found"),
    [
        pytest.param(RUNS, "path/python3.12", id="on PATH"),
        pytest.param(FAILS, ".pyenv/versions/3.12.11/bin/python3.12", id="of pyenv, behind its own stand-in"),
    ],
)
def test_python_that_runs_is_found(tmp_path: Path, on_path: str, found: str) -> None:
    """A Python on PATH comes first, if it runs; of those that pyenv has the newest does."""
    python(tmp_path / "path" / "python3.12", on_path)
    for version in ("3.12.2", "3.12.11", "3.11.12"):
        python(tmp_path / ".pyenv" / "versions" / version / "bin" / "python3.12", RUNS)
    environment = {"PATH": str(tmp_path / "path"), "HOME": str(tmp_path)}
    assert find_python("3.12", environment) == str(tmp_path / found)


def test_python_that_the_machine_lacks_is_not_found(tmp_path: Path) -> None:
    """A version that is nowhere is none."""
    assert find_python("3.12", {"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None
