"""What a fleet says: a line for each user that something happens to, and how far a long verb is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from itertools import islice
from types import TracebackType
from typing import Final, Self

from connect_resources.errors import MOST_USERS
from connect_resources.service.progress import Report

GAP: Final = 5.0
"""Seconds between two lines of progress, at most."""


def tell(report: Report, lines: Iterable[str], told: int = 0) -> None:
    """Give a line for each user, MOST_USERS at most with those told of already, and count the rest."""
    rest = iter(lines)
    for line in islice(rest, max(MOST_USERS - told, 0)):
        report(line)
    more = sum(1 for _ in rest)
    if more:
        report(f"... and {more:,} more users")


class Pace:
    """Say how far a verb is, at least every GAP seconds while it runs, and at its end."""

    def __init__(self, report: Report, total: int, rate: float, gap: float = GAP) -> None:
        """Take where lines go, how many users there are, the calls a second that are allowed, and the gap."""
        self._report = report
        self._gap = gap
        self._total = total
        self._rate = rate
        self._done = 0
        self._said = False
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def step(self) -> None:
        """Count a user."""
        with self._lock:
            self._done += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self._said:
            self._report(f"{self._done:,} of {self._total:,}")

    def _run(self) -> None:
        while not self._ended.wait(self._gap * 0.8):
            self._said = True
            self._report(f"{self._done:,} of {self._total:,}{self._left()}")

    def _left(self) -> str:
        """Say how long the rest may take, by the pace so far."""
        passed = time.monotonic() - self._began
        rest = self._total - self._done
        seconds = rest * passed / self._done if self._done else rest / self._rate
        if rest and seconds >= 90:
            return f", about {seconds / 60:.0f} minutes left"
        return f", about {seconds:.0f} seconds left" if rest else ""
