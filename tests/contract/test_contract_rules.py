"""The rules that the reference and the model's documentation state in prose."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from connect_resources.local.rule import Rule, Source
from connect_resources.local.rules import RULES
from tests.contract.local_server import DIRECTORY, MANAGED, PASSWORD, SAML, Place

REFERENCE = Path(__file__).with_name("reference_excerpt.txt").read_text()
TERRAFORM = Path(__file__).with_name("terraform_excerpt.txt").read_text()
MODEL_DOCUMENTATION = re.sub(
    r"<[^>]+>", "", json.dumps(Loader().load_service_model("connect", "service-2"), ensure_ascii=False)
)
IDENTITY = {"FirstName": "Ada", "LastName": "Okafor"}
SOFT_PHONE = {"PhoneType": "SOFT_PHONE"}
DESK_PHONE = {"PhoneType": "DESK_PHONE"}
TEXTS = {Source.REFERENCE: REFERENCE, Source.MODEL: MODEL_DOCUMENTATION, Source.TERRAFORM: TERRAFORM}


@dataclass(frozen=True, slots=True)
class Break:
    """Say how a lawful CreateUser request is changed so that it breaks one rule."""

    rule: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    instance_id: str = MANAGED


BREAKS = (
    Break("SAML takes no password", {"Password": PASSWORD}, SAML),
    Break("SAML takes no directory user", {"DirectoryUserId": "S-1-5-21"}, SAML),
    Break("SAML takes no email", {"IdentityInfo": {**IDENTITY, "Email": "ada@example.com"}}, SAML),
    Break("Connect's own users need a password", {"Password": None}),
    Break("A user needs a first name", {"IdentityInfo": {"LastName": "Okafor"}}),
    Break("A user needs a first name", {"IdentityInfo": {**IDENTITY, "FirstName": ""}}, SAML),
    Break("A user needs a last name", {"IdentityInfo": {"FirstName": "Ada"}}),
    Break("A user needs a last name", {"IdentityInfo": {**IDENTITY, "LastName": ""}}, SAML),
    Break("A phone config needs a phone type", {"PhoneConfig": {"AutoAccept": True}}),
    Break(
        "AutoAccept comes in PhoneConfig or in AutoAcceptConfigs",
        {
            "PhoneConfig": {**SOFT_PHONE, "AutoAccept": True},
            "AutoAcceptConfigs": [{"Channel": "VOICE", "AutoAccept": True}],
        },
    ),
    Break(
        "AfterContactWorkTimeLimit comes in PhoneConfig or in AfterContactWorkConfigs",
        {
            "PhoneConfig": {**SOFT_PHONE, "AfterContactWorkTimeLimit": 30},
            "AfterContactWorkConfigs": [{"Channel": "CHAT", "AfterContactWorkConfig": {}}],
        },
    ),
    Break(
        "PhoneType comes in PhoneConfig or in PhoneNumberConfigs",
        {"PhoneConfig": SOFT_PHONE, "PhoneNumberConfigs": [{"Channel": "VOICE", **SOFT_PHONE}]},
    ),
    Break(
        "PersistentConnection comes in PhoneConfig or in PersistentConnectionConfigs",
        {
            "PhoneConfig": {**SOFT_PHONE, "PersistentConnection": True},
            "PersistentConnectionConfigs": [{"Channel": "VOICE", "PersistentConnection": True}],
        },
    ),
    Break("A desk phone needs a number", {"PhoneConfig": DESK_PHONE}),
    Break("A desk phone needs a number", {"PhoneNumberConfigs": [{"Channel": "VOICE", **DESK_PHONE}]}, SAML),
    Break(
        "PhoneNumberConfigs is of VOICE alone", {"PhoneNumberConfigs": [{"Channel": "CHAT", **SOFT_PHONE}]}
    ),
    Break(
        "PersistentConnectionConfigs is of VOICE alone",
        {
            "PersistentConnectionConfigs": [
                {"Channel": channel, "PersistentConnection": True} for channel in ("VOICE", "TASK")
            ]
        },
    ),
    Break(
        "VoiceEnhancementConfigs is of VOICE alone",
        {"VoiceEnhancementConfigs": [{"Channel": "EMAIL", "VoiceEnhancementMode": "NONE"}]},
    ),
)
UPDATE_BREAKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("A user needs a first name", "update_user_identity_info", {"IdentityInfo": {"LastName": "Okafor"}}),
    (
        "A user needs a first name",
        "update_user_identity_info",
        {"IdentityInfo": {"FirstName": "", "LastName": "Okafor"}},
    ),
    ("A user needs a last name", "update_user_identity_info", {"IdentityInfo": {"FirstName": "Ada"}}),
    ("A phone config needs a phone type", "update_user_phone_config", {"PhoneConfig": {"AutoAccept": True}}),
    ("A desk phone needs a number", "update_user_phone_config", {"PhoneConfig": DESK_PHONE}),
    (
        "A desk phone needs a number",
        "update_user_config",
        {"PhoneNumberConfigs": [{"Channel": "VOICE", **DESK_PHONE}]},
    ),
    (
        "PhoneNumberConfigs is of VOICE alone",
        "update_user_config",
        {"PhoneNumberConfigs": [{"Channel": "TASK", **SOFT_PHONE}]},
    ),
    (
        "PersistentConnectionConfigs is of VOICE alone",
        "update_user_config",
        {"PersistentConnectionConfigs": [{"Channel": "CHAT", "PersistentConnection": False}]},
    ),
    (
        "VoiceEnhancementConfigs is of VOICE alone",
        "update_user_config",
        {"VoiceEnhancementConfigs": [{"Channel": "CHAT", "VoiceEnhancementMode": "NONE"}]},
    ),
)
PROFICIENCY: dict[str, Any] = {"AttributeName": "connect:Skill", "AttributeValue": "German", "Level": 2.0}
PROFICIENCY_BREAKS: dict[str, dict[str, Any]] = {
    "A proficiency's level is a whole number": {"Level": 2.5},
    "A proficiency is of a predefined attribute": {"AttributeName": "connect:Nothing"},
    "A proficiency's value is one of its attribute's": {"AttributeValue": "Norse"},
}
ELSEWHERE = {"A directory's users take no password", *PROFICIENCY_BREAKS}


def test_every_rule_is_broken_by_a_test() -> None:
    """No rule goes untested."""
    assert {case.rule for case in BREAKS} | ELSEWHERE == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_quotes_its_source_literally(rule: Rule) -> None:
    """Each rule's sentence stands in the text that the rule was learned from."""
    assert rule.sentence in TEXTS[rule.source]


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.rule}-{case.instance_id[:4]}")
def test_rule_broken_at_creation_is_refused(place: Place, case: Break) -> None:
    """A request that breaks a rule is refused with that rule's message, and creates nobody."""
    with pytest.raises(ClientError) as refusal:
        place.create("ada", case.instance_id, **case.changes)
    assert _error(refusal) == ("InvalidRequestException", _rule(case.rule).message)
    assert place.client.list_users(InstanceId=case.instance_id)["UserSummaryList"] == []


