"""The proficiencies of many users."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from connect_resources.service.client import ConnectClient


def proficiencies_of(
    client: ConnectClient, instance_id: str, user_ids: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the proficiencies of users."""
    return {item: client.user_entries("ListUserProficiencies", instance_id, item) for item in user_ids}


def most_calls(client: ConnectClient, instance_id: str, user_ids: Collection[str]) -> int:
    """Return how many calls that takes."""
    return len(user_ids)
