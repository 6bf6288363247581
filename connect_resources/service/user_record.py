"""What DescribeUser says of a user, as lookups return it."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
