"""What is found on an instance, in the names that programs use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecurityProfile:
    """Hold a security profile; ``id`` is ``instanceId:securityProfileId``."""

    security_profile_id: str
    arn: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class RoutingProfile:
    """Hold a routing profile; ``id`` is ``instanceId:routingProfileId``."""

    routing_profile_id: str
    arn: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class HierarchyGroup:
    """Hold a hierarchy group; ``path`` has the names from the top level down, ``id`` is composite."""

    hierarchy_group_id: str
    arn: str
    name: str
    path: str
    level_id: str
    id: str


@dataclass(frozen=True, slots=True)
class HierarchyLevel:
    """Hold one level of the hierarchy."""

    id: str
    arn: str
    name: str


@dataclass(frozen=True, slots=True)
class HierarchyStructure:
    """Hold the levels of an instance's hierarchy, top first."""

    levels: tuple[HierarchyLevel, ...]


@dataclass(frozen=True, slots=True)
class UserSummary:
    """Hold what a listing says of a user."""

    user_id: str
    arn: str
    name: str
