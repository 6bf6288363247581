"""Arguments and states that nobody would write: failures of a check, or errors of our own with a remedy."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.errors import InputError
from tests.lifecycle.harness import (
    MANAGED,
    Place,
    Props,
    Stack,
    routing,
    security,
    setting_lifecycle,
)
from tests.lifecycle.plain import ARGS

HUGE = 10**5000
NUMBERS = [HUGE, -HUGE, float("inf"), float("-inf"), float("nan")]
IDS = ["huge", "huge and negative", "infinite", "infinite and negative", "not a number"]
SKILL = {"attribute_name": "Language", "attribute_value": "German"}
HALF = {"phone_type": "SOFT_PHONE"}


def failures_of(stack: Stack, args: Props) -> list[str]:
    """Return what check says."""
    return [str(failure) for failure in stack.lifecycle().check({}, args)[1]]


@pytest.mark.parametrize("number", NUMBERS, ids=IDS)
def test_number_beyond_all_measure_is_a_failure_of_the_check(place: Place, number: float) -> None:
    """No number is too large, or too strange, to be refused in words, wherever it stands."""
    whole = "must be a whole number"
    says = "must be 0-2,000,000" if isinstance(number, int) else whole
    level = "must be 1.0-5.0" if isinstance(number, int) else whole
    args = {
        **ARGS,
        "phone_config": {**HALF, "after_contact_work_time_limit": number},
        "proficiencies": [{**SKILL, "level": number}],
    }
    assert failures_of(Stack(place), args) == [
        f"phone_config.after_contact_work_time_limit: {says}",
        f"proficiencies[0].level: {level}",
    ]


@pytest.mark.parametrize("garbage", [HUGE, [], {}], ids=["number", "list", "map"])
def test_garbage_for_the_name_of_a_channel_or_attribute_is_a_failure_of_the_check(
    place: Place, garbage: Any
) -> None:
    """Entries whose names are no texts are refused, without being compared with each other."""
    skill = {**SKILL, "attribute_name": garbage, "level": 1}
    found = failures_of(Stack(place), {**ARGS, "proficiencies": [skill, skill]})
    assert [line.partition(": must be a string, not ")[0] for line in found] == [
        "proficiencies[0].attribute_name",
        "proficiencies[1].attribute_name",
    ]


REMEDY = "run `pulumi refresh`, which reads it from Connect"


def said_of(stack: Stack) -> str:
    """Return what the error of a diff ends with, or nothing where there is none."""
    try:
        stack.lifecycle().diff(stack.outputs, stack.inputs)
    except InputError as error:
        return str(error).rpartition("; ")[2]
    return ""


GARBAGE = [5.0, HUGE, "x", ["x"], [None], [{"channel": []}], {"a": []}, True]
"""What may stand in a state that something else has written."""

WHERE = ["instance_id", "user_id", *sorted(set(ARGS) - {"name", "password", "instance_id"}), "tags_all"]


@pytest.mark.parametrize("name", WHERE)
@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda value: str(value)[:12] if value != HUGE else "huge")
def test_state_that_holds_garbage_differs_or_is_an_error_that_a_refresh_mends(
    place: Place, name: str, garbage: Any
) -> None:
    """No state leads to a traceback, and after a refresh the user is as declared."""
    stack = Stack(place)
    stack.up(ARGS)
    stack.outputs = {**stack.outputs, name: garbage}
    assert said_of(stack) in ("", REMEDY)
    stack.refresh()
    stack.lifecycle().diff(stack.outputs, stack.inputs)
    assert (stack.outputs["instance_id"], stack.outputs["user_id"]) == (MANAGED, stack.user_id)


SETTING = {"routing_profile_id": routing("London Sales")}


@pytest.mark.parametrize("name", ["instance_id", "user_id", "previous", *SETTING])
@pytest.mark.parametrize("garbage", [5.0, "x", ["x"], [None]], ids=str)
def test_state_of_a_setting_that_holds_garbage_is_mended_by_a_refresh(
    place: Place, name: str, garbage: Any
) -> None:
    """The same holds for sub-settings; what the user had before is forgotten where nobody can read it."""
    user_id = place.make_user()
    stack = Stack(place, setting_lifecycle("routing_profile"))
    stack.up({"instance_id": MANAGED, "user_id": user_id, **SETTING})
    good = stack.outputs
    stack.outputs = {**good, name: garbage}
    assert said_of(stack) in ("", REMEDY)
    stack.refresh()
    assert stack.outputs == ({**good, "previous": {}} if name == "previous" else good)
    assert stack.lifecycle().diff(stack.outputs, stack.inputs).replaces == ()


def test_arguments_that_are_no_maps_are_an_error_of_our_own(place: Place) -> None:
    """What check refuses never gets so far; a caller that skips it is told what to mend."""
    stack = Stack(place)
    stack.up(ARGS)
    for name in ("tags", "identity_info"):
        with pytest.raises(InputError, match=rf"^{name} must be a map: mend it in the program$"):
            stack.lifecycle().diff(stack.outputs, {**stack.inputs, name: "x"})


NOT_ONCE = {
    "empty": ("", ["must not be empty"]),
    "the instance alone": ("another:", ["must not be empty"]),
    "of another instance": ("another:u-1", [f"belongs to instance another, but the user to {MANAGED}"]),
    "a number": (5, ["must be a string, not a number"]),
    "null": (None, ["must not be empty"]),
}
ARGUMENTS: dict[str, Props] = {
    "identity_info": {"first_name": "Ada"},
    "phone_config": HALF,
    "config": {"auto_accept_configs": []},
    "routing_profile": SETTING,
    "security_profiles": {"security_profile_ids": [security()]},
    "hierarchy": {"hierarchy_group_id": ""},
    "proficiencies": {"proficiencies": []},
}


@pytest.mark.parametrize("section", ARGUMENTS)
@pytest.mark.parametrize("case", NOT_ONCE)
def test_user_id_of_a_setting_that_cannot_be_fails_once(place: Place, section: str, case: str) -> None:
    """One mistake is one failure, in every sub-setting."""
    given, reasons = NOT_ONCE[case]
    stack = Stack(place, setting_lifecycle(section))
    args = {"instance_id": MANAGED, "user_id": given, **ARGUMENTS[section]}
    assert failures_of(stack, args) == [f"user_id: {reason}" for reason in reasons]


@pytest.mark.parametrize("given", [{}, {"instance_id": None}], ids=["absent", "null"])
def test_user_without_an_instance_fails_the_check(place: Place, given: Props) -> None:
    """An instance that got lost on the way is missed in the preview, and is no text such as None."""
    args = {**{name: value for name, value in ARGS.items() if name != "instance_id"}, **given}
    assert failures_of(Stack(place), args) == ["instance_id: is required"]