def test_saml_email_at_update_is_refused(place: Place) -> None:
    """The rule about the email holds for UpdateUserIdentityInfo too, and the user stays as it was."""
    user_id = place.create("ada", SAML)
    with pytest.raises(ClientError) as refusal:
        place.client.update_user_identity_info(
            InstanceId=SAML, UserId=user_id, IdentityInfo={**IDENTITY, "Email": "ada@example.com"}
        )
    assert _error(refusal)[0] == "InvalidRequestException"
    assert place.describe(user_id, SAML)["IdentityInfo"] == IDENTITY


@pytest.mark.parametrize(("name", "operation", "members"), UPDATE_BREAKS)
def test_rule_broken_at_update_is_refused(
    place: Place, name: str, operation: str, members: dict[str, Any]
) -> None:
    """A rule holds for the updates that it speaks of, and the user stays as it was."""
    user_id = place.create("ada")
    before = place.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"]
    with pytest.raises(ClientError) as refusal:
        place.update(operation, user_id, **members)
    assert _error(refusal) == ("InvalidRequestException", _rule(name).message)
    assert place.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"] == before


@pytest.mark.parametrize("name", PROFICIENCY_BREAKS)
@pytest.mark.parametrize("operation", ["associate_user_proficiencies", "update_user_proficiencies"])
def test_proficiency_that_breaks_a_rule_is_refused(place: Place, operation: str, name: str) -> None:
    """Levels are whole, though the model's type is a float; attributes and values are the instance's."""
    user_id = place.create("ada")
    broken = {**PROFICIENCY, **PROFICIENCY_BREAKS[name]}
    with pytest.raises(ClientError) as refusal:
        place.update(operation, user_id, UserProficiencies=[PROFICIENCY, broken])
    assert _error(refusal) == ("InvalidRequestException", _rule(name).message)
    held = place.client.list_user_proficiencies(InstanceId=MANAGED, UserId=user_id)
    assert held["UserProficiencyList"] == []


def test_directory_instance_takes_directory_user_but_no_password(flagged: Place) -> None:
    """An instance with an existing directory needs no name, takes a directory user, and no password."""
    with pytest.raises(ClientError) as refusal:
        flagged.create("ada", DIRECTORY, Password=PASSWORD)
    assert _error(refusal)[0] == "InvalidRequestException"
    user_id = flagged.create("ada", DIRECTORY, DirectoryUserId="S-1-5-21", IdentityInfo=None)
    where = {"InstanceId": DIRECTORY, "UserId": user_id}
    flagged.client.update_user_identity_info(**where, IdentityInfo={"Mobile": "+447700900123"})
    shown = flagged.describe(user_id, DIRECTORY)
    assert (shown["DirectoryUserId"], shown["IdentityInfo"]) == ("S-1-5-21", {"Mobile": "+447700900123"})


def _rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


def _error(refusal: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = refusal.value.response["Error"]
    return error["Code"], error["Message"]
