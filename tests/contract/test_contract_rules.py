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

from connect_resources.local.rules import RULES, Rule, Source
from tests.contract.local_server import DIRECTORY, MANAGED, PASSWORD, SAML, Place

REFERENCE = Path(__file__).with_name("reference_excerpt.txt").read_text()
MODEL_DOCUMENTATION = re.sub(
    r"<[^>]+>", "", json.dumps(Loader().load_service_model("connect", "service-2"), ensure_ascii=False)
)
IDENTITY = {"FirstName": "Ada", "LastName": "Okafor"}
SOFT_PHONE = {"PhoneType": "SOFT_PHONE"}


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
)
ELSEWHERE = {"A directory's users take no password", "A proficiency's level is a whole number"}


def test_every_rule_is_broken_by_a_test() -> None:
    """No rule goes untested."""
    assert {case.rule for case in BREAKS} | ELSEWHERE == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_quotes_its_source_literally(rule: Rule) -> None:
    """Each rule's sentence stands in the text that the rule was learned from."""
    text = REFERENCE if rule.source is Source.REFERENCE else MODEL_DOCUMENTATION
    assert rule.sentence in text


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.rule}-{case.instance_id[:4]}")
def test_rule_broken_at_creation_is_refused(place: Place, case: Break) -> None:
    """A request that breaks a rule is refused with that rule's message, and creates nobody."""
    rule = next(rule for rule in RULES if rule.name == case.rule)
    with pytest.raises(ClientError) as refusal:
        place.create("ada", case.instance_id, **case.changes)
    assert _error(refusal) == ("InvalidRequestException", rule.message)
    assert place.client.list_users(InstanceId=case.instance_id)["UserSummaryList"] == []


def test_saml_email_at_update_is_refused(place: Place) -> None:
    """The rule about the email holds for UpdateUserIdentityInfo too, and the user stays as it was."""
    user_id = place.create("ada", SAML)
    with pytest.raises(ClientError) as refusal:
        place.client.update_user_identity_info(
            InstanceId=SAML, UserId=user_id, IdentityInfo={"FirstName": "Ida", "Email": "ada@example.com"}
        )
    assert _error(refusal)[0] == "InvalidRequestException"
    assert place.describe(user_id, SAML)["IdentityInfo"] == IDENTITY


def test_phone_config_without_type_at_update_is_refused(place: Place) -> None:
    """The rule about the phone type holds for UpdateUserPhoneConfig too."""
    user_id = place.create("ada")
    with pytest.raises(ClientError) as refusal:
        place.update("update_user_phone_config", user_id, PhoneConfig={"AutoAccept": True})
    assert _error(refusal) == ("InvalidRequestException", "PhoneConfig requires PhoneType")


@pytest.mark.parametrize("operation", ["associate_user_proficiencies", "update_user_proficiencies"])
def test_proficiency_level_with_a_fraction_is_refused(place: Place, operation: str) -> None:
    """Levels are whole, though the model's type is a float."""
    user_id = place.create("ada")
    proficiency = {"AttributeName": "connect:Skill", "AttributeValue": "German", "Level": 2.5}
    with pytest.raises(ClientError) as refusal:
        place.update(operation, user_id, UserProficiencies=[proficiency])
    assert _error(refusal) == ("InvalidRequestException", "Level must be 1, 2, 3, 4 or 5")


def test_directory_instance_takes_directory_user_but_no_password(flagged: Place) -> None:
    """An instance with an existing directory needs no name, takes a directory user, and no password."""
    with pytest.raises(ClientError) as refusal:
        flagged.create("ada", DIRECTORY, Password=PASSWORD)
    assert _error(refusal)[0] == "InvalidRequestException"
    user_id = flagged.create("ada", DIRECTORY, DirectoryUserId="S-1-5-21", IdentityInfo=None)
    assert flagged.describe(user_id, DIRECTORY)["DirectoryUserId"] == "S-1-5-21"


def _error(refusal: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = refusal.value.response["Error"]
    return error["Code"], error["Message"]
