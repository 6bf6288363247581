"""What a readable roster says: rows, defaults, and the arguments that ConnectUser gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect_resources.roster import (
    Proficiency,
    ResolvedIds,
    Roster,
    RosterRow,
    read_roster,
    user_arguments,
)

REQUIRED_YAML = "routing_profile: Sales, security_profiles: [Agent]"
REQUIRED_HEADER = "name,routing_profile,security_profiles"


def read(folder: Path, name: str, text: str) -> Roster:
    """Write a roster and read it, without the lines of fields, which the tests of problems show."""
    file = folder / name
    file.write_bytes(text.encode())
    roster = read_roster(str(file))
    return Roster(tuple(one._replace(lines={}, file="") for one in roster.rows))


def row(line: int, name: str, **values: Any) -> RosterRow:
    """Give a row with the profiles that these tests use."""
    return RosterRow(line, name, "Sales", ("Agent",), lines={}, **values)


WHOLE_YAML = """\
users:
  - name: ana.lopez
    first_name: Ana
    last_name: López
    email: ana.lopez@example.com
    secondary_email: ana@example.org
    mobile: "+447700900001"
    routing_profile: Sales
    security_profiles: [Agent, Supervisor]
    hierarchy_group: EMEA/London/Team 1
    phone_type: DESK_PHONE
    desk_phone_number: "+442079460101"
    auto_accept: false
    after_contact_work_time_limit: 30
    persistent_connection: yes
    password_secret_id: connect/ana
    directory_user_id: S-1-5
    tags: {site: London, team: "1"}
    proficiencies:
      - {attribute_name: Language, attribute_value: German, level: 4}
      - {attribute_name: Product, attribute_value: "Loans: home", level: 2.0}
"""
WHOLE_CSV = (
    "name,first_name,last_name,email,secondary_email,mobile,routing_profile,security_profiles,hierarchy_group,"
    "phone_type,desk_phone_number,auto_accept,after_contact_work_time_limit,persistent_connection,"
    "password_secret_id,directory_user_id,tags,proficiencies\n"
    "ana.lopez,Ana,López,ana.lopez@example.com,ana@example.org,+447700900001,Sales,Agent | Supervisor,"
    "EMEA/London/Team 1,DESK_PHONE,+442079460101,FALSE,30,yes,connect/ana,S-1-5,"
    "site=London| team = 1,Language=German:4|Product=Loans: home:2.0\n"
)
WHOLE_ROW = RosterRow(
    2,
    "ana.lopez",
    "Sales",
    ("Agent", "Supervisor"),
    first_name="Ana",
    last_name="López",
    email="ana.lopez@example.com",
    secondary_email="ana@example.org",
    mobile="+447700900001",
    hierarchy_group="EMEA/London/Team 1",
    phone_type="DESK_PHONE",
    desk_phone_number="+442079460101",
    auto_accept=False,
    after_contact_work_time_limit=30,
    persistent_connection=True,
    password_secret_id="connect/ana",
    directory_user_id="S-1-5",
    tags=(("site", "London"), ("team", "1")),
    proficiencies=(Proficiency("Language", "German", 4), Proficiency("Product", "Loans: home", 2.0)),
    lines={},
)
WHOLE_ARGUMENTS = {
    "name": "ana.lopez",
    "identity_info": {
        "first_name": "Ana",
        "last_name": "López",
        "email": "ana.lopez@example.com",
        "secondary_email": "ana@example.org",
        "mobile": "+447700900001",
    },
    "routing_profile_id": "rp-1",
    "security_profile_ids": ["sp-1", "sp-2"],
    "hierarchy_group_id": "hg-1",
    "phone_config": {
        "phone_type": "DESK_PHONE",
        "desk_phone_number": "+442079460101",
        "auto_accept": False,
        "after_contact_work_time_limit": 30,
        "persistent_connection": True,
    },
    "password_secret_id": "connect/ana",
    "directory_user_id": "S-1-5",
    "tags": {"site": "London", "team": "1"},
    "proficiencies": [
        {"attribute_name": "Language", "attribute_value": "German", "level": 4},
        {"attribute_name": "Product", "attribute_value": "Loans: home", "level": 2.0},
    ],
}
IDS = ResolvedIds({"Sales": "rp-1"}, {"Agent": "sp-1", "Supervisor": "sp-2"}, {"EMEA/London/Team 1": "hg-1"})


@pytest.mark.parametrize(
    ("name", "text"),
    [("r.yaml", WHOLE_YAML), ("r.yml", WHOLE_YAML), ("r.csv", WHOLE_CSV), ("R.CSV", WHOLE_CSV)],
    ids=["yaml", "yml", "csv", "capital letters"],
)
def test_roster_every_field_reads_alike(tmp_path: Path, name: str, text: str) -> None:
    """Every field has the same value whether it was written in YAML or in CSV."""
    assert read(tmp_path, name, text) == Roster((WHOLE_ROW,))


def test_user_arguments_every_field_becomes_an_argument() -> None:
    """A row with every field gives every argument that a roster can set, with ids for names."""
    assert user_arguments(WHOLE_ROW, IDS) == WHOLE_ARGUMENTS


def test_user_arguments_absent_fields_are_left_out() -> None:
    """What a row doesn't have is no argument, so that it stays unmanaged."""
    assert user_arguments(row(1, "ana"), IDS) == {
        "name": "ana",
        "routing_profile_id": "rp-1",
        "security_profile_ids": ["sp-1"],
    }


