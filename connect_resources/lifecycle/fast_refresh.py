"""A fast refresh: whole listings compared with state, so that only users that changed are read one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from connect_resources.service.client import ConnectClient
from connect_resources.users import facts
from connect_resources.users.section import Described, Section, Values

LAST_MODIFIED: Final = "last_modified_time"
"""The output in which a fast refresh keeps LastModifiedTime, for the next one to compare."""

Held = list[tuple[Section, Values]]
"""The managed values of each managed section."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold what SearchUsers and ListUsers say of all users of an instance, by user id."""

    found: Mapping[str, Mapping[str, Any]]
    modified: Mapping[str, str]


def take(client: ConnectClient, instance_id: str) -> Snapshot:
    """Return the snapshot of an instance; taken once per run.

    Calls SearchUsers (one call for each 500 users) and ListUsers (one for each 1,000).
    """
    return client.once(("snapshot", instance_id), lambda: _taken(client, instance_id))


def _taken(client: ConnectClient, instance_id: str) -> Snapshot:
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


def shows_no_change(
    client: ConnectClient, instance_id: str, user_id: str, olds: Mapping[str, Any], held: Held
) -> bool:
    """Tell whether a fast refresh may take a user's state as it is.

    Only if both listings were seen to say the same as state. A user that was written since has no
    LastModifiedTime in state, one that is gone stands in no listing, and one whose search record lags behind
    differs from state: all of them are to be read one by one.

    Args:
        client: the door to Connect; its settings say whether a refresh is fast.
        instance_id: the instance's id.
        user_id: the user's id.
        olds: the outputs that state holds.
        held: the managed values of each section out of them.
    """
    if client.settings.refresh != "fast":
        return False
    snapshot = take(client, instance_id)
    record, last_modified = snapshot.found.get(user_id), olds.get(LAST_MODIFIED)
    if record is None or not last_modified or snapshot.modified.get(user_id) != last_modified:
        return False
    seconds = _in_seconds(record)
    return all(_shows(section, old, section.visible(olds, seconds)) for section, old in held)


def keep_time(client: ConnectClient, described: Described) -> dict[str, str]:
    """Return what a read leaves in state for the next fast refresh: nothing where refreshes are full."""
    if client.settings.refresh != "fast":
        return {}
    return {LAST_MODIFIED: stamp(described)}


def _shows(section: Section, old: Values, record: Described) -> bool:
    seen = {item.name: old[item.name] for item in section.properties if item.in_search and item.name in old}
    now = section.from_api(record)
    return section.still(seen, {name: now[name] for name in seen})


def _in_seconds(value: Any) -> Any:
    """Return a search record with after contact work in seconds, the unit everywhere else."""
    if isinstance(value, Mapping):
        return {
            key: item // facts.SEARCH_MILLISECONDS
            if key == "AfterContactWorkTimeLimit"
            else _in_seconds(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_in_seconds(item) for item in value]
    return value
