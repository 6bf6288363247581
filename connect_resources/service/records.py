"""What is found on an instance, in the names that programs use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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


@dataclass(frozen=True, slots=True)
class User:
    """Hold what DescribeUser says of a user, in the names of ConnectUser; ``id`` is ``instanceId:userId``."""

    user_id: str
    arn: str
    name: str
    id: str
    instance_id: str
    identity_info: Mapping[str, Any]
    phone_config: Mapping[str, Any]
    auto_accept_configs: Sequence[Mapping[str, Any]]
    after_contact_work_configs: Sequence[Mapping[str, Any]]
    phone_number_configs: Sequence[Mapping[str, Any]]
    persistent_connection_configs: Sequence[Mapping[str, Any]]
    voice_enhancement_configs: Sequence[Mapping[str, Any]]
    routing_profile_id: str
    security_profile_ids: Sequence[str]
    hierarchy_group_id: str
    directory_user_id: str
    tags: Mapping[str, str]
    last_modified_time: datetime | None
    last_modified_region: str
