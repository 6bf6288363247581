"""The fewest calls from old values of a section to new ones, and what PhoneConfig means per channel.

PhoneConfig speaks for all channels at once, and UpdateUserPhoneConfig sets all of them alike (text of
UpdateUserConfig in the model). So a user with settings of its own for single channels keeps them only if
UpdateUserConfig writes in its place: of each list that differs from PhoneConfig the entry for VOICE alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from connect_resources.users import facts, kinds
from connect_resources.users.section import Call, Described, Section, Target, Values


def auto_accept_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's AutoAccept comes to: all channels, or none."""
    channels = facts.CHANNELS if phone.get("AutoAccept") else ()
    return [{"channel": channel, "auto_accept": True} for channel in channels]


def after_contact_work_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's AfterContactWorkTimeLimit comes to, in seconds."""
    seconds = phone.get("AfterContactWorkTimeLimit")
    channels = facts.CHANNELS if seconds else ()
    return [
        {"channel": channel, "after_contact_work_config": {"after_contact_work_time_limit": seconds}}
        for channel in channels
    ]


def phone_number_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's PhoneType and DeskPhoneNumber come to."""
    if phone.get("PhoneType", "SOFT_PHONE") == "SOFT_PHONE":
        return []
    entry = {
        "channel": facts.VOICE,
        "phone_type": phone["PhoneType"],
        "phone_number": phone.get("DeskPhoneNumber"),
    }
    return [{name: value for name, value in entry.items() if value}]


def persistent_connection_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's PersistentConnection comes to."""
    return (
        [{"channel": facts.VOICE, "persistent_connection": True}] if phone.get("PersistentConnection") else []
    )


ChannelList = list[dict[str, Any]]

_VIEWS: Final[Mapping[str, Callable[[Mapping[str, Any]], ChannelList]]] = {
    "AutoAcceptConfigs": auto_accept_of_phone,
    "AfterContactWorkConfigs": after_contact_work_of_phone,
    "PhoneNumberConfigs": phone_number_of_phone,
    "PersistentConnectionConfigs": persistent_connection_of_phone,
    "VoiceEnhancementConfigs": lambda _: [],
}
"""What PhoneConfig comes to in each list of UpdateUserConfig; it says nothing of voice enhancement."""

_VOICE_DEFAULTS: Final[Mapping[str, Any]] = {
    "auto_accept": False,
    "after_contact_work_config": {"after_contact_work_time_limit": 0},
    "phone_type": "SOFT_PHONE",
    "phone_number": "",
    "persistent_connection": False,
}
"""What PhoneConfig says of VOICE, each at its default; an entry may hold more than that."""


def update_record(
    section: Section, target: Target, _old: Values, new: Values, _described: Described
) -> list[Call]:
    """Plan one call that carries the whole section."""
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    return [Call(section.operations[0], {**where, **section.to_api(new)})]


def update_phone(
    section: Section, target: Target, old: Values, new: Values, described: Described
) -> list[Call]:
    """Plan one call: for all channels alike, or for VOICE where channels have settings of their own."""
    before = described.get("PhoneConfig") or {}
    lists = {name: _channels(described, before, name) for name in _VIEWS}
    if all(kinds.CHANNEL_LIST.equal(lists[name], of_phone(before)) for name, of_phone in _VIEWS.items()):
        return update_record(section, target, old, new, described)
    after = section.to_api(new)["PhoneConfig"]
    written = {
        name: _with_voice(lists[name], of_phone(before), of_phone(after)) for name, of_phone in _VIEWS.items()
    }
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    members = {name: kinds.CHANNEL_LIST.to_api(entries) for name, entries in written.items()}
    return [Call("UpdateUserConfig", {**where, **members})]


def _channels(described: Described, phone: Mapping[str, Any], name: str) -> ChannelList:
    """Return a list as the user has it: what it shows, else what PhoneConfig comes to."""
    shown = described.get(name)
    return _VIEWS[name](phone) if shown is None else list(kinds.CHANNEL_LIST.from_api(shown))


def _with_voice(entries: ChannelList, before: ChannelList, after: ChannelList) -> ChannelList:
    """Return a list with VOICE as PhoneConfig will say it, and whatever else the entry holds.

    A list that says of every channel what PhoneConfig said goes on following it.
    """
    if kinds.CHANNEL_LIST.equal(entries, before):
        return after
    now, wanted = _of_voice(entries), _of_voice(after)
    if wanted == _of_voice(before):
        return entries
    extra = {key: item for key, item in now.items() if key not in _VOICE_DEFAULTS}
    if extra and not wanted:
        wanted = {key: _VOICE_DEFAULTS[key] for key in now if key in _VOICE_DEFAULTS}
    others = [item for item in entries if item["channel"] != facts.VOICE]
    return [{"channel": facts.VOICE, **wanted, **extra}, *others] if wanted else others


def _of_voice(entries: ChannelList) -> dict[str, Any]:
    found = (item for item in entries if item["channel"] == facts.VOICE)
    return {key: item for key, item in next(found, {}).items() if key != "channel"}


def update_proficiencies(
    section: Section, target: Target, old: Values, new: Values, _described: Described
) -> list[Call]:
    """Plan at most three calls: what goes, what changes its level, what comes."""
    (item,) = section.properties
    before = kinds.proficiency_levels(old.get(item.name, ()))
    after = kinds.proficiency_levels(new[item.name])
    gone = [_proficiency(key) for key in before if key not in after]
    changed = [_proficiency(key, after[key]) for key in after if key in before and before[key] != after[key]]
    added = [_proficiency(key, after[key]) for key in after if key not in before]
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    batches = zip(section.operations, (gone, changed, added), strict=True)
    return [Call(operation, {**where, "UserProficiencies": batch}) for operation, batch in batches if batch]


def _proficiency(key: tuple[str, str], level: float | None = None) -> dict[str, Any]:
    record: dict[str, Any] = {"AttributeName": key[0], "AttributeValue": key[1]}
    return record if level is None else {**record, "Level": level}


def update_tags(
    section: Section, target: Target, old: Values, new: Values, _described: Described
) -> list[Call]:
    """Plan at most two calls: the tags that go, and the tags that come or change."""
    (item,) = section.properties
    before, after = old.get(item.name, {}), new[item.name]
    gone = [key for key in before if key not in after]
    written = {key: value for key, value in after.items() if before.get(key) != value}
    untag, tag = section.operations
    calls = [Call(untag, {"resourceArn": target.arn, "tagKeys": gone})] if gone else []
    return calls + ([Call(tag, {"resourceArn": target.arn, "tags": written})] if written else [])
