"""The service's quota: a token bucket per operation, account and region."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

BucketKey = tuple[str, str, str]

DEFAULT_BURST = 5  # Source: Amazon Connect's service quotas, the API rate limits


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


@dataclass(slots=True)
class Throttle:
    """Hand out requests at a steady rate with a burst; a rate of None never throttles.

    Attributes:
        rate: requests a second that come back to a bucket, or None.
        burst: the most requests that a bucket holds.
        clock: seconds from any fixed point.
    """

    rate: float | None
    burst: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[BucketKey, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, account: str, region: str, operation: str) -> bool:
        """Take a request out of the operation's bucket, if it holds one."""
        if self.rate is None:
            return True
        with self._lock:
            now = self.clock()
            key = (account, region, operation)
            bucket = self._buckets.setdefault(key, _Bucket(self.burst, now))
            bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled_at) * self.rate)
            bucket.filled_at = now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
