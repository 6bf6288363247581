"""The table of a user's settings.

A user is a row of sections. Each section is what one update operation changes; ``ConnectUser`` loops over
all of them, each sub-setting resource is one of them. A new setting of Connect costs one row here, an
example, a scenario in the tests and a rule of the local Connect; ``make docs`` makes what programs see of it.
Where IAM asks for more than the user, ``service.permissions`` says so.
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
        text="the identity of a user",
        setting="identity-info",
        resource="UserIdentityInfo",
        nested=True,
        whole=True,
        wrapper="IdentityInfo",
        removal=Removal.RELEASE,
        operations=("UpdateUserIdentityInfo",),
        plan=update_record,
        rules=(rules.saml_email, rules.names),
        properties=(
            Property("first_name", "AgentFirstName", kinds.TEXT, "", wordlike=True),
            Property("last_name", "AgentLastName", kinds.TEXT, "", wordlike=True),
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
                "E.164.",
                clearing=Clearing.OMISSION,
                in_search=False,
                personal=True,
            ),
        ),
    ),
    Section(
        name="phone_config",
        text="the phone settings of a user, the same for all channels",
        setting="phone-config",
        resource="UserPhoneConfig",
        nested=True,
        whole=True,
        wrapper="PhoneConfig",
        removal=Removal.RELEASE,
        operations=("UpdateUserPhoneConfig",),
        instead="UpdateUserConfig",
        plan=phone_beside(BY_CHANNEL),
        looks=True,
        shares=("config",),
        rules=(rules.desk_phone,),
        properties=(
            Property(
                "phone_type",
                "PhoneType",
                kinds.PHONE_TYPE,
                "",
                required=True,
            ),
            Property("auto_accept", "AutoAccept", kinds.SWITCH, "Whether contacts are accepted at once."),
            Property(
                "after_contact_work_time_limit",
                "AfterContactWorkTimeLimit",
                kinds.SECONDS,
                "Seconds, 0-2,000,000; 0 = no limit.",
            ),
            Property(
                "desk_phone_number",
                "SensitivePhoneNumber",
                kinds.TEXT,
                "E.164.",
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
        text="the settings of a user that may differ from channel to channel",
        setting="config",
        resource="UserConfig",
        whole=True,
        removal=Removal.RELEASE,
        operations=("UpdateUserConfig",),
        plan=update_record,
        shares=("phone_config",),
        properties=BY_CHANNEL,
        notes="A list that isn't given is sent along as the user has it, because Connect doesn't say that it "
        "keeps such a list. One that only follows from the phone settings stands by channel afterwards, and "
        "says the same.",
    ),
    Section(
        name="routing_profile",
        text="the routing profile of a user",
        setting="routing-profile",
        resource="UserRoutingProfile",
        operations=("UpdateUserRoutingProfile",),
        plan=update_record,
        properties=(
            Property(
                "routing_profile_id",
                "RoutingProfileId",
                kinds.IDENTIFIER,
                "Id, ARN or ``instanceId:id``.",
                mandatory=True,
            ),
        ),
    ),
    Section(
        name="security_profiles",
        text="the security profiles of a user, all of them",
        setting="security-profiles",
        resource="UserSecurityProfiles",
        operations=("UpdateUserSecurityProfiles",),
        plan=update_record,
        properties=(
            Property(
                "security_profile_ids",
                "SecurityProfileIds",
                kinds.IDENTIFIER_SET,
                "1-10 ids, ARNs or ``instanceId:id``; order never matters.",
                mandatory=True,
            ),
        ),
    ),
    Section(
        name="hierarchy",
        text="the place of a user in the hierarchy",
        setting="hierarchy",
        resource="UserHierarchy",
        operations=("UpdateUserHierarchy",),
        plan=update_record,
        properties=(
            Property(
                "hierarchy_group_id",
                "HierarchyGroupId",
                kinds.IDENTIFIER,
                'Id, ARN or ``instanceId:id``; "" = none.',
                clearing=Clearing.OMISSION,
            ),
        ),
    ),
    Section(
        name="proficiencies",
        text="the proficiencies of a user, all of them",
        setting="proficiencies",
        resource="UserProficiencies",
        operations=("DisassociateUserProficiencies", "UpdateUserProficiencies", "AssociateUserProficiencies"),
        plan=update_proficiencies,
        in_create=False,
        incremental=True,
        reader="ListUserProficiencies",
        properties=(
            Property(
                "proficiencies",
                "UserProficiencyList",
                _PROFICIENCY.kind(),
                "Attribute name, attribute value, level 1-5; order never matters.",
                record=_PROFICIENCY,
                member="UserProficiencyList",
                in_search=False,
            ),
        ),
    ),
    Section(
        name="tags",
        text="the tags of a user",
        setting="tags",
        resource="",
        incremental=True,
        keeps_foreign=True,
        operations=("UntagResource", "TagResource"),
        plan=update_tags,
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
    Argument(
        "instance_id",
        Fate.REPLACES,
        "Id, ARN or alias of the instance; default config ``connect:instanceId``.",
        before="identity_info",
        shape="InstanceId",
        mandatory=True,
        defaulted=True,
    ),
    Argument(
        "name",
        Fate.REPLACES,
        "The user name, 1-100 characters; default the resource's name.",
        before="identity_info",
        shape="AgentUsername",
        defaulted=True,
    ),
    Argument(
        "directory_user_id",
        Fate.REPLACES,
        "The directory's user; refused with SAML.",
        before="proficiencies",
        refused_by={facts.SAML: f"{_REFUSED} SAML; remove it"},
    ),
    Argument(
        "password",
        Fate.CREATE_ONLY,
        "The initial password, required where the instance stores users itself, refused with SAML. It is "
        "kept out of the outputs, and a change does nothing.",
        before="identity_info",
        shape="Password",
        only_creating=True,
        refused_by=_NO_PASSWORDS,
        secret=True,
    ),
    Argument(
        "password_secret_id",
        Fate.CREATE_ONLY,
        "Name or ARN of a Secrets Manager secret that holds it, read once at create.",
        before="identity_info",
        only_creating=True,
        nonempty=True,
        refused_by=_NO_PASSWORDS,
        instead_of="password",
    ),
    Argument(
        "adopt_existing",
        Fate.CREATE_ONLY,
        "Take a user of that name over if it exists; default config ``connect:adoptExisting``.",
        form=bool,
    ),
    Argument("user_id", Fate.COMPUTED, "The user's id."),
    Argument("arn", Fate.COMPUTED, "The user's ARN."),
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
