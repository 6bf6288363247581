"""A local Connect and stacks on the real engine, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.local_connect import LocalConnect
from tools.stack import Stack


@pytest.fixture(scope="session")
def shared_connect() -> Iterator[LocalConnect]:
    """Serve one local Connect for all tests."""
    with LocalConnect() as connect:
        yield connect


@pytest.fixture
def connect(shared_connect: LocalConnect) -> Iterator[LocalConnect]:
    """Give the local Connect without users, calls or faults of an earlier test."""
    shared_connect.delete_users()
    shared_connect.reset_calls()
    yield shared_connect
    shared_connect.clear_faults()


@pytest.fixture
def stack(tmp_path: Path, connect: LocalConnect) -> Callable[[str], Stack]:
    """Make a stack of a program that reaches the local Connect by the environment alone."""

    def make(program: str) -> Stack:
        return Stack(tmp_path, program=program, environment=connect.environment())

    return make
