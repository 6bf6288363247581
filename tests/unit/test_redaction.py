"""What stays of a message of the service, and what doesn't."""

from __future__ import annotations

import json

import pytest

from connect_resources.service.redaction import contact, names, redact
from connect_resources.users import model

A_USER = {"IdentityInfo": {"FirstName": "A", "LastName": "user"}}


@pytest.mark.parametrize(
    "member",
    [
        "Password",
        "FirstName",
        "LastName",
        "Email",
        "SecondaryEmail",
        "Mobile",
        "DeskPhoneNumber",
        "PhoneNumber",
    ],
)
def test_redacted_message_loses_personal_values_of_the_request(member: str) -> None:
    """A value of the request that is secret or personal is taken out of the API's own message."""
    params = {"InstanceId": "i-1", "Nested": [{member: "+4420(7)"}], "Username": "alice"}
    assert redact("+4420(7) of alice is bad", params) == "*** of alice is bad"


def test_redacted_message_loses_values_that_are_escaped() -> None:
    """Where the service shows a piece of the request, a value stands in it as JSON writes it."""
    password = 'Wonder"fully\\h1dden-\u00e9'
    shown = [json.dumps({"Password": password}, ensure_ascii=ascii_only) for ascii_only in (True, False)]
    assert [redact(f"no: {text}", {"Password": password}) for text in shown] == [
        'no: {"Password": "***"}'
    ] * 2


def test_redacted_message_keeps_words_that_only_contain_a_value() -> None:
    """A first name that is part of another word doesn't tear the message apart."""
    assert redact("Answer for Ann", {"FirstName": "An", "LastName": "Ann"}) == "Answer for ***"


@pytest.mark.parametrize(
    "member",
    sorted(
        name
        for shape in ("CreateUserRequest", "UserIdentityInfo", "UserPhoneConfig", "PhoneNumberConfig")
        for name, member in model.service_model()["shapes"][shape]["members"].items()
        if model.service_model()["shapes"][member["shape"]].get("sensitive")
    ),
)
def test_sensitive_members_of_the_model_are_redact(member: str) -> None:
    """What the model calls sensitive never stands in a message."""
    assert redact("value", {member: "value"}) == "***"


@pytest.mark.parametrize(
    "message",
    [
        "A user with this username already exists",
        "Request refused. A user with this username already exists.",
        "a user exists: choose another username, because every user has one",
        "The user's name is taken (by another user of the instance)",
        "Username already exists",
    ],
)
def test_words_of_a_message_that_are_also_names_stay(message: str) -> None:
    """First name A, last name user: the message is as it was."""
    assert redact(message, A_USER) == message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "Value 'A' at 'identityInfo.firstName' is too short",
            "Value '***' at 'identityInfo.firstName' is too short",
        ),
        ('{"FirstName":"A","LastName":"user"}', '{"FirstName":"***","LastName":"***"}'),
        (
            "The name \u201cA user\u201d isn't allowed for a user",
            "The name \u201c*** ***\u201d isn't allowed for a user",
        ),
        ("bad values [A, user]", "bad values [***, ***]"),
        ("FirstName=A, LastName=user", "FirstName=***, LastName=***"),
        (
            "Invalid length for parameter LastName, value: user",
            "Invalid length for parameter LastName, value: ***",
        ),
        ("First name user is invalid", "First name *** is invalid"),
        ("The user can't be called A", "The user can't be called ***"),
        ("The name (user) is refused for a user", "The name (***) is refused for a user"),
        ("user", "***"),
    ],
)
def test_names_that_a_message_shows_as_values_go_though_they_are_words(message: str, expected: str) -> None:
    """Quotes, brackets, labels, colons and a capital inside a sentence mark a value; other places stay."""
    assert redact(message, A_USER) == expected


@pytest.mark.parametrize("name", ["Ann", "Mary Ann", "O'Neil", "Jean-Luc", "李", "ann", "Will", "MAY", "R2"])
def test_names_that_are_no_ordinary_words_go_wherever_they_stand(name: str) -> None:
    """A message that names somebody in plain text names nobody afterwards."""
    message = f"{name} is no user; Answer to {name}: call '{name}', not {name}."
    assert redact(message, {"FirstName": name}) == "*** is no user; Answer to ***: call '***', not ***."


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("Password", "Correct-h0rse", "tokenCorrect-h0rse_x"),
        ("Password", "password", "Your password"),
        ("Email", "ada@meridian.example", "mailto:ADA@Meridian.example"),
        ("Mobile", "+442079460321", "tel+442079460321"),
    ],
)
def test_secrets_and_addresses_go_wherever_they_stand(member: str, value: str, message: str) -> None:
    """They are found inside of other text, and in another case."""
    shown = redact(message, {member: value})
    assert value.lower() not in shown.lower()


def test_values_that_hold_one_another_go_whole() -> None:
    """The longest goes first, so that nothing is left of it."""
    params = {"Email": "ann@lee.example", "FirstName": "Ann", "LastName": "Lee Ann"}
    assert redact("ann@lee.example, Lee Ann, Ann", params) == "***, ***, ***"


def test_members_whose_values_are_taken_out_follow_from_the_table_and_the_model() -> None:
    """What the table calls personal or secret is among them, and all else the model calls sensitive."""
    secret = {"Password", "Email", "SecondaryEmail", "Mobile", "DeskPhoneNumber", "PhoneNumber"}
    shapes = model.service_model()["shapes"]
    members = [item for shape in shapes.values() for item in shape.get("members", {}).items()]
    sensitive = {name for name, item in members if shapes[item["shape"]].get("sensitive")}
    assert secret <= contact() <= secret | sensitive
    assert names() == {"FirstName", "LastName"}
