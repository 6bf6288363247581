"""The proficiencies of many users at once: searched for, they are what each user's own listing says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect_resources.errors import UnavailableError
from connect_resources.service.bulk import take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiencies import most_calls, proficiencies_of, user_proficiencies
from connect_resources.service.proficiency_search import find_branches, levels, search_branches
from tests.lifecycle.harness import MANAGED, Place
from tests.lifecycle.test_user_failures import fault
from tools.local_connect import LocalConnect

ATTRIBUTES = {"Language": ["German", "French"], "Product": ["Loans"], "vip": ["yes"], "VIP": ["yes", "no"]}
PAIRS = [(name, value) for name, values in ATTRIBUTES.items() for value in values]
USERS, MANY = 24, 1100
REGION = "eu-skills-1"
Skills = Mapping[tuple[str, str], int]
_numbers = count(1)

populations = st.lists(
    st.dictionaries(st.sampled_from(PAIRS), st.integers(levels()[0], levels()[-1]), max_size=4),
    min_size=1,
    max_size=USERS,
)


def seed(file: Path, users: Iterable[Skills], attributes: Mapping[str, list[str]]) -> Path:
    """Write a seed of one instance, whose users have these proficiencies."""
    people = [
        {
            "name": f"agent-{number:05}",
            "first_name": "Ada",
            "last_name": "Okafor",
            "routing_profile": "Basic Routing Profile",
            "security_profiles": ["Agent"],
            "proficiencies": [
                {"attribute_name": name, "attribute_value": value, "level": level}
                for (name, value), level in skills.items()
            ],
        }
        for number, skills in enumerate(users)
    ]
    instance = {"id": MANAGED, "alias": "skilled", "identity_management": "CONNECT_MANAGED", "users": people}
    content = {"replace": True, "predefined_attributes": attributes, "instances": [instance]}
    file.write_text(json.dumps(content))
    return file


def ids_of(place: Place) -> list[str]:
    """Return the ids of all users."""
    pages = place.boto.get_paginator("list_users").paginate(InstanceId=MANAGED)
    return [user["Id"] for page in pages for user in page["UserSummaryList"]]


def sets(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, set[tuple[Any, ...]]]:
    """Return proficiencies without an order."""
    return {user: {tuple(sorted(entry.items())) for entry in held} for user, held in found.items()}


def truth(place: Place, user_ids: Iterable[str]) -> dict[str, set[tuple[Any, ...]]]:
    """Return what each user's own listing says."""
    return sets({user_id: place.proficiencies(user_id) for user_id in user_ids})


def counted(place: Place, client: ConnectClient, user_ids: list[str]) -> tuple[Any, Counter[str]]:
    """Return the proficiencies of users, and the calls that they took beside the listings of all users."""
    take_snapshot(client, MANAGED)
    found, calls = place.counted(lambda: proficiencies_of(client, MANAGED, user_ids))
    return sets(found), Counter(calls)


@pytest.fixture(scope="module")
def server_of_few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalConnect]:
    """Serve regions of some users without proficiencies."""
    file = seed(tmp_path_factory.mktemp("seed") / "seed.json", [{}] * USERS, ATTRIBUTES)
    with LocalConnect("--seed", str(file)) as connect:
        yield connect


@pytest.fixture
def few(server_of_few: LocalConnect) -> Place:
    """Give a region of its own."""
    return Place(server_of_few, f"eu-few-{next(_numbers)}")


@pytest.fixture(scope="module")
def server_of_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalConnect]:
    """Serve more users than two pages hold; of each attribute most have one value, and some another."""
    users: list[Skills] = [
        {
            ("Language", ("German", "French")[number % 2]): number % 5 + 1,
            **({("Product", "Loans"): 5 - number % 5} if number % 10 else {}),
        }
        for number in range(MANY)
    ]
    attributes = {name: ATTRIBUTES[name] for name in ("Language", "Product", "vip")}
    file = seed(tmp_path_factory.mktemp("seed") / "seed.json", users, attributes)
    with LocalConnect("--seed", str(file)) as connect:
        yield connect


@pytest.fixture
def many(server_of_many: LocalConnect) -> Place:
    """Give the region of many users."""
    return Place(server_of_many, REGION)


