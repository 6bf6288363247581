"""A user's phone settings, which the API shows in two views: PhoneConfig, and a list of channels per setting.

Both views hold one truth. PhoneConfig speaks for every channel at once, so setting it drops the lists
(voice enhancement, which it doesn't have, stays). A list speaks for single channels, and PhoneConfig then
shows what the list says for VOICE, or the default if it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .exceptions import InvalidParameterException

PhoneConfig = Mapping[str, Any]
ChannelList = list[dict[str, Any]]
ChannelLists = Mapping[str, ChannelList]

VOICE = "VOICE"
VOICE_ENHANCEMENT = "VoiceEnhancementConfigs"
DEFAULT_PHONE_CONFIG: PhoneConfig = {
    "PhoneType": "SOFT_PHONE",
    "AutoAccept": False,
    "AfterContactWorkTimeLimit": 0,
    "PersistentConnection": False,
}


@dataclass(frozen=True, slots=True)
class _View:
    """Tie a list of channels to the members of PhoneConfig that show its VOICE entry."""

    channel_list: str
    members: tuple[str, ...]
    voice_members: Callable[[Mapping[str, Any]], dict[str, Any]]


def _after_contact_work(entry: Mapping[str, Any]) -> dict[str, Any]:
    return dict(entry["AfterContactWorkConfig"])


def _phone_number(entry: Mapping[str, Any]) -> dict[str, Any]:
    number = {"DeskPhoneNumber": entry["PhoneNumber"]} if "PhoneNumber" in entry else {}
    return {"PhoneType": entry["PhoneType"], **number}


_VIEWS = (
    _View("AutoAcceptConfigs", ("AutoAccept",), lambda entry: {"AutoAccept": entry["AutoAccept"]}),
    _View("AfterContactWorkConfigs", ("AfterContactWorkTimeLimit",), _after_contact_work),
    _View("PhoneNumberConfigs", ("PhoneType", "DeskPhoneNumber"), _phone_number),
    _View(
        "PersistentConnectionConfigs",
        ("PersistentConnection",),
        lambda entry: {"PersistentConnection": entry["PersistentConnection"]},
    ),
)
CHANNEL_LISTS = (*(view.channel_list for view in _VIEWS), VOICE_ENHANCEMENT)


def given_lists(parameters: Mapping[str, Any]) -> ChannelLists:
    """Pick the channel lists out of a request, and refuse a list that names a channel twice."""
    lists = {name: parameters[name] for name in CHANNEL_LISTS if name in parameters}
    for name, entries in lists.items():
        channels = [entry["Channel"] for entry in entries]
        if len(channels) != len(set(channels)):
            raise InvalidParameterException(f"{name} names a channel more than once")
    return lists


def replace_phone_config(given: PhoneConfig, lists: ChannelLists) -> tuple[PhoneConfig, ChannelLists]:
    """Set PhoneConfig as a whole: members left out take their default, and the lists give way."""
    kept = {name: entries for name, entries in lists.items() if name == VOICE_ENHANCEMENT}
    return {**DEFAULT_PHONE_CONFIG, **given}, kept


def every_list(given: ChannelLists) -> ChannelLists:
    """Add the lists that a request leaves out, empty: so a strict instance understands it."""
    empty: ChannelLists = {name: [] for name in CHANNEL_LISTS}
    return {**empty, **given}


def replace_lists(
    given: ChannelLists, phone_config: PhoneConfig, lists: ChannelLists
) -> tuple[PhoneConfig, ChannelLists]:
    """Set the given lists, leave the others as they were, and derive PhoneConfig from VOICE."""
    shown = dict(phone_config)
    for view in _VIEWS:
        if view.channel_list in given:
            _show_voice(view, given[view.channel_list], shown)
    merged = {**lists, **given}
    return shown, {name: entries for name, entries in merged.items() if entries}


def _show_voice(view: _View, entries: Iterable[Mapping[str, Any]], shown: dict[str, Any]) -> None:
    for member in view.members:
        shown.pop(member, None)
        if member in DEFAULT_PHONE_CONFIG:
            shown[member] = DEFAULT_PHONE_CONFIG[member]
    for entry in entries:
        if entry["Channel"] == VOICE:
            shown.update(view.voice_members(entry))
