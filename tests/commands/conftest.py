"""Commands as a shell runs them, against a local Connect; each test has a region of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from connect_resources.__main__ import main
from tests.lifecycle.harness import Place
from tools.local_connect import LocalConnect

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Done:
    """Hold what a command came to: its exit status, its result, and what it said beside."""

    status: int
    result: str
    said: str


Command = Callable[..., Done]


@pytest.fixture(autouse=True)
def _clean(clean_environment: None) -> None:
    """Run every command without the settings of this machine."""


@pytest.fixture(scope="session")
def server() -> Iterator[LocalConnect]:
    """Serve without a quota; whatever it writes to its standard error is a failure."""
    running = LocalConnect()
    yield running
    assert running.stop() == ""


@pytest.fixture
def place(server: LocalConnect, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Give a region that no other test uses; boto3's environment leads there."""
    server.clear_faults()
    server.reset_calls()
    region = f"eu-command-{next(_numbers)}"
    for name, value in server.environment(region).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONNECT_REQUESTS_PER_SECOND", "1000")
    monkeypatch.setenv("CONNECT_BURST", "1000")
    yield Place(server, region)
    server.clear_faults()


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command line, and give what came of it."""

    def run(*line: str) -> Done:
        capfd.readouterr()
        try:
            status = main(line)
        except SystemExit as end:
            status = int(str(end.code))
        found = capfd.readouterr()
        return Done(status, found.out, found.err)

    return run


def write_stack(folder: Path, config: str, project: str = "") -> None:
    """Make a project with a stack london, whose config is given as YAML, and so may be the project's own."""
    (folder / "Pulumi.yaml").write_text(f"name: people\nruntime: python\n{project}")
    (folder / "Pulumi.london.yaml").write_text(f"config:\n{config}")
