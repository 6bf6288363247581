"""A local Connect of each kind for the session; each test has a region of its own in one of them."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.lifecycle.harness import KEEPING, KINDS, STRICT, Place
from tests.lifecycle.programs import Programs
from tools.local_connect import LocalConnect

_numbers = count(1)


@pytest.fixture(autouse=True)
def _clean(clean_environment: None) -> None:
    """Run every lifecycle without the settings of this machine."""


def _serve(kind: str) -> Iterator[LocalConnect]:
    running = LocalConnect(*KINDS[kind])
    yield running
    assert running.stop() == ""


@pytest.fixture(scope="session")
def server() -> Iterator[LocalConnect]:
    """Serve without a quota; whatever it writes to its standard error is a failure."""
    yield from _serve(KEEPING)


@pytest.fixture(scope="session")
def strict_server() -> Iterator[LocalConnect]:
    """Serve likewise; what UpdateUserConfig leaves out is lost."""
    yield from _serve(STRICT)


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give a region that no other test uses, without faults; of the kind that a test asks for, if it does."""
    kind = getattr(request, "param", KEEPING)
    server: LocalConnect = request.getfixturevalue("strict_server" if kind == STRICT else "server")
    server.clear_faults()
    server.reset_calls()
    yield Place(server, f"eu-life-{next(_numbers)}")
    server.clear_faults()


@pytest.fixture
def programs(place: Place) -> Programs:
    """Run programs against the local Connect; each test is a stack of its own, and so a run of its own."""
    return Programs(place)
