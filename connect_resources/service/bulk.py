"""All users of an instance at once, out of listings: a few calls, whatever one wants to know of how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connect_resources.service.client import ConnectClient
from connect_resources.users import facts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold what SearchUsers and ListUsers say of all users of an instance, by user id.

    Attributes:
        records: what SearchUsers gave; see ``in_seconds``.
        modified: LastModifiedTime as text; "" where the API doesn't say.
    """

    records: Mapping[str, Mapping[str, Any]]
    modified: Mapping[str, str]


def take_snapshot(client: ConnectClient, instance_id: str) -> Snapshot:
    """Return the snapshot of an instance; taken once per run.

    Calls SearchUsers (one call for each 500 users) and ListUsers (one for each 1,000).
    """
    return client.once(("snapshot", instance_id), lambda: _take(client, instance_id))


def _take(client: ConnectClient, instance_id: str) -> Snapshot:
    searched = client.listing("SearchUsers", instance_id)
    listed = client.listing("ListUsers", instance_id)
    return Snapshot(
        {record["Id"]: record for record in searched},
        {summary["Id"]: stamp(summary) for summary in listed},
    )


def stamp(described: Mapping[str, Any]) -> str:
    """Return LastModifiedTime as text, or "" where the API doesn't say."""
    modified = described.get("LastModifiedTime")
    return modified.isoformat() if modified else ""


def in_seconds(value: Any) -> Any:
    """Return a search record with after contact work in seconds, the unit everywhere else."""
    if isinstance(value, Mapping):
        return {
            key: item // facts.SEARCH_MILLISECONDS if key == "AfterContactWorkTimeLimit" else in_seconds(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [in_seconds(item) for item in value]
    return value