def give(place: Place, population: Iterable[Skills]) -> list[str]:
    """Give users proficiencies, and return their ids."""
    user_ids = ids_of(place)
    for user_id, skills in zip(user_ids, population, strict=False):
        entries = [
            {"AttributeName": name, "AttributeValue": value, "Level": float(level)}
            for (name, value), level in skills.items()
        ]
        if entries:
            place.outside(
                "associate_user_proficiencies",
                InstanceId=MANAGED,
                UserId=user_id,
                UserProficiencies=entries,
            )
    return user_ids


@settings(max_examples=15, deadline=None, database=None)
@given(population=populations)
def test_proficiencies_in_bulk_are_those_of_each_user(
    server_of_few: LocalConnect, population: list[Skills]
) -> None:
    """Whoever has whatever, names that differ in case only included; searched, and as the counts decide."""
    place = Place(server_of_few, f"eu-few-{next(_numbers)}")
    user_ids = give(place, population)
    expected = truth(place, user_ids)
    client = place.client()
    found = search_branches(client, MANAGED, find_branches(client, MANAGED, list(ATTRIBUTES)) or [])
    searched = {user: found.entries.get(user, []) for user in user_ids if user not in found.doubtful}
    assert sets(searched) == {user: expected[user] for user in searched}
    assert counted(place, client, user_ids)[0] == expected
    twins = {pair for pair in PAIRS if pair[0].casefold() == "vip"}
    assert found.doubtful == {
        user for user, skills in zip(user_ids, population, strict=False) if twins & skills.keys()
    }


def test_proficiencies_of_more_users_than_a_page_take_a_search_for_each_level(many: Place) -> None:
    """An attribute that nobody has is one call; no further page is read where the counts agree."""
    user_ids = ids_of(many)
    found, calls = counted(many, many.client(), user_ids)
    assert found == truth(many, user_ids)
    attributes, values, each = 3, 3, 5
    pages_of_french_and_german_and_loans = values * (1 + each)
    assert calls == Counter(
        ListPredefinedAttributes=1,
        DescribePredefinedAttribute=2,
        SearchUsers=attributes + pages_of_french_and_german_and_loans,
    )


def test_most_calls_are_known_before_and_never_exceeded(many: Place) -> None:
    """What is asked to know them isn't asked again."""
    client, user_ids = many.client(), ids_of(many)
    take_snapshot(client, MANAGED)
    most, before = many.counted(lambda: most_calls(client, MANAGED, user_ids))
    assert Counter(before) == Counter(
        SearchUsers=3, ListPredefinedAttributes=1, DescribePredefinedAttribute=2
    )
    assert most == 2 * (3 + 5) + (2 + 5)
    _, calls = counted(many, client, user_ids)
    assert calls == Counter(SearchUsers=18)
    assert most_calls(many.client(), MANAGED, user_ids[:9]) == 9


def test_proficiencies_of_few_users_are_read_one_by_one(many: Place) -> None:
    """Each step towards searching has to be worth it, by the number of users asked about."""
    user_ids = ids_of(many)
    read = Counter(ListUserProficiencies=9)
    assert counted(many, many.client(), user_ids[:9])[1] == read
    read = Counter(ListUserProficiencies=11, ListPredefinedAttributes=1)
    assert counted(many, many.client(), user_ids[:11])[1] == read
    seen = Counter(SearchUsers=3, DescribePredefinedAttribute=2)
    read = Counter(ListUserProficiencies=15, ListPredefinedAttributes=1) + seen
    assert counted(many, many.client(), user_ids[:15])[1] == read


def test_users_asked_for_one_by_one_are_searched_for_once_that_is_worth_it(many: Place) -> None:
    """A run that doesn't know how many users it will ask about makes no more calls than both ways."""
    client, user_ids = many.client(), ids_of(many)[:100]
    take_snapshot(client, MANAGED)
    found, calls = many.counted(
        lambda: {user: user_proficiencies(client, MANAGED, user) for user in user_ids}
    )
    assert sets(found) == truth(many, user_ids)
    likely = 3 * (1 + 5) + (3 - 1) + (2 - 1)
    assert Counter(calls) == Counter(
        ListUserProficiencies=likely,
        ListPredefinedAttributes=1,
        DescribePredefinedAttribute=2,
        SearchUsers=3 + 18,
    )


