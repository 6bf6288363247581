"""Ids to names: those that lead back to the id, as a program or a roster would look them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from connect_resources.service.client import ConnectClient
from connect_resources.service.directory import Directory
from connect_resources.service.records import HierarchyGroup


class Names:
    """Know the names of an instance's profiles and groups; each kind is listed once, when it is asked for."""

    def __init__(self, client: ConnectClient, instance_id: str) -> None:
        """Take the client of the run, and the instance's bare id."""
        self._client = client
        self._instance_id = instance_id

    def routing_profile(self, id_: str) -> str | None:
        """Return a routing profile's name; None where it leads elsewhere. Calls ListRoutingProfiles."""
        return self._routing_profiles.get(id_)

    def security_profile(self, id_: str) -> str | None:
        """Return a security profile's name; None where it leads elsewhere. Calls ListSecurityProfiles."""
        return self._security_profiles.get(id_)

    def hierarchy_group(self, id_: str) -> str | None:
        """Return a group's path; None where it leads elsewhere. Calls SearchUserHierarchyGroups."""
        return self._paths.get(id_)

    def lineage(self, group_id: str) -> tuple[str, ...]:
        """Return the ids of the groups that a group stands below, its own last; () where there is none."""
        return self._lineages.get(group_id, ())

    def ids(self) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """Return the ids of routing profiles, security profiles and groups, by the names given here."""
        kinds = (self._routing_profiles, self._security_profiles, self._paths)
        routing, security, groups = ({name: id_ for id_, name in kind.items()} for kind in kinds)
        return routing, security, groups

    @cached_property
    def _routing_profiles(self) -> dict[str, str]:
        return self._unique("ListRoutingProfiles")

    @cached_property
    def _security_profiles(self) -> dict[str, str]:
        return self._unique("ListSecurityProfiles")

    def _unique(self, operation: str) -> dict[str, str]:
        entries = self._client.listing(operation, self._instance_id)
        times = Counter(entry["Name"] for entry in entries)
        return {entry["Id"]: entry["Name"] for entry in entries if times[entry["Name"]] == 1}

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._client, self._instance_id, bulk=True)

    @cached_property
    def _lineages(self) -> dict[str, tuple[str, ...]]:
        return self._directory.lineages()

    @cached_property
    def _paths(self) -> dict[str, str]:
        return _leading_back(self._directory.hierarchy_groups())


def _leading_back(groups: Iterable[HierarchyGroup]) -> dict[str, str]:
    """Return each group's path, where a lookup of it finds that group and no other.

    A lookup takes a text for a whole name first, so that a name with a slash may hide another group's path.
    """
    known = list(groups)
    names = Counter(group.name for group in known)
    paths = Counter(group.path for group in known)
    return {
        group.hierarchy_group_id: group.path
        for group in known
        if (group.name == group.path if names[group.path] == 1 else paths[group.path] == 1)
    }
