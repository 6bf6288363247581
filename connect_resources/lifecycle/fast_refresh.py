"""A fast refresh: whole listings compared with state, so that only users that changed are read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from connect_resources.service.bulk import in_seconds, stamp, take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiencies import PROFICIENCIES, expect_users, user_proficiencies
from connect_resources.users import state
from connect_resources.users.section import Described, Section, Values

LAST_MODIFIED: Final = "last_modified_time"
"""The output in which a fast refresh keeps LastModifiedTime, for the next one to compare."""

BULK: Final[Mapping[str, Callable[[ConnectClient, str, str], list[dict[str, Any]]]]] = {
    PROFICIENCIES: user_proficiencies
}
"""How the listings that show a section of one user are asked for of many."""

Held = list[tuple[Section, Values]]
"""The managed values of each managed section."""


def shows_no_change(
    client: ConnectClient, instance_id: str, user_id: str, olds: Mapping[str, Any], held: Held
) -> bool:
    """Tell whether a fast refresh may take a user's state as it is.

    Only if both listings were seen to say the same as state, and where proficiencies are managed what was
    found of them too. A user that was written since has no LastModifiedTime in state, one that is gone stands
    in no listing, and one whose search record lags behind differs from state: all of them are to be read one
    by one.

    Args:
        client: the door to Connect; its settings say whether a refresh is fast.
        instance_id: the instance's id.
        user_id: the user's id.
        olds: the outputs that state holds.
        held: the managed values of each section out of them.

    Raises:
        UserNotFoundError: the user has gone since the listings were made.
    """
    if client.settings.refresh != "fast":
        return False
    record = take_snapshot(client, instance_id).records.get(user_id)
    if record is None or not _unwritten(client, instance_id, user_id, olds):
        return False
    seconds = in_seconds(record)
    if not all(_shows(section, old, section.visible(olds, seconds)) for section, old in held):
        return False
    beside = [(section, old) for section, old in held if section.reader in BULK]
    return all(_listed(client, instance_id, user_id, section, old) for section, old in beside)


def expect_unchanged(client: ConnectClient, instance_id: str, users: Iterable[Mapping[str, Any]]) -> None:
    """Say before many users are read what a fast refresh is going to ask about how many of them.

    Calls as ``take_snapshot`` where there is anything to say.

    Args:
        client: the door to Connect.
        instance_id: the instance's id.
        users: the outputs that state holds of each.
    """
    if client.settings.refresh != "fast":
        return
    asked = [olds for olds in users if any(section.reader in BULK for section, _ in state.get_sections(olds))]
    expected = [item["user_id"] for item in asked if _unwritten(client, instance_id, item["user_id"], item)]
    expect_users(client, instance_id, expected)


def _unwritten(client: ConnectClient, instance_id: str, user_id: str, olds: Mapping[str, Any]) -> bool:
    last_modified = olds.get(LAST_MODIFIED)
    return bool(last_modified) and take_snapshot(client, instance_id).modified.get(user_id) == last_modified


def keep_time(client: ConnectClient, described: Described) -> dict[str, str]:
    """Return what a read leaves in state for the next fast refresh: nothing where refreshes are full."""
    if client.settings.refresh != "fast":
        return {}
    return {LAST_MODIFIED: stamp(described)}


def _shows(section: Section, old: Values, record: Described) -> bool:
    seen = {item.name: old[item.name] for item in section.properties if item.in_search and item.name in old}
    now = section.from_api(record)
    return section.still(seen, {name: now[name] for name in seen})


def _listed(client: ConnectClient, instance_id: str, user_id: str, section: Section, old: Values) -> bool:
    """Tell whether a section that has a listing of its own is as state holds it."""
    (item,) = section.properties
    entries = BULK[section.reader](client, instance_id, user_id)
    return section.still(old, {item.name: item.from_api({item.api_name: entries})})