def test_proficiencies_that_searches_cannot_place_are_read(tmp_path: Path) -> None:
    """A level between two, a value that the attribute has lost: such users are read, and nobody else."""
    users: list[Skills] = [{("Language", "German"): 3} for _ in range(MANY)]
    file = seed(tmp_path / "seed.json", users, {"Language": ["German", "Norse"]})
    state = tmp_path / "users.json"
    with LocalConnect("--seed", str(file), "--state", str(state)) as before:
        Place(before, REGION).make_user("nobody-1")
    content = json.loads(state.read_text())
    held = [entry["user"]["proficiencies"] for entry in content["users"] if entry["user"]["proficiencies"]]
    held[0][0]["Level"] = 2.5
    held[700][0]["AttributeValue"] = "Norse"
    state.write_text(json.dumps(content))
    seed(file, [], {"Language": ["German"]})
    with LocalConnect("--seed", str(file), "--state", str(state)) as after:
        place = Place(after, REGION)
        user_ids = ids_of(place)
        found, calls = counted(place, place.client(), user_ids)
        assert found == truth(place, user_ids)
        assert calls["ListUserProficiencies"] == 2
        levels_found = Counter(dict(entry)["Level"] for entries in found.values() for entry in entries)
        assert levels_found == {2.5: 1, 3.0: MANY - 1}


def test_user_that_no_search_shows_yet_is_read(many: Place) -> None:
    """A user that the index doesn't know isn't taken for one without proficiencies."""
    client, user_ids = many.client(), ids_of(many)
    proficiencies_of(client, MANAGED, user_ids)
    late = many.make_user("late")
    try:
        language = {"AttributeName": "Language", "AttributeValue": "German", "Level": 4.0}
        many.outside(
            "associate_user_proficiencies", InstanceId=MANAGED, UserId=late, UserProficiencies=[language]
        )
        found = proficiencies_of(client, MANAGED, [*user_ids, late])
        assert found[late] == [language]
    finally:
        many.outside("delete_user", InstanceId=MANAGED, UserId=late)


@pytest.mark.parametrize("asked", [5, MANY], ids=["read", "searched"])
def test_user_that_is_gone_meanwhile_is_left_out(many: Place, asked: int) -> None:
    """Nobody is said to have no proficiencies because they are gone."""
    client, user_ids = many.client(), ids_of(many)[:asked]
    gone = many.make_user("gone")
    many.outside("delete_user", InstanceId=MANAGED, UserId=gone)
    assert list(proficiencies_of(client, MANAGED, [*user_ids, gone])) == user_ids


@pytest.mark.parametrize("operation", ["ListPredefinedAttributes", "DescribePredefinedAttribute"])
def test_proficiencies_are_read_one_by_one_where_searching_is_refused(few: Place, operation: str) -> None:
    """A policy from before is enough; what is refused, and what that means, is said once."""
    user_ids = give(few, [{("Language", "German"): 3}])
    client = ConnectClient(few.settings(), few.time.clock, few.reports.append)
    few.server.faults([fault(operation, "AccessDeniedException", status=403)])
    found, calls = counted(few, client, user_ids)
    assert (found, calls["ListUserProficiencies"], calls[operation]) == (truth(few, user_ids), USERS, 1)
    assert few.reports == [
        f"{operation} was refused (AccessDeniedException): the proficiencies of users of instance {MANAGED} "
        "aren't searched for, but read one by one (ListUserProficiencies)"
    ]


@pytest.mark.parametrize(
    "operation", ["ListPredefinedAttributes", "SearchUsers", "DescribePredefinedAttribute"]
)
@pytest.mark.parametrize(
    "body", ["", "{}", '{"Users": [{}]}', '{"PredefinedAttribute": {"Name": "Language"}}']
)
def test_proficiencies_of_which_an_answer_is_cut_are_not_taken_for_none(
    few: Place, operation: str, body: str
) -> None:
    """One such answer is asked for again; where none is usable that is an error, and the next may try."""
    user_ids = give(few, [{("Language", "German"): 3}, {}, {("Product", "Loans"): 1}])
    client, expected = few.client(), truth(few, user_ids)
    take_snapshot(client, MANAGED)
    few.server.faults([{"operation": operation, "body": body, "times": 5}])
    with pytest.raises(UnavailableError, match=f"^{operation} .* failed: UnusableAnswer"):
        proficiencies_of(client, MANAGED, user_ids)
    few.server.faults([{"operation": operation, "body": body}])
    found, calls = counted(few, client, user_ids)
    assert (found, calls["ListUserProficiencies"]) == (expected, 0)
