"""A loopback proxy whose answers arrive later, as those of a service far away do, and that counts bytes."""

from __future__ import annotations

import queue
import socket
import threading
import time
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PIECE = 1 << 16


class FarAway:
    """Pass connections on to a local server; what it answers is held up for a while, and not slowed down."""

    def __init__(self, port: int, seconds: float) -> None:
        """Listen on a free port.

        Args:
            port: of the server.
            seconds: that each piece of an answer arrives later.
        """
        self._server, self._seconds = port, seconds
        self._listener = socket.create_server((HOST, 0))
        self._lock = threading.Lock()
        self.port: int = self._listener.getsockname()[1]
        self.sent = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((HOST, self._server))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            late: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
            for target, arguments in (
                (self._there, (client, server)),
                (self._hold, (server, late)),
                (_back, (late, client)),
            ):
                threading.Thread(target=target, args=arguments, daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what the client sends, at once."""
        while piece := _received(client):
            with self._lock:
                self.sent += len(piece)
            server.sendall(piece)
        server.shutdown(socket.SHUT_WR)

    def _hold(self, server: socket.socket, late: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        """Note when each piece of an answer is due."""
        piece = b"-"
        while piece:
            piece = _received(server)
            late.put((time.monotonic() + self._seconds, piece))
        server.close()


def _back(late: queue.SimpleQueue[tuple[float, bytes]], client: socket.socket) -> None:
    """Hand each piece over when it is due; an empty one is the end."""
    piece = b"-"
    while piece:
        due, piece = late.get()
        time.sleep(max(due - time.monotonic(), 0))
        try:
            client.sendall(piece)
        except OSError:
            return
    client.close()


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(PIECE)
    except OSError:
        return b""
