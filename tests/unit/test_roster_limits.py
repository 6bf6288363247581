"""The limits of Connect in a roster: checking's own words, at the roster's fields and lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect_resources.errors import RosterError
from connect_resources.roster import ResolvedIds, RosterRow, read_roster, user_arguments
from connect_resources.roster.limits import RowChecker
from connect_resources.users.check import check_user

BEYOND = """\
defaults:
  after_contact_work_time_limit: -1
  routing_profile: Sales
users:
- name: {long}
  first_name: {long}
  mobile: "12"
  secondary_email: nobody
  phone_type: HARD_PHONE
  desk_phone_number: "020 7946 0101"
  security_profiles: [{eleven}]
  tags: {{aws:owner: x}}
  proficiencies: [{{attribute_name: Language, attribute_value: German, level: 9}}]
- name: ana
  security_profiles: [Agent]
- name: ben
  security_profiles: [Agent]
  phone_type: SOFT_PHONE
"""
LONG = "a" * 256
ELEVEN = [f"Profile {number}" for number in range(11)]

ARGUMENTS: dict[str, Any] = {
    "name": LONG,
    "identity_info": {"first_name": LONG, "mobile": "12", "secondary_email": "nobody"},
    "phone_config": {
        "phone_type": "HARD_PHONE",
        "desk_phone_number": "020 7946 0101",
        "after_contact_work_time_limit": -1,
    },
    "security_profile_ids": ELEVEN,
    "tags": {"aws:owner": "x"},
    "proficiencies": [{"attribute_name": "Language", "attribute_value": "German", "level": 9}],
}
PLACES = {
    "phone_config.after_contact_work_time_limit": (2, "after_contact_work_time_limit"),
    "name": (5, "name"),
    "identity_info.first_name": (6, "first_name"),
    "identity_info.mobile": (7, "mobile"),
    "identity_info.secondary_email": (8, "secondary_email"),
    "phone_config.phone_type": (9, "phone_type"),
    "phone_config.desk_phone_number": (10, "desk_phone_number"),
    "security_profile_ids": (11, "security_profiles"),
    "tags[0] key": (12, "tags[0]"),
    "proficiencies[0].level": (13, "proficiencies[0].level"),
}


def reasons() -> dict[str, str]:
    """Give what checking says about the same arguments, by path; the ids are beside the point here."""
    failures = check_user(ARGUMENTS, identity_management=None, creating=False)
    # Of a tag, the reason says whether the key or the value is meant.
    return {
        failure.path: f"{failure.path.partition(' ')[2]} {failure.reason}".strip() for failure in failures
    }


def test_roster_beyond_the_limits_is_refused_where_the_values_stand(tmp_path: Path) -> None:
    """Each value beyond a limit is one problem at its own line, a default's once, in checking's words."""
    file = tmp_path / "r.yaml"
    file.write_text(BEYOND.format(long=LONG, eleven=", ".join(ELEVEN)))
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    expected = sorted((*PLACES[path], reason) for path, reason in reasons().items())
    assert [(one.line, one.field, one.reason) for one in caught.value.problems] == expected


def test_roster_beyond_a_limit_is_refused_for_each_user(tmp_path: Path) -> None:
    """A bad cell is a problem on every line that has it; good users before and between change nothing."""
    file = tmp_path / "r.csv"
    types = ["SOFT_PHONE", "HARD_PHONE", "SOFT_PHONE", "HARD_PHONE", "SOFT_PHONE"]
    rows = "".join(f"user{line},Sales,Agent,{kind}\n" for line, kind in enumerate(types, start=2))
    file.write_text(f"name,routing_profile,security_profiles,phone_type\n{rows}")
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    assert [(one.line, one.field) for one in caught.value.problems] == [(3, "phone_type"), (5, "phone_type")]


def test_roster_value_that_is_refused_is_not_shown(tmp_path: Path) -> None:
    """An address or number that is refused is personal, so the message doesn't hold it."""
    file = tmp_path / "r.csv"
    file.write_text(
        "name,routing_profile,security_profiles,secondary_email,mobile,desk_phone_number\n"
        "ana,Sales,Agent,ana-at-home,0770-private,0207-private\n"
    )
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    shown = str(caught.value).replace(str(file), "")
    assert (len(caught.value.problems), "private" in shown, "ana-at-home" in shown) == (3, False, False)


SOME_ID = "00000000-0000-0000-0000-000000000001"
IDS = ResolvedIds({"Sales": SOME_ID}, {"Agent": SOME_ID}, {"EMEA": SOME_ID})
GOOD: dict[str, Any] = {
    "hierarchy_group": "EMEA",
    "phone_type": "SOFT_PHONE",
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "a@example.com",
    "tags": (("k", "v"),),
}
BAD: list[dict[str, Any]] = [
    {"phone_type": "HARD_PHONE"},
    {"phone_type": "DESK_PHONE"},
    {"phone_type": "DESK_PHONE", "desk_phone_number": ""},
    {"first_name": ""},
    {"last_name": ""},
    {"desk_phone_number": "12"},
    {"after_contact_work_time_limit": -1},
    {"mobile": "12"},
    {"secondary_email": "nobody"},
    {"tags": (("aws:a", "b"),)},
    {"tags": (("k", "v" * 257),)},
]
NAMES = 2
"""How many of these are wrong only where Connect requires names."""


@pytest.mark.parametrize("kind", [None, "CONNECT_MANAGED", "EXISTING_DIRECTORY"])
def test_limits_find_what_a_check_of_each_whole_user_finds(kind: str | None) -> None:
    """That arguments are checked apart, and once for all users, hides no failure and makes none up."""
    rows = [RosterRow(line, f"user{line}", "Sales", ("Agent",), **GOOD) for line in range(2)]
    for change in BAD:
        rows += [rows[0]._replace(**change), rows[1], rows[0]._replace(**change, name="a" * 101)]
    limits = RowChecker(kind)
    whole = [check_user(user_arguments(row, IDS), identity_management=kind, creating=False) for row in rows]
    assert [sorted(limits.failures(row)) for row in rows] == [sorted(failures) for failures in whole]
    wrong = len(BAD) if kind == "CONNECT_MANAGED" else len(BAD) - NAMES
    assert sum(map(len, whole)) == 2 * wrong + len(BAD)
