"""What PhoneConfig means per channel, both ways, as the members of the records by channel declare it.

PhoneConfig speaks for all channels at once. Where a user shows no list, the list is what PhoneConfig comes
to; where PhoneConfig has to be written beside lists, what it says goes into the entry for VOICE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connect_resources.users import facts
from connect_resources.users.kinds import pascal
from connect_resources.users.records import Member, Record

Phone = Mapping[str, Any]
"""PhoneConfig, as the API shows it."""

Entries = list[dict[str, Any]]
CHANNEL = "channel"


def list_of_phone(record: Record, phone: Phone) -> Entries:
    """Return the list that PhoneConfig comes to: an entry per channel, none where the first member isn't set.

    A number alone is no entry, because an entry needs a type.
    """
    said = _said(record)
    found = [member for member in said if _value(member, phone) not in (None, _default(member))]
    if not found or found[0] is not said[0]:
        return []
    return [
        {CHANNEL: channel, **{member.name: _value(member, phone) for member in found}}
        for channel in record.channels
    ]


def with_voice(record: Record, entries: Entries, before: Phone, after: Phone) -> Entries:
    """Return a list with VOICE as PhoneConfig will say it, and whatever else the entry holds.

    A list that says of every channel what PhoneConfig said goes on following it.
    """
    said, will = list_of_phone(record, before), list_of_phone(record, after)
    if record.settings(entries) == record.settings(said):
        return will
    now, wanted = _of_voice(entries), _of_voice(will)
    if wanted == _of_voice(said):
        return entries
    defaults = {member.name: _default(member) for member in _said(record)}
    extra = {name: item for name, item in now.items() if name not in defaults}
    if extra and not wanted:
        wanted = {name: defaults[name] for name in now if name in defaults}
    others = [entry for entry in entries if entry[CHANNEL] != facts.VOICE]
    return [{CHANNEL: facts.VOICE, **wanted, **extra}, *others] if wanted else others


def _said(record: Record) -> list[Member]:
    """Return the members that PhoneConfig has as well."""
    return [member for member in record.members if member.of_phone]


def _value(member: Member, phone: Phone) -> Any:
    value = phone.get(pascal(member.of_phone))
    return {member.of_phone: value} if member.record and value is not None else value


def _default(member: Member) -> Any:
    return member.record.defaults() if member.record else member.default


def _of_voice(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found = (entry for entry in entries if entry[CHANNEL] == facts.VOICE)
    return {name: item for name, item in next(found, {}).items() if name != CHANNEL}