def test_user_arguments_empty_values_are_kept() -> None:
    """Empty is not absent: no group, no tags and no proficiencies are arguments, which clear."""
    cleared = row(1, "ana", hierarchy_group="", email="", tags=(), proficiencies=())
    assert user_arguments(cleared, IDS) == {
        "name": "ana",
        "routing_profile_id": "rp-1",
        "security_profile_ids": ["sp-1"],
        "identity_info": {"email": ""},
        "hierarchy_group_id": "",
        "tags": {},
        "proficiencies": [],
    }


def test_user_arguments_are_not_shared_between_users(tmp_path: Path) -> None:
    """Two users whose cells are equal don't share a map that one of them could change."""
    rows = read(tmp_path, "r.csv", f"{REQUIRED_HEADER},tags\na,Sales,Agent,k=v\nb,Sales,Agent,k=v\n").rows
    first, second = (user_arguments(one, IDS) for one in rows)
    first["tags"]["k"] = "changed"
    assert second["tags"] == {"k": "v"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "defaults: {routing_profile: Sales, security_profiles: [Agent], auto_accept: true}\n"
            "users:\n- name: ana\n- {name: ben, auto_accept: false}\n",
            [row(3, "ana", auto_accept=True), row(4, "ben", auto_accept=False)],
            id="absent takes the default, false is not absent",
        ),
        pytest.param(
            "defaults: {routing_profile: Sales, security_profiles: [Agent], email: a@example.com}\n"
            'users:\n- {name: ana, email: }\n- {name: ben, email: ~}\n- {name: cem, email: ""}\n',
            [
                row(3, "ana", email="a@example.com"),
                row(4, "ben", email="a@example.com"),
                row(5, "cem", email=""),
            ],
            id="null takes the default, an empty text clears",
        ),
        pytest.param(
            f"defaults: {{hierarchy_group: EMEA, {REQUIRED_YAML}}}\n"
            'users:\n- name: ana\n- {name: ben, hierarchy_group: "-"}\n- {name: cem, hierarchy_group: ""}\n',
            [
                row(3, "ana", hierarchy_group="EMEA"),
                row(4, "ben", hierarchy_group=""),
                row(5, "cem", hierarchy_group=""),
            ],
            id="a dash is no group",
        ),
        pytest.param(
            f"defaults: {{tags: {{a: '1', b: '2'}}, {REQUIRED_YAML}}}\n"
            "users:\n- name: ana\n- {name: ben, tags: {b: '3'}}\n- {name: cem, tags: {}}\n",
            [
                row(3, "ana", tags=(("a", "1"), ("b", "2"))),
                row(4, "ben", tags=(("b", "3"),)),
                row(5, "cem", tags=()),
            ],
            id="a row's tags replace the default's",
        ),
        pytest.param(
            f"x-sales: &sales {{auto_accept: true, {REQUIRED_YAML}}}\n"
            "users:\n- {<<: *sales, name: ana}\n- {name: ben, auto_accept: false, <<: [*sales]}\n",
            [row(3, "ana", auto_accept=True), row(4, "ben", auto_accept=False)],
            id="anchors and merges, the row's own value wins",
        ),
        pytest.param(
            f"users:\n- &ana {{name: ana, {REQUIRED_YAML}}}\n- {{<<: [{{name: ben}}, *ana]}}\n",
            [row(2, "ana"), row(3, "ben")],
            id="of several merges the first wins",
        ),
        pytest.param(f"users: [{{name: =, {REQUIRED_YAML}}}]\n", [row(1, "=")], id="an equals sign is text"),
        pytest.param("users: []\n", [], id="nobody, on purpose"),
        pytest.param(
            f"\ufeffusers: [{{name: ana, {REQUIRED_YAML}}}]\n", [row(1, "ana")], id="byte order mark"
        ),
        pytest.param(
            f'users: [{{name: " Zoe\u0308 ", {REQUIRED_YAML}}}]\n',
            [row(1, "Zoë")],
            id="stripped and composed",
        ),
        pytest.param(
            f"--- # staff\nusers: [{{name: ana, {REQUIRED_YAML}}}]\n...\n",
            [row(2, "ana")],
            id="document marks",
        ),
        pytest.param(
            f"defaults:\nusers: [{{name: ana, {REQUIRED_YAML}}}]\n", [row(2, "ana")], id="empty defaults"
        ),
    ],
)
def test_yaml_roster_reads(tmp_path: Path, text: str, expected: list[RosterRow]) -> None:
    """A YAML roster gives these rows."""
    assert list(read(tmp_path, "r.yaml", text).rows) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{REQUIRED_HEADER},email\nana,Sales,Agent,\nben,Sales,Agent,  \n",
            [row(2, "ana"), row(3, "ben")],
            id="empty cells are absent",
        ),
        pytest.param(
            f"{REQUIRED_HEADER},hierarchy_group\nana,Sales,Agent,-\n",
            [row(2, "ana", hierarchy_group="")],
            id="a dash is no group",
        ),
        pytest.param(
            f"\n{REQUIRED_HEADER}\n\nana,Sales,Agent\n,,\nben,Sales,Agent\n",
            [row(4, "ana"), row(6, "ben")],
            id="lines without text are passed over",
        ),
        pytest.param(
            f'{REQUIRED_HEADER},last_name\n"ana",Sales,Agent,"Lopez,\nGarcia"\nben,Sales,Agent,O\'Brien\n',
            [row(2, "ana", last_name="Lopez,\nGarcia"), row(4, "ben", last_name="O'Brien")],
            id="quoted commas and line breaks",
        ),
        pytest.param(f"\ufeff{REQUIRED_HEADER}\nana,Sales,Agent\n", [row(2, "ana")], id="byte order mark"),
        pytest.param(f"{REQUIRED_HEADER}\r\nana,Sales,Agent\r\n", [row(2, "ana")], id="line ends of Windows"),
        pytest.param(
            f"{REQUIRED_HEADER}\n Zoe\u0308 , Sales ,Agent", [row(2, "Zoë")], id="stripped and composed"
        ),
        pytest.param(
            f"{REQUIRED_HEADER},tags\nana,Sales,Agent,url=https://example.com/?a=b|none=\n",
            [row(2, "ana", tags=(("url", "https://example.com/?a=b"), ("none", "")))],
            id="a tag's value may hold equals signs, or nothing",
        ),
    ],
)
def test_csv_roster_reads(tmp_path: Path, text: str, expected: list[RosterRow]) -> None:
    """A CSV roster gives these rows."""
    assert list(read(tmp_path, "r.csv", text).rows) == expected


