"""Who changed users, when and from where: CloudTrail's last events of what may have made a difference."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from connect_resources import ids
from connect_resources.commands.pace import announce
from connect_resources.commands.preview.names import Names
from connect_resources.commands.preview.shown import PERSONAL, Event, Events
from connect_resources.commands.preview.user_change import UserChange, UserId
from connect_resources.errors import ConnectError, ConnectResourcesError
from connect_resources.service.operations import LOOKUPS_PER_SECOND
from connect_resources.users.change import Action
from connect_resources.users.table import SECTIONS

LOOKUP: Final = "LookupEvents"
MOST_PAGES: Final = 20
"""Pages of 50 events that are looked through for one operation."""

_CONNECT: Final = "connect.amazonaws.com"
_BY_SETTING: Final = {section.setting: section.operations for section in SECTIONS}


def find_events(
    changes: Iterable[UserChange], user_ids: Mapping[tuple[str, str], str], names: Names, *, personal: bool
) -> Events:
    """Return who changed each user last. Calls LookupEvents.

    Args:
        changes: who differs, and in what.
        user_ids: ids of users of whom only the name is told, by instance and name.
        names: holds the client; it notes what can't be asked.
        personal: whether actors and addresses are shown.
    """
    known = [(change, change.user_id or user_ids.get(change.key, "")) for change in changes]
    wanted: dict[str, set[str]] = defaultdict(set)
    for change, user_id in known:
        for operation in _operations(change) if user_id else ():
            wanted[operation].add(user_id)
    found = _ask(wanted, names)
    result: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for change, user_id in known:
        events = (found.get((operation, user_id)) for operation in _operations(change))
        seen = result[change.key]
        seen += [event for event in events if event is not None and event not in seen]
    return {key: tuple(_mask(events, personal=personal)) for key, events in result.items()}


def _operations(change: UserChange) -> tuple[str, ...]:
    """Return the operations that may have made the difference."""
    if change.gone:
        return ("DeleteUser",)
    if change.action in {Action.CREATE, Action.DELETE}:
        return ("CreateUser",) if change.action is Action.DELETE else ()
    settings = dict.fromkeys(item.setting for item in change.changes)
    return tuple(operation for setting in settings for operation in _BY_SETTING.get(setting, ()))


def _ask(wanted: Mapping[str, set[str]], names: Names) -> dict[UserId, Event]:
    found: dict[UserId, Event] = {}
    if not wanted:
        return found
    try:
        client = names.client
        quota = replace(client.settings, requests_per_second=LOOKUPS_PER_SECOND, burst=1)
        announce({LOOKUP: MOST_PAGES * len(wanted)}, quota)
        for operation, user_ids in sorted(wanted.items()):
            attribute = {"AttributeKey": "EventName", "AttributeValue": operation}
            pages = client.pages(LOOKUP, {"LookupAttributes": [attribute]}, f"events {operation}")
            found |= {(operation, user_id): event for user_id, event in _search(pages, set(user_ids))}
    except ConnectResourcesError as error:
        why = f"{error.operation}: {error.code}" if isinstance(error, ConnectError) else str(error)
        names.notes.append(f"CloudTrail can't be asked ({why}): who changed users isn't shown in full")
    return found


def _search(pages: Iterable[Mapping[str, Any]], user_ids: set[str]) -> Iterator[tuple[str, Event]]:
    """Yield the newest event on each user; pages come newest first."""
    for number, page in enumerate(pages, start=1):
        for item in page["Events"]:
            record = _parse(item.get("CloudTrailEvent"))
            if record.get("eventSource", item.get("EventSource")) != _CONNECT or record.get("errorCode"):
                continue
            for user_id in user_ids & set(_mentioned(record, item)):
                user_ids.remove(user_id)
                yield user_id, _event(item, record)
        if not user_ids or number == MOST_PAGES:
            return


def _parse(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _mentioned(record: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids that an event's request and resources name."""
    yield from _ids(record.get("requestParameters"))
    for resource in item.get("Resources") or ():
        yield from _ids(resource.get("ResourceName"))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)
    elif isinstance(value, str):
        yield ids.bare(value)


def _event(item: Mapping[str, Any], record: Mapping[str, Any]) -> Event:
    identity = record.get("userIdentity")
    who = identity if isinstance(identity, Mapping) else {}
    actor = who.get("arn") or who.get("userName") or who.get("invokedBy") or item.get("Username") or "unknown"
    time = item.get("EventTime")
    when = f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else "unknown"
    return Event(item["EventName"], when, str(actor), str(record.get("sourceIPAddress") or "unknown"))


def _mask(events: Iterable[Event], *, personal: bool) -> Iterator[Event]:
    """Yield events, where nothing personal may be seen without sessions, user names and addresses."""
    for event in sorted(events, key=lambda one: (one.time, one.event), reverse=True):
        if personal:
            yield event
        else:
            role, slash, _ = event.actor.rpartition("/")
            yield replace(event, actor=f"{role}{slash}{PERSONAL}", source=PERSONAL)
