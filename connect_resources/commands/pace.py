"""How long a command's calls take: said before, where it is more than a minute, and shown while they run."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from connect_resources.commands.options import say
from connect_resources.config import Settings
from connect_resources.service.client import ConnectClient
from connect_resources.service.throttle import IN_FLIGHT

LONG: Final = 60.0
"""Seconds of calls from which on a command says before how many there are."""

_REDRAWN: Final = 0.2
"""Seconds between two drawings of a bar."""

_CLEAR: Final = "\r\x1b[K"

T = TypeVar("T")
R = TypeVar("R")


def announce(calls: Mapping[str, int], settings: Settings) -> None:
    """Say how many calls come and how long they take, where that is more than a minute.

    Args:
        calls: the calls of each operation; one operation after the other is called.
        settings: the quota.
    """
    seconds = sum(_seconds(number, settings) for number in calls.values())
    if seconds <= LONG:
        return
    each = ", ".join(f"{operation} {number:,}" for operation, number in calls.items() if number)
    say(
        f"{sum(calls.values()):,} calls ({each}) at {settings.requests_per_second:g} a second each: "
        f"about {_duration(seconds)}"
    )


def _seconds(calls: int, settings: Settings) -> float:
    return max(calls - settings.burst, 0) / settings.requests_per_second


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{max(round(seconds), 1)} seconds"


def call_each(client: ConnectClient, label: str, items: Iterable[T], call: Callable[[T], R]) -> list[R]:
    """Return what a call gives for each item, in order; several are open at once.

    The first failure, or Ctrl-C, lets no further call be made.
    """
    chosen = list(items)
    bar = _Bar(label, len(chosen), client.settings)

    def counted(item: T) -> R:
        found = call(item)
        bar.step()
        return found

    pool = ThreadPoolExecutor(IN_FLIGHT)
    try:
        return list(pool.map(counted, chosen))
    except BaseException:
        client.cancel()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # what waits for the quota would be waited for else
        bar.end()


class _Bar:
    """Draw how many calls are done on a terminal; say nothing elsewhere."""

    def __init__(self, label: str, total: int, settings: Settings) -> None:
        self._label, self._total, self._settings = label, total, settings
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._lock = threading.Lock()
        self._done = 0
        self._began = time.monotonic()
        self._drawn = self._began

    def step(self) -> None:
        """Count a call."""
        with self._lock:
            self._done += 1
            now = time.monotonic()
            if not self._shown or now - self._drawn < _REDRAWN:
                return
            self._drawn = now
            left = (self._total - self._done) * (now - self._began) / self._done
            print(
                f"{_CLEAR}{self._label}: {self._done:,} of {self._total:,} calls, "
                f"{self._settings.requests_per_second:g} a second, about {_duration(left)} left",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def end(self) -> None:
        """Take the bar away."""
        if self._shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
