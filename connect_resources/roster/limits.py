"""Check rows against the limits of Connect, as ``checking`` knows them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from operator import attrgetter
from typing import Final
from uuid import UUID

from connect_resources.checking import Failure, check_user
from connect_resources.roster.arguments import ARGUMENTS, Argument, ResolvedIds
from connect_resources.roster.fields import FIELDS
from connect_resources.roster.row import RosterRow


class _StandIns(dict[str, str]):
    """Give each name an id, while the ids of the instance aren't known yet."""

    def __missing__(self, name: str) -> str:
        value = self[name] = str(UUID(int=len(self) + 1))
        return value


_WHO: Final = frozenset({"name", "identity_info"})
"""The arguments that say who a user is: no two users have the same."""
_PERSONAL: Final = tuple(one for one in ARGUMENTS if one.name in _WHO)
_SHARED: Final = tuple(one for one in ARGUMENTS if one.name not in _WHO)
_SHARED_FIELDS: Final = attrgetter(*(f.name for f in FIELDS if f.argument.partition(".")[0] not in _WHO))


class Limits:
    """Check rows one after the other, and what several users have alike only once.

    That is what keeps twenty thousand users quick. It is sound because no rule that can be known from a
    roster alone looks at two arguments together: an argument that passed for one user passes for all.
    """

    def __init__(self) -> None:
        self._ids = ResolvedIds(_StandIns(), _StandIns(), _StandIns())
        self._passed: set[Hashable] = set()

    def failures(self, row: RosterRow) -> list[Failure]:
        """Give what is wrong with a row; nothing is said here about fields that are missing."""
        shared = _SHARED_FIELDS(row)
        if shared in self._passed:
            return self._check(_PERSONAL, row)
        fresh = [one for one in _SHARED if (one.name, one.given(row)) not in self._passed]
        failures = self._check((*_PERSONAL, *fresh), row)
        if not failures:
            self._passed.add(shared)
            self._passed.update((one.name, one.given(row)) for one in fresh)
        return failures

    def _check(self, arguments: Iterable[Argument], row: RosterRow) -> list[Failure]:
        built = {one.name: one.build(one.given(row), self._ids) for one in arguments}
        given = {name: value for name, value in built.items() if value is not None}
        return check_user(given, identity_management=None, creating=False)
