"""What SearchUserHierarchyGroups picks: by name, parent, level, id and tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .text_search import check_text_condition, meets_text_condition

Condition = Mapping[str, Any]
Group = Mapping[str, Any]

# Source: the documentation of member StringCondition of shape UserHierarchyGroupSearchCriteria in botocore's
# model
_FIELDS: dict[str, Callable[[Group], str]] = {
    "name": lambda group: group["Name"],
    "parentid": lambda group: _parent_id(group),
    "levelid": lambda group: group["LevelId"],
    "resourceid": lambda group: group["Id"],
}


def _parent_id(group: Group) -> str:
    above = [step["Id"] for step in group["HierarchyPath"].values()][:-1]
    return above[-1] if above else ""


def check_group_criteria(criteria: Condition) -> None:
    """Refuse conditions that can't be met, wherever they stand."""
    if "StringCondition" in criteria:
        check_text_condition(criteria["StringCondition"], _FIELDS)
    for condition in (*criteria.get("AndConditions", ()), *criteria.get("OrConditions", ())):
        check_group_criteria(condition)


def meets_group_criteria(group: Group, criteria: Condition) -> bool:
    """Tell whether a group, as it is described, is one that is asked for."""
    alternatives = criteria.get("OrConditions")
    return (
        ("StringCondition" not in criteria or _meets_string(group, criteria["StringCondition"]))
        and all(meets_group_criteria(group, condition) for condition in criteria.get("AndConditions", ()))
        and (not alternatives or any(meets_group_criteria(group, condition) for condition in alternatives))
    )


def _meets_string(group: Group, condition: Condition) -> bool:
    return meets_text_condition(condition, [_FIELDS[condition["FieldName"].lower()](group)])


def meets_group_filter(group: Group, search_filter: Condition) -> bool:
    """Tell whether a group's tags are those that are asked for."""
    attributes = search_filter.get("AttributeFilter", {})
    alternatives = attributes.get("OrConditions")
    return (
        ("TagCondition" not in attributes or _has_tags(group, [attributes["TagCondition"]]))
        and _has_tags(group, attributes.get("AndCondition", {}).get("TagConditions", ()))
        and (
            not alternatives or any(_has_tags(group, item.get("TagConditions", ())) for item in alternatives)
        )
    )


def _has_tags(group: Group, conditions: Any) -> bool:
    tags = group.get("Tags", {})
    return all(
        tags.get(item.get("TagKey", "")) == item.get("TagValue", tags.get(item.get("TagKey", ""), ""))
        for item in conditions
    )
