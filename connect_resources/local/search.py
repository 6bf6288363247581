"""What SearchUsers knows: an index that may lag behind the users, and the conditions that pick from it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .exceptions import AccessDeniedException, InvalidParameterException, InvalidRequestException
from .user import User

Condition = Mapping[str, Any]
GroupAncestry = Callable[[str], tuple[str, ...]]
"""Give the ids on a hierarchy group's path, from the top down to the group itself."""

# Source: the documentation of shape UserSearchCriteria in botocore's model
CONTAINS_LENGTH = range(2, 26)
_STRING_FIELDS: dict[str, Callable[[User], list[str]]] = {
    "username": lambda user: [user.username],
    "firstname": lambda user: [user.identity_info.get("FirstName", "")],
    "lastname": lambda user: [user.identity_info.get("LastName", "")],
    "routingprofileid": lambda user: [user.routing_profile_id],
    "securityprofileid": lambda user: user.security_profile_ids,
    "resourceid": lambda user: [user.id],
}
_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "EXACT": lambda text, wanted: text == wanted,
    "STARTS_WITH": lambda text, wanted: text.startswith(wanted),
    "CONTAINS": lambda text, wanted: wanted in text,
}


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
        _refuse_unserved(criteria)
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


def _refuse_unserved(criteria: Condition) -> None:
    """Refuse conditions that can't be met, wherever they stand, before any user is looked at."""
    if "ListCondition" in criteria:
        raise InvalidRequestException("The local Connect doesn't serve ListCondition")
    if "StringCondition" in criteria:
        _check_string_condition(criteria["StringCondition"])
    for condition in (*criteria.get("AndConditions", ()), *criteria.get("OrConditions", ())):
        _refuse_unserved(condition)


def _check_string_condition(condition: Condition) -> None:
    if condition.get("FieldName", "").lower() not in _STRING_FIELDS:
        raise InvalidParameterException("StringCondition.FieldName isn't a field that users are searched by")
    is_contains = condition.get("ComparisonType") == "CONTAINS"
    if is_contains and len(condition.get("Value", "")) not in CONTAINS_LENGTH:
        raise InvalidParameterException("StringCondition.Value must have 2 to 25 characters with CONTAINS")


def _meets_string(user: User, condition: Condition) -> bool:
    compare = _COMPARISONS[condition.get("ComparisonType", "EXACT")]
    wanted = condition.get("Value", "").casefold()
    texts = _STRING_FIELDS[condition["FieldName"].lower()](user)
    return any(compare(text.casefold(), wanted) for text in texts)


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
