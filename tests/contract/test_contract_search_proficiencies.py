"""SearchUsers by proficiency: who has one that meets every condition of a list."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conformance import check_answers
from tests.contract.local_server import MANAGED, LocalServer, Place

HELD = {
    "ada": [("Language", "German", 5), ("Language", "French", 2)],
    "bela": [("Language", "German", 2), ("connect:Language", "French", 5)],
    "chi": [("Language", "French", 3)],
    "dan": [],
}


@pytest.fixture(scope="module")
def skilled(server: LocalServer) -> Place:
    """Give a region with users of several proficiencies, and one of none."""
    client = server.client(region="eu-skilled-1")
    check_answers(client)
    place = Place(server, "eu-skilled-1", client)
    for name, held in HELD.items():
        user_id = place.create(name)
        entries = [
            {"AttributeName": attribute, "AttributeValue": value, "Level": float(level)}
            for attribute, value, level in held
        ]
        if entries:
            place.update("associate_user_proficiencies", user_id, UserProficiencies=entries)
    return place


def _text(field: str, value: str, comparison: str = "EXACT") -> dict[str, Any]:
    return {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": comparison}}


def _level(comparison: str, **bounds: int) -> dict[str, Any]:
    return {"NumberCondition": {"FieldName": "limit", "ComparisonType": comparison, **bounds}}


def _list(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"ListCondition": {"TargetListType": "PROFICIENCIES", "Conditions": list(conditions)}}


GERMAN = (_text("name", "Language"), _text("value", "German"))


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        pytest.param(_list(_text("name", "Language")), ["ada", "bela", "chi"], id="name"),
        pytest.param(_list(_text("value", "French")), ["ada", "bela", "chi"], id="value"),
        pytest.param(_list(*GERMAN), ["ada", "bela"], id="name-and-value"),
        pytest.param(
            _list(*GERMAN, _level("EQUAL", MinValue=2, MaxValue=2)), ["bela"], id="of-one-proficiency"
        ),
        pytest.param(
            _list(_text("Name", "LANGUAGE"), _text("Value", "germ", "STARTS_WITH")),
            ["ada", "bela"],
            id="case",
        ),
        pytest.param(_list({**GERMAN[1], **_level("EQUAL", MinValue=5)}), ["ada"], id="both-in-one"),
        pytest.param(_list(_text("value", "Norse")), [], id="nobody"),
        pytest.param(
            {"AndConditions": [_list(*GERMAN), _list(_text("value", "French"))]}, ["ada", "bela"], id="and"
        ),
        pytest.param(
            {
                "OrConditions": [
                    _list(_text("name", "connect:Language")),
                    {"StringCondition": {"FieldName": "Username", "Value": "dan"}},
                ]
            },
            ["bela", "dan"],
            id="or",
        ),
    ],
)
def test_search_by_proficiency_finds_who_has_it(skilled: Place, criteria: Any, expected: list[str]) -> None:
    """All conditions of a list are met by one and the same proficiency."""
    assert _found(skilled, criteria) == expected


@pytest.mark.parametrize(
    ("comparison", "bounds", "expected"),
    [
        ("GREATER_OR_EQUAL", {"MinValue": 3}, ["ada", "bela", "chi"]),
        ("GREATER", {"MinValue": 3}, ["ada", "bela"]),
        ("LESSER_OR_EQUAL", {"MaxValue": 2}, ["ada", "bela"]),
        ("LESSER", {"MaxValue": 2}, []),
        ("EQUAL", {"MinValue": 3}, ["chi"]),
        ("EQUAL", {"MaxValue": 3}, ["chi"]),
        ("NOT_EQUAL", {"MinValue": 3}, ["ada", "bela"]),
        ("RANGE", {"MinValue": 3, "MaxValue": 4}, ["chi"]),
    ],
)
def test_search_by_level_compares_as_asked(
    skilled: Place, comparison: str, bounds: dict[str, int], expected: list[str]
) -> None:
    """Each comparison of the model reads the bounds that it needs."""
    assert _found(skilled, _list(_level(comparison, **bounds))) == expected


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param({"Conditions": [GERMAN[0]]}, id="no-list-type"),
        pytest.param({"TargetListType": "PROFICIENCIES"}, id="no-conditions"),
        pytest.param(_list()["ListCondition"], id="empty"),
        pytest.param(_list({})["ListCondition"], id="says-nothing"),
        pytest.param(_list(_text("Username", "ada"))["ListCondition"], id="text-field"),
        pytest.param(_list(_text("value", "G", "CONTAINS"))["ListCondition"], id="contains-short"),
        pytest.param(
            _list({"NumberCondition": {"FieldName": "level", "ComparisonType": "EQUAL", "MinValue": 1}})[
                "ListCondition"
            ],
            id="number-field",
        ),
        pytest.param(
            _list({"NumberCondition": {"FieldName": "limit", "MinValue": 1}})["ListCondition"],
            id="no-comparison",
        ),
        pytest.param(_list(_level("GREATER", MaxValue=3))["ListCondition"], id="wrong-bound"),
        pytest.param(_list(_level("RANGE", MinValue=3))["ListCondition"], id="half-a-range"),
        pytest.param(_list(_level("EQUAL", MinValue=1, MaxValue=3))["ListCondition"], id="two-values"),
        pytest.param(_list(_level("EQUAL"))["ListCondition"], id="no-value"),
    ],
)
def test_search_by_proficiency_that_makes_no_sense_is_refused(skilled: Place, condition: Any) -> None:
    """A condition that can't be understood is refused, and not taken as found nowhere."""
    with pytest.raises(ClientError) as refusal:
        _found(skilled, {"ListCondition": condition})
    assert refusal.value.response["Error"]["Code"] == "InvalidParameterException"


def _found(place: Place, criteria: Any) -> list[str]:
    answer = place.client.search_users(InstanceId=MANAGED, SearchCriteria=criteria)
    return [user["Username"] for user in answer["Users"]]
