"""Check rows against the limits of Connect, as ``users.check`` knows them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from connect_resources.roster.arguments import ARGUMENTS, ResolvedIds, RowArgument
from connect_resources.roster.fields import BY_NAME, FIELDS, field_of
from connect_resources.roster.problems import Problems
from connect_resources.roster.row import RosterRow
from connect_resources.users.check import check_merged_tags, check_user
from connect_resources.users.guards import ADDRESS, Guards, check_guards
from connect_resources.users.shapes import Failure, fits_plainly
from connect_resources.users.state import get_sections
from connect_resources.users.table import BY_NAME as SECTION_BY_NAME


class _StandIns(dict[str, str]):
    """Give each name an id, while the ids of the instance aren't known yet."""

    def __missing__(self, name: str) -> str:
        value = self[name] = str(UUID(int=len(self) + 1))
        return value


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Hold what the config forbids of every user, whoever wrote the roster.

    Attributes:
        domains: the domains that e-mail addresses may have; () for any.
        security_profiles: the names of security profiles that nobody may have.
    """

    domains: tuple[str, ...] = ()
    security_profiles: tuple[str, ...] = ()


_NOTHING: Final = Forbidden()
_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})
_IDENTITY: Final = "identity_info"
_IDENTITY_FIELDS: Final = tuple(field for field in FIELDS if field.argument.startswith(f"{_IDENTITY}."))
_IDENTITY_MEMBERS: Final = tuple(field.argument.removeprefix(f"{_IDENTITY}.") for field in _IDENTITY_FIELDS)
_IDENTITY_VALUES: Final = attrgetter(*(field.name for field in _IDENTITY_FIELDS))
_PATTERNED: Final = frozenset(
    item.name for item in SECTION_BY_NAME[_IDENTITY].properties if item.pattern is not None
)
_IDENTITY_SHAPES: Final = tuple(
    "" if name in _PATTERNED else field.shape
    for name, field in zip(_IDENTITY_MEMBERS, _IDENTITY_FIELDS, strict=True)
)
"""Their shapes, but for those with a rule beside the shape."""
_ADDRESSES: Final = attrgetter(*(field.name for field in FIELDS if field.shape == ADDRESS))
_NAME_SHAPE: Final = BY_NAME["name"].shape
_SHARED: Final = tuple(argument for argument in ARGUMENTS if argument.name not in {"name", _IDENTITY})
_SHARED_VALUES: Final = attrgetter(
    *(field.name for field in FIELDS if field.argument not in {"", "name"} and field not in _IDENTITY_FIELDS)
)


class RowChecker:
    """Check rows one after the other, and what several users have alike only once.

    That is what keeps twenty thousand users quick. It is sound because no rule that holds whether or not a
    user is new looks at two of them together: what passed for one user passes for all.
    """

    def __init__(
        self,
        identity_management: str | None = None,
        default_tags: Mapping[str, str] = _NO_TAGS,
        forbidden: Forbidden = _NOTHING,
        *,
        creating: bool = False,
    ) -> None:
        """Take what the rows' users are checked against.

        Args:
            identity_management: how the instance knows its users; None where that isn't known.
            default_tags: the tags that all users get beside their own.
            forbidden: what the config forbids.
            creating: the users will be made, so that rules hold which only new users have.
        """
        self._identity_management = identity_management
        self._default_tags = default_tags
        self._creating = creating
        self._ids = ResolvedIds(_StandIns(), _StandIns(), _StandIns())
        denied = {self._ids.security_profiles[name]: name for name in forbidden.security_profiles}
        self._guards = Guards(forbidden.domains, denied)
        self._passed: set[Hashable] = set()

    def note_failures(self, row: RosterRow, faulty: Set[str], problems: Problems) -> None:
        """Note what is wrong with a row, but for fields that are known to be faulty."""
        for failure in self.failures(row):
            name, rest = field_of(failure.path)
            if name not in faulty:
                # Of a tag, what the path says beyond its place is whether the key or the value is meant.
                item, _, part = rest.partition(" ")
                reason = f"{part} {failure.reason}".strip() if name else str(failure)
                file, line = row.place_of(name)
                problems.add(line, name + item if name else "", reason, file)

    def failures(self, row: RosterRow) -> list[Failure]:
        """Give what is wrong with a row; nothing is said here about fields that are missing."""
        passed = self._passed
        values, shared = _IDENTITY_VALUES(row), _SHARED_VALUES(row)
        given: tuple[Hashable, ...] = _ordinary(row.name, values)
        if given and self._guards.domains:
            given += tuple(value and value.rpartition("@")[2] for value in _ADDRESSES(row))
        if given in passed and shared in passed:
            return []
        pairs = zip(_IDENTITY_MEMBERS, values, strict=True)
        # A rule for new users looks at what isn't given, so that none of it may be left out.
        identity = {
            pair[0]: pair[1]
            for pair in pairs
            if pair[1] is not None and (self._creating or pair not in passed)
        }
        fresh = [] if shared in passed else self._fresh(row)
        failures = self._check(row, identity, fresh)
        if not failures:
            passed.update(identity.items())
            passed.update((argument.name, value) for argument, value in fresh)
            passed.add(shared)
            if given:
                passed.add(given)
        return failures

    def _check(
        self, row: RosterRow, identity: dict[str, str], fresh: list[tuple[RowArgument, Hashable]]
    ) -> list[Failure]:
        given: dict[str, Any] = {"name": row.name, _IDENTITY: identity} if identity else {"name": row.name}
        for argument, value in fresh:
            built = argument.build(value, self._ids)
            if built is not None:
                given[argument.name] = built
        found = check_user(given, identity_management=self._identity_management, creating=self._creating)
        # A row never holds the password: only the stack's secret, or a secret that the row names, does.
        failures = [failure for failure in found if failure.path != "password"]
        merged = check_merged_tags(given, self._default_tags) if "tags" in given else []
        failures += [Failure("tags", f"with those of aws:defaultTags {failure.reason}") for failure in merged]
        return failures + list(self._forbidden(given))

    def _forbidden(self, given: dict[str, Any]) -> Iterator[Failure]:
        """Yield what the config forbids of the arguments."""
        if self._guards.domains or self._guards.denied:
            yield from check_guards(get_sections(given), self._guards)

    def _fresh(self, row: RosterRow) -> list[tuple[RowArgument, Hashable]]:
        """Give the arguments whose values no user before had, with what the row says about them."""
        given = ((argument, argument.given(row)) for argument in _SHARED)
        return [(argument, value) for argument, value in given if (argument.name, value) not in self._passed]


def _ordinary(name: str, identity: tuple[str | None, ...]) -> tuple[bool, ...]:
    """Tell which fields of the identity are given, if these and the name are values like most; else ().

    Such values pass alike: rules look at which of them are given, and at those that are cleared.
    """
    if not fits_plainly(_NAME_SHAPE, name):
        return ()
    for shape, value in zip(_IDENTITY_SHAPES, identity, strict=True):
        if value is not None and not (shape and value and fits_plainly(shape, value)):
            return ()
    return tuple([value is not None for value in identity])
