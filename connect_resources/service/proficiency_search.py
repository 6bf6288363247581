"""Who has which proficiency, found by searching: an attribute's users, then a value's, then each level's.

SearchUsers shows whom a search finds, not what they have. So what is asked is what they have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from connect_resources.errors import ConnectError
from connect_resources.service.client import ConnectClient
from connect_resources.service.operations import OPERATIONS
from connect_resources.users import facts, model

Proficiency = dict[str, Any]
"""A proficiency as ListUserProficiencies shows it: AttributeName, AttributeValue and Level."""

_SEARCH: Final = "SearchUsers"
PAGE: Final = OPERATIONS[_SEARCH].page_size or 1


def levels() -> range:
    """Return the levels that there are, out of botocore's model; its text says that they are whole."""
    shape = model.service_model()["shapes"]["ProficiencyLevel"]
    return range(int(shape["min"]), int(shape["max"]) + 1)


class Search:
    """Hold who has a proficiency that meets all conditions: the first page now, the others when asked for."""

    def __init__(self, client: ConnectClient, instance_id: str, *conditions: dict[str, Any]) -> None:
        """Ask for the first page. Calls SearchUsers."""
        listed = {"TargetListType": "PROFICIENCIES", "Conditions": list(conditions)}
        self._client, self._instance_id = client, instance_id
        self._criteria = {"ListCondition": listed}
        page = next(self._pages({}))
        self._found = _ids(page)
        self._next: str | None = page.get("NextToken")
        self._total: int | None = page.get("ApproximateTotalCount")

    def _pages(self, start: dict[str, str]) -> Iterator[dict[str, Any]]:
        params = {"InstanceId": self._instance_id, "SearchCriteria": self._criteria, **start}
        return self._client.pages(_SEARCH, params, f"instance {self._instance_id}")

    def __bool__(self) -> bool:
        return bool(self._found)

    def pages(self, users: int) -> int:
        """Return how many pages there are, by the service's count, of at most so many users."""
        return max(2, ceil(min(self._total or users, users) / PAGE)) if self._next else 1

    def all(self) -> AbstractSet[str]:
        """Return the ids of all users found. Calls SearchUsers for each further page."""
        if self._next:
            others = [_ids(page) for page in self._pages({"NextToken": self._next})]
            self._found, self._next = self._found.union(*others), None
        return self._found

    def disagreeing(self, found: AbstractSet[str]) -> AbstractSet[str]:
        """Return who is found either here or by the narrower searches, but not by both.

        Further pages are read only where the first one, or the count of all, shows that somebody is.
        """
        if self._next and self._found <= found and self._total == len(found):
            return frozenset()
        return self.all() ^ found


def _ids(page: dict[str, Any]) -> set[str]:
    return {user["Id"] for user in page["Users"]}


def _text(field_name: str, value: str) -> dict[str, Any]:
    return {"StringCondition": {"FieldName": field_name, "Value": value, "ComparisonType": "EXACT"}}


def _level(level: int) -> dict[str, Any]:
    """Return the condition of a level; with both bounds, because no text says which one EQUAL reads."""
    bounds = {"MinValue": level, "MaxValue": level}
    return {"NumberCondition": {"FieldName": "limit", "ComparisonType": "EQUAL", **bounds}}


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold an attribute that somebody has, its values, and who has it."""

    attribute: str
    values: Sequence[str]
    search: Search

    def likely(self, users: int) -> int:
        """Return how many calls are left if each user has one value of the attribute."""
        return len(self.values) * (1 + len(levels())) + self.search.pages(users) - 1

    def most(self, users: int) -> int:
        """Return how many calls are left if each user has every value, and the searches agree."""
        return len(self.values) * (len(levels()) + self.search.pages(users))


def find_branches(client: ConnectClient, instance_id: str, attributes: Sequence[str]) -> list[Branch] | None:
    """Return the attributes that somebody has; None where the values of one can't be known.

    Calls SearchUsers for each attribute, and DescribePredefinedAttribute for each that somebody has.
    """
    branches = []
    for attribute in attributes:
        search = Search(client, instance_id, _text("name", attribute))
        if search:
            values = _values(client, instance_id, attribute)
            if values is None:
                return None
            branches.append(Branch(attribute, values, search))
    return branches


def _values(client: ConnectClient, instance_id: str, attribute: str) -> list[str] | None:
    """Return an attribute's values: none where it is gone, None where they aren't texts."""
    params = {"InstanceId": instance_id, "Name": attribute}
    subject = f"attribute {attribute} of instance {instance_id}"
    try:
        described = client.call("DescribePredefinedAttribute", params, subject)["PredefinedAttribute"]
    except ConnectError as error:
        if error.code != facts.NOT_FOUND_CODE:
            raise
        return []
    found: list[str] | None = described["Values"].get("StringList")
    return found


@dataclass(slots=True)
class Found:
    """Hold what the searches found.

    Attributes:
        entries: the proficiencies of each user that has any.
        doubtful: of whom the searches don't agree with each other: they are to be read one by one.
    """

    entries: defaultdict[str, list[Proficiency]] = field(default_factory=lambda: defaultdict(list))
    doubtful: set[str] = field(default_factory=set)


def search_branches(client: ConnectClient, instance_id: str, branches: Sequence[Branch]) -> Found:
    """Return who has which values of the attributes, at which levels.

    Calls SearchUsers for each value, and for each level of a value that somebody has; one call for each 500
    users found.
    """
    found = Found()
    for branch in branches:
        holders: set[str] = set()
        for value in branch.values:
            holders |= _search_value(client, instance_id, branch.attribute, value, found)
        found.doubtful |= branch.search.disagreeing(holders)
    found.doubtful |= {user for user, entries in found.entries.items() if _repeats(entries)}
    return found


def _search_value(
    client: ConnectClient, instance_id: str, attribute: str, value: str, found: Found
) -> AbstractSet[str]:
    """Find who has a value at which level, and return all who have it."""
    where = (_text("name", attribute), _text("value", value))
    search = Search(client, instance_id, *where)
    if not search:
        return frozenset()
    placed: set[str] = set()
    for level in levels():
        users = Search(client, instance_id, *where, _level(level)).all()
        for user in users:
            entry = {"AttributeName": attribute, "AttributeValue": value, "Level": float(level)}
            found.entries[user].append(entry)
        placed |= users
    others = search.disagreeing(placed)
    found.doubtful |= others
    return placed | others


def _repeats(entries: Sequence[Proficiency]) -> bool:
    """Tell whether a user was found twice with one value; the search doesn't tell upper from lower case."""
    keys = list(_keys(entries))
    return len(set(keys)) < len(keys)


def _keys(entries: Sequence[Proficiency]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        yield entry["AttributeName"].casefold(), entry["AttributeValue"].casefold()
