"""A provider's process ends with its engine, and no other process does."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import grpc  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from connect_resources.providers import UserHierarchyProvider, watch
from tools.stack import ROOT

LIMIT_SECONDS = 3.0
"""What the contract allows a provider after its engine is gone."""

LOOKS_SECONDS = 3 * watch.LOOK_SECONDS
"""Long enough for several looks."""

FILLED_SECONDS = 4.0
"""Long enough for looks that nobody answers: the queue of connections is full after a second."""

GIVEN = {"instance_id": "i-1", "user_id": "u-1", "hierarchy_group_id": "g-1"}


def engine() -> socket.socket:
    """Serve as an engine does that is busy: connections are taken by the kernel, and never looked at."""
    return socket.create_server(("127.0.0.1", 0), backlog=1)


def address(server: socket.socket) -> str:
    """Return the address of a server as the engine writes it."""
    host, port = server.getsockname()
    return f"{host}:{port}"


@contextmanager
def idle_worker(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run what the wrapper of the SDK runs, give it and the port that it serves on, and end it."""
    command = [sys.executable, "-u", "-m", "pulumi.dynamic", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def worker(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker that has checked a resource of ours."""
    with idle_worker(*arguments) as (process, port):
        check(port)
        yield process


def check(port: int) -> None:
    """Have a provider check a resource, which is how the engine begins."""
    news = {**GIVEN, PROVIDER_KEY: serialize_provider(UserHierarchyProvider())}
    request = provider_pb2.CheckRequest()
    request.news.update(news)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        answer = provider_pb2_grpc.ResourceProviderStub(channel).Check(request)
    assert list(answer.failures) == []


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Wait for a process that has to end within the limit; its status, and what it wrote."""
    assert process.stderr is not None
    return process.wait(LIMIT_SECONDS), process.stderr.read()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="alone"),
        pytest.param(["--logtostderr", "-v=9", "--tracing", "http://127.0.0.1:1/"], id="after options"),
    ],
)
def test_worker_ends_with_its_engine(options: list[str]) -> None:
    """Once the engine's port refuses connections the worker ends at once, with one line."""
    with engine() as server, worker(*options, address(server)) as process:
        server.close()
        assert ended(process) == (watch.STATUS, watch.LAST_WORDS)


def test_worker_whose_engine_is_gone_before_the_first_resource_ends() -> None:
    """What the engine sent before its end, deletions perhaps, isn't carried out one after the other."""
    with engine() as server, idle_worker(address(server)) as (process, port):
        server.close()
        with suppress(grpc.RpcError):
            check(port)
        assert ended(process) == (watch.STATUS, watch.LAST_WORDS)


def test_worker_of_an_engine_that_answers_nobody_lives_on_until_it_is_gone() -> None:
    """A stopped engine takes no connection, and the queue of its port is full: that isn't its end."""
    with engine() as server, worker(address(server)) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(FILLED_SECONDS)
        server.close()
        assert ended(process) == (watch.STATUS, watch.LAST_WORDS)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no address"),
        pytest.param(["--debug"], id="no address but an option"),
        pytest.param(["engine"], id="no address but a word"),
    ],
)
def test_worker_that_no_engine_started_lives_on(arguments: list[str]) -> None:
    """A worker that is run by hand, for a debugger, isn't ended."""
    with worker(*arguments) as process, pytest.raises(subprocess.TimeoutExpired):
        process.wait(LOOKS_SECONDS)


def test_process_that_is_no_worker_watches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program or a test that uses a provider goes on without its engine, whatever its arguments are."""
    with engine() as server:
        monkeypatch.setattr(sys, "argv", ["program", address(server)])
        before = threading.active_count()
        UserHierarchyProvider().configure(ConfigureRequest(Config({}, "project")))
        assert (watch.engine_address(), threading.active_count()) == (None, before)


def test_address_where_somebody_listens_is_not_gone() -> None:
    """A look tells a port that is served from one that isn't, and leaves no connection open."""
    with engine() as server:
        served = watch.is_gone(server.getsockname())
        server.accept()[0].close()
        name = server.getsockname()
    assert (served, watch.is_gone(name)) == (False, True)
