"""Every error that this package raises, in one tree.

::

    ConnectResourcesError
    ├── ConfigError               the settings can't be used: no instance, no region, no credentials
    ├── InputError                an argument is refused before any call was made
    ├── RosterError               a roster file has problems; all of them, each with file, line and field
    ├── FleetError                some users of a fleet failed; each with its reason
    ├── NameLookupError           a name doesn't lead to one thing
    │   ├── NameNotFoundError     nothing has the name
    │   └── AmbiguousNameError    several things have the name
    └── ConnectError              Amazon Connect refused a call or couldn't be reached
        ├── InstanceNotFoundError the instance isn't there (or is in another region or account)
        ├── UserNotFoundError     the instance is there, the user isn't
        ├── DuplicateUserError    a user of that name exists
        ├── AccessDeniedError     the credentials may not do this
        ├── ThrottledError        the quota of requests a second is used up; retried, rarely seen
        ├── LimitExceededError    the instance holds as many users as its quota allows
        ├── UnavailableError      no usable answer: connection, time-out, or a fault of the service
        └── RunCancelledError     the run was told to stop before the call

The last line of each message stands alone, because the engine shows a failed verb as a traceback.
No message ever holds a password, a token or a personal value.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self


class ConnectResourcesError(Exception):
    """Stand at the root of every error that this package raises."""


class ConfigError(ConnectResourcesError):
    """Report settings that can't be used, and which key or variable mends them."""


class InputError(ConnectResourcesError):
    """Report an argument that is refused before any call was made."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Locate one problem of a roster.

    Attributes:
        file: the roster's path as the configuration gives it.
        line: the line, from 1.
        field: the roster's field, or "" where the row or the file as a whole is meant.
        reason: what is wrong and what would be right.
    """

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        text = f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"
        # A line break in a roster's names would make a line of its own.
        return "".join(item if item.isprintable() else repr(item)[1:-1] for item in text)


LISTED: Final = 100
"""How many problems the text of one error lists; the rest are counted."""


class RosterError(ConnectResourcesError):
    """Report every problem of a roster at once.

    Attributes:
        problems: all of them.
        total: how many they are; the text lists the first LISTED.
    """

    def __init__(self, problems: Sequence[Problem], unchecked: str = "") -> None:
        """Hold the problems.

        Args:
            problems: all of them, in the order in which they are shown.
            unchecked: what couldn't be checked beside, and why.
        """
        self.problems = tuple(problems)
        self.total = len(self.problems)
        self._unchecked = unchecked
        super().__init__(self.told(LISTED))

    def told(self, listed: int) -> str:
        """Return the text that lists so many problems, and counts the rest."""
        noun = "problem" if self.total == 1 else "problems"
        lines = [f"{self.total} {noun} in the roster; nothing was changed:"]
        lines += [f"  {problem}" for problem in self.problems[:listed]]
        if self.total > listed:
            lines.append(f"  ... and {self.total - listed} more")
        if self._unchecked:
            lines.append(self._unchecked)
        return "\n".join(lines)


MOST_USERS: Final = 50
"""Users of a fleet that one run names; the rest is counted."""


class FleetError(ConnectResourcesError):
    """Report the users of a fleet that failed; what was done for the others stays done.

    Attributes:
        failed: why, by the user's name.
        lines: a line for each of them, for MOST_USERS at most, and one that counts the rest.
    """

    def __init__(self, failed: Mapping[str, str], note: str = "") -> None:
        """Hold the failures; the note says what they come to."""
        self.failed = dict(failed)
        self.note = note
        self.lines = [f"{name}: {reason}" for name, reason in sorted(self.failed.items())[:MOST_USERS]]
        if len(self.failed) > MOST_USERS:
            self.lines.append(f"... and {len(self.failed) - MOST_USERS:,} more users failed")
        super().__init__("\n".join([*self.lines, *([note] if note else [])]))


class NameLookupError(ConnectResourcesError):
    """Report a name that doesn't lead to exactly one thing."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        """Hold the candidates: near names, or the paths or ids that share the name."""
        super().__init__(message)
        self.candidates = tuple(candidates)


class NameNotFoundError(NameLookupError):
    """Report a name that nothing has; candidates are the closest names."""


class AmbiguousNameError(NameLookupError):
    """Report a name that several things have; candidates tell them apart."""


class ConnectError(ConnectResourcesError):
    """Report a call that Amazon Connect refused or didn't answer.

    Attributes:
        operation: the API operation, such as ``CreateUser``.
        code: the API's error code, or the client's own name for a failure without an answer.
        remedy: what to do about it.
        doubtful_since: the client's clock at the first try whose answer was lost, so that the call may have
            been carried out all the same; None where each try was answered.
        applied: the operations of the same change that were carried out before, in their order.
        pending: those that weren't, this one first.
        settings: the settings that aren't written, by name.
        details: what else is known, in sentences without a stop.
        unexplained: what isn't there isn't known: the call that would have told failed as well.
    """

    doubtful_since: float | None = None
    applied: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    unexplained: bool = False

    def __init__(self, message: str, *, operation: str = "", code: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        self.code = code
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        if self.pending:
            applied = ", ".join(self.applied) or "nothing"
            message += f" (applied: {applied}; pending: {', '.join(self.pending)})"
        return "; ".join((message, *self.details))

    def explained(self, detail: str) -> Self:
        """Return this error with one more thing that is known of it; all that it says already stays."""
        found = copy.copy(self)
        found.details = (*self.details, detail)
        return found

    def advised(self, remedy: str) -> Self:
        """Return this error with another remedy, where the usual one doesn't fit what was tried."""
        said = self.args[0].removesuffix(f"; {self.remedy}")
        found = copy.copy(self)
        found.args, found.remedy = (f"{said}; {remedy}",), remedy
        return found

    def amid(self, applied: Sequence[str], pending: Sequence[str], settings: Sequence[str]) -> Self:
        """Return this error as one of a change that takes several calls.

        Args:
            applied: the operations that were carried out before.
            pending: those that weren't, the failed one first.
            settings: the settings that the latter were for.
        """
        found = copy.copy(self)
        found.applied, found.pending = tuple(applied), tuple(pending)
        found.settings = tuple(dict.fromkeys(settings))
        return found

    def without_explanation(self, refused: ConnectError) -> Self:
        """Return this error where the call that should have explained it failed as well."""
        found = self.explained(f"why couldn't be looked up ({refused.operation}: {refused.code})")
        found.unexplained = True
        return found


class InstanceNotFoundError(ConnectError):
    """Report an instance that isn't there, or is in another region or account."""


class UserNotFoundError(ConnectError):
    """Report a user that is gone from an instance that is there."""


class DuplicateUserError(ConnectError):
    """Report a user name that is taken, regardless of case."""


class AccessDeniedError(ConnectError):
    """Report credentials that are missing, wrong, or may not do this."""


class ThrottledError(ConnectError):
    """Report a quota of requests a second that stayed used up."""


class LimitExceededError(ConnectError):
    """Report an instance that holds as many as its quota allows."""


class UnavailableError(ConnectError):
    """Report a call without a usable answer; whether it was carried out isn't known."""


class RunCancelledError(ConnectError):
    """Report a call that wasn't made, because the run was told to stop."""
