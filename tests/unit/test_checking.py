"""Limits and rules of arguments: what stands at a limit passes, and what is over it fails."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pytest

from connect_resources.users import facts, model
from connect_resources.users.check import check_user
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Property, Section
from connect_resources.users.shapes import tag_key_fits
from connect_resources.users.table import SECTIONS

ARGS: dict[str, Any] = {
    "instance_id": "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1",
    "name": "alice",
    "password": "Correct-h0rse",
    "identity_info": {"first_name": "Ada", "last_name": "Okafor"},
    "routing_profile_id": "r-1",
    "security_profile_ids": ["s-1"],
}


def most(shape: str) -> int:
    """Return the model's maximum of a shape."""
    maximum = model.service_model()["shapes"][shape].get("max")
    assert maximum is not None
    return int(maximum)


def least(shape: str) -> int:
    """Return the model's minimum of a shape."""
    minimum = model.service_model()["shapes"][shape].get("min")
    assert minimum is not None
    return int(minimum)


def text(length: int) -> str:
    """Return a text of that length."""
    return "x" * length


def password(length: int) -> str:
    """Return a password of that length with all that one needs."""
    return "Aa1" + text(length - 3)


def identity(**fields: Any) -> dict[str, Any]:
    """Return arguments with fields of identity_info."""
    return {"identity_info": {**ARGS["identity_info"], **fields}}


def phone(**fields: Any) -> dict[str, Any]:
    """Return arguments with fields of phone_config."""
    return {"phone_config": {"phone_type": "SOFT_PHONE", **fields}}


def skills(**fields: Any) -> dict[str, Any]:
    """Return arguments with one proficiency."""
    return {"proficiencies": [{"attribute_name": "a", "attribute_value": "b", "level": 1, **fields}]}


def numbers(phone_type: str, **fields: Any) -> dict[str, Any]:
    """Return arguments with one phone number config."""
    return {"phone_number_configs": [{"channel": "VOICE", "phone_type": phone_type, **fields}]}


def after_call(seconds: float) -> dict[str, Any]:
    """Return arguments with one after contact work config."""
    config = {"after_contact_work_time_limit": seconds}
    return {"after_contact_work_configs": [{"channel": "VOICE", "after_contact_work_config": config}]}


def tagged(count: int) -> dict[str, Any]:
    """Return arguments with that many tags."""
    return {"tags": {f"key-{number}": "value" for number in range(count)}}


def email(length: int) -> str:
    """Return an e-mail address of that length."""
    return text(length - len("@example.com")) + "@example.com"


DIGITS = 15
EMAIL_LENGTH = 265
PASSWORD_LENGTHS = (8, 64)

