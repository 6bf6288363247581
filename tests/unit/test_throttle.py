"""The token bucket, on a clock that moves only when told."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable

import pytest

from connect_resources.local.throttling import Throttle
from connect_resources.service.caller import SPARE
from connect_resources.service.throttle import FLOOR, RECOVERY, SLOWDOWN, Clock, TokenBucket
from connect_resources.users.facts import BURST, REQUESTS_PER_SECOND


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    @property
    def clock(self) -> Clock:
        """Return the clock for a bucket."""
        return Clock(lambda: self.now, self.sleep)


def granted(time: Time, bucket: TokenBucket, requests: int) -> list[float]:
    """Return when each of some requests, made one after the other, was let through."""
    times = []
    for _ in range(requests):
        bucket.acquire()
        times.append(time.now - 100.0)
    return times


def test_bucket_lets_the_burst_through_and_then_keeps_the_rate() -> None:
    """A quiet bucket gives its burst at once, and one token each 1/rate seconds after that."""
    time = Time()
    bucket = TokenBucket(2.0, 3, time.clock)
    assert granted(time, bucket, 7) == pytest.approx([0, 0, 0, 0.5, 1.0, 1.5, 2.0])


def test_bucket_saves_up_no_more_than_the_burst() -> None:
    """However long it was quiet, no more than the burst goes at once."""
    time = Time()
    bucket = TokenBucket(2.0, 3, time.clock)
    time.sleep(3600)
    assert granted(time, bucket, 5) == pytest.approx([3600, 3600, 3600, 3600.5, 3601])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("rate", "burst"), [(2.0, 5), (0.5, 1), (50.0, 10)])
def test_bucket_is_never_above_its_rate_in_any_window(rate: float, burst: int, seed: int) -> None:
    """Whatever the requests look like, no window holds more than burst + rate x length of them."""
    time, chance = Time(), random.Random(seed)  # noqa: S311 - reproducible, guards nothing
    bucket = TokenBucket(rate, burst, time.clock)
    times = []
    for _ in range(300):
        if chance.random() < 0.3:
            time.sleep(chance.expovariate(rate / 3))
        bucket.acquire()
        times.append(time.now)
    for first in range(len(times)):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + rate * (times[last] - times[first]) + 1e-6


class SharedTime:
    """A clock that moves when it is let go of, by what its sleepers asked for; safe between threads."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self._go = threading.Event()

    def sleep(self, seconds: float) -> None:
        """Let time pass, once it may."""
        self._go.wait(10)
        self.slept.append(seconds)
        self.now += seconds

    def go(self) -> None:
        """Let all sleeps end, those to come too."""
        self._go.set()

    @property
    def clock(self) -> Clock:
        """Return the clock for a bucket."""
        return Clock(lambda: self.now, self.sleep)


def started(bucket: TokenBucket, ask: Callable[[int], object], count: int) -> list[threading.Thread]:
    """Start threads of which each waits, for a token or for its turn, before the next one starts."""
    threads = []
    for number in range(count):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        while len(bucket._queue) <= number:
            assert threads[-1].is_alive()
            threads[-1].join(0.001)
    return threads


def test_bucket_serves_threads_in_the_order_in_which_they_asked() -> None:
    """Whoever asks first has the first turn, and one step lies between two."""
    time = SharedTime()
    turns: dict[int, float] = {}
    bucket = TokenBucket(2.0, 1, time.clock)
    waited = [bucket.acquire()]

    def ask(number: int) -> None:
        waited.append(bucket.acquire(lambda: bool(turns.setdefault(number, time.now))))

    threads = started(bucket, ask, 4)
    time.go()
    for thread in threads:
        thread.join()
    assert waited == [False, True, True, True, True]
    assert list(turns.items()) == [(0, 100.0), (1, 100.5), (2, 101.0), (3, 101.5)]


def test_bucket_hands_out_each_token_once_to_many_threads() -> None:
    """Twenty threads that ask at the same moment take as long as twenty tokens do."""
    time = SharedTime()
    time.go()
    bucket = TokenBucket(10.0, 1, time.clock)
    start = threading.Barrier(20)

    def ask() -> None:
        start.wait()
        bucket.acquire()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.now == pytest.approx(101.9)


def test_bucket_goes_on_when_whoever_waits_for_a_token_is_interrupted() -> None:
    """A sleep that ends in an error takes no token, and nobody behind it waits for good."""
    time = Time()
    calls = iter([KeyboardInterrupt(), None])

    def sleep(seconds: float) -> None:
        if interrupt := next(calls):
            raise interrupt
        time.sleep(seconds)

    bucket = TokenBucket(2.0, 1, Clock(lambda: time.now, sleep))
    bucket.acquire()
    with pytest.raises(KeyboardInterrupt):
        bucket.acquire()
    assert granted(time, bucket, 1) == pytest.approx([0.5])


