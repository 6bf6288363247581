"""The fewest calls from old values of a section to new ones.

PhoneConfig speaks for all channels at once, and UpdateUserPhoneConfig sets all of them alike (text of
UpdateUserConfig in the model). So a user with settings of its own for single channels keeps them only if
UpdateUserConfig writes in its place: of each list that differs from PhoneConfig the entry for VOICE alone.
"""

from __future__ import annotations

from connect_resources.users.phone import list_of_phone, with_voice
from connect_resources.users.records import Record
from connect_resources.users.section import Call, Described, Plan, Property, Section, Target, Values


def update_record(
    section: Section, target: Target, _old: Values, new: Values, _described: Described
) -> list[Call]:
    """Plan one call that carries the whole section."""
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    return [Call(section.operations[0], {**where, **section.to_api(new)})]


def phone_beside(lists: tuple[Property, ...]) -> Plan:
    """Return the plan of PhoneConfig, given the lists by channel that say the same and more.

    One call: for all channels alike, or, where channels have settings of their own, for VOICE by the
    operation of those lists.
    """

    def update_phone(
        section: Section, target: Target, old: Values, new: Values, described: Described
    ) -> list[Call]:
        before = described.get(section.wrapper) or {}
        held = [(item, _record(item), item.from_api(described)) for item in lists]
        if all(item.kind.equal(entries, list_of_phone(record, before)) for item, record, entries in held):
            return update_record(section, target, old, new, described)
        after = section.to_api(new)[section.wrapper]
        members = {
            item.api_name: item.kind.to_api(with_voice(record, entries, before, after))
            for item, record, entries in held
        }
        where = {"InstanceId": target.instance_id, "UserId": target.user_id}
        return [Call(section.instead, {**where, **members})]

    return update_phone


def _record(item: Property) -> Record:
    if item.record is None:
        raise LookupError(f"the table doesn't say what an entry of {item.name} is")
    return item.record


def update_proficiencies(
    section: Section, target: Target, old: Values, new: Values, _described: Described
) -> list[Call]:
    """Plan at most three calls: what goes, what changes its level, what comes."""
    (item,) = section.properties
    record = _record(item)
    before, after = record.settings(old.get(item.name, ())), record.settings(new[item.name])
    gone = [record.entry(key, {}) for key in before if key not in after]
    changed = [record.entry(key, after[key]) for key in after if key in before and before[key] != after[key]]
    added = [record.entry(key, after[key]) for key in after if key not in before]
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    batches = zip(section.operations, map(item.kind.to_api, (gone, changed, added)), strict=True)
    return [Call(operation, {**where, "UserProficiencies": batch}) for operation, batch in batches if batch]


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