LIMITS = {
    "name shortest": ({"name": text(least("AgentUsername"))}, {"name": ""}, "name"),
    "name longest": (
        {"name": text(most("AgentUsername"))},
        {"name": text(most("AgentUsername") + 1)},
        "name",
    ),
    "instance longest": (
        {"instance_id": text(most("InstanceId"))},
        {"instance_id": text(most("InstanceId") + 1)},
        "instance_id",
    ),
    "first name": (
        identity(first_name=text(most("AgentFirstName"))),
        identity(first_name=text(most("AgentFirstName") + 1)),
        "identity_info.first_name",
    ),
    "last name": (
        identity(last_name=text(most("AgentLastName"))),
        identity(last_name=text(most("AgentLastName") + 1)),
        "identity_info.last_name",
    ),
    "secondary email": (
        identity(secondary_email=email(EMAIL_LENGTH)),
        identity(secondary_email=email(EMAIL_LENGTH + 1)),
        "identity_info.secondary_email",
    ),
    "mobile longest": (
        identity(mobile="+" + "1" * DIGITS),
        identity(mobile="+" + "1" * (DIGITS + 1)),
        "identity_info.mobile",
    ),
    "mobile without plus": (identity(mobile="+12"), identity(mobile="12"), "identity_info.mobile"),
    "desk phone longest": (
        phone(desk_phone_number="+" + "1" * DIGITS),
        phone(desk_phone_number="+" + "1" * (DIGITS + 1)),
        "phone_config.desk_phone_number",
    ),
    "desk phone with text before": (
        phone(desk_phone_number="+12065550100"),
        phone(desk_phone_number="call +12065550100"),
        "phone_config.desk_phone_number",
    ),
    "phone type": (
        phone(phone_type="DESK_PHONE", desk_phone_number="+12065550100"),
        phone(phone_type="desk_phone"),
        "phone_config.phone_type",
    ),
    "after contact work least": (
        phone(after_contact_work_time_limit=0),
        phone(after_contact_work_time_limit=-1),
        "phone_config.after_contact_work_time_limit",
    ),
    "after contact work most": (
        phone(after_contact_work_time_limit=float(facts.AFTER_CONTACT_WORK_MAXIMUM)),
        phone(after_contact_work_time_limit=float(facts.AFTER_CONTACT_WORK_MAXIMUM + 1)),
        "phone_config.after_contact_work_time_limit",
    ),
    "after contact work whole": (
        phone(after_contact_work_time_limit=1.0),
        phone(after_contact_work_time_limit=1.5),
        "phone_config.after_contact_work_time_limit",
    ),
    "after contact work a number": (
        phone(after_contact_work_time_limit=1),
        phone(after_contact_work_time_limit=True),
        "phone_config.after_contact_work_time_limit",
    ),
    "auto accept a boolean": (
        phone(auto_accept=True),
        phone(auto_accept="true"),
        "phone_config.auto_accept",
    ),
    "field of phone_config": (phone(), phone(desk_phone="x"), "phone_config.desk_phone"),
    "after contact work of a channel": (
        after_call(facts.AFTER_CONTACT_WORK_MAXIMUM),
        after_call(facts.AFTER_CONTACT_WORK_MAXIMUM + 1),
        "after_contact_work_configs[0].after_contact_work_config.after_contact_work_time_limit",
    ),
    "desk phone's number": (
        phone(phone_type="DESK_PHONE", desk_phone_number=UNKNOWN),
        phone(phone_type="DESK_PHONE"),
        "phone_config.desk_phone_number",
    ),
    "desk phone's number not empty": (
        phone(phone_type="SOFT_PHONE", desk_phone_number=""),
        phone(phone_type="DESK_PHONE", desk_phone_number=""),
        "phone_config.desk_phone_number",
    ),
    "desk phone's number of a channel": (
        numbers("DESK_PHONE", phone_number=UNKNOWN),
        numbers("DESK_PHONE"),
        "phone_number_configs[0].phone_number",
    ),
    "desk phone's number of a channel not empty": (
        numbers("SOFT_PHONE"),
        numbers("DESK_PHONE", phone_number=""),
        "phone_number_configs[0].phone_number",
    ),
    "phone number for VOICE alone": (
        numbers("SOFT_PHONE", channel=UNKNOWN),
        numbers("SOFT_PHONE", channel="CHAT"),
        "phone_number_configs[0].channel",
    ),
    "persistent connection for VOICE alone": (
        {"persistent_connection_configs": [{"channel": "VOICE", "persistent_connection": True}]},
        {"persistent_connection_configs": [{"channel": "TASK", "persistent_connection": True}]},
        "persistent_connection_configs[0].channel",
    ),
    "voice enhancement for VOICE alone": (
        {"voice_enhancement_configs": [{"channel": "VOICE", "voice_enhancement_mode": "NONE"}]},
        {"voice_enhancement_configs": [{"channel": "EMAIL", "voice_enhancement_mode": "NONE"}]},
        "voice_enhancement_configs[0].channel",
    ),
    "an unknown channel where only VOICE is taken": (
        numbers("SOFT_PHONE"),
        numbers("SOFT_PHONE", channel="FAX"),
        "phone_number_configs[0].channel",
    ),
    "phone type of a channel": (
        numbers("SOFT_PHONE"),
        numbers("PHONE"),
        "phone_number_configs[0].phone_type",
    ),
    "phone number of a channel": (
        numbers("DESK_PHONE", phone_number="+12065550100"),
        numbers("DESK_PHONE", phone_number="2065550100"),
        "phone_number_configs[0].phone_number",
    ),
    "channel": (
        {"auto_accept_configs": [{"channel": "EMAIL", "auto_accept": True}]},
        {"auto_accept_configs": [{"channel": "FAX", "auto_accept": True}]},
        "auto_accept_configs[0].channel",
    ),
    "channel required": (
        {"auto_accept_configs": []},
        {"auto_accept_configs": [{"auto_accept": True}]},
        "auto_accept_configs[0].channel",
    ),
    "channel once": (
        {"auto_accept_configs": [{"channel": "CHAT", "auto_accept": True}]},
        {"auto_accept_configs": [{"channel": "CHAT", "auto_accept": value} for value in (True, False)]},
        "auto_accept_configs[1]",
    ),
    "voice enhancement": (
        {"voice_enhancement_configs": [{"channel": "VOICE", "voice_enhancement_mode": "NONE"}]},
        {"voice_enhancement_configs": [{"channel": "VOICE", "voice_enhancement_mode": "LOUD"}]},
        "voice_enhancement_configs[0].voice_enhancement_mode",
    ),
    "security profiles least": (
        {"security_profile_ids": ["s-1"]},
        {"security_profile_ids": []},
        "security_profile_ids",
    ),
    "security profiles most": (
        {"security_profile_ids": [f"s-{number}" for number in range(most("SecurityProfileIds"))]},
        {"security_profile_ids": [f"s-{number}" for number in range(most("SecurityProfileIds") + 1)]},
        "security_profile_ids",
    ),
    "routing profile": ({"routing_profile_id": "r"}, {"routing_profile_id": ""}, "routing_profile_id"),
    "proficiency name": (
        skills(attribute_name=text(most("PredefinedAttributeName"))),
        skills(attribute_name=text(most("PredefinedAttributeName") + 1)),
        "proficiencies[0].attribute_name",
    ),
    "proficiency value": (
        skills(attribute_value=text(most("PredefinedAttributeStringValue"))),
        skills(attribute_value=text(most("PredefinedAttributeStringValue") + 1)),
        "proficiencies[0].attribute_value",
    ),
    "proficiency level most": (
        skills(level=float(most("ProficiencyLevel"))),
        skills(level=float(most("ProficiencyLevel") + 1)),
        "proficiencies[0].level",
    ),
    "proficiency level least": (
        skills(level=least("ProficiencyLevel")),
        skills(level=least("ProficiencyLevel") - 1),
        "proficiencies[0].level",
    ),
    "proficiency level whole": (skills(level=2.0), skills(level=2.5), "proficiencies[0].level"),
    "proficiency once": (
        {"proficiencies": [*skills()["proficiencies"], *skills(attribute_value="c")["proficiencies"]]},
        {"proficiencies": [*skills()["proficiencies"], *skills(level=2)["proficiencies"]]},
        "proficiencies[1]",
    ),
    "tags most": (tagged(most("TagMap")), tagged(most("TagMap") + 1), "tags"),
    "tags none": ({"tags": {}}, {"tags": []}, "tags"),
    "tag key": (
        {"tags": {text(most("TagKey")): "v"}},
        {"tags": {text(most("TagKey") + 1): "v"}},
        "tags[0] key",
    ),
    "tag key reserved": ({"tags": {"aws-x": "v"}}, {"tags": {"aws:x": "v"}}, "tags[0] key"),
    "tag value": (
        {"tags": {"k": text(most("TagValue"))}},
        {"tags": {"k": text(most("TagValue") + 1)}},
        "tags[0] value",
    ),
    "password shortest": (
        {"password": password(PASSWORD_LENGTHS[0])},
        {"password": password(PASSWORD_LENGTHS[0] - 1)},
        "password",
    ),
    "password longest": (
        {"password": password(PASSWORD_LENGTHS[1])},
        {"password": password(PASSWORD_LENGTHS[1] + 1)},
        "password",
    ),
    "password digit": ({"password": "Abcdefg1"}, {"password": "Abcdefgh"}, "password"),
    "password upper case": ({"password": "Abcdefg1"}, {"password": "abcdefg1"}, "password"),
    "password lower case": ({"password": "ABCDEFg1"}, {"password": "ABCDEFG1"}, "password"),
    "password space": ({"password": "Abcdef-1"}, {"password": "Abcdef 1"}, "password"),
    "password line break": ({"password": "Abcdefg1"}, {"password": "Abcdefg1\n"}, "password"),
    "adoption a boolean": ({"adopt_existing": True}, {"adopt_existing": "false"}, "adopt_existing"),
    "adoption no text of truth": ({"adopt_existing": False}, {"adopt_existing": "true"}, "adopt_existing"),
    "adoption no number": ({"adopt_existing": UNKNOWN}, {"adopt_existing": 1.0}, "adopt_existing"),
    "directory user a text": (
        {"directory_user_id": "S-1-5"},
        {"directory_user_id": 15.0},
        "directory_user_id",
    ),
    "after contact work of any size": (
        phone(after_contact_work_time_limit=0),
        phone(after_contact_work_time_limit=10**400),
        "phone_config.after_contact_work_time_limit",
    ),
    "after contact work finite": (
        phone(after_contact_work_time_limit=0),
        phone(after_contact_work_time_limit=math.inf),
        "phone_config.after_contact_work_time_limit",
    ),
    "proficiency level a number that is one": (
        skills(level=1),
        skills(level=math.nan),
        "proficiencies[0].level",
    ),
    "name a text": ({"name": "5"}, {"name": 5.0}, "name"),
    "NFC": (
        identity(first_name="Ren\u00e9"),
        identity(first_name="Rene\u0301"),
        "identity_info.first_name",
    ),
}


