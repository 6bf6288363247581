"""How many users one run may delete: the limit that the config sets, and the refusal of more. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

KEY: Final = "connect:maxDeletes"
VARIABLE: Final = "CONNECT_MAX_DELETES"
FORM: Final = "a whole number of users such as 10, or a share of the stack's users such as 5%"

_NAMED: Final = 5
"""How many of the users that would go a refusal names: more is no help, and a roster can be long."""

_WHOLE: Final = Decimal(100)
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SHARE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%")


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold the most users that one run may delete.

    Attributes:
        amount: users, or percent of the users that there were before the run.
        share: amount is in percent.
    """

    amount: Decimal
    share: bool = False

    def __str__(self) -> str:
        return f"{self.amount}%" if self.share else str(self.amount)

    def of(self, users: int) -> int:
        """Return how many of so many users may go: a share is rounded down, so that it is never exceeded."""
        return int(users * self.amount / _WHOLE) if self.share else int(self.amount)

    @property
    def is_open(self) -> bool:
        """Tell whether everybody may go, so that nothing has to be counted."""
        return self.share and self.amount == _WHOLE


DEFAULT: Final = Limit(Decimal(10))


def parse(text: str) -> Limit:
    """Read a limit as the config gives it.

    Raises:
        ValueError: the text is neither a number of users nor a share of them.
    """
    if _NUMBER.fullmatch(text):
        return Limit(Decimal(text))
    found = _SHARE.fullmatch(text)
    share = Limit(Decimal(found.group(1)), share=True) if found else None
    if share is None or share.amount > _WHOLE:
        raise ValueError(f"neither a number of users nor a share: {FORM}")
    return share


@dataclass(frozen=True, slots=True)
class Deletions:
    """Hold which users a run would delete.

    Attributes:
        users: how many users there were before the run.
        gone: the names of those that are no longer declared.
        replaced: the names of those that would be deleted and made anew.
    """

    users: int
    gone: Sequence[str]
    replaced: Sequence[str] = ()


def refusal(deletions: Deletions, limit: Limit) -> str | None:
    """Return why the run can't go on, and what to do; None where it may."""
    names = [*sorted(deletions.gone), *sorted(deletions.replaced)]
    allowed = limit.of(deletions.users)
    if len(names) <= allowed:
        return None
    anew = f" ({len(deletions.replaced):,} of them to be made anew)" if deletions.replaced else ""
    return (
        f"this run would delete {len(names):,} of {deletions.users:,} users{anew}, but "
        f"{KEY} ({limit}) allows {allowed:,}; nothing was changed. To go: {_listed(names)}. "
        f"If that is meant, allow it for this run with {VARIABLE}={len(names)}"
    )


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
