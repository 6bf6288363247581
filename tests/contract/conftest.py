"""Servers and clients for the contract tests."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from string import ascii_lowercase

import pytest

from tests.contract.conformance import check_answers
from tests.contract.local_server import DIRECTORY, LATENCY_MS, SEARCH_LAG_SECONDS, LocalServer, Place

SEED = {"instances": [{"id": DIRECTORY, "alias": "meridian-ad", "identity_management": "EXISTING_DIRECTORY"}]}
_regions = (f"eu-{''.join(letters)}-1" for letters in product(ascii_lowercase, repeat=3))


@pytest.fixture(scope="session")
def server() -> Iterator[LocalServer]:
    """Serve without flags; tests share it, each in a region of its own."""
    running = LocalServer()
    yield running
    status, output, errors = running.stop()
    assert (status, output, errors) == (0, "", "")


@pytest.fixture(scope="session")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Serve with every flag that one server can show at once; its users come and go with each test."""
    seed = tmp_path_factory.mktemp("flagged") / "seed.json"
    seed.write_text(json.dumps(SEED))
    running = LocalServer(
        *("--seed", str(seed), "--max-users", "1"),
        *("--latency-ms", str(LATENCY_MS), "--search-lag", str(SEARCH_LAG_SECONDS)),
    )
    yield Place(running, "eu-west-2", running.client())
    running.kill()


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
