"""The fewest calls from old values of a section to new ones, and what PhoneConfig means per channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connect_resources import facts, kinds
from connect_resources.rows import Call, Section, Target, Values


def auto_accept_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's AutoAccept comes to: all channels, or none."""
    channels = facts.CHANNELS if phone.get("AutoAccept") else ()
    return [{"channel": channel, "auto_accept": True} for channel in channels]


def after_contact_work_of_phone(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the list that PhoneConfig's AfterContactWorkTimeLimit comes to, in seconds."""
    seconds = phone.get("AfterContactWorkTimeLimit")
    limit = {"after_contact_work_time_limit": seconds}
    channels = facts.CHANNELS if seconds else ()
    return [{"channel": channel, "after_contact_work_config": limit} for channel in channels]


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


def update_record(section: Section, target: Target, _old: Values, new: Values) -> list[Call]:
    """Plan one call that carries the whole section."""
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    return [Call(section.operations[0], {**where, **section.to_api(new)})]


def update_proficiencies(section: Section, target: Target, old: Values, new: Values) -> list[Call]:
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


def update_tags(section: Section, target: Target, old: Values, new: Values) -> list[Call]:
    """Plan at most two calls: the tags that go, and the tags that come or change."""
    (item,) = section.properties
    before, after = old.get(item.name, {}), new[item.name]
    gone = [key for key in before if key not in after]
    written = {key: value for key, value in after.items() if before.get(key) != value}
    untag, tag = section.operations
    calls = [Call(untag, {"resourceArn": target.arn, "tagKeys": gone})] if gone else []
    return calls + ([Call(tag, {"resourceArn": target.arn, "tags": written})] if written else [])
