"""A token bucket, so that calls keep to the quota instead of running into it."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

SLOWDOWN: Final = 0.7
"""A throttled answer takes the rate down by this factor."""

RECOVERY: Final = 0.01
"""Each answer that isn't throttled brings the rate up by this share of what is configured, and no further.

A step up and a factor down: so runs that don't know of each other come to use all of a quota between them.
"""

IN_FLIGHT: Final = 16
"""Calls that are under way at once, at most, where many users are worked on; the quota holds them back."""

FLOOR: Final = 0.05
"""The rate never falls below this share of what is configured."""

_ROUNDING: Final = 1e-7
"""What a token may lack that was slept for."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Hold the time and the sleep that a client uses, in seconds."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class TokenBucket:
    """Hand out permissions to call one operation, first in first out, never above the rate."""

    def __init__(self, rate: float, burst: int, clock: Clock) -> None:
        """Start full.

        Args:
            rate: tokens a second.
            burst: the most tokens that a quiet operation saves up.
            clock: the time and the sleep.
        """
        self._configured = self._rate = rate
        self._burst = float(burst)
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = self._burst
        self._filled = clock.now()
        self._slowed = -math.inf
        self._queue: deque[threading.Event] = deque()

    @property
    def rate(self) -> float:
        """Return the present rate in tokens a second."""
        return self._rate

    def acquire(self, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Take a token, sleep until it is due, and tell whether that was needed.

        Whoever asks first is served first. Only the first in the queue waits for a token, at the rate of the
        moment: those behind it gain by a rate that recovers meanwhile.

        Args:
            wanted: tells whether the call is still to be made; else no token is taken or waited for.
        """
        turn = threading.Event()
        try:
            with self._lock:
                self._queue.append(turn)
                self._call_first()
            waited = not turn.is_set()
            turn.wait()
            while wanted() and (due := self._take()) > 0:
                waited = True
                self._clock.sleep(due)
        finally:
            with self._lock, suppress(ValueError):  # interrupted before it had a turn
                self._queue.remove(turn)
                self._call_first()
        return waited

    def slow_down(self, sent: float) -> None:
        """Take the rate down after a throttled answer, and let go of what was saved up.

        Args:
            sent: when the throttled call was sent. Of a heap sent before the rate went down, the first
                answer says it all.
        """
        with self._lock:
            if sent < self._slowed:
                return
            self._refill()
            self._rate = max(self._rate * SLOWDOWN, self._configured * FLOOR)
            self._tokens = min(self._tokens, 0.0)
            self._slowed = self._filled

    def recover(self) -> None:
        """Bring the rate back towards what is configured after an answer that wasn't throttled."""
        if self._rate < self._configured:
            with self._lock:
                self._refill()
                self._rate = min(self._rate + self._configured * RECOVERY, self._configured)

    def _call_first(self) -> None:
        if self._queue:
            self._queue[0].set()

    def _take(self) -> float:
        """Take a token, or return the seconds until one is there."""
        with self._lock:
            self._refill()
            if self._tokens < 1 - _ROUNDING:
                return (1 - self._tokens) / self._rate
            self._tokens -= 1
            return 0.0

    def _refill(self) -> None:
        now = self._clock.now()
        self._tokens = min(self._tokens + (now - self._filled) * self._rate, self._burst)
        self._filled = now
