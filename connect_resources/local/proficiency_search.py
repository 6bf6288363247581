"""ListCondition of SearchUsers: who has one proficiency that meets all of its conditions.

The model's documentation names the fields: ``name`` and ``value`` are texts, ``limit`` is the level. Which
bound a comparison reads isn't said there: here "greater" reads MinValue, "lesser" MaxValue, a range both, and
equality whichever of the two is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .exceptions import InvalidParameterException
from .text_search import check_text_condition, meets_text_condition

Condition = Mapping[str, Any]

_TEXT_MEMBERS = {"name": "AttributeName", "value": "AttributeValue"}
_NUMBER_FIELD = "limit"
_MIN, _MAX = "MinValue", "MaxValue"
_MEETS: dict[str, Callable[[float, Condition], bool]] = {
    "GREATER_OR_EQUAL": lambda level, bounds: level >= bounds[_MIN],
    "GREATER": lambda level, bounds: level > bounds[_MIN],
    "LESSER_OR_EQUAL": lambda level, bounds: level <= bounds[_MAX],
    "LESSER": lambda level, bounds: level < bounds[_MAX],
    "EQUAL": lambda level, bounds: level == _value(bounds),
    "NOT_EQUAL": lambda level, bounds: level != _value(bounds),
    "RANGE": lambda level, bounds: bounds[_MIN] <= level <= bounds[_MAX],
}
_BOUNDS = {
    "GREATER_OR_EQUAL": (_MIN,),
    "GREATER": (_MIN,),
    "LESSER_OR_EQUAL": (_MAX,),
    "LESSER": (_MAX,),
    "RANGE": (_MIN, _MAX),
}


def check_list_condition(condition: Condition) -> None:
    """Refuse a condition that says nothing, or that asks for what a proficiency doesn't have."""
    if "TargetListType" not in condition or not condition.get("Conditions"):
        raise InvalidParameterException("ListCondition needs TargetListType and Conditions")
    for leaf in condition["Conditions"]:
        if not leaf:
            raise InvalidParameterException("ListCondition.Conditions holds a condition that says nothing")
        if "StringCondition" in leaf:
            check_text_condition(leaf["StringCondition"], _TEXT_MEMBERS)
        if "NumberCondition" in leaf:
            _check_number_condition(leaf["NumberCondition"])


def _check_number_condition(condition: Condition) -> None:
    if condition.get("FieldName", "").lower() != _NUMBER_FIELD:
        raise InvalidParameterException("NumberCondition.FieldName must be limit")
    comparison = condition.get("ComparisonType")
    if comparison is None:
        raise InvalidParameterException("NumberCondition needs ComparisonType")
    given = {condition[bound] for bound in (_MIN, _MAX) if bound in condition}
    needed = _BOUNDS.get(comparison)
    is_lawful = len(given) == 1 if needed is None else all(bound in condition for bound in needed)
    if not is_lawful:
        what = "one value" if needed is None else " and ".join(needed)
        raise InvalidParameterException(f"NumberCondition needs {what} with {comparison}")


def meets_list_condition(condition: Condition, proficiencies: Iterable[Condition]) -> bool:
    """Tell whether one of a user's proficiencies meets all conditions."""
    return any(
        all(_meets(leaf, proficiency) for leaf in condition["Conditions"]) for proficiency in proficiencies
    )


def _meets(leaf: Condition, proficiency: Condition) -> bool:
    text, number = leaf.get("StringCondition"), leaf.get("NumberCondition")
    if text is not None:
        member = _TEXT_MEMBERS[text["FieldName"].lower()]
        if not meets_text_condition(text, [proficiency[member]]):
            return False
    return number is None or _MEETS[number["ComparisonType"]](proficiency["Level"], number)


def _value(bounds: Condition) -> int:
    value: int = bounds[_MIN] if _MIN in bounds else bounds[_MAX]
    return value
