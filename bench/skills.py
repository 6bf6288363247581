"""The proficiencies of many users in bulk, beside one ListUserProficiencies for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.common import Say, Sizes, counts
from bench.results import Row
from connect_resources.config import Settings
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiencies import proficiencies_of
from tools.local_connect import MANAGED, REGION, LocalConnect

ATTRIBUTES = {
    "Language": ["English", "French", "German", "Spanish"],
    "Product": ["Claims", "Insurance", "Loans", "Mortgages"],
    "Tool": ["Chat", "Desk", "Mail", "Phone"],
}
LEVELS = 5
BAR = 0.05
UNTHROTTLED = 10_000


def skills_of(number: int) -> list[dict[str, Any]]:
    """Give a user's proficiencies: a value of each attribute, a second language of every third."""
    found = [
        {
            "attribute_name": name,
            "attribute_value": values[(number + at * (number // 7)) % len(values)],
            "level": (number // (at + 4)) % LEVELS + 1,
        }
        for at, (name, values) in enumerate(ATTRIBUTES.items())
    ]
    if number % 3 == 0:
        second = ATTRIBUTES["Language"][(number + 1) % len(ATTRIBUTES["Language"])]
        found.append({"attribute_name": "Language", "attribute_value": second, "level": number % LEVELS + 1})
    return found


@contextmanager
def skilled(users: int, *options: str) -> Iterator[LocalConnect]:
    """Serve an instance of so many users with proficiencies."""
    people = [
        {
            "name": f"agent-{number:05}",
            "first_name": "Ada",
            "last_name": f"Okafor {number}",
            "routing_profile": "London Billing",
            "security_profiles": ["Agent"],
            "proficiencies": skills_of(number),
        }
        for number in range(users)
    ]
    instance = {"id": MANAGED, "alias": "skilled", "identity_management": "CONNECT_MANAGED", "users": people}
    content = {"replace": True, "predefined_attributes": ATTRIBUTES, "instances": [instance]}
    with TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "seed.json"
        file.write_text(json.dumps(content))
        with LocalConnect("--seed", str(file), *options) as connect:
            yield connect


def skills(sizes: Sizes, say: Say) -> list[Row]:
    """Read the proficiencies of all users of an instance; each has those that it was given."""
    say(f"proficiencies of {sizes.skilled:,} users")
    with skilled(sizes.skilled) as connect:
        client = ConnectClient(_settings(connect))
        user_ids = {user["Username"]: user["Id"] for user in client.listing("ListUsers", MANAGED)}
        connect.reset_calls()
        found = proficiencies_of(ConnectClient(_settings(connect)), MANAGED, user_ids.values())
        calls = counts(connect)
    wrong = [name for name, user_id in user_ids.items() if _sorted(found[user_id]) != _expected(name)]
    name, details = f"proficiencies of {sizes.skilled:,} users in bulk", {"calls": calls}
    total = sum(calls.values())
    return [
        Row(f"{name}: calls", total, sizes.skilled, BAR, "", "ListUserProficiencies each", details),
        Row(f"{name}: users with others than given", len(wrong), 0, 0, "", "none"),
    ]


def _settings(connect: LocalConnect) -> Settings:
    return Settings(
        region=REGION,
        access_key="local",
        secret_key="local",  # noqa: S106 - opens nothing
        endpoints=(("connect", connect.url),),
        requests_per_second=UNTHROTTLED,
        burst=UNTHROTTLED,
    )


def _sorted(entries: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return sorted((item["AttributeName"], item["AttributeValue"], int(item["Level"])) for item in entries)


def _expected(name: str) -> list[tuple[str, str, int]]:
    given = skills_of(int(name.removeprefix("agent-")))
    return sorted((item["attribute_name"], item["attribute_value"], item["level"]) for item in given)
