"""What is shown of a preview: people with their settings, in names, without what isn't for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from connect_resources.commands.preview.document import SECRET
from connect_resources.commands.preview.names import Names
from connect_resources.commands.preview.user_change import UserChange
from connect_resources.users.change import Action, Change, Secrecy
from connect_resources.users.kinds import UNKNOWN

PERSONAL: Final = "[personal]"
NOT_KNOWN: Final = "[unknown]"


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold one setting of a user as it may be seen; None where it isn't managed, or there is no user."""

    setting: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """Hold who changed a user: an event of CloudTrail.

    Attributes:
        event: the operation.
        time: when, in UTC.
        actor: who.
        source: the address that the call came from.
    """

    event: str
    time: str
    actor: str
    source: str


Events = Mapping[tuple[str, str], tuple[Event, ...]]
"""Events by the key of a user."""


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one user of a result.

    Attributes:
        name: the user name, or the id where only that is known.
        change: what is done with the user.
        instance_id: the instance's id.
        settings: what changes.
        gone: the user was there, and is no more.
        events: who did it.
    """

    name: str
    change: str
    instance_id: str
    settings: tuple[Setting, ...]
    gone: bool = False
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Hold the answer of gate or drift.

    Attributes:
        reasons: why the answer is no; () where it is yes.
        people: the users that change, by name.
        notes: what limits the answer.
        traced: who changed users was asked for.
    """

    reasons: tuple[str, ...]
    people: tuple[Person, ...]
    notes: tuple[str, ...] = ()
    traced: bool = False


def name_settings(changes: Iterable[UserChange], names: Names) -> list[UserChange]:
    """Return changes with the names of users of whom a preview tells only the id, and with the instance."""
    placed = (
        change if change.instance_id else replace(change, instance_id=names.default_instance)
        for change in changes
    )
    return [
        replace(change, name=(names.users(change.instance_id) or {}).get(change.user_id, ""))
        if change.user_id and not change.name
        else change
        for change in placed
    ]


def show_people(
    changes: Iterable[UserChange], names: Names, *, personal: bool, events: Events | None = None
) -> tuple[Person, ...]:
    """Return one entry a user: what settings of its own resource change, and what sub-settings do.

    Args:
        changes: what the preview means to do.
        names: asks Connect for names.
        personal: whether names of people, addresses and numbers are shown.
        events: who changed each user.
    """
    entries: list[list[UserChange]] = []
    homes: dict[tuple[str, str], list[UserChange]] = {}
    for change in sorted(changes, key=lambda change: not change.whole):
        parts = None if change.whole else homes.get(change.key)
        if parts is None:
            parts = []
            entries.append(parts)
            if change.action is not Action.DELETE:
                homes[change.key] = parts
        parts.append(change)
    traces = events or {}
    people = (
        replace(_person(parts, names, personal=personal), events=traces.get(parts[0].key, ()))
        for parts in entries
    )
    return tuple(sorted(people, key=lambda one: (one.name.casefold(), one.name, one.instance_id, one.change)))


def _person(parts: list[UserChange], names: Names, *, personal: bool) -> Person:
    first = parts[0]
    settings = tuple(
        _setting(item, part, names, personal=personal) for part in parts for item in part.changes
    )
    gone = any(part.gone for part in parts)
    return Person(first.label, first.action.value, first.instance_id, settings, gone)


def _setting(item: Change, change: UserChange, names: Names, *, personal: bool) -> Setting:
    values = (item.before, change.instance_id), (item.after, change.new_instance_id)
    before, after = (_show(value, item, place, names, personal=personal) for value, place in values)
    return Setting(item.label(), before, after)


def _show(value: Any, item: Change, instance_id: str, names: Names, *, personal: bool) -> Any:
    if value is None:
        return None
    if item.secrecy is Secrecy.SECRET or value == SECRET:
        return SECRET
    if item.secrecy is Secrecy.PERSONAL and not personal and value not in ("", [], UNKNOWN):
        return PERSONAL
    lookup = _LOOKUPS.get(item.property)
    return _plain(value, (lookup(names, instance_id) or {}) if lookup and value else {})


_Lookup = Callable[[Names, str], Mapping[str, str] | None]
_LOOKUPS: Final[Mapping[str, _Lookup]] = {
    "security_profile_ids": Names.security_profiles,
    "routing_profile_id": Names.routing_profiles,
    "hierarchy_group_id": Names.hierarchy_groups,
}
"""Where the names of an argument's ids are."""


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with names for ids; a list of texts is a set, and stands in order."""
    if value is UNKNOWN:
        return NOT_KNOWN
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _plain(item, {}) for key, item in value.items()}
    if isinstance(value, list | tuple):
        found = [_plain(item, names) for item in value]
        return sorted(found) if all(isinstance(item, str) for item in found) else found
    return value
