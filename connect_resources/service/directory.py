"""Names to ids: who and what an instance has. Knows no engine; each kind is listed once a run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import AmbiguousNameError, NameLookupError, NameNotFoundError
from connect_resources.service.client import ConnectClient
from connect_resources.service.records import (
    HierarchyGroup,
    HierarchyLevel,
    HierarchyStructure,
    RoutingProfile,
    SecurityProfile,
    UserSummary,
)
from connect_resources.service.user_record import User
from connect_resources.users.section import DESCRIBE
from connect_resources.users.table import SECTIONS

LEVELS: Final = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")
"""Levels of the hierarchy, top first. Source: HierarchyPath in botocore's model."""

_FOUNDATION: Final = "0"
"""The level of a group that nobody sees. Source: text of SearchUserHierarchyGroups in botocore's model."""

SEPARATOR: Final = "/"
NEAR: Final = 3
"""How many near names an error lists."""


def find_instance(client: ConnectClient, value: str) -> str:
    """Return the bare id of an instance, given its id, ARN or alias.

    Only an alias makes a call: ListInstances, once per run.

    Raises:
        NameNotFoundError: no instance has the alias.
    """
    return str(_summary(client, value)["Id"]) if ids.is_instance_alias(value) else ids.bare(value)


def find_instance_arn(client: ConnectClient, value: str) -> str:
    """Return the ARN of an instance, given its id, ARN or alias; "" where Connect doesn't say it.

    Calls DescribeInstance for an id, ListInstances for an alias, nothing for an ARN.

    Raises:
        NameNotFoundError: no instance has the alias.
        InstanceNotFoundError: no instance has the id.
    """
    if value.startswith("arn:"):
        return value
    found = _summary(client, value) if ids.is_instance_alias(value) else client.instance(value)
    return str(found.get("Arn") or "")


def _summary(client: ConnectClient, alias: str) -> Mapping[str, Any]:
    """Return what ListInstances says of the instance that has an alias, or an id that looks like one."""
    instances = client.instances()
    for instance in instances:
        if alias in (instance.get("InstanceAlias"), instance["Id"]):
            return instance
    aliases = [instance.get("InstanceAlias", "") for instance in instances]
    raise _not_found("instance", alias, aliases, f"region {client.region}")


class Directory:
    """Find what an instance has by its exact name; errors give the closest names."""

    def __init__(self, client: ConnectClient, instance_id: str, *, bulk: bool = False) -> None:
        """Take the client of the run, and the instance's bare id.

        Args:
            client: the door to Connect.
            instance_id: the instance's bare id.
            bulk: read all hierarchy groups with their paths, a hundred a call, and none by itself.
        """
        self._client = client
        self._instance_id = instance_id
        self._groups = "SearchUserHierarchyGroups" if bulk else "ListUserHierarchyGroups"

    def security_profile(self, name: str) -> SecurityProfile:
        """Find a security profile. Calls ListSecurityProfiles."""
        found = self._named("security profile", "ListSecurityProfiles", name)
        return SecurityProfile(found["Id"], found["Arn"], found["Name"], self._composite(found["Id"]))

    def routing_profile(self, name: str) -> RoutingProfile:
        """Find a routing profile. Calls ListRoutingProfiles."""
        found = self._named("routing profile", "ListRoutingProfiles", name)
        return RoutingProfile(found["Id"], found["Arn"], found["Name"], self._composite(found["Id"]))

    def _named(self, kind: str, operation: str, name: str) -> dict[str, Any]:
        return _one(kind, name, self._client.listing(operation, self._instance_id), self._instance_id)

    def _composite(self, id_: str) -> str:
        return ids.join(self._instance_id, id_)

    def hierarchy_group(self, name: str) -> HierarchyGroup:
        """Find a group by its name, or by its path from the top level.

        Calls ListUserHierarchyGroups, and DescribeUserHierarchyGroup for each group that comes into question.
        """
        entries = self._group_entries()
        named = [self._group(entry) for entry in entries if entry["Name"] == name]
        if len(named) == 1:
            return named[0]
        found = [group for group in named if group.path == name] or self._at_path(name, entries)
        if len(found) == 1:
            return found[0]
        if not (named or found):
            raise self._not_found_group(name, entries)
        raise _ambiguous_group(name, found or named, self._instance_id)

    def check_hierarchy_group(self, name: str) -> None:
        """Refuse a name or path that no group has, as far as the names of all groups tell.

        Where the groups stand is left out, so that a path of names that are there passes, in any order.

        Raises:
            NameNotFoundError: the message gives the closest names.
            ConnectError: the listing failed.

        Calls ListUserHierarchyGroups.
        """
        entries = self._group_entries()
        names = {entry["Name"] for entry in entries}
        if not _may_lead(name, names, len(LEVELS)):
            unknown = next((part for part in name.split(SEPARATOR) if part not in names), name)
            raise _not_found("hierarchy group", name, sorted(names), f"instance {self._instance_id}", unknown)

    def hierarchy_groups(self) -> list[HierarchyGroup]:
        """Return all groups. Calls as ``hierarchy_group`` does for each of them."""
        return [self._group(entry) for entry in self._group_entries()]

    def lineages(self) -> dict[str, tuple[str, ...]]:
        """Return for each group the ids from the top level down to its own; needs ``bulk``."""
        return {
            entry["Id"]: tuple(
                entry["HierarchyPath"][level]["Id"] for level in LEVELS if entry["HierarchyPath"].get(level)
            )
            for entry in self._group_entries()
        }

    def _group_entries(self) -> list[dict[str, Any]]:
        entries = self._client.listing(self._groups, self._instance_id)
        return [entry for entry in entries if entry.get("LevelId") != _FOUNDATION]

    def _at_path(self, path: str, entries: Sequence[Mapping[str, Any]]) -> list[HierarchyGroup]:
        """Find the groups below others that a path leads to."""
        ends = [entry for entry in entries if path.endswith(SEPARATOR + entry["Name"])]
        groups = (self._group(entry) for entry in ends)
        return [group for group in groups if group.path == path]

    def _group(self, entry: Mapping[str, Any]) -> HierarchyGroup:
        described = entry
        if "HierarchyPath" not in entry:
            described = self._client.hierarchy_group(self._instance_id, entry["Id"])
        levels = described.get("HierarchyPath", {})
        path = SEPARATOR.join(levels[level]["Name"] for level in LEVELS if levels.get(level))
        return HierarchyGroup(
            described["Id"],
            described["Arn"],
            described["Name"],
            path or described["Name"],
            described.get("LevelId", ""),
            self._composite(described["Id"]),
        )

    def _not_found_group(self, name: str, entries: Sequence[Mapping[str, Any]]) -> NameLookupError:
        """Suggest paths where a path was asked for and its last name is there, else names."""
        last = name.rsplit(SEPARATOR, 1)[-1]
        if SEPARATOR in name:
            paths = sorted(self._group(entry).path for entry in entries if entry["Name"] == last)
            if paths:
                return NameNotFoundError(
                    f"hierarchy group {name!r} was not found in instance {self._instance_id}; "
                    f"{last!r} is at {', '.join(map(repr, paths))} (a path starts at the top level)",
                    paths,
                )
        names = sorted({entry["Name"] for entry in entries})
        return _not_found("hierarchy group", name, names, f"instance {self._instance_id}", last)

    def hierarchy_structure(self) -> HierarchyStructure:
        """Return the levels of the hierarchy, top first. Calls DescribeUserHierarchyStructure."""
        structure = self._client.hierarchy_structure(self._instance_id)
        levels = (structure[name] for name in LEVELS if structure.get(name))
        return HierarchyStructure(
            tuple(HierarchyLevel(level["Id"], level["Arn"], level["Name"]) for level in levels)
        )

    def users(self) -> list[UserSummary]:
        """Return all users. Calls ListUsers."""
        entries = self._client.listing("ListUsers", self._instance_id)
        return [UserSummary(entry["Id"], entry["Arn"], entry["Username"]) for entry in entries]

    def user(self, name: str) -> User:
        """Find a user. Calls ListUsers and DescribeUser."""
        summary = self._client.find_user(self._instance_id, name)
        if summary is None or summary["Username"] != name:
            names = [user.name for user in self.users()]
            raise _not_found("user", name, names, f"instance {self._instance_id}")
        described = self._client.describe_user(self._instance_id, summary["Id"])
        settings: dict[str, Any] = {}
        for section in SECTIONS:
            if section.reader == DESCRIBE:
                settings.update(section.inject({**section.defaults(), **section.shown(described)}))
        settings["tags"] = settings.pop("tags_all")
        return User(
            user_id=described["Id"],
            arn=described["Arn"],
            name=described["Username"],
            id=self._composite(described["Id"]),
            instance_id=self._instance_id,
            directory_user_id=described.get("DirectoryUserId", ""),
            last_modified_time=described.get("LastModifiedTime"),
            last_modified_region=described.get("LastModifiedRegion", ""),
            **settings,
        )


