"""The table of a user's settings.

A user is a row of sections. Each section is what one update operation changes; ``ConnectUser`` loops over
all of them, each sub-setting resource is one of them. A new setting of Connect costs one row here, one
argument in ``resources`` and one scenario in the tests.
"""

from __future__ import annotations

import re
from typing import Final

from connect_resources.users import facts, kinds, rules
from connect_resources.users.channels import BY_CHANNEL
from connect_resources.users.plans import phone_beside, update_proficiencies, update_record, update_tags
from connect_resources.users.records import Member, Record
from connect_resources.users.section import Argument, Clearing, Fate, Property, Removal, Section

_SECONDARY_EMAIL = re.compile(facts.SECONDARY_EMAIL_PATTERN)

_PROFICIENCY: Final = Record(
    "UserProficiencyArgs",
    "one proficiency",
    (
        Member("attribute_name", "A predefined attribute of the instance."),
        Member("attribute_value", "One of its values."),
        Member("level"),
    ),
    keys=("attribute_name", "attribute_value"),
)

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
        rules=(rules.saml_email, rules.names),
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
                pattern=(_SECONDARY_EMAIL, "must be an e-mail address of at most 265 characters"),
            ),
            Property(
                "mobile",
                "PhoneNumber",
                kinds.TEXT,
                "Mobile number, E.164.",
                clearing=Clearing.OMISSION,
                in_search=False,
                personal=True,
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
        plan=phone_beside(BY_CHANNEL),
        looks=True,
        shares=("config",),
        source="UpdateUserPhoneConfig",
        rules=(rules.desk_phone,),
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
        properties=BY_CHANNEL,
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
                mandatory=True,
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
                mandatory=True,
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
                _PROFICIENCY.kind(),
                "Proficiencies: attribute name, attribute value, level 1-5; order never matters.",
                record=_PROFICIENCY,
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
        keeps_foreign=True,
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
                argument="tags",
            ),
        ),
    ),
)

BY_NAME: Final = {section.name: section for section in SECTIONS}
"""The rows by section name."""

_REFUSED = "is refused by an instance that uses"
_NO_PASSWORDS = {
    facts.SAML: f"{_REFUSED} SAML: the identity provider holds the passwords; remove it",
    facts.EXISTING_DIRECTORY: f"{_REFUSED} a directory: the directory holds the passwords; remove it",
}
"""Source: "it is an error to include a password", member Password of CreateUser in botocore's model."""

ARGUMENTS: Final[tuple[Argument, ...]] = (
    Argument("instance_id", Fate.REPLACES, shape="InstanceId", mandatory=True),
    Argument("name", Fate.REPLACES, shape="AgentUsername"),
    Argument(
        "directory_user_id",
        Fate.REPLACES,
        refused_by={facts.SAML: f"{_REFUSED} SAML; remove it"},
    ),
    Argument(
        "password",
        Fate.CREATE_ONLY,
        shape="Password",
        only_creating=True,
        refused_by=_NO_PASSWORDS,
        secret=True,
    ),
    Argument(
        "password_secret_id",
        Fate.CREATE_ONLY,
        only_creating=True,
        nonempty=True,
        refused_by=_NO_PASSWORDS,
        instead_of="password",
    ),
    Argument("adopt_existing", Fate.CREATE_ONLY, form=bool),
    Argument("user_id", Fate.COMPUTED),
    Argument("arn", Fate.COMPUTED),
    Argument("last_modified_time", Fate.COMPUTED),
)
"""What a ConnectUser takes and gives beside its sections."""


def _fated(fate: Fate) -> tuple[str, ...]:
    return tuple(row.name for row in ARGUMENTS if row.fate is fate)


REPLACING: Final = _fated(Fate.REPLACES)
CREATE_ONLY: Final = _fated(Fate.CREATE_ONLY)
COMPUTED: Final = (
    *_fated(Fate.COMPUTED),
    *(item.name for section in SECTIONS for item in section.properties if item.argument),
)
"""Outputs that are no arguments."""
