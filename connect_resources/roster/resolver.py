"""Resolve the names that a roster uses to ids of the instance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from connect_resources.errors import NameLookupError
from connect_resources.roster.arguments import ResolvedIds
from connect_resources.roster.faults import Faults
from connect_resources.roster.limits import Limits
from connect_resources.roster.row import Roster, RosterRow


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
    """Hold the lookups by name; each raises a NameLookupError where a name doesn't lead to one thing."""

    routing_profile: Callable[[str], FoundRoutingProfile]
    security_profile: Callable[[str], FoundSecurityProfile]
    hierarchy_group: Callable[[str], FoundHierarchyGroup]


def resolve(roster: Roster, lookups: Lookups, identity_management: str | None = None) -> ResolvedIds:
    """Look every name of a roster up, once each, and check its users against the kind of instance.

    Args:
        roster: the validated roster.
        lookups: how to look a name up.
        identity_management: CONNECT_MANAGED, SAML or EXISTING_DIRECTORY; None where it isn't known.

    Returns:
        The ids of every name that the roster uses.

    Raises:
        RosterError: with every use of a name that doesn't lead to one thing, and every value that an
            instance of this kind refuses.
        ConnectError: as the lookups raise it.
    """
    faults = Faults(roster.file)
    rows = roster.rows
    ids = ResolvedIds(
        _ids(_routing_profiles(rows), lambda name: lookups.routing_profile(name).routing_profile_id, faults),
        _ids(
            _security_profiles(rows), lambda name: lookups.security_profile(name).security_profile_id, faults
        ),
        _ids(_hierarchy_groups(rows), lambda name: lookups.hierarchy_group(name).hierarchy_group_id, faults),
    )
    if identity_management is not None:
        limits = Limits(identity_management)
        for row in rows:
            limits.note_failures(row, frozenset(), faults)
    faults.raise_if_any()
    return ids


@dataclass(frozen=True, slots=True)
class _Use:
    name: str
    row: RosterRow
    field: str


def _routing_profiles(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (_Use(row.routing_profile, row, "routing_profile") for row in rows)


def _security_profiles(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (_Use(name, row, "security_profiles") for row in rows for name in row.security_profiles)


def _hierarchy_groups(rows: Iterable[RosterRow]) -> Iterator[_Use]:
    return (_Use(row.hierarchy_group, row, "hierarchy_group") for row in rows if row.hierarchy_group)


def _ids(uses: Iterable[_Use], get_id: Callable[[str], str], faults: Faults) -> dict[str, str]:
    ids: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for use in uses:
        if use.name not in ids and use.name not in reasons:
            try:
                ids[use.name] = get_id(use.name)
            except NameLookupError as error:
                reasons[use.name] = str(error)
        if use.name in reasons:
            faults.add(use.row.line_of(use.field), use.field, reasons[use.name])
    return ids
