"""Resolve the names that a roster uses to ids of the instance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from connect_resources.errors import NameLookupError
from connect_resources.roster.arguments import ResolvedIds
from connect_resources.roster.limits import RowChecker
from connect_resources.roster.problems import Problems
from connect_resources.roster.roster import Roster
from connect_resources.roster.row import RosterRow

_T = TypeVar("_T")


class FoundRoutingProfile(Protocol):
    """Be what a lookup of a routing profile finds."""

    @property
    def routing_profile_id(self) -> str:
        """Give the bare id."""


class FoundSecurityProfile(Protocol):
    """Be what a lookup of a security profile finds."""

    @property
    def security_profile_id(self) -> str:
        """Give the bare id."""


class FoundHierarchyGroup(Protocol):
    """Be what a lookup of a hierarchy group finds."""

    @property
    def hierarchy_group_id(self) -> str:
        """Give the bare id."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Hold the lookups by name; each raises a NameLookupError where a name doesn't lead to one thing.

    Attributes:
        possible_hierarchy_group: raises it where the names of all groups alone say that none is meant, which
            costs less than to find the group.
        is_new: tells whether nobody has the name of a user yet, so that the rules for new users hold; where
            that isn't known, nobody is taken as new.
    """

    routing_profile: Callable[[str], FoundRoutingProfile]
    security_profile: Callable[[str], FoundSecurityProfile]
    hierarchy_group: Callable[[str], FoundHierarchyGroup]
    possible_hierarchy_group: Callable[[str], object] = lambda _: None
    is_new: Callable[[str], bool] = lambda _: False


def resolve(
    roster: Roster,
    lookups: Lookups,
    identity_management: str | None = None,
    problems: Problems | None = None,
) -> ResolvedIds:
    """Look every name of a roster up, once each, and check its users against the kind of instance.

    Hierarchy groups are found only for a roster without any problem: that takes a call for each.

    Args:
        roster: the validated roster.
        lookups: how to look a name up.
        identity_management: CONNECT_MANAGED, SAML or EXISTING_DIRECTORY; None where it isn't known.
        problems: the problems that are known already, to be reported in the same list.

    Returns:
        The ids of every name that the roster uses.

    Raises:
        RosterError: with every known problem, every use of a name that doesn't lead to one thing, and every
            value that an instance of this kind refuses.
        ConnectError: as the lookups raise it.
    """
    problems = Problems() if problems is None else problems
    rows = roster.rows
    if identity_management is not None:
        _note_refusals(roster, identity_management, lookups.is_new, problems)
    routing = _found(
        _routing_profiles(rows), lambda name: lookups.routing_profile(name).routing_profile_id, problems
    )
    security = _found(
        _security_profiles(rows), lambda name: lookups.security_profile(name).security_profile_id, problems
    )
    _found(_hierarchy_groups(rows), lookups.possible_hierarchy_group, problems)
    problems.raise_if_any()
    groups = _found(
        _hierarchy_groups(rows), lambda name: lookups.hierarchy_group(name).hierarchy_group_id, problems
    )
    problems.raise_if_any()
    return ResolvedIds(routing, security, groups)


def _note_refusals(
    roster: Roster, identity_management: str, is_new: Callable[[str], bool], problems: Problems
) -> None:
    limits = {new: RowChecker(identity_management, creating=new) for new in (False, True)}
    for position, row in enumerate(roster.rows):
        faulty = roster.faulty.get(position, _NONE)
        new = "name" not in faulty and is_new(row.name)
        limits[new].note_failures(row, faulty, problems)


_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Use:
    name: str
    row: RosterRow
    field: str
    item: str = ""

    @property
    def path(self) -> str:
        return self.field + self.item


def _routing_profiles(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (_Use(row.routing_profile, row, "routing_profile") for row in rows if row.routing_profile)


def _security_profiles(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (
        _Use(name, row, "security_profiles", f"[{index}]")
        for row in rows
        for index, name in enumerate(row.security_profiles)
    )


def _hierarchy_groups(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (_Use(row.hierarchy_group, row, "hierarchy_group") for row in rows if row.hierarchy_group)


def _found(uses: Iterable[_Use], look_up: Callable[[str], _T], problems: Problems) -> dict[str, _T]:
    """Look each name up once, and note every use of one that doesn't lead to one thing."""
    found: dict[str, _T] = {}
    reasons: dict[str, str] = {}
    for use in uses:
        if use.name not in found and use.name not in reasons:
            try:
                found[use.name] = look_up(use.name)
            except NameLookupError as error:
                reasons[use.name] = str(error)
        if use.name in reasons:
            file, line = use.row.place_of(use.field)
            problems.add(line, use.path, reasons[use.name], file)
    return found
