"""Servers and clients for the contract tests."""

from collections.abc import Callable, Iterator
from itertools import product
from string import ascii_lowercase

import pytest

from tests.contract.conformance import check_answers
from tests.contract.local_server import LocalServer, Place

_regions = (f"eu-{''.join(letters)}-1" for letters in product(ascii_lowercase, repeat=3))


@pytest.fixture(scope="session")
def server() -> Iterator[LocalServer]:
    """Serve without flags; tests share it, each in a region of its own."""
    running = LocalServer()
    yield running
    status, output, errors = running.stop()
    assert (status, output, errors) == (0, "", "")


@pytest.fixture
def serve() -> Iterator[Callable[..., LocalServer]]:
    """Start servers with flags, and end them after the test."""
    started: list[LocalServer] = []

    def start(*options: str) -> LocalServer:
        started.append(LocalServer(*options))
        return started[-1]

    yield start
    for running in started:
        running.kill()


@pytest.fixture
def settle() -> Callable[[LocalServer], Place]:
    """Find a region of a server that no other test uses, with a client that checks its answers."""

    def find(running: LocalServer) -> Place:
        region = next(_regions)
        client = running.client(region=region)
        check_answers(client)
        return Place(running, region, client)

    return find


@pytest.fixture
def place(server: LocalServer, settle: Callable[[LocalServer], Place]) -> Place:
    """Give a region of the shared server."""
    return settle(server)
