"""The log of calls, for tests and demos that count them."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import TypedDict

MOST_CALLS = 500_000  # so that a server that is left running doesn't grow without end


class Call(TypedDict):
    """Tell what was called and how it was answered.

    A connection that was closed without an answer has status None and code ``ConnectionDropped``.
    """

    operation: str | None
    status: int | None
    code: str | None
    instance_id: str | None
    user_id: str | None
    time: float


class CallLog:
    """Keep the latest calls."""

    def __init__(self) -> None:
        """Start empty."""
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._lock = Lock()

    def record(self, call: Call) -> None:
        """Take in a call that was answered."""
        with self._lock:
            self._calls.append(call)

    def list(self) -> list[Call]:
        """Give the calls, the one that arrived first before the others."""
        with self._lock:
            return sorted(self._calls, key=lambda call: call["time"])

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()
