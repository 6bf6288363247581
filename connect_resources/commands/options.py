"""What the commands share at the command line: exit statuses, lines for people, and options' values."""

from __future__ import annotations

import argparse
import sys
from typing import Final

NO: Final = 1
"""Exit status: the answer is no."""

WRONG: Final = 2
"""Exit status: wrong usage, input that can't be used, or an error of AWS."""

INTERRUPTED: Final = 130
"""Exit status: Ctrl-C, as shells give it."""


def say(line: str) -> None:
    """Tell the person at the terminal, beside the result; nobody, where stderr takes nothing."""
    if sys.stderr is None:  # print would take stdout in its place
        return
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = None  # so that what it didn't take is no failure at the end either


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with what it counts."""
    return f"1 {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def filled(text: str) -> str:
    """Read a text that isn't empty, as a variable is that nobody set: the default wouldn't be meant."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def number(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number, not {text!r}") from None


def positive(text: str) -> float:
    """Read a number above 0."""
    found = number(text)
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError("must be greater than 0")
    return found


def whole(text: str) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None


def count(text: str) -> int:
    """Read a whole number from 1."""
    found = whole(text)
    if found < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return found
