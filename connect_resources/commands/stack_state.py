"""A stack's state, read and written by the engine's own export and import."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connect_resources.errors import ConfigError

State = dict[str, Any]


def export_stack(stack: str) -> tuple[str, State]:
    """Return a stack's state, as text and read. Runs ``pulumi stack export``.

    Raises:
        ConfigError: the engine refuses, or isn't there.
    """
    text = _pulumi("stack", "export", "--stack", stack)
    found: State = json.loads(text)
    return text, found


def import_stack(stack: str, file: Path) -> None:
    """Put a state in the place of a stack's. Runs ``pulumi stack import``.

    Raises:
        ConfigError: the engine refuses; the stack is as it was.
    """
    _pulumi("stack", "import", "--stack", stack, "--file", str(file))


def _pulumi(*arguments: str) -> str:
    try:
        done = subprocess.run(["pulumi", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607 - the engine on PATH
    except FileNotFoundError as error:
        raise ConfigError("pulumi isn't on PATH: the command reads and writes the stack with it") from error
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split()).removeprefix("error: ")
        raise ConfigError(f"pulumi {' '.join(arguments[:2])} failed: {said}")
    return done.stdout


def resources_of(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of a state, in its order."""
    found: list[dict[str, Any]] = state["deployment"].get("resources") or []
    return found
