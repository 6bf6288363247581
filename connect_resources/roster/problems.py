"""Collecting what is wrong with a roster, so that all of it is reported at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from connect_resources.errors import ConnectResourcesError, Problem, RosterError


class Fault(Exception):  # noqa: N818 - it never leaves this package
    """Refuse one value of a field; the text says what is wrong, never what the value was.

    Attributes:
        at: where in the field, such as ``[0]`` for the first item of a list; "" for all of it.
    """

    def __init__(self, reason: str, at: str = "") -> None:
        """Hold the reason."""
        super().__init__(reason)
        self.at = at


class Problems:
    """Collect the problems of a roster, each once, in the order of its files and lines."""

    def __init__(self, file: str = "") -> None:
        """Start without any.

        Args:
            file: what a problem is in, unless it is added with another file.
        """
        self.file = file
        self._found: set[Problem] = set()
        self._files: dict[str, int] = {}

    def within(self, file: str) -> Problems:
        """Return what notes problems of one file into the same collection."""
        part = Problems(file)
        part._found, part._files = self._found, self._files
        self._files.setdefault(file, len(self._files))
        return part

    def __bool__(self) -> bool:
        return bool(self._found)

    def has_own(self) -> bool:
        """Tell whether a problem of this file was noted."""
        return any(problem.file == self.file for problem in self._found)

    def add(self, line: int, field: str, reason: str, file: str | None = None) -> None:
        """Note one problem; a default that many users take is one problem on one line."""
        self._found.add(Problem(self.file if file is None else file, line, field, reason))

    def all(self) -> tuple[Problem, ...]:
        """Return every problem: file by file as they were read, line by line."""
        return tuple(sorted(self._found, key=lambda item: (self._files.get(item.file, -1), item)))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Look names up without losing what is known: a call that fails hides no problem.

        Raises:
            RosterError: a call failed, and there are problems; the last line says why.
        """
        try:
            yield
        except RosterError:
            raise
        except ConnectResourcesError as error:
            self.raise_if_any(f"not all names of profiles and groups could be checked: {error}")
            raise

    def raise_if_any(self, unchecked: str = "") -> None:
        """Raise one error with every problem.

        Args:
            unchecked: what couldn't be checked beside, and why.

        Raises:
            RosterError: if anything was noted.
        """
        if self._found:
            raise RosterError(self.all(), unchecked)
