"""Collecting what is wrong with a roster, so that all of it is reported at once."""

from __future__ import annotations

from typing import Final

from connect_resources.errors import Problem, RosterError

LISTED: Final = 100
"""How many problems one error lists; the rest are counted."""


class Fault(Exception):  # noqa: N818 - it never leaves this package
    """Refuse one value of a field; the text says what is wrong, never what the value was."""


class Problems:
    """Collect the problems of one file, each once."""

    def __init__(self, file: str) -> None:
        """Name the file as the configuration gives it."""
        self.file = file
        self._problems: set[Problem] = set()

    def __bool__(self) -> bool:
        return bool(self._problems)

    def add(self, line: int, field: str, reason: str) -> None:
        """Note one problem; a default that many users take is one problem on one line."""
        self._problems.add(Problem(self.file, line, field, reason))

    def raise_if_any(self, unchecked: str = "") -> None:
        """Raise one error with every problem, in the order of the file.

        Args:
            unchecked: what couldn't be checked beside, and why.

        Raises:
            RosterError: if anything was noted; it lists the first LISTED problems.
        """
        if self._problems:
            raise RosterError(sorted(self._problems)[:LISTED], len(self._problems), unchecked)
