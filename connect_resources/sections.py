"""The table of a user's settings.

A user is a row of sections. Each section is what one update operation changes; ``ConnectUser`` loops over
all of them, each sub-setting resource is one of them. A new setting of Connect costs one row here, one
argument in ``resources`` and one scenario in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from connect_resources import facts, kinds
from connect_resources.kinds import Kind, pascal


class Clearing(Enum):
    """Say how a cleared property travels in a request."""

    VALUE = "its default is sent"
    OMISSION = "it is left out, because its pattern or minimum refuses an empty value"


class Removal(Enum):
    """Say what happens to a section that was managed and is removed from the program."""

    CLEAR = "the section is cleared in Connect"
    RELEASE = "the section stays in Connect as it is and becomes unmanaged"


@dataclass(frozen=True, slots=True)
class Target:
    """Name the user that a call is for."""

    instance_id: str
    user_id: str
    arn: str


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one call to the API: the operation and its parameters."""

    operation: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Property:
    """Describe one property of a section.

    Attributes:
        name: the property in programs and state.
        shape: its shape in botocore's model, whose limits apply.
        kind: how it is kept, compared and sent.
        text: what it is, with its unit, for the reference.
        clearing: how a cleared value travels.
        required: CreateUser and the update refuse the record without it; its default is sent then.
        in_search: whether SearchUsers shows it.
        member: the member's name in the API, where it isn't the name in Pascal case.
        from_phone: gives the value out of PhoneConfig, which sets all channels alike, where the list of
            channels isn't shown.
    """

    name: str
    shape: str
    kind: Kind
    text: str
    clearing: Clearing = Clearing.VALUE
    required: bool = False
    in_search: bool = True
    member: str = ""
    from_phone: Callable[[Mapping[str, Any]], list[dict[str, Any]]] | None = None

    def from_api(self, record: Mapping[str, Any]) -> Any:
        """Return the value out of a record of the API; the default where the record doesn't show it."""
        value = record.get(self.api_name)
        if value is not None:
            return self.kind.from_api(value)
        if self.from_phone is not None:
            return self.from_phone(record.get("PhoneConfig") or {})
        return self.kind.default

    @property
    def api_name(self) -> str:
        """Return the member's name in the API."""
        return self.member or pascal(self.name)


Values = dict[str, Any]
Plan = Callable[["Section", Target, Values, Values], list[Call]]


@dataclass(frozen=True, slots=True)
class Section:
    """Describe one section: its properties, its update and how its values travel.

    Attributes:
        name: the section, and ConnectUser's argument where the section is nested.
        setting: the end of a sub-setting's id.
        resource: the sub-setting's class, or "" where there is none.
        properties: the properties, in the order of the API.
        operations: the update operations, in the order in which they are called.
        plan: gives the calls that bring the section from old values to new ones.
        wrapper: the API member that the properties travel in, or "" where they travel flat.
        nested: ConnectUser takes the section as one argument with fields.
        whole: the operation replaces the whole record, so that unmanaged properties have to be sent along.
        incremental: the operations add and remove, so that what is there has to be known.
        removal: what happens when the section is removed from the program.
        in_create: CreateUser takes the section; otherwise it is written after the create.
        reader: the operation that shows the section.
        source: where the API says so.
    """

    name: str
    setting: str
    resource: str
    properties: tuple[Property, ...]
    operations: tuple[str, ...]
    plan: Plan
    wrapper: str = ""
    nested: bool = False
    whole: bool = False
    incremental: bool = False
    removal: Removal = Removal.CLEAR
    in_create: bool = True
    reader: str = "DescribeUser"
    source: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return ConnectUser's arguments for this section."""
        return (self.name,) if self.nested else tuple(item.name for item in self.properties)

    def defaults(self) -> Values:
        """Return what Connect holds where nothing is set."""
        return {item.name: item.kind.default for item in self.properties}

    def without_defaults(self, values: Values) -> Values:
        """Return the values that differ from Connect's defaults."""
        return {
            item.name: values[item.name]
            for item in self.properties
            if item.name in values and not item.kind.equal(values[item.name], item.kind.default)
        }

    def extract(self, props: Mapping[str, Any], *, flat: bool = False) -> Values | None:
        """Return the managed values out of arguments or state; None where the section isn't managed.

        An empty nested argument manages every property, at its default.
        """
        if self.nested and not flat:
            if self.name not in props:
                return None
            nested: Any = props[self.name]
            if nested is kinds.UNKNOWN:
                return dict.fromkeys((item.name for item in self.properties), kinds.UNKNOWN)
            if not nested:
                return self.defaults()
            props = nested
        found = {item.name: props[item.name] for item in self.properties if item.name in props}
        return found or None

    def inject(self, values: Values, *, flat: bool = False) -> dict[str, Any]:
        """Return values as arguments: the inverse of extract."""
        return {self.name: dict(values)} if self.nested and not flat else dict(values)

    def from_api(self, described: Mapping[str, Any]) -> Values:
        """Return the section's values, complete, out of what DescribeUser or SearchUsers gave."""
        record = described.get(self.wrapper, {}) if self.wrapper else described
        return {item.name: item.from_api(record) for item in self.properties}

    def shown(self, described: Mapping[str, Any]) -> Values:
        """Return the values that a description holds, without defaults for those that it leaves out."""
        record = described.get(self.wrapper, {}) if self.wrapper else described
        complete = self.from_api(described)
        return {
            item.name: complete[item.name]
            for item in self.properties
            if record.get(item.api_name) is not None
        }

    def to_api(self, values: Values, *, creating: bool = False) -> dict[str, Any]:
        """Return the request members of values; a cleared value that can't be sent is left out."""
        members: dict[str, Any] = {}
        for item in self.properties:
            value = values.get(item.name, item.kind.default if item.required else None)
            if value is None:
                continue
            empty = value == item.kind.default and not item.required
            if empty and (creating or item.clearing is Clearing.OMISSION):
                continue
            members[item.api_name] = item.kind.to_api(value)
        if self.wrapper:
            return {self.wrapper: members} if members or not creating else {}
        return members

    def equal(self, one: Values, other: Values) -> bool:
        """Tell whether two sets of known values of the same properties mean the same."""
        return one.keys() == other.keys() and all(
            item.kind.equal(one[item.name], other[item.name]) for item in self.properties if item.name in one
        )


