"""StringCondition of SearchUsers: how texts are compared, whatever the fields are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .exceptions import InvalidParameterException

CONTAINS_LENGTH = range(2, 26)  # Source: the documentation of shape UserSearchCriteria in botocore's model
_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "EXACT": lambda text, wanted: text == wanted,
    "STARTS_WITH": lambda text, wanted: text.startswith(wanted),
    "CONTAINS": lambda text, wanted: wanted in text,
}


def check_text_condition(condition: Mapping[str, Any], fields: Collection[str]) -> None:
    """Refuse a field that isn't searched by, and a text that is too short or too long to be contained."""
    if condition.get("FieldName", "").lower() not in fields:
        raise InvalidParameterException("StringCondition.FieldName isn't a field that is searched by")
    is_contains = condition.get("ComparisonType") == "CONTAINS"
    if is_contains and len(condition.get("Value", "")) not in CONTAINS_LENGTH:
        raise InvalidParameterException("StringCondition.Value must have 2 to 25 characters with CONTAINS")


def meets_text_condition(condition: Mapping[str, Any], texts: Iterable[str]) -> bool:
    """Tell whether one of the texts is what the condition asks for, regardless of case."""
    compare = _COMPARISONS[condition.get("ComparisonType", "EXACT")]
    wanted = condition.get("Value", "").casefold()
    return any(compare(text.casefold(), wanted) for text in texts)
