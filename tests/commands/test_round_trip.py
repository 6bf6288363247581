"""Instances of many kinds of users: what is exported is read, adopted and imported without a change."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connect_resources.lifecycle.fleet import FleetLifecycle
from connect_resources.users import people
from tests.commands.conftest import Command
from tests.lifecycle.harness import PASSWORD, Place
from tools.local_connect import MANAGED, REGIONS, LocalConnect

TRIPS = int(os.environ.get("ROUND_TRIPS", "2"))
"""How many instances; a long run sets more."""

USERS = 40
PADDED, DECOMPOSED, BAR, PLAIN = " Padded", "Zoe\u0308", "A|B", "VIP Care"
PROFILES = [PADDED, DECOMPOSED, BAR, PLAIN, "null", "Zoë"]
SKILLS = {"Language": ["German", "Ger|man", "a:b"], "x=y": ["1"]}
WORDS = [
    "Ada",
    "O'Neil",
    "yes",
    "null",
    "-",
    "~",
    "=",
    "1.0",
    " Ada",
    "Zoe\u0308",
    "李",
    "a,b",
    'q"q',
    "a\tb",
    "#",
    "a: b",
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalConnect]:
    """Serve an instance whose names are hard to write."""
    seed = tmp_path_factory.mktemp("odd") / "seed.json"
    instance = {"id": MANAGED, "alias": "odd", "identity_management": "CONNECT_MANAGED", "users": []}
    content = {"replace": True, "routing_profiles": PROFILES, "security_profiles": PROFILES}
    seed.write_text(json.dumps({**content, "predefined_attributes": SKILLS, "instances": [instance]}))
    running = LocalConnect("--seed", str(seed), *REGIONS)
    yield running
    assert running.stop() == ""


@pytest.fixture(params=range(TRIPS))
def trip(
    request: pytest.FixtureRequest, odd: LocalConnect, monkeypatch: pytest.MonkeyPatch
) -> tuple[Place, int]:
    """Give a region with random users of its own, and its number."""
    place = Place(odd, f"eu-trip-{request.node.name}-{request.param}".translate({91: 45, 93: None, 95: 45}))
    for name, value in odd.environment(place.region).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONNECT_REQUESTS_PER_SECOND", "1000")
    monkeypatch.setenv("CONNECT_BURST", "1000")
    _make_people(place, random.Random(request.param))  # noqa: S311 - reproducible, guards nothing
    odd.reset_calls()
    return place, request.param


def _make_people(place: Place, chance: random.Random) -> None:
    routing = [item["Id"] for item in _listed(place, "list_routing_profiles", "RoutingProfileSummaryList")]
    security = [item["Id"] for item in _listed(place, "list_security_profiles", "SecurityProfileSummaryList")]
    groups = [
        item["Id"] for item in _listed(place, "list_user_hierarchy_groups", "UserHierarchyGroupSummaryList")
    ]
    for number in range(USERS):
        name = chance.choice(["agent", "Ägent", "a|b", "null", "00"]) + str(number)
        given: dict[str, Any] = {
            "IdentityInfo": _identity(chance, number),
            "PhoneConfig": _phone(chance),
            "RoutingProfileId": chance.choice(routing[3:] if number % 4 else routing),
            "SecurityProfileIds": chance.sample(
                security[3:] if number % 5 else security, chance.randint(1, 3)
            ),
        }
        if chance.random() < 0.6:
            given["HierarchyGroupId"] = chance.choice(groups)
        if chance.random() < 0.5:
            given["Tags"] = _tags(chance)
        user_id = place.make_user(name, MANAGED, **given)
        if chance.random() < 0.4:
            _give_skills(place, chance, user_id)
        if chance.random() < 0.2:
            _set_channels(place, chance, user_id)


def _listed(place: Place, operation: str, member: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = place.outside(operation, InstanceId=MANAGED)[member]
    return found


def _identity(chance: random.Random, number: int) -> dict[str, str]:
    found = {"FirstName": chance.choice(WORDS), "LastName": chance.choice(WORDS)}
    if chance.random() < 0.5:
        found["Email"] = f"agent{number}@example.com"
    if chance.random() < 0.2:
        found["SecondaryEmail"] = f"agent{number}@example.org"
    if chance.random() < 0.2:
        found["Mobile"] = f"+4477009000{number:02}"
    return found


def _phone(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "PhoneType": "SOFT_PHONE",
        "AutoAccept": chance.random() < 0.5,
        "AfterContactWorkTimeLimit": chance.choice([0, 0, 30]),
    }
    if chance.random() < 0.2:
        found |= {"PhoneType": "DESK_PHONE", "DeskPhoneNumber": "+442071838750"}
    if chance.random() < 0.2:
        found["PersistentConnection"] = True
    return found


def _tags(chance: random.Random) -> dict[str, str]:
    keys = chance.sample(["site", "a=b", "a:b", " pad", "team"], chance.randint(1, 3))
    return {key: chance.choice(["London", "a=b", "a:b", "pad ", ""]) for key in keys}


def _give_skills(place: Place, chance: random.Random, user_id: str) -> None:
    pairs = [(name, value) for name, values in SKILLS.items() for value in values]
    entries = [
        {"AttributeName": name, "AttributeValue": value, "Level": chance.randint(1, 5)}
        for name, value in chance.sample(pairs, chance.randint(1, 3))
    ]
    place.outside(
        "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=entries
    )


def _set_channels(place: Place, chance: random.Random, user_id: str) -> None:
    lists = {
        "VoiceEnhancementConfigs": [{"Channel": "VOICE", "VoiceEnhancementMode": "VOICE_ISOLATION"}],
        "AutoAcceptConfigs": [{"Channel": "CHAT", "AutoAccept": chance.random() < 0.5}],
        "AfterContactWorkConfigs": [
            {"Channel": "TASK", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 20}}
        ],
    }
    chosen = {name: lists[name] for name in chance.sample(sorted(lists), chance.randint(1, 3))}
    place.outside("update_user_config", InstanceId=MANAGED, UserId=user_id, **chosen)


@pytest.mark.parametrize("form", ["yaml", "csv"])
@pytest.mark.parametrize("options", [(), ("--bulk-only",)], ids=["whole", "bulk"])
def test_exported_roster_changes_nobody(
    trip: tuple[Place, int], command: Command, tmp_path: Path, form: str, options: tuple[str, ...]
) -> None:
    """Whoever is in the roster is imported and adopted as it is; whoever isn't was named."""
    place, _ = trip
    roster = tmp_path / f"users.{form}"
    both = tmp_path / "both.json"
    where = ("--instance", MANAGED)
    done = command(
        "export", *where, *options, "--format", form, "--output", str(roster), "--import-file", str(both)
    )
    assert done.status == 0, done.said
    imported = command("import", str(roster), *where)
    assert imported.status == 0, imported.said
    users = {entry["name"]: entry for entry in json.loads(imported.result)["resources"]}
    assert imported.said.splitlines() == [f"{len(users)} users are to be imported"]
    assert imported.result == both.read_text()
    missing = set(place.names()) - users.keys()
    assert all(name in done.said for name in missing)
    assert len(users) >= USERS // 2
    place.server.reset_calls()
    _adopt(place, {name: entry["inputs"] for name, entry in users.items()})
    assert place.server.mutating_calls() == []


def _adopt(place: Place, users: dict[str, dict[str, Any]]) -> None:
    """Take the users over as a fleet."""
    own = {"name", "instance_id", "__provider"}
    texts = {
        name: people.to_text({key: value for key, value in inputs.items() if key not in own})
        for name, inputs in users.items()
    }
    fleet = FleetLifecycle(place.client(), place.reports.append)
    given = {"instance_id": MANAGED, "users": texts, "adopt_existing": True, "password": PASSWORD}
    inputs, failures = fleet.check({}, given)
    assert failures == []
    assert fleet.create(inputs).whole().outputs["failed"] == {}