def _auto_accept(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    channels = facts.CHANNELS if phone.get("AutoAccept") else ()
    return [{"channel": channel, "auto_accept": True} for channel in channels]


def _after_contact_work(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    seconds = phone.get("AfterContactWorkTimeLimit")
    limit = {"after_contact_work_time_limit": seconds}
    channels = facts.CHANNELS if seconds else ()
    return [{"channel": channel, "after_contact_work_config": limit} for channel in channels]


def _phone_number(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    if phone.get("PhoneType", "SOFT_PHONE") == "SOFT_PHONE":
        return []
    entry = {
        "channel": facts.VOICE,
        "phone_type": phone["PhoneType"],
        "phone_number": phone.get("DeskPhoneNumber"),
    }
    return [{name: value for name, value in entry.items() if value}]


def _persistent_connection(phone: Mapping[str, Any]) -> list[dict[str, Any]]:
    return (
        [{"channel": facts.VOICE, "persistent_connection": True}] if phone.get("PersistentConnection") else []
    )


def _update(section: Section, target: Target, _old: Values, new: Values) -> list[Call]:
    """Plan one call that carries the whole section."""
    where = {"InstanceId": target.instance_id, "UserId": target.user_id}
    return [Call(section.operations[0], {**where, **section.to_api(new)})]


def _update_proficiencies(section: Section, target: Target, old: Values, new: Values) -> list[Call]:
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


def _update_tags(section: Section, target: Target, old: Values, new: Values) -> list[Call]:
    """Plan at most two calls: the tags that go, and the tags that come or change."""
    (item,) = section.properties
    before, after = old.get(item.name, {}), new[item.name]
    gone = [key for key in before if key not in after]
    written = {key: value for key, value in after.items() if before.get(key) != value}
    untag, tag = section.operations
    calls = [Call(untag, {"resourceArn": target.arn, "tagKeys": gone})] if gone else []
    return calls + ([Call(tag, {"resourceArn": target.arn, "tags": written})] if written else [])


_CHANNELS = "per channel VOICE, CHAT, TASK, EMAIL"

SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        name="identity_info",
        setting="identity-info",
        resource="UserIdentityInfo",
        nested=True,
        whole=True,
        wrapper="IdentityInfo",
        removal=Removal.RELEASE,
        operations=("UpdateUserIdentityInfo",),
        plan=_update,
        source="UpdateUserIdentityInfo",
        properties=(
            Property("first_name", "AgentFirstName", kinds.TEXT, "First name."),
            Property("last_name", "AgentLastName", kinds.TEXT, "Last name."),
            Property(
                "email", "Email", kinds.TEXT, "E-mail address; refused on a SAML instance.", in_search=False
            ),
            Property(
                "secondary_email",
                "Email",
                kinds.TEXT,
                "Address that gets notifications other than password resets.",
                in_search=False,
            ),
            Property(
                "mobile",
                "PhoneNumber",
                kinds.TEXT,
                "Mobile number, E.164.",
                clearing=Clearing.OMISSION,
                in_search=False,
            ),
        ),
    ),
    Section(
        name="phone_config",
        setting="phone-config",
        resource="UserPhoneConfig",
        nested=True,
        whole=True,
        wrapper="PhoneConfig",
        removal=Removal.RELEASE,
        operations=("UpdateUserPhoneConfig",),
        plan=_update,
        source="UpdateUserPhoneConfig",
        properties=(
            Property(
                "phone_type",
                "PhoneType",
                kinds.PHONE_TYPE,
                "``SOFT_PHONE`` or ``DESK_PHONE``.",
                required=True,
            ),
            Property("auto_accept", "AutoAccept", kinds.SWITCH, "Whether contacts are accepted at once."),
            Property(
                "after_contact_work_time_limit",
                "AfterContactWorkTimeLimit",
                kinds.SECONDS,
                "After contact work, in seconds, 0-2,000,000; 0 = no limit.",
            ),
            Property(
                "desk_phone_number",
                "SensitivePhoneNumber",
                kinds.TEXT,
                "Desk phone's number, E.164.",
                clearing=Clearing.OMISSION,
            ),
            Property(
                "persistent_connection",
                "PersistentConnection",
                kinds.SWITCH,
                "Whether the soft phone's connection stays open between calls.",
            ),
        ),
    ),
    Section(
        name="config",
        setting="config",
        resource="UserConfig",
        whole=True,
        removal=Removal.RELEASE,
        operations=("UpdateUserConfig",),
        plan=_update,
        source="UpdateUserConfig",
        properties=(
            Property(
                "auto_accept_configs",
                "AutoAcceptConfigs",
                kinds.CHANNEL_LIST,
                f"Auto accept, {_CHANNELS}.",
                from_phone=_auto_accept,
            ),
            Property(
                "after_contact_work_configs",
                "AfterContactWorkConfigs",
                kinds.CHANNEL_LIST,
                f"After contact work in seconds, {_CHANNELS}.",
                from_phone=_after_contact_work,
            ),
            Property(
                "phone_number_configs",
                "PhoneNumberConfigs",
                kinds.CHANNEL_LIST,
                f"Phone type and number, {_CHANNELS}.",
                from_phone=_phone_number,
            ),
            Property(
                "persistent_connection_configs",
                "PersistentConnectionConfigs",
                kinds.CHANNEL_LIST,
                f"Persistent connection, {_CHANNELS}.",
                from_phone=_persistent_connection,
            ),
            Property(
                "voice_enhancement_configs",
                "VoiceEnhancementConfigs",
                kinds.CHANNEL_LIST,
                f"Voice enhancement mode, {_CHANNELS}.",
            ),
        ),
    ),
    Section(
        name="routing_profile",
        setting="routing-profile",
        resource="UserRoutingProfile",
        operations=("UpdateUserRoutingProfile",),
        plan=_update,
        source="UpdateUserRoutingProfile",
        properties=(
            Property(
                "routing_profile_id",
                "RoutingProfileId",
                kinds.IDENTIFIER,
                "Routing profile: id, ARN or ``instanceId:id``.",
            ),
        ),
    ),
    Section(
        name="security_profiles",
        setting="security-profiles",
        resource="UserSecurityProfiles",
        operations=("UpdateUserSecurityProfiles",),
        plan=_update,
        source="UpdateUserSecurityProfiles",
        properties=(
            Property(
                "security_profile_ids",
                "SecurityProfileIds",
                kinds.IDENTIFIER_SET,
                "1-10 security profiles: ids, ARNs or ``instanceId:id``; order never matters.",
            ),
        ),
    ),
    Section(
        name="hierarchy",
        setting="hierarchy",
        resource="UserHierarchy",
        operations=("UpdateUserHierarchy",),
        plan=_update,
        source="UpdateUserHierarchy",
        properties=(
            Property(
                "hierarchy_group_id",
                "HierarchyGroupId",
                kinds.IDENTIFIER,
                'Hierarchy group: id, ARN or ``instanceId:id``; "" = none.',
                clearing=Clearing.OMISSION,
            ),
        ),
    ),
    Section(
        name="proficiencies",
        setting="proficiencies",
        resource="UserProficiencies",
        operations=("DisassociateUserProficiencies", "UpdateUserProficiencies", "AssociateUserProficiencies"),
        plan=_update_proficiencies,
        in_create=False,
        incremental=True,
        reader="ListUserProficiencies",
        source="AssociateUserProficiencies, UpdateUserProficiencies, DisassociateUserProficiencies",
        properties=(
            Property(
                "proficiencies",
                "UserProficiencyList",
                kinds.PROFICIENCY_SET,
                "Proficiencies: attribute name, attribute value, level 1-5; order never matters.",
                member="UserProficiencyList",
                in_search=False,
            ),
        ),
    ),
    Section(
        name="tags",
        setting="tags",
        resource="",
        incremental=True,
        operations=("UntagResource", "TagResource"),
        plan=_update_tags,
        source="TagResource, UntagResource",
        properties=(
            Property(
                "tags_all",
                "TagMap",
                kinds.TAG_MAP,
                "At most 50 tags, merged over ``aws:defaultTags``.",
                member="Tags",
            ),
        ),
    ),
)

BY_NAME: Final = {section.name: section for section in SECTIONS}
"""The rows by section name."""

REPLACING: Final = ("instance_id", "name", "directory_user_id")
"""Properties that Connect can't change on a user that exists."""

CREATE_ONLY: Final = ("password", "password_secret_id", "adopt_existing")
"""Arguments that matter while a user is made and never again."""

COMPUTED: Final = ("user_id", "arn", "tags_all", "last_modified_time")
"""Outputs that are no arguments."""