@pytest.mark.parametrize(
    ("passing", "failing", "path"), [pytest.param(*case, id=name) for name, case in LIMITS.items()]
)
def test_argument_at_its_limit_passes_and_over_it_fails(
    passing: dict[str, Any], failing: dict[str, Any], path: str
) -> None:
    """Each limit of the model is checked where it lies, with one failure that names the path."""
    assert check_user({**ARGS, **passing}) == []
    assert [failure.path for failure in check_user({**ARGS, **failing})] == [path]


@pytest.mark.parametrize(
    ("section", "item"),
    [(section, item) for section in SECTIONS for item in section.properties],
    ids=lambda value: value.name,
)
def test_value_of_another_form_is_refused_for_every_property_of_the_table(
    section: Section, item: Property
) -> None:
    """A property is checked against its own shape, however new its row."""
    wrong: dict[str, Any] = {item.given_as: {"no": ["such"]}} if item.kind.unset != {} else {"tags": [7]}
    given = {section.name: wrong} if section.nested else wrong
    path = f"{section.name}.{item.name}" if section.nested else item.given_as
    assert {failure.path for failure in check_user({**ARGS, **given}) if path in failure.path} == {path}


KINDS = ("CONNECT_MANAGED", "SAML", "EXISTING_DIRECTORY", None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["secondary_email", "mobile"])
def test_empty_identity_field_passes_for_a_user_that_exists(name: str, kind: str | None) -> None:
    """An empty field means cleared, whatever pattern a value would have to match."""
    given = {**ARGS, **identity(**{name: ""})}
    assert check_user(given, creating=False, identity_management=kind) == []


