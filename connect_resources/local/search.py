"""What SearchUsers knows: an index that may lag behind the users, and the conditions that pick from it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .exceptions import AccessDeniedException, InvalidParameterException
from .proficiency_search import check_list_condition, meets_list_condition
from .text_search import check_text_condition, meets_text_condition
from .user import User

Condition = Mapping[str, Any]
GroupAncestry = Callable[[str], tuple[str, ...]]
"""Give the ids on a hierarchy group's path, from the top down to the group itself."""

# Source: the documentation of member StringCondition of shape UserSearchCriteria in botocore's model
_STRING_FIELDS: dict[str, Callable[[User], list[str]]] = {
    "username": lambda user: [user.username],
    "firstname": lambda user: [user.identity_info.get("FirstName", "")],
    "lastname": lambda user: [user.identity_info.get("LastName", "")],
    "routingprofileid": lambda user: [user.routing_profile_id],
    "securityprofileid": lambda user: user.security_profile_ids,
    "resourceid": lambda user: [user.id],
}
# Source: the documentation of shape ControlPlaneUserAttributeFilter in botocore's model
MOST_TAG_CONDITIONS, MOST_GROUP_CONDITIONS = 25, 20


class SearchIndex:
    """Show users as they were some seconds ago."""

    def __init__(self, lag: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty; lag is in seconds, 0 shows every write at once."""
        self._lag = lag
        self._clock = clock
        self._users: dict[str, User] = {}
        self._pending: deque[tuple[float, str, User | None]] = deque()

    def load(self, user: User) -> None:
        """Take in a user that was there before the index."""
        self._users[user.id] = user

    def write(self, user_id: str, user: User | None) -> None:
        """Take note of a user's new record, or None of its deletion."""
        self._pending.append((self._clock() + self._lag, user_id, user))

    def users(self) -> Iterable[User]:
        """Give the users whose writes have arrived, in the order of their creation."""
        now = self._clock()
        while self._pending and self._pending[0][0] <= now:
            _, user_id, user = self._pending.popleft()
            if user is None:
                self._users.pop(user_id, None)
            else:
                self._users[user_id] = user
        return list(self._users.values())


class Query:
    """Decide which users a SearchUsers request asks for."""

    def __init__(self, criteria: Condition, search_filter: Condition, ancestry: GroupAncestry) -> None:
        """Hold both parts of the request; a user must match both."""
        if "TagFilter" in search_filter and "UserAttributeFilter" in search_filter:
            raise AccessDeniedException("SearchFilter takes TagFilter or UserAttributeFilter, not both")
        self._ancestry = ancestry
        _check_criteria(criteria)
        _check_attribute_filter(search_filter.get("UserAttributeFilter", {}))
        self._criteria = criteria
        self._tag_filter = search_filter.get("TagFilter", {})
        self._attribute_filter = search_filter.get("UserAttributeFilter", {})
        self._wants_all = not criteria and not search_filter

    def matches(self, user: User) -> bool:
        """Tell whether the request asks for this user."""
        return self._wants_all or (
            self._meets(user, self._criteria)
            and _meets_tag_filter(user, self._tag_filter)
            and self._meets_attribute_filter(user, self._attribute_filter)
        )

    def _meets(self, user: User, criteria: Condition) -> bool:
        alternatives = criteria.get("OrConditions")
        return (
            ("StringCondition" not in criteria or _meets_string(user, criteria["StringCondition"]))
            and self._meets_group(user, criteria.get("HierarchyGroupCondition"))
            and ("ListCondition" not in criteria or _meets_list(user, criteria["ListCondition"]))
            and all(self._meets(user, condition) for condition in criteria.get("AndConditions", ()))
            and (not alternatives or any(self._meets(user, condition) for condition in alternatives))
        )

    def _meets_group(self, user: User, condition: Condition | None) -> bool:
        if condition is None:
            return True
        if user.hierarchy_group_id is None:
            return False
        if condition.get("HierarchyGroupMatchType") == "WITH_CHILD_GROUPS":
            return condition.get("Value") in self._ancestry(user.hierarchy_group_id)
        return condition.get("Value") == user.hierarchy_group_id

    def _meets_attribute_filter(self, user: User, attributes: Condition) -> bool:
        alternatives = attributes.get("OrConditions")
        return (
            _has_tag(user, attributes.get("TagCondition"))
            and self._meets_group(user, attributes.get("HierarchyGroupCondition"))
            and self._meets_attributes(user, attributes.get("AndCondition", {}))
            and (not alternatives or any(self._meets_attributes(user, item) for item in alternatives))
        )

    def _meets_attributes(self, user: User, condition: Condition) -> bool:
        return all(_has_tag(user, tag) for tag in condition.get("TagConditions", ())) and self._meets_group(
            user, condition.get("HierarchyGroupCondition")
        )


def _check_criteria(criteria: Condition) -> None:
    """Refuse conditions that can't be met, wherever they stand, before any user is looked at."""
    if "StringCondition" in criteria:
        check_text_condition(criteria["StringCondition"], _STRING_FIELDS)
    if "ListCondition" in criteria:
        check_list_condition(criteria["ListCondition"])
    for condition in (*criteria.get("AndConditions", ()), *criteria.get("OrConditions", ())):
        _check_criteria(condition)


def _check_attribute_filter(attributes: Condition) -> None:
    """Refuse more than one field, and more conditions than the model's documentation allows."""
    if len(attributes) > 1:
        raise InvalidParameterException("UserAttributeFilter takes one field only")
    holders = [*attributes.get("OrConditions", ()), attributes.get("AndCondition", {})]
    tags = sum(len(holder.get("TagConditions", ())) for holder in holders)
    groups = sum("HierarchyGroupCondition" in holder for holder in holders)
    if tags > MOST_TAG_CONDITIONS or groups > MOST_GROUP_CONDITIONS:
        raise InvalidParameterException(
            f"UserAttributeFilter takes at most {MOST_TAG_CONDITIONS} tag conditions "
            f"and {MOST_GROUP_CONDITIONS} hierarchy group conditions"
        )


def _meets_string(user: User, condition: Condition) -> bool:
    return meets_text_condition(condition, _STRING_FIELDS[condition["FieldName"].lower()](user))


def _meets_list(user: User, condition: Condition) -> bool:
    return meets_list_condition(condition, user.proficiencies)


def _meets_tag_filter(user: User, tag_filter: Condition) -> bool:
    alternatives = tag_filter.get("OrConditions")
    return (
        _has_tag(user, tag_filter.get("TagCondition"))
        and all(_has_tag(user, tag) for tag in tag_filter.get("AndConditions", ()))
        and (not alternatives or any(all(_has_tag(user, tag) for tag in tags) for tags in alternatives))
    )


def _has_tag(user: User, condition: Condition | None) -> bool:
    if condition is None:
        return True
    value = user.tags.get(condition.get("TagKey", ""))
    return value is not None and condition.get("TagValue", value) == value
