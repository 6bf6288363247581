"""The rules between members, or between a member and the instance, that the model's constraints can't state.

Each rule carries the sentence that it was learned from, so that a test can hold it against its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .exceptions import InvalidRequestException

Parameters = Mapping[str, Any]
Applies = Callable[[Parameters, str], bool]


class IdentityManagement(StrEnum):
    """Say where an instance keeps its users' identities (shape DirectoryType)."""

    CONNECT_MANAGED = "CONNECT_MANAGED"
    SAML = "SAML"
    EXISTING_DIRECTORY = "EXISTING_DIRECTORY"


class Source(StrEnum):
    """Say which text a rule's sentence stands in."""

    REFERENCE = "the API reference"
    MODEL = "the documentation in botocore's service model"


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse a request that breaks one sentence of a source.

    Attributes:
        name: what the rule asks for, in a few words.
        source: the text that the sentence stands in.
        sentence: the sentence, literally.
        operations: the operations that it holds for.
        is_broken: whether parameters break it on an instance of an identity management type.
        message: what the error says.
    """

    name: str
    source: Source
    sentence: str
    operations: tuple[str, ...]
    is_broken: Applies
    message: str


def _identity(parameters: Parameters) -> Mapping[str, Any]:
    identity: Mapping[str, Any] = parameters.get("IdentityInfo") or {}
    return identity


def _names_are_required(identity_management: str) -> bool:
    return identity_management in (IdentityManagement.CONNECT_MANAGED, IdentityManagement.SAML)


def _saml_has(member: str) -> Applies:
    return lambda parameters, kind: kind == IdentityManagement.SAML and member in parameters


def _lacks_name(member: str) -> Applies:
    def is_broken(parameters: Parameters, identity_management: str) -> bool:
        return _names_are_required(identity_management) and not _identity(parameters).get(member)

    return is_broken


def _conflicts(phone_members: tuple[str, ...], channel_list: str) -> Applies:
    def is_broken(parameters: Parameters, _: str) -> bool:
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
        is_broken=_saml_has("Password"),
        message="Password can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="SAML takes no directory user",
        source=Source.REFERENCE,
        sentence="This parameter is required if you are using an existing directory for identity management "
        "in Amazon Connect when Amazon Connect cannot access your directory to authenticate users. "
        f"{_REFUSED_WITH_SAML}",
        operations=("CreateUser",),
        is_broken=_saml_has("DirectoryUserId"),
        message="DirectoryUserId can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="SAML takes no email",
        source=Source.REFERENCE,
        sentence=f"The email address added to the user account. {_REFUSED_WITH_SAML}",
        operations=("CreateUser", "UpdateUserIdentityInfo"),
        is_broken=lambda parameters, kind: (
            kind == IdentityManagement.SAML and "Email" in _identity(parameters)
        ),
        message="Email can't be given on an instance that uses SAML for identity management",
    ),
    Rule(
        name="Connect's own users need a password",
        source=Source.REFERENCE,
        sentence="This is required if you are using Amazon Connect for identity management.",
        operations=("CreateUser",),
        is_broken=lambda parameters, kind: (
            kind == IdentityManagement.CONNECT_MANAGED and "Password" not in parameters
        ),
        message="Password is required on an instance that uses Amazon Connect for identity management",
    ),
    Rule(
        name="A user needs a first name",
        source=Source.REFERENCE,
        sentence="The first name used in the user account. This is required if you are using Amazon Connect "
        "or SAML for identity management.",
        operations=("CreateUser",),
        is_broken=_lacks_name("FirstName"),
        message="FirstName is required where Amazon Connect or SAML manages identities",
    ),
    Rule(
        name="A user needs a last name",
        source=Source.REFERENCE,
        sentence="The last name used in the user account. This is required if you are using Amazon Connect "
        "or SAML for identity management.",
        operations=("CreateUser",),
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
        is_broken=lambda parameters, kind: (
            kind == IdentityManagement.EXISTING_DIRECTORY and "Password" in parameters
        ),
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
        name="A proficiency's level is a whole number",
        source=Source.MODEL,
        sentence="The valid values are 1, 2, 3, 4 and 5.",
        operations=("AssociateUserProficiencies", "UpdateUserProficiencies"),
        is_broken=lambda parameters, _: any(level != int(level) for level in _levels(parameters)),
        message="Level must be 1, 2, 3, 4 or 5",
    ),
)


def enforce(operation: str, parameters: Parameters, identity_management: str) -> None:
    """Refuse parameters that break a rule; the first broken one is named."""
    for rule in RULES:
        if operation in rule.operations and rule.is_broken(parameters, identity_management):
            raise InvalidRequestException(rule.message)
