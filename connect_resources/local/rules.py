"""The rules between members, or between a member and the instance, that the model's constraints can't state.

Each rule carries the sentence that it was learned from, so that a test can hold it against its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .exceptions import InvalidRequestException
from .phone import VOICE
from .rule import Applies, IdentityManagement, Parameters, Rule, Setting, Source


def _identity(parameters: Parameters) -> Mapping[str, Any]:
    identity: Mapping[str, Any] = parameters.get("IdentityInfo") or {}
    return identity


_NAMES_ARE_REQUIRED = (IdentityManagement.CONNECT_MANAGED, IdentityManagement.SAML)


def _gives(member: str, kind: IdentityManagement) -> Applies:
    return lambda parameters, instance: instance.identity_management == kind and member in parameters


def _lacks_name(member: str) -> Applies:
    def is_broken(parameters: Parameters, instance: Setting) -> bool:
        needs_names = instance.identity_management in _NAMES_ARE_REQUIRED
        return needs_names and not _identity(parameters).get(member)

    return is_broken


def _conflicts(phone_members: tuple[str, ...], channel_list: str) -> Applies:
    def is_broken(parameters: Parameters, _: Setting) -> bool:
        phone_config = parameters.get("PhoneConfig") or {}
        return channel_list in parameters and any(member in phone_config for member in phone_members)

    return is_broken


def _conflict_rule(phone_members: tuple[str, ...], channel_list: str, sentence: str) -> Rule:
    return Rule(
        name=f"{phone_members[0]} comes in PhoneConfig or in {channel_list}",
        source=Source.MODEL,
        sentence=sentence,
        operations=("CreateUser",),
        is_broken=_conflicts(phone_members, channel_list),
        message=f"PhoneConfig.{phone_members[0]} can't be set together with {channel_list}",
    )


def _levels(parameters: Parameters) -> list[float]:
    return [proficiency["Level"] for proficiency in parameters["UserProficiencies"]]


def _desk_phone_lacks_number(parameters: Parameters, _: Setting) -> bool:
    phone_config = parameters.get("PhoneConfig") or {}
    entries = [(phone_config, "DeskPhoneNumber")]
    entries += [(entry, "PhoneNumber") for entry in parameters.get("PhoneNumberConfigs", ())]
    return any(entry.get("PhoneType") == "DESK_PHONE" and not entry.get(number) for entry, number in entries)


def _voice_rule(channel_list: str, sentence: str) -> Rule:
    return Rule(
        name=f"{channel_list} is of VOICE alone",
        source=Source.MODEL,
        sentence=sentence,
        operations=("CreateUser", "UpdateUserConfig"),
        is_broken=lambda parameters, _: any(
            entry["Channel"] != VOICE for entry in parameters.get(channel_list, ())
        ),
        message=f"{channel_list} takes the channel VOICE only",
    )


def _names_unknown_attribute(parameters: Parameters, instance: Setting) -> bool:
    return any(
        proficiency["AttributeName"] not in instance.predefined_attributes
        for proficiency in parameters["UserProficiencies"]
    )


def _names_unknown_value(parameters: Parameters, instance: Setting) -> bool:
    return any(
        proficiency["AttributeValue"] not in instance.predefined_attributes[proficiency["AttributeName"]]
        for proficiency in parameters["UserProficiencies"]
    )


_REFUSED_WITH_SAML = (
    "If you are using SAML for identity management and include this parameter, "
    "an InvalidRequestException is returned."
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="SAML takes no password",
        source=Source.REFERENCE,
        sentence="The password for the user account to create. "
        "This is required if you are using Amazon Connect for identity management. "
        f"{_REFUSED_WITH_SAML}",
        operations=("CreateUser",),
        is_broken=_gives("Password", IdentityManagement.SAML),
        message="Password can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="SAML takes no directory user",
        source=Source.REFERENCE,
        sentence="This parameter is required if you are using an existing directory for identity management "
        "in Amazon Connect when Amazon Connect cannot access your directory to authenticate users. "
        f"{_REFUSED_WITH_SAML}",
        operations=("CreateUser",),
        is_broken=_gives("DirectoryUserId", IdentityManagement.SAML),
        message="DirectoryUserId can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="SAML takes no email",
        source=Source.REFERENCE,
        sentence=f"The email address added to the user account. {_REFUSED_WITH_SAML}",
        operations=("CreateUser", "UpdateUserIdentityInfo"),
        is_broken=lambda parameters, instance: (
            instance.identity_management == IdentityManagement.SAML and "Email" in _identity(parameters)
        ),
        message="Email can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="Connect's own users need a password",
        source=Source.REFERENCE,
        sentence="This is required if you are using Amazon Connect for identity management.",
        operations=("CreateUser",),
        is_broken=lambda parameters, instance: (
            instance.identity_management == IdentityManagement.CONNECT_MANAGED
            and "Password" not in parameters
        ),
        message="Password is required on an instance that uses Amazon Connect for identity management",
    ),
    Rule(
        name="A user needs a first name",
        source=Source.MODEL,
        sentence="The first name. This is required if you are using Connect Customer or SAML for identity "
        "management.",
        operations=("CreateUser", "UpdateUserIdentityInfo"),
        is_broken=_lacks_name("FirstName"),
        message="FirstName is required where Amazon Connect or SAML manages identities",
    ),
    Rule(
        name="A user needs a last name",
        source=Source.MODEL,
        sentence="The last name. This is required if you are using Connect Customer or SAML for identity "
        "management.",
        operations=("CreateUser", "UpdateUserIdentityInfo"),
        is_broken=_lacks_name("LastName"),
        message="LastName is required where Amazon Connect or SAML manages identities",
    ),
    Rule(
        name="A phone config needs a phone type",
        source=Source.REFERENCE,
        sentence="PhoneType (string) -- [REQUIRED]",
        operations=("CreateUser", "UpdateUserPhoneConfig"),
        is_broken=lambda parameters, _: "PhoneType" not in parameters.get("PhoneConfig", {"PhoneType": None}),
        message="PhoneConfig requires PhoneType",
    ),
    Rule(
        name="A directory's users take no password",
        source=Source.MODEL,
        sentence="Otherwise, it is an error to include a password.",
        operations=("CreateUser",),
        is_broken=_gives("Password", IdentityManagement.EXISTING_DIRECTORY),
        message="Password can't be given on an instance that uses an existing directory",
    ),
    _conflict_rule(
        ("AutoAccept",), "AutoAcceptConfigs", "PhoneConfig.AutoAccept conflicts with AutoAcceptConfigs"
    ),
    _conflict_rule(
        ("AfterContactWorkTimeLimit",),
        "AfterContactWorkConfigs",
        "PhoneConfig.AfterContactWorkTimeLimit conflicts with AfterContactWorkConfigs",
    ),
    _conflict_rule(
        ("PhoneType", "DeskPhoneNumber"),
        "PhoneNumberConfigs",
        "PhoneConfig.PhoneType and PhoneConfig.PhoneNumber conflict with PhoneNumberConfigs",
    ),
    _conflict_rule(
        ("PersistentConnection",),
        "PersistentConnectionConfigs",
        "PhoneConfig.PersistentConnection conflicts with PersistentConnectionConfigs",
    ),
    Rule(
        name="A desk phone needs a number",
        source=Source.TERRAFORM,
        sentence="The phone number for the user's desk phone. Required if `phone_type` is set as "
        "`DESK_PHONE`.",
        operations=("CreateUser", "UpdateUserPhoneConfig", "UpdateUserConfig"),
        is_broken=_desk_phone_lacks_number,
        message="DESK_PHONE requires a desk phone number",
    ),
    _voice_rule(
        "PhoneNumberConfigs",
        "The channel for this phone number configuration. Only VOICE is supported for this data type.",
    ),
    _voice_rule(
        "PersistentConnectionConfigs",
        "Configuration settings for persistent connection. Only VOICE is supported for this data type.",
    ),
    _voice_rule(
        "VoiceEnhancementConfigs",
        "The channel for this voice enhancement configuration. Only VOICE is supported for this data type.",
    ),
    Rule(
        name="A proficiency's level is a whole number",
        source=Source.MODEL,
        sentence="The valid values are 1, 2, 3, 4 and 5.",
        operations=("AssociateUserProficiencies", "UpdateUserProficiencies"),
        is_broken=lambda parameters, _: any(level != int(level) for level in _levels(parameters)),
        message="Level must be 1, 2, 3, 4 or 5",
    ),
    Rule(
        name="A proficiency is of a predefined attribute",
        source=Source.MODEL,
        sentence="You must use name of predefined attribute present in the Connect Customer instance.",
        operations=("AssociateUserProficiencies", "UpdateUserProficiencies"),
        is_broken=_names_unknown_attribute,
        message="AttributeName must be that of a predefined attribute of the instance",
    ),
    Rule(
        name="A proficiency's value is one of its attribute's",
        source=Source.MODEL,
        sentence="You must use value of predefined attribute present in the Connect Customer instance.",
        operations=("AssociateUserProficiencies", "UpdateUserProficiencies"),
        is_broken=_names_unknown_value,
        message="AttributeValue must be one of the predefined attribute's values",
    ),
)


def enforce(operation: str, parameters: Parameters, instance: Setting) -> None:
    """Refuse parameters that break a rule; the first broken one is named."""
    for rule in RULES:
        if operation in rule.operations and rule.is_broken(parameters, instance):
            raise InvalidRequestException(rule.message)