NEEDED = "is required by an instance that uses CONNECT_MANAGED or SAML"
KEPT = f"{NEEDED}: it can't be cleared"
FIRST, LAST = "identity_info.first_name", "identity_info.last_name"
ADA = ARGS["identity_info"]
MANAGED: dict[str, Any] = {"identity_info": ADA}


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what a program says of names, what it said before, and what is wrong with that.

    Attributes:
        given: the arguments about the identity.
        wrong: the failures.
        before: the arguments that a user that exists has had; None for a new one.
    """

    given: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)
    before: dict[str, Any] | None = None


NAMES = {
    "a new user without any": Names({}, {FIRST: NEEDED, LAST: NEEDED}),
    "a new user with an empty record": Names({"identity_info": {}}, {FIRST: NEEDED, LAST: NEEDED}),
    "a new user with one empty": Names({"identity_info": {**ADA, "last_name": ""}}, {LAST: NEEDED}),
    "a new user with one alone": Names({"identity_info": {"first_name": "Ada"}}, {LAST: NEEDED}),
    "a new user with an unknown one": Names({"identity_info": {**ADA, "last_name": UNKNOWN}}),
    "a user to adopt without any": Names({"adopt_existing": True}),
    "a user to adopt with one alone": Names({"adopt_existing": True, "identity_info": {"last_name": "O"}}),
    "a user to adopt with one empty": Names(
        {"adopt_existing": True, "identity_info": {**ADA, "first_name": ""}}, {FIRST: KEPT}
    ),
    "a user to adopt with an empty record": Names(
        {"adopt_existing": True, "identity_info": {}}, {FIRST: KEPT, LAST: KEPT}
    ),
    "an old user with one empty": Names(
        {"identity_info": {"first_name": ""}}, {FIRST: KEPT}, {"identity_info": {"first_name": "Ada"}}
    ),
    "an old user with an empty record": Names({"identity_info": {}}, {FIRST: KEPT, LAST: KEPT}, MANAGED),
    "an old user that loses one": Names({"identity_info": {"last_name": "O"}}, {FIRST: KEPT}, MANAGED),
    "an old user with another field alone": Names(
        {"identity_info": {"mobile": ""}}, {}, {"identity_info": {"mobile": "+12"}}
    ),
    "an old user that gains one": Names(MANAGED, {}, {"identity_info": {"first_name": "Ada"}}),
    "an old user whose names are released": Names({}, {}, MANAGED),
    "an old user whose record isn't known": Names({"identity_info": UNKNOWN}, {}, MANAGED),
}


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_names_are_required_where_connect_requires_them(case: Names, kind: str | None) -> None:
    """Names can't be missing or cleared with CONNECT_MANAGED and SAML; those that aren't managed may be."""
    others = {name: value for name, value in ARGS.items() if name != "identity_info"}
    if kind != "CONNECT_MANAGED":
        del others["password"]
    creating = case.before is None
    found = check_user(
        {**others, **case.given}, identity_management=kind, creating=creating, before=case.before or {}
    )
    required = kind in ("CONNECT_MANAGED", "SAML")
    assert {failure.path: failure.reason for failure in found} == (case.wrong if required else {})


@pytest.mark.parametrize("name", ["password", "password_secret_id"])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("SAML", "is refused by an instance that uses SAML: the identity provider holds the passwords; "),
        (
            "EXISTING_DIRECTORY",
            "is refused by an instance that uses a directory: the directory holds the passwords; ",
        ),
    ],
)
def test_password_is_refused_where_connect_holds_none(name: str, kind: str, reason: str) -> None:
    """A password is an error but where Connect stores users itself; a user that exists needs no mending."""
    others = {key: value for key, value in ARGS.items() if key != "password"}
    given = {**others, name: "Correct-h0rse"}
    assert [str(failure) for failure in check_user(given, identity_management=kind)] == [
        f"{name}: {reason}remove it"
    ]
    assert check_user(given, identity_management=kind, creating=False) == []


def test_password_secret_is_a_text() -> None:
    """The name of a secret is a text, never a number."""
    given = {**ARGS, "password_secret_id": 5.0}
    del given["password"]
    assert [str(failure) for failure in check_user(given)] == [
        "password_secret_id: must be a string, not a number"
    ]


def test_every_failure_of_a_user_is_reported_at_once() -> None:
    """One check reports all that is wrong, each failure with its own path."""
    wrong = {
        "name": "",
        "identity_info": {"first_name": text(most("AgentFirstName") + 1), "mobile": "1"},
        "routing_profile_id": "",
        "security_profile_ids": [],
        "tags": {"aws:x": "v"},
        "password": "weak",
    }
    assert {failure.path for failure in check_user({**ARGS, **wrong})} == {
        "name",
        "identity_info.first_name",
        "identity_info.mobile",
        "routing_profile_id",
        "security_profile_ids",
        "tags[0] key",
        "password",
    }


def test_unknown_values_pass_everywhere() -> None:
    """A value that isn't known yet is no failure, in any place."""
    unknown: dict[str, Any] = {
        section.name if section.nested else item.name: UNKNOWN
        for section in SECTIONS
        for item in section.properties
    }
    del unknown["phone_config"], unknown["tags_all"]
    names = ("instance_id", "name", "password", "directory_user_id", "adopt_existing", "tags")
    assert (
        check_user({**unknown, **dict.fromkeys(names, UNKNOWN)}, identity_management="CONNECT_MANAGED") == []
    )


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("team", True),
        ("cost center", True),
        ("größe", True),
        ("チーム", True),
        ("a_.:/=+-@1", True),
        ("", True),
        ("aws:team", False),
        ("AWS:team", True),
        ("a*b", False),
        ("tab\there", False),
        ("emoji😀", False),
        ("٣", True),
    ],
)
def test_tag_key_fits_what_the_pattern_says(key: str, fits: bool) -> None:
    r"""The pattern with \p{L}\p{Z}\p{N} is held without a library that knows such classes."""
    assert tag_key_fits(key) is fits
