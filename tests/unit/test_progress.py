"""What a long run says of itself while its calls wait for the quota."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connect_resources import program
from connect_resources.config import Settings
from connect_resources.service.progress import Progress

RATE = 2.0


class Listener:
    """Hold what was reported, and the time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.progress = Progress(RATE, lambda: self.now, self.lines.append)

    def run(self, operation: str, calls: int, *, waited: bool = True) -> None:
        """Make calls at the rate."""
        for _ in range(calls):
            self.progress.count(operation, waited=waited)
            self.now += 1 / RATE


def line(calls: str, seconds: int, operation: str = "CreateUser") -> str:
    """Return the line that is expected."""
    return (
        f"{operation}: {calls} calls in {seconds} s; the config allows 2 a second (connect:requestsPerSecond)"
    )


def test_progress_of_a_long_run_is_reported_at_growing_intervals() -> None:
    """The first line comes after half a minute; a gap is as long as the run so far, five minutes at most."""
    listener = Listener()
    listener.run("CreateUser", 2400)
    assert listener.lines == [
        line("61", 30),
        line("121", 60),
        line("241", 120),
        line("481", 240),
        line("961", 480),
        line("1,561", 780),
        line("2,161", 1080),
    ]


def test_progress_counts_each_operation_by_itself() -> None:
    """Each operation has a quota of its own, and lines of its own."""
    listener = Listener()
    for _ in range(61):
        listener.progress.count("TagResource", waited=True)
        listener.run("CreateUser", 1)
    assert listener.lines == [line("61", 30, "TagResource"), line("61", 30)]


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(lambda listener: listener.run("CreateUser", 60), id="short"),
        pytest.param(lambda listener: listener.run("CreateUser", 2400, waited=False), id="not waiting"),
    ],
)
def test_progress_of_a_run_that_the_quota_does_not_hold_up_is_not_reported(
    run: Callable[[Listener], None],
) -> None:
    """A run that is short, or never waits, says nothing."""
    listener = Listener()
    run(listener)
    assert listener.lines == []


def announced(users: int, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the program says before it declares so many users."""
    program._announce(users, Settings())
    return capsys.readouterr().err


def test_program_announces_how_long_creating_all_users_may_take(capsys: pytest.CaptureFixture[str]) -> None:
    """An update of many users begins with the number of calls, the rate and the time that it may take."""
    assert announced(5000, capsys) == (
        "info: 5,000 users; Connect is called 2 times a second (connect:requestsPerSecond), once for each "
        "new user: about 42 minutes if all are new; users that don't change take no call\n"
    )


def test_program_with_few_users_announces_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """An update that can't take a minute isn't announced."""
    assert announced(119, capsys) == ""


def throttled(seconds: int, tries: str, what: str = "ListUsers of instance i-1") -> str:
    """Return the line that is expected where nothing but throttled answers came for so long."""
    return (
        f"{what} waits: Connect is throttling, and has refused {tries} tries in {seconds} s; something else "
        "in this account and region uses the quota up. It is tried again until it passes"
    )


def refuse(listener: Listener, tries: int, subject: str = "instance i-1") -> None:
    """Let every try be throttled, ten seconds apart."""
    for _ in range(tries):
        listener.progress.throttle("ListUsers", subject)
        listener.now += 10


def test_throttling_without_end_is_reported_after_a_minute_and_at_growing_intervals() -> None:
    """Whoever waits learns for what, soon, and again and again."""
    listener = Listener()
    refuse(listener, 100)
    assert listener.lines == [
        throttled(60, "7"),
        throttled(120, "13"),
        throttled(240, "25"),
        throttled(480, "49"),
        throttled(780, "79"),
    ]


def test_throttling_that_lets_calls_through_is_not_reported() -> None:
    """Any other answer in between means that the run moves on."""
    listener = Listener()
    for _ in range(20):
        refuse(listener, 6)
        listener.progress.resume("ListUsers")
    assert listener.lines == []


def test_throttling_of_an_operation_for_nobody_names_the_operation() -> None:
    """A listing of the account is for no instance."""
    listener = Listener()
    refuse(listener, 7, "")
    assert listener.lines == [throttled(60, "7", "ListUsers")]
