"""The table of a user's settings.

A user is a row of sections. Each section is what one update operation changes; ``ConnectUser`` loops over
all of them, each sub-setting resource is one of them. A new setting of Connect costs one row here, one
argument in ``resources`` and one scenario in the tests.
"""

from __future__ import annotations

from typing import Final

from connect_resources.users import kinds
from connect_resources.users.plans import (
    after_contact_work_of_phone,
    auto_accept_of_phone,
    persistent_connection_of_phone,
    phone_number_of_phone,
    update_phone,
    update_proficiencies,
    update_record,
    update_tags,
)
from connect_resources.users.section import Clearing, Property, Removal, Section

_CHANNELS = "per channel VOICE, CHAT, TASK, EMAIL"
_VOICE_ONLY = "for the channel VOICE, the only one that Connect takes here"

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
        plan=update_record,
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
                clearing=Clearing.OMISSION,
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
        plan=update_phone,
        looks=True,
        shares=("config",),
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
        plan=update_record,
        shares=("phone_config",),
        source="UpdateUserConfig",
        properties=(
            Property(
                "auto_accept_configs",
                "AutoAcceptConfigs",
                kinds.CHANNEL_LIST,
                f"Auto accept, {_CHANNELS}.",
                from_phone=auto_accept_of_phone,
            ),
            Property(
                "after_contact_work_configs",
                "AfterContactWorkConfigs",
                kinds.CHANNEL_LIST,
                f"After contact work in seconds, {_CHANNELS}.",
                from_phone=after_contact_work_of_phone,
            ),
            Property(
                "phone_number_configs",
                "PhoneNumberConfigs",
                kinds.CHANNEL_LIST,
                f"Phone type and number, {_VOICE_ONLY}.",
                from_phone=phone_number_of_phone,
                voice_only=True,
            ),
            Property(
                "persistent_connection_configs",
                "PersistentConnectionConfigs",
                kinds.CHANNEL_LIST,
                f"Persistent connection, {_VOICE_ONLY}.",
                from_phone=persistent_connection_of_phone,
                voice_only=True,
            ),
            Property(
                "voice_enhancement_configs",
                "VoiceEnhancementConfigs",
                kinds.CHANNEL_LIST,
                f"Voice enhancement mode, {_VOICE_ONLY}.",
                voice_only=True,
            ),
        ),
    ),
    Section(
        name="routing_profile",
        setting="routing-profile",
        resource="UserRoutingProfile",
        operations=("UpdateUserRoutingProfile",),
        plan=update_record,
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
        plan=update_record,
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
        plan=update_record,
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
        plan=update_proficiencies,
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
        plan=update_tags,
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
