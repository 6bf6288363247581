"""One local Connect for the session; each test has a region of its own in it."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.lifecycle.harness import Place
from tests.lifecycle.programs import Programs
from tools.local_connect import LocalConnect

_numbers = count(1)


@pytest.fixture(autouse=True)
def _clean(clean_environment: None) -> None:
    """Run every lifecycle without the settings of this machine."""


@pytest.fixture(scope="session")
def server() -> Iterator[LocalConnect]:
    """Serve without a quota; whatever it writes to its standard error is a failure."""
    running = LocalConnect()
    yield running
    assert running.stop() == ""


@pytest.fixture
def place(server: LocalConnect) -> Iterator[Place]:
    """Give a region that no other test uses, without faults."""
    server.clear_faults()
    server.reset_calls()
    yield Place(server, f"eu-life-{next(_numbers)}")
    server.clear_faults()


@pytest.fixture
def programs(place: Place) -> Programs:
    """Run programs against the local Connect; each test is a stack of its own, and so a run of its own."""
    return Programs(place)
