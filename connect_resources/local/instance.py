"""One Connect instance: its profiles, its hierarchy and its users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from .exceptions import ResourceNotFoundException
from .search import SearchIndex
from .seed import SeedError, SeedInstance
from .user import User

CREATED_TIME = 1_735_689_600.0  # 2025-01-01T00:00:00Z, so that a restart changes nothing
LEVEL_MEMBERS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")
SECURITY_PROFILE, ROUTING_PROFILE, HIERARCHY_GROUP = "security-profile", "routing-profile", "agent-group"
HIERARCHY_LEVEL, USER = "agent-group-level", "agent"
_KIND_NAMES = {
    SECURITY_PROFILE: "SecurityProfile",
    ROUTING_PROFILE: "RoutingProfile",
    HIERARCHY_GROUP: "HierarchyGroup",
}


def stable_id(instance_id: str, kind: str, name: str) -> str:
    """Derive an id that is the same at every start."""
    return str(uuid5(NAMESPACE_URL, f"connect:{instance_id}/{kind}/{name}"))


@dataclass(frozen=True, slots=True)
class Resource:
    """Hold a profile, a hierarchy group or a level."""

    id: str
    arn: str
    name: str
    region: str

    def to_summary(self) -> dict[str, Any]:
        """Show the resource as its List operation does."""
        return {"Id": self.id, "Arn": self.arn, "Name": self.name, **self.modified()}

    def modified(self) -> dict[str, Any]:
        """Show when and where the resource was last modified: in its own region, when all began."""
        return {"LastModifiedTime": CREATED_TIME, "LastModifiedRegion": self.region}


class Instance:
    """Hold what belongs to one instance of one account and region."""

    def __init__(self, seed: SeedInstance, arn: str, region: str, search_lag: float) -> None:
        """Build the instance's profiles and hierarchy; its users come later."""
        self.id = seed.id
        self.arn = arn
        self.alias = seed.alias
        self.identity_management = seed.identity_management
        self.region = region
        self.strict_config = bool(seed.strict_config)
        self.predefined_attributes: Mapping[str, tuple[str, ...]] = dict(seed.predefined_attributes or {})
        self._tags: dict[str, Mapping[str, str]] = {arn: dict(seed.tags)}
        self.levels = [
            self._resource(HIERARCHY_LEVEL, str(number), name)
            for number, name in enumerate(seed.hierarchy_levels or (), start=1)
        ]
        self.resources: dict[str, dict[str, Resource]] = {
            SECURITY_PROFILE: self._named(SECURITY_PROFILE, seed.security_profiles or ()),
            ROUTING_PROFILE: self._named(ROUTING_PROFILE, seed.routing_profiles or ()),
        }
        self._group_paths: dict[str, tuple[str, ...]] = {}
        self.resources[HIERARCHY_GROUP] = self._groups(seed.hierarchy_groups or ())
        self.users: dict[str, User] = {}
        self._ids_by_name: dict[str, str] = {}
        self.index = SearchIndex(search_lag)

    def _named(self, kind: str, names: Iterable[str]) -> dict[str, Resource]:
        resources = (self._resource(kind, stable_id(self.id, kind, name), name) for name in names)
        return {resource.id: resource for resource in resources}

    def _resource(self, kind: str, resource_id: str, name: str) -> Resource:
        return Resource(resource_id, f"{self.arn}/{kind}/{resource_id}", name, self.region)

    def _groups(self, paths: Iterable[str]) -> dict[str, Resource]:
        groups: dict[str, Resource] = {}
        for path in paths:
            parts = path.split("/")
            ancestors = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
            ids = tuple(stable_id(self.id, HIERARCHY_GROUP, ancestor) for ancestor in ancestors)
            if len(parts) > len(self.levels) or any(id_ not in groups for id_ in ids[:-1]):
                raise SeedError(f"hierarchy group {path!r} needs its parent above it, at a level that exists")
            groups[ids[-1]] = self._resource(HIERARCHY_GROUP, ids[-1], parts[-1])
            self._group_paths[ids[-1]] = ids
        return groups

    def get_resource(self, kind: str, resource_id: str) -> Resource:
        """Give a profile or group, or say that the instance has none of that id."""
        resource = self.resources[kind].get(resource_id)
        if resource is None:
            raise ResourceNotFoundException(f"{_KIND_NAMES[kind]} not found in instance {self.id}")
        return resource

    def find_id(self, kind: str, name: str) -> str:
        """Give the id that a seed's name stands for."""
        id_ = stable_id(self.id, kind, name)
        if id_ not in self.resources[kind]:
            raise SeedError(f"instance {self.alias!r} has no {_KIND_NAMES[kind]} {name!r}")
        return id_

    def group_ancestry(self, group_id: str) -> tuple[str, ...]:
        """Give the ids on a group's path, from the top down to the group itself."""
        return self._group_paths.get(group_id, ())

    def tags_of(self, arn: str) -> Mapping[str, str] | None:
        """Give the tags of the instance, a profile or a group, or None if it has none of that ARN."""
        known = {resource.arn for resources in self.resources.values() for resource in resources.values()}
        return self._tags.get(arn, {}) if arn == self.arn or arn in known else None

    def shown_tags(self, arn: str) -> dict[str, Mapping[str, str]]:
        """Show tags as a description does: not at all where there are none."""
        tags = self._tags.get(arn)
        return {"Tags": tags} if tags else {}

    def replace_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Set the tags of the instance, a profile or a group."""
        self._tags[arn] = dict(tags)

    def get_user(self, user_id: str) -> User:
        """Give a user, or say that the instance has none of that id."""
        user = self.users.get(user_id)
        if user is None:
            raise ResourceNotFoundException(f"User not found in instance {self.id}")
        return user

    def find_user_by_name(self, name: str) -> User | None:
        """Give the user of that name regardless of case, if there is one."""
        user_id = self._ids_by_name.get(name.casefold())
        return None if user_id is None else self.users[user_id]

    def load(self, user: User) -> None:
        """Take in a user of the seed or of the state, which the search index knows at once."""
        self._keep(user)
        self.index.load(user)

    def put(self, user: User) -> None:
        """Take in a user's new record."""
        self._keep(user)
        self.index.write(user.id, user)

    def drop(self, user: User) -> None:
        """Forget a user."""
        del self.users[user.id], self._ids_by_name[user.username.casefold()]
        self.index.write(user.id, None)

    def _keep(self, user: User) -> None:
        self.users[user.id] = user
        self._ids_by_name[user.username.casefold()] = user.id

    def to_summary(self) -> dict[str, Any]:
        """Show the instance as ListInstances does."""
        _, partition, _, _, account, _ = self.arn.split(":")
        return {
            "Id": self.id,
            "Arn": self.arn,
            "IdentityManagementType": self.identity_management.value,
            "InstanceAlias": self.alias,
            "CreatedTime": CREATED_TIME,
            "ServiceRole": f"arn:{partition}:iam::{account}:role/aws-service-role/"
            "connect.amazonaws.com/AWSServiceRoleForAmazonConnect",
            "InstanceStatus": "ACTIVE",
            "InboundCallsEnabled": True,
            "OutboundCallsEnabled": True,
            "InstanceAccessUrl": f"https://{self.alias}.my.connect.aws",
        }

    def to_description(self) -> dict[str, Any]:
        """Show the instance as DescribeInstance does."""
        return {**self.to_summary(), **self.shown_tags(self.arn)}

    def describe_group(self, group_id: str) -> dict[str, Any]:
        """Show a hierarchy group with its path."""
        group = self.get_resource(HIERARCHY_GROUP, group_id)
        path = [self.resources[HIERARCHY_GROUP][id_] for id_ in self._group_paths[group_id]]
        return {
            **group.to_summary(),
            "LevelId": self.levels[len(path) - 1].id,
            "HierarchyPath": {
                member: step.to_summary() for member, step in zip(LEVEL_MEMBERS, path, strict=False)
            },
            **self.shown_tags(group.arn),
        }

    def describe_structure(self) -> dict[str, Any]:
        """Show the levels of the hierarchy."""
        return {member: level.to_summary() for member, level in zip(LEVEL_MEMBERS, self.levels, strict=False)}
