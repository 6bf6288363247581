"""A token bucket, so that calls keep to the quota instead of running into it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SLOWDOWN: Final = 0.7
"""Each throttled answer takes the rate down by this factor."""

RECOVERY: Final = 1.02
"""Each answer that isn't throttled brings the rate back up by this factor, to what is configured."""

IN_FLIGHT: Final = 16
"""Calls that are under way at once, at most, where many users are worked on; the quota holds them back."""

FLOOR: Final = 0.05
"""The rate never falls below this share of what is configured."""


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

    @property
    def rate(self) -> float:
        """Return the present rate in tokens a second."""
        return self._rate

    def acquire(self) -> bool:
        """Take a token, sleep until it is due, and tell whether that was needed.

        Tokens are reserved in the order of the calls: whoever asks first is served first.
        """
        with self._lock:
            self._refill()
            self._tokens -= 1
            wait = -self._tokens / self._rate
        if wait <= 0:
            return False
        self._clock.sleep(wait)
        return True

    def slow_down(self) -> None:
        """Take the rate down after a throttled answer, and let go of what was saved up."""
        with self._lock:
            self._refill()
            self._rate = max(self._rate * SLOWDOWN, self._configured * FLOOR)
            self._tokens = min(self._tokens, 0.0)

    def recover(self) -> None:
        """Bring the rate back towards what is configured after an answer that wasn't throttled."""
        if self._rate < self._configured:
            with self._lock:
                self._refill()
                self._rate = min(self._rate * RECOVERY, self._configured)

    def _refill(self) -> None:
        now = self._clock.now()
        self._tokens = min(self._tokens + (now - self._filled) * self._rate, self._burst)
        self._filled = now
