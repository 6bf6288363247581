"""Say that a long run moves on while its calls wait for the quota, or what it waits for if it doesn't."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Report = Callable[[str], None]
"""Takes a line that the person at the terminal should see."""

FIRST_LINE: Final = 30.0
LONGEST_GAP: Final = 300.0
"""Seconds until an operation's first line, and at most between two; each gap is twice the one before."""

FIRST_THROTTLED_LINE: Final = 60.0
"""Seconds of nothing but throttled answers until the first line that says so."""


@dataclass(slots=True)
class _Course:
    began: float
    due: float
    calls: int = 0


class Progress:
    """Count the calls of each operation, and report now and then how far they are."""

    def __init__(self, rate: float, now: Callable[[], float], report: Report) -> None:
        """Start without calls.

        Args:
            rate: the calls a second that the config allows each operation.
            now: the time in seconds.
            report: takes a line that the person at the terminal should see.
        """
        self._rate = rate
        self._now = now
        self._report = report
        self._lock = threading.Lock()
        self._courses: dict[str, _Course] = {}
        self._throttled: dict[str, _Course] = {}

    def count(self, operation: str, *, waited: bool) -> None:
        """Count a call that succeeded; a line is due only where it had to wait for the quota."""
        with self._lock:
            now = self._now()
            course = self._courses.setdefault(operation, _Course(now, now + FIRST_LINE))
            course.calls += 1
            if not waited or now < course.due:
                return
            passed = now - course.began
            course.due = now + min(passed, LONGEST_GAP)
        self._report(
            f"{operation}: {course.calls:,} calls in {passed:.0f} s; "
            f"the config allows {self._rate:g} a second (connect:requestsPerSecond)"
        )

    def throttle(self, operation: str, subject: str) -> None:
        """Count a throttled answer; a line is due where nothing else has come for a while.

        Args:
            operation: the operation that was called.
            subject: whom it was for; "" where it is for nobody in particular.
        """
        with self._lock:
            now = self._now()
            course = self._throttled.setdefault(operation, _Course(now, now + FIRST_THROTTLED_LINE))
            course.calls += 1
            if now < course.due:
                return
            passed = now - course.began
            course.due = now + min(passed, LONGEST_GAP)
        what = f"{operation} of {subject}" if subject else operation
        self._report(
            f"{what} waits: Connect is throttling, and has refused {course.calls:,} tries in {passed:.0f} s; "
            "something else in this account and region uses the quota up. It is tried again until it passes"
        )

    def resume(self, operation: str) -> None:
        """Note that an answer wasn't throttled."""
        if operation in self._throttled:
            with self._lock:
                self._throttled.pop(operation, None)