def test_bucket_holds_nobody_back_whose_call_is_not_wanted_any_more() -> None:
    """Once a run is cancelled, who waits in the queue goes when the first one's sleep is over."""
    time, wanted = SharedTime(), [True]
    bucket = TokenBucket(0.1, 1, time.clock)
    bucket.acquire()
    threads = started(bucket, lambda _: bucket.acquire(lambda: wanted[0]), 5)
    wanted[0] = False
    time.go()
    for thread in threads:
        thread.join()
    assert time.slept == pytest.approx([10.0])
    assert bucket.acquire() is False


def test_bucket_lets_those_who_wait_gain_by_its_recovery() -> None:
    """The first waits for the rate that was; those behind it wait for the rate of the moment."""
    time = SharedTime()
    bucket = TokenBucket(10.0, 1, time.clock)
    for _ in range(100):
        bucket.slow_down(time.now)
    threads = started(bucket, lambda _: bucket.acquire(), 4)
    for _ in range(100):
        bucket.recover()
    time.go()
    for thread in threads:
        thread.join()
    assert time.now == pytest.approx(100 + 1 / (10 * FLOOR) + 3 / 10)


def test_bucket_slows_down_when_throttled_and_lets_go_of_what_it_saved() -> None:
    """A throttled answer takes the rate down and empties the bucket."""
    time = Time()
    bucket = TokenBucket(10.0, 5, time.clock)
    bucket.slow_down(time.now)
    assert bucket.rate == pytest.approx(10 * SLOWDOWN)
    assert granted(time, bucket, 2) == pytest.approx([1 / (10 * SLOWDOWN), 2 / (10 * SLOWDOWN)])


def test_bucket_never_slows_down_below_its_floor() -> None:
    """However often it is throttled, a share of the rate is left."""
    bucket = TokenBucket(10.0, 5, Time().clock)
    for _ in range(100):
        bucket.slow_down(100.0)
    assert bucket.rate == pytest.approx(10 * FLOOR)


def test_bucket_slows_down_once_for_a_heap_of_throttled_answers() -> None:
    """What was sent before the rate went down says nothing new; what was sent after it does."""
    time = Time()
    bucket = TokenBucket(10.0, 5, time.clock)
    time.sleep(1)
    bucket.slow_down(sent=100.0)
    for _ in range(10):
        bucket.slow_down(sent=100.5)
    assert bucket.rate == pytest.approx(10 * SLOWDOWN)
    bucket.slow_down(sent=101.5)
    assert bucket.rate == pytest.approx(10 * SLOWDOWN**2)


def test_bucket_recovers_to_its_rate_and_not_above() -> None:
    """Each answer that isn't throttled brings the rate back up, to what is configured."""
    bucket = TokenBucket(10.0, 5, Time().clock)
    bucket.slow_down(100.0)
    bucket.recover()
    assert bucket.rate == pytest.approx(10 * SLOWDOWN + 10 * RECOVERY)
    for _ in range(100):
        bucket.recover()
    assert bucket.rate == 10.0


LATE = 0.2
"""Seconds that a call may take longer than another until it arrives."""


def throttled(stacks: int, rate: float, burst: int, chance: random.Random) -> int:
    """Count what a quota refuses of stacks that start within a few seconds and send all they may."""
    sent: list[float] = []
    for _ in range(stacks):
        time = Time()
        time.sleep(chance.uniform(0, 3))
        bucket = TokenBucket(rate, max(burst - SPARE, 1), time.clock)
        for _ in range(100):
            bucket.acquire()
            sent.append(time.now + chance.uniform(0, LATE))
    arrived = iter(sorted(sent))
    quota = Throttle(REQUESTS_PER_SECOND, BURST, lambda: next(arrived))
    return sum(not quota.allows("account", "region", "CreateUser") for _ in sent)


@pytest.mark.parametrize("stacks", range(2, BURST + 1))
def test_stacks_that_share_the_quota_are_never_throttled(stacks: int) -> None:
    """Up to as many stacks as the burst has requests share it as the guide on scale says."""
    rate, burst = math.floor(100 * REQUESTS_PER_SECOND / stacks) / 100, BURST // stacks
    refused = [throttled(stacks, rate, burst, random.Random(seed)) for seed in range(30)]  # noqa: S311
    assert refused == [0] * 30


def test_stacks_that_share_the_rate_and_not_the_burst_are_throttled() -> None:
    """Three stacks that start with a whole burst each send more than the quota's."""
    assert min(throttled(3, 0.66, BURST, random.Random(seed)) for seed in range(30)) > 0  # noqa: S311
