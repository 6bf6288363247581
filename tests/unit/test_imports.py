"""What a process loads before it has anything to do: each run starts two, and waits for them."""

from __future__ import annotations

import subprocess
import sys

import pytest

IMPORTED = "import sys; before = set(sys.modules); import {}; print(*sorted(set(sys.modules) - before))"


def loaded_by(module: str) -> set[str]:
    """Return what a fresh process loads with a module."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(module)], check=True, capture_output=True, text=True
    )
    return {*done.stdout.split()}


def beginning(loaded: set[str], *starts: str) -> list[str]:
    """Return what is loaded of packages, or of what stands below them."""
    return sorted(name for name in loaded for start in starts if f"{name}.".startswith(f"{start}."))


def test_providers_when_loaded_bring_no_verb_and_nothing_of_programs() -> None:
    """State names the providers: loading them brings neither boto3, nor what programs declare, nor a verb."""
    loaded = loaded_by("connect_resources.providers")
    assert "connect_resources.providers.base" in loaded
    assert beginning(loaded, "boto3", "connect_resources.sdk", "connect_resources.lifecycle") == []


def test_program_when_loaded_brings_no_verb() -> None:
    """The program at the root declares users, and does nothing with them itself."""
    loaded = loaded_by("connect_resources.program")
    assert "connect_resources.sdk.user" in loaded
    assert beginning(loaded, "boto3", "connect_resources.lifecycle") == []


@pytest.mark.parametrize("module", ["connect_resources", "connect_resources.__main__"])
def test_command_line_when_loaded_brings_no_sdk(module: str) -> None:
    """Commands need no engine: neither they nor the package's name itself load Pulumi's SDK."""
    assert beginning(loaded_by(module), "pulumi", "grpc", "boto3") == []
