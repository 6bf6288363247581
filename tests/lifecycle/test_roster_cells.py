"""Cells of a roster that are emptied: what becomes of the values that Connect holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect_resources.roster import ResolvedIds, read_roster, user_arguments
from tests.lifecycle.harness import PASSWORD, Place, Stack, routing, security
from tests.lifecycle.plain import NUMBER, PHONE, STATE, USER

IDS = ResolvedIds({"Basic": routing()}, {"Agent": security()}, {})
FULL: dict[str, str] = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "ada@example.com",
    "secondary_email": "ada@example.org",
    "mobile": NUMBER,
    "phone_type": "SOFT_PHONE",
    "desk_phone_number": NUMBER,
    "auto_accept": "true",
    "after_contact_work_time_limit": "30",
    "persistent_connection": "true",
}
IDENTITY = {
    **USER["IdentityInfo"],
    "Email": "ada@example.com",
    "SecondaryEmail": "ada@example.org",
    "Mobile": NUMBER,
}
PHONES = {
    "PhoneType": "SOFT_PHONE",
    "AutoAccept": True,
    "AfterContactWorkTimeLimit": 30,
    "DeskPhoneNumber": NUMBER,
    "PersistentConnection": True,
}
MEMBERS = {
    "email": "Email",
    "secondary_email": "SecondaryEmail",
    "mobile": "Mobile",
    "desk_phone_number": "DeskPhoneNumber",
    "auto_accept": "AutoAccept",
    "after_contact_work_time_limit": "AfterContactWorkTimeLimit",
    "persistent_connection": "PersistentConnection",
}


def arguments(file: Path, end: str, fields: dict[str, str]) -> dict[str, Any]:
    """Return what a roster of one user says, in CSV with an empty cell for each field that it lacks."""
    given = {"name": "alice", "routing_profile": "Basic", "security_profiles": "Agent", **fields}
    if end == "csv":
        names = ["name", "routing_profile", "security_profiles", *FULL]
        text = ",".join(names) + "\n" + ",".join(given.get(name, "") for name in names) + "\n"
    else:
        quoted = {key: f'"{value}"' if value == NUMBER else value for key, value in given.items()}
        quoted["security_profiles"] = "[Agent]"
        text = "users:\n- {" + ", ".join(f"{name}: {value}" for name, value in quoted.items()) + "}\n"
    path = file / f"users.{end}"
    path.write_text(text)
    (row,) = read_roster(str(path)).rows
    return {**user_arguments(row, IDS), "instance_id": STATE["instance_id"], "password": PASSWORD}


@pytest.mark.parametrize("end", ["csv", "yaml"])
@pytest.mark.parametrize("name", MEMBERS)
def test_roster_field_that_is_emptied_is_cleared_in_connect(
    place: Place, tmp_path: Path, name: str, end: str
) -> None:
    """A field that had a value and has none any more goes back to empty, or to the service's default."""
    stack = Stack(place)
    stack.up(arguments(tmp_path, end, FULL))
    stack.up(arguments(tmp_path, end, {key: value for key, value in FULL.items() if key != name}))
    member = MEMBERS[name]
    identity = {key: value for key, value in IDENTITY.items() if key != member}
    phone = {key: PHONE.get(key) if key == member else value for key, value in PHONES.items()}
    phone = {key: value for key, value in phone.items() if value is not None}
    found = place.user(stack.user_id)
    assert (found["IdentityInfo"], found["PhoneConfig"]) == (identity, phone)


@pytest.mark.parametrize("end", ["csv", "yaml"])
def test_roster_row_without_any_field_of_a_group_leaves_what_connect_holds(
    place: Place, tmp_path: Path, end: str
) -> None:
    """A row that gives no name, address or number, or no phone setting, leaves all of these to Connect."""
    stack = Stack(place)
    stack.up(arguments(tmp_path, end, FULL))
    assert stack.up(arguments(tmp_path, end, {})) == ("release identity_info", "release phone_config")
    found = place.user(stack.user_id)
    assert (found["IdentityInfo"], found["PhoneConfig"]) == (IDENTITY, PHONES)
