"""A local Connect and stacks on the real engine, for what the documentation shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.docs.staff import PASSWORD, add_staff
from tools.local_connect import LocalConnect
from tools.stack import Stack


@pytest.fixture(scope="session")
def served_connect() -> Iterator[LocalConnect]:
    """Serve one local Connect for all tests of this folder."""
    with LocalConnect() as connect:
        yield connect


@pytest.fixture
def connect(served_connect: LocalConnect) -> LocalConnect:
    """Give the local Connect with nobody but the staff that another system has made."""
    served_connect.delete_users()
    add_staff(served_connect)
    served_connect.reset_calls()
    return served_connect


@pytest.fixture
def stack(tmp_path: Path, connect: LocalConnect) -> Callable[[str | None], Stack]:
    """Make a stack whose instance and first password are configured; None = the program at the root."""

    def make(program: str | None) -> Stack:
        made = Stack(tmp_path, program=program, environment=connect.environment(), name="london")
        plain = ("instanceId=meridian-support", "requestsPerSecond=1000", "burst=1000")
        options = [option for pair in plain for option in ("--plaintext", f"connect:{pair}")]
        made.pulumi("config", "set-all", *options, "--secret", f"connect:initialPassword={PASSWORD}")
        return made

    return make
