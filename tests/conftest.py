"""Keep every test on this machine: no network but loopback, and no settings of whoever runs the tests.

Random examples are the same in each run, unless HYPOTHESIS_PROFILE=random asks for others.
Where several workers share the tests, the files that take longest come first.
"""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))

OWN_SETTINGS = ("AWS_", "CONNECT_", "PULUMI_")
SLOWEST_FIRST = ("engine", "pipelines", "docs", "package", "contract", "lifecycle")
"""Folders whose files take longest; those of the others fill up what is left of the workers' time."""

_connect = socket.socket.connect
_look_up = socket.getaddrinfo


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers start with the long files, so that none waits for another's; alone, the order stays."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _slowness(item.path))


def _slowness(path: Path) -> int:
    folder = path.parent.name
    return SLOWEST_FIRST.index(folder) if folder in SLOWEST_FIRST else len(SLOWEST_FIRST)


class NetworkBlockedError(RuntimeError):
    """Report a test that tried to leave the machine."""


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and not _is_local(address[0]):
        raise NetworkBlockedError(f"a test tried to reach {address[0]}")
    _connect(self, address)


def _guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
    if not _is_local(host):
        raise NetworkBlockedError(f"a test tried to look up {host!r}")
    return _look_up(host, *arguments, **options)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection and every look-up but those of loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded_connect)
        patch.setattr(socket, "getaddrinfo", _guarded_look_up)
        yield


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Take away what this machine says of AWS, of Pulumi and of this project."""
    for name in list(os.environ):
        if name.startswith(OWN_SETTINGS):
            monkeypatch.delenv(name)
    nowhere = tmp_path_factory.getbasetemp() / "no-such-file"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(nowhere))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nowhere))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
