"""Tests stay on this machine."""

import socket

import pytest

from tests.conftest import NetworkBlockedError

ELSEWHERE = "192.0.2.1"
NAME = "connect.eu-west-2.amazonaws.com"


def test_connection_to_another_machine_is_refused() -> None:
    """A test that tries to leave the machine fails at once."""
    with socket.socket() as left, pytest.raises(NetworkBlockedError, match=ELSEWHERE):
        left.connect((ELSEWHERE, 443))


def test_look_up_of_another_machine_is_refused() -> None:
    """A name isn't even looked up."""
    with pytest.raises(NetworkBlockedError, match=NAME):
        socket.getaddrinfo(NAME, 443)


def test_connection_to_loopback_is_let_through() -> None:
    """The local Connect can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
