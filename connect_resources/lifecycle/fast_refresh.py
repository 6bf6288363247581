"""A fast refresh: whole listings compared with state, so that only users that changed are read one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from connect_resources.service.bulk import in_seconds, stamp, take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.users.section import Described, Section, Values

LAST_MODIFIED: Final = "last_modified_time"
"""The output in which a fast refresh keeps LastModifiedTime, for the next one to compare."""

Held = list[tuple[Section, Values]]
"""The managed values of each managed section."""


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
    snapshot = take_snapshot(client, instance_id)
    record, last_modified = snapshot.records.get(user_id), olds.get(LAST_MODIFIED)
    if record is None or not last_modified or snapshot.modified.get(user_id) != last_modified:
        return False
    seconds = in_seconds(record)
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