def test_roster_row_repr_has_no_personal_value() -> None:
    """A row in a log or traceback shows neither names of people, nor mail, nor telephone numbers."""
    assert repr(row(2, "user-7", email="a@example.com", mobile="+1", first_name="Ana")) == (
        "RosterRow(line=2, name='user-7')"
    )


STACKS = Path(__file__).parents[2] / "stacks"


@pytest.mark.parametrize(
    ("name", "users"), [("local.users.yaml", 120), ("example.users.csv", 4)], ids=["local", "example"]
)
def test_shipped_roster_is_valid(name: str, users: int) -> None:
    """The rosters that come with the project hold as many users as they say, without a problem."""
    assert len(read_roster(str(STACKS / name)).rows) == users


def test_local_roster_covers_its_people() -> None:
    """The local roster has three sites, twelve desk phones, and names beyond ASCII."""
    rows = read_roster(str(STACKS / "local.users.yaml")).rows
    sites = {dict(one.tags or {})["site"] for one in rows}
    desks = [one for one in rows if one.phone_type == "DESK_PHONE"]
    beyond_ascii = [one for one in rows if not f"{one.first_name}{one.last_name}".isascii()]
    assert (sites, len(desks), len(beyond_ascii)) == ({"London", "Berlin", "Austin"}, 12, 51)