def _may_lead(path: str, names: Set[str], levels: int) -> bool:
    """Tell whether a path consists of names, of which each may hold the separator itself."""
    if path in names or levels == 1:
        return path in names
    ends = (index for index, character in enumerate(path) if character == SEPARATOR)
    return any(path[:end] in names and _may_lead(path[end + 1 :], names, levels - 1) for end in ends)


def _not_found(
    kind: str, name: str, names: Sequence[str], where: str, part: str | None = None
) -> NameNotFoundError:
    """Return the error for a name, of which a part may be what nothing is called."""
    unknown = name if part is None else part
    folded: dict[str, set[str]] = {}
    for item in names:
        folded.setdefault(item.casefold(), set()).add(item)
    matches = difflib.get_close_matches(unknown.casefold(), folded, n=NEAR)
    near = [item for match in matches for item in sorted(folded[match])]
    closest = "the closest name is" if len(near) == 1 else "the closest names are"
    hint = f"{closest} {', '.join(map(repr, near))}" if near else f"it has {len(names)} others"
    why = "" if unknown == name else f": nothing there is called {unknown!r}"
    return NameNotFoundError(f"{kind} {name!r} was not found in {where}{why}; {hint}", near)


def _one(kind: str, name: str, entries: Sequence[dict[str, Any]], instance_id: str) -> dict[str, Any]:
    found = [entry for entry in entries if entry["Name"] == name]
    if not found:
        raise _not_found(kind, name, [entry["Name"] for entry in entries], f"instance {instance_id}")
    if len(found) > 1:
        candidates = [str(entry["Id"]) for entry in found]
        listed = ", ".join(candidates)
        raise AmbiguousNameError(
            f"{kind} {name!r} is ambiguous on instance {instance_id}: its ids are {listed}; use an id",
            candidates,
        )
    return found[0]


def _ambiguous_group(name: str, found: Sequence[HierarchyGroup], instance_id: str) -> AmbiguousNameError:
    """Tell groups of one name apart by their paths, or by ids where the paths are alike."""
    paths = sorted({group.path for group in found})
    kind, candidates = "path", paths
    if len(paths) < len(found):
        kind, candidates = "id", sorted(group.hierarchy_group_id for group in found)
    article = "an" if kind == "id" else "a"
    return AmbiguousNameError(
        f"hierarchy group {name!r} is ambiguous on instance {instance_id}: its {kind}s are "
        f"{', '.join(map(repr, candidates))}; use {article} {kind}",
        candidates,
    )
