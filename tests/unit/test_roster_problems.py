"""What a roster can't say: each fault with its file, line, field and reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connect_resources.errors import LISTED, ConfigError, Problem, RosterError
from connect_resources.roster import read_roster
from connect_resources.roster.fields import NO_PASSWORDS

Expected = list[tuple[int, str, str]]

SALES = "routing_profile: Sales, security_profiles: [Agent]"
HEADER = "name,routing_profile,security_profiles"
KNOWN = (
    "unknown field; known: name, team, first_name, last_name, email, secondary_email, mobile, "
    "routing_profile, security_profiles, hierarchy_group, phone_type, desk_phone_number, auto_accept, "
    "after_contact_work_time_limit, persistent_connection, password_secret_id, directory_user_id, tags, "
    "proficiencies"
)
LISTS = (
    ", auto_accept_configs, after_contact_work_configs, phone_number_configs, persistent_connection_configs, "
    "voice_enhancement_configs"
)
MISSING = "missing; every user needs it"
NUMBER_READ = "must be text, but YAML reads this as a number; put it in quotes"
NO_USERS = "no users; where nobody is meant, write users: []"


def problems_of(file: Path, content: str | bytes) -> Expected:
    """Read a roster that has problems, and give them without the file's name, which all must have."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    problems = caught.value.problems
    assert problems == tuple(Problem(str(file), one.line, one.field, one.reason) for one in problems)
    return [(one.line, one.field, one.reason) for one in problems]


YAML_FAULTS: dict[str, tuple[str, Expected]] = {
    "unknown field, near": (
        f"users:\n- name: ana\n  {SALES.replace(', ', chr(10) + '  ')}\n  e-mial: a@example.com\n",
        [(5, "e-mial", "unknown field; did you mean email?")],
    ),
    "unknown field, far": (
        f"users: [{{name: ana, shoe_size: 4, {SALES}}}]\n",
        [(1, "shoe_size", KNOWN + LISTS)],
    ),
    "mistyped required field is one problem, not two": (
        "users: [{name: ana, routing_profil: Sales, security_profiles: [Agent]}]\n",
        [(1, "routing_profil", "unknown field; did you mean routing_profile?")],
    ),
    "unknown field of the defaults, once for all users": (
        f"defaults:\n  Auto Accept: true\nusers:\n- {{name: ana, {SALES}}}\n- {{name: ben, {SALES}}}\n",
        [(2, "Auto Accept", "unknown field; did you mean auto_accept?")],
    ),
    "unknown key at the top": (
        f"default: {{auto_accept: true}}\nusers: [{{name: ana, {SALES}}}]\n",
        [(1, "default", "unknown field; did you mean defaults?")],
    ),
    "names that differ in case alone": (
        f"users:\n- {{name: Ana, {SALES}}}\n- {{name: ben, {SALES}}}\n- {{name: ANA, {SALES}}}\n",
        [(4, "name", "'ANA' is the same user as on line 2; upper and lower case are equal")],
    ),
    "names that differ in case alone, on one line": (
        f"users: [{{name: Ana, {SALES}}}, {{name: ana, {SALES}}}]\n",
        [(1, "name", "'ana' is the same user as on line 1; upper and lower case are equal")],
    ),
    "names that differ in composition alone": (
        f"users:\n- {{name: Zo\u00eb, {SALES}}}\n- {{name: zoe\u0308, {SALES}}}\n",
        [(3, "name", "'zoë' is the same user as on line 2; upper and lower case are equal")],
    ),
    "missing required fields": (
        "users:\n- email: a@example.com\n- {name: ben, routing_profile: , security_profiles: [Agent]}\n",
        [
            (2, "name", MISSING),
            (2, "routing_profile", MISSING),
            (2, "security_profiles", MISSING),
            (3, "routing_profile", MISSING),
        ],
    ),
    "empty required fields": (
        'users: [{name: " ", routing_profile: "", security_profiles: []}]\n',
        [(1, name, "must not be empty") for name in ("name", "routing_profile", "security_profiles")],
    ),
    "a number for a name": (f"users: [{{name: 12345, {SALES}}}]\n", [(1, "name", NUMBER_READ)]),
    "a telephone number that YAML takes for a number": (
        f"users:\n- {{name: ana, {SALES},\n   mobile: +447700900001, desk_phone_number: +442079460101}}\n",
        [(3, "desk_phone_number", NUMBER_READ), (3, "mobile", NUMBER_READ)],
    ),
    "words that YAML takes for truth": (
        f"users: [{{name: no, first_name: On, {SALES}}}]\n",
        [
            (1, name, "must be text, but YAML reads this as true or false; put it in quotes")
            for name in ("first_name", "name")
        ],
    ),
    "a date for a name": (
        f"users: [{{name: 2024-01-31, {SALES}}}]\n",
        [(1, "name", "must be text, but YAML reads this as a date; put it in quotes")],
    ),
    "other shapes for text": (
        f"users: [{{name: [ana], email: {{a: b}}, {SALES}}}]\n",
        [(1, "email", "must be text, not a map"), (1, "name", "must be text, not a list")],
    ),
    "a tag of YAML": (
        f"users: [{{name: !!python/name:os.system x, {SALES}}}]\n",
        [(1, "name", "the YAML tag python/name:os.system is not supported; write plain text")],
    ),
    "text for a list": (
        "users: [{name: ana, routing_profile: Sales, security_profiles: Agent|Supervisor}]\n",
        [(1, "security_profiles", "must be a list of names, such as [Agent, Supervisor]")],
    ),
    "bad lists of names": (
        "users:\n"
        "- {name: ana, routing_profile: Sales, security_profiles: [Agent, Agent]}\n"
        '- {name: ben, routing_profile: Sales, security_profiles: [Agent, ""]}\n'
        "- {name: cem, routing_profile: Sales, security_profiles: [Agent, 7]}\n",
        [
            (2, "security_profiles[1]", "names 'Agent' twice"),
            (3, "security_profiles[1]", "has an empty name among its names"),
            (4, "security_profiles[1]", NUMBER_READ),
        ],
    ),
    "bad switches and numbers": (
        "users:\n"
        f"- {{name: ana, {SALES}, auto_accept: 'true', after_contact_work_time_limit: '30'}}\n"
        f"- {{name: ben, {SALES}, persistent_connection: 1, after_contact_work_time_limit: 1.5}}\n"
        f"- {{name: cem, {SALES}, after_contact_work_time_limit: 030}}\n"
        f"- {{name: dan, {SALES}, after_contact_work_time_limit: 1:30}}\n",
        [
            (2, "after_contact_work_time_limit", "must be a whole number without quotes, such as 30"),
            (2, "auto_accept", "must be true or false, without quotes"),
            (3, "after_contact_work_time_limit", "must be a whole number without quotes, such as 30"),
            (3, "persistent_connection", "must be true or false, without quotes"),
            (4, "after_contact_work_time_limit", "must be a whole number, such as 30"),
            (5, "after_contact_work_time_limit", "must be a whole number, such as 30"),
        ],
    ),
    "bad tags": (
        "users:\n"
        f"- {{name: ana, {SALES}, tags: [a]}}\n"
        f"- {{name: ben, {SALES}, tags: {{site: 1}}}}\n"
        f"- {{name: cem, {SALES}, tags: {{a: x, a: y}}}}\n"
        f"- {{name: dan, {SALES}, tags: {{a: }}}}\n",
        [
            (2, "tags", "must be a map, such as {site: London}"),
            (3, "tags", f"site: {NUMBER_READ}"),
            (4, "tags", "a: given twice; the first is on line 4"),
            (5, "tags", "a: must be text, but YAML reads this as nothing; put it in quotes"),
        ],
    ),
    "bad proficiencies": (
        "users:\n"
        f"- {{name: ana, {SALES}, proficiencies: {{Language: German}}}}\n"
        f"- {{name: ben, {SALES}, proficiencies: [Language]}}\n"
        f"- {{name: cem, {SALES}, proficiencies: [{{attribute_name: Language, level: 4}}]}}\n"
        f"- {{name: dan, {SALES}, proficiencies: [{{attribute_name: A, attribute_value: B, level: x}}]}}\n",
        [
            (
                2,
                "proficiencies",
                "must be a list of maps, each with attribute_name, attribute_value and level",
            ),
            (3, "proficiencies[0]", "each must be a map with attribute_name, attribute_value and level"),
            (4, "proficiencies[0]", "each must be a map with attribute_name, attribute_value and level"),
            (5, "proficiencies[0].level", "the level must be a number, such as 4"),
        ],
    ),
    "passwords": (
        f"defaults: {{Initial-Password: x}}\nusers: [{{name: ana, password: hunter2hunter2, {SALES}}}]\n",
        [(1, "Initial-Password", NO_PASSWORDS), (2, "password", NO_PASSWORDS)],
    ),
    "a name for everybody": (
        f"defaults:\n  name: ana\nusers: [{{name: ben, {SALES}}}]\n",
        [(2, "name", "each user has a name of its own, so it can't be a default")],
    ),
    "a faulty default is one problem": (
        f"defaults: {{auto_accept: maybe, {SALES}}}\n"
        "users:\n- name: ana\n- name: ben\n- {name: cem, auto_accept: no}\n",
        [(1, "auto_accept", "must be true or false, without quotes")],
    ),
    "a faulty required default is not missing as well": (
        "defaults: {routing_profile: 7}\nusers:\n"
        f"- {{name: ana, security_profiles: [Agent]}}\n- {{name: ben, {SALES}}}\n",
        [(1, "routing_profile", NUMBER_READ)],
    ),
    "fields given twice": (
        f"users: []\nusers:\n- {{name: ana,\n   name: ben, {SALES}}}\n",
        [(2, "users", "given twice; the first is on line 1")],
    ),
    "a field given twice": (
        f"users:\n- {{name: ana,\n   name: ben, {SALES}}}\n",
        [(3, "name", "given twice; the first is on line 2")],
    ),
    "a merge of itself or of a list of names": (
        f"users:\n- &a {{<<: *a, name: ana, {SALES}}}\n- {{<<: [x], name: ben, {SALES}}}\n",
        [(2, "<<", "must be another map, or a list of other maps")] * 1
        + [(3, "<<", "must be another map, or a list of other maps")],
    ),
    "a field's name that isn't text": (
        f"users: [{{[a]: b, name: ana, {SALES}}}]\n",
        [(1, "", "a field's name must be text")],
    ),
    "users that aren't a list": (
        "users: {ana: x}\n",
        [(1, "users", "must be a list of users, each a map of fields")],
    ),
    "a user that isn't a map": (
        "users:\n- ana\n- [ben]\n",
        [(n, "users", "each user must be a map of fields") for n in (2, 3)],
    ),
    "defaults that aren't a map": (
        f"users: [{{name: ana, {SALES}}}]\ndefaults: [a]\n",
        [(2, "defaults", "must be a map of fields")],
    ),
    "users left blank": ("\nusers:\n", [(2, "users", NO_USERS)]),
    "no users": ("defaults: {}\n", [(1, "users", NO_USERS)]),
    "comments only": ("# nobody yet\n", [(1, "users", NO_USERS)]),
    "a list at the top": (
        "- name: ana\n",
        [(1, "", "must be a map with users (a list) and, if wanted, defaults (a map)")],
    ),
    "two documents": (
        "users: []\n---\nusers: []\n",
        [(2, "", "not readable as YAML: but found another document")],
    ),
    "an unclosed bracket": (
        "users: [{name: ana\n",
        [(2, "", "not readable as YAML: did not find expected ',' or '}'")],
    ),
    "a bare dash for no group": (
        "users:\n- name: ana\n  hierarchy_group: -\n",
        [
            (
                3,
                "",
                "not readable as YAML: block sequence entries are not allowed in this context; "
                'a "-" that means no group needs quotes',
            )
        ],
    ),
    "a tab": (
        "users:\n\t- name: ana\n",
        [(2, "", "not readable as YAML: found character that cannot start any token")],
    ),
    "an unknown anchor": ("users: *staff\n", [(1, "", "not readable as YAML: found undefined alias")]),
    "a control character": (
        "users:\n- name: a\x07b\n",
        [(2, "", "not readable as YAML: control characters are not allowed")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), YAML_FAULTS.values(), ids=YAML_FAULTS)
def test_yaml_roster_faulty_is_refused(tmp_path: Path, text: str, expected: Expected) -> None:
    """A faulty YAML roster gives exactly these problems."""
    assert problems_of(tmp_path / "r.yaml", text) == expected


CSV_FAULTS: dict[str, tuple[str, Expected]] = {
    "unknown columns": (
        f"{HEADER},e_mail,shoe size,Pwd\nana,Sales,Agent,a@example.com,4,x\n",
        [
            (1, "Pwd", NO_PASSWORDS),
            (1, "e_mail", "unknown field; did you mean email?"),
            (1, "shoe size", KNOWN),
        ],
    ),
    "missing columns, once for all users": (
        "name,email\nana,a@example.com\nben,b@example.com\n",
        [
            (1, name, "the header lacks this column, which every user needs")
            for name in ("routing_profile", "security_profiles")
        ],
    ),
    "mistyped required column is one problem, not two": (
        "Name,routing_profile,security_profiles\nana,Sales,Agent\n",
        [(1, "Name", "unknown field; did you mean name?")],
    ),
    "column twice and column without a name": (
        f"{HEADER},name,\nana,Sales,Agent,ben,\n",
        [
            (1, "", "column 5 has no name in the header"),
            (1, "name", "column 4 has the same name as column 1"),
        ],
    ),
    "semicolons": (
        f"{HEADER.replace(',', ';')}\nana;Sales;Agent\n",
        [(1, "", "the header has semicolons for commas; save the file with commas between the cells")],
    ),
    "empty required cells": (
        f"{HEADER},email\nana,,Agent,\n,Sales, ,a@example.com\n",
        [(2, "routing_profile", MISSING), (3, "name", MISSING), (3, "security_profiles", MISSING)],
    ),
    "too many and too few cells": (
        f"{HEADER}\nana,Sales,Agent,\nben,Sales\ncem,Sales,Agent\n",
        [
            (2, "", "has 4 cells where the header has 3; a cell that holds a comma needs quotes"),
            (3, "", "has 2 cells where the header has 3; an empty cell needs its comma as well"),
        ],
    ),
    "names that differ in case alone, below a cell of two lines": (
        f'{HEADER},last_name\nAna,Sales,Agent,"A\nB"\nana,Sales,Agent,\n',
        [(4, "name", "'ana' is the same user as on line 2; upper and lower case are equal")],
    ),
    "bad switches and numbers": (
        f"{HEADER},auto_accept,after_contact_work_time_limit\n"
        "ana,Sales,Agent,1,30s\nben,Sales,Agent,maybe,1.5\ncem,Sales,Agent,no,030\n",
        [
            (2, "after_contact_work_time_limit", "must be a whole number, such as 30"),
            (2, "auto_accept", "must be true or false"),
            (3, "after_contact_work_time_limit", "must be a whole number, such as 30"),
            (3, "auto_accept", "must be true or false"),
            (4, "after_contact_work_time_limit", "must be a whole number, such as 30"),
        ],
    ),
    "bad lists of names": (
        f"{HEADER}\nana,Sales,Agent|Agent\nben,Sales,Agent|\n",
        [
            (2, "security_profiles[1]", "names 'Agent' twice"),
            (3, "security_profiles[1]", "has an empty name among its names"),
        ],
    ),
    "bad tags": (
        f"{HEADER},tags\nana,Sales,Agent,site\nben,Sales,Agent,=x\ncem,Sales,Agent,a=x|a=y\ndan,Sales,Agent,a=x|\n",
        [
            (2, "tags", "must be written key=value|key=value"),
            (3, "tags", "must be written key=value|key=value"),
            (4, "tags", "has the key 'a' twice"),
            (5, "tags", "must be written key=value|key=value"),
        ],
    ),
    "bad proficiencies": (
        f"{HEADER},proficiencies\nana,Sales,Agent,Language:4\nben,Sales,Agent,Language=German\n"
        "cem,Sales,Agent,Language=German:good\n",
        [
            (2, "proficiencies[0]", "must be written attribute=value:level|attribute=value:level"),
            (3, "proficiencies[0]", "must be written attribute=value:level|attribute=value:level"),
            (4, "proficiencies[0].level", "the level must be a number, such as 4"),
        ],
    ),
    "no users": (f"{HEADER}\n\n", [(2, "", "no users below the header")]),
    "a quote that isn't closed": (
        f'{HEADER},email\nana,Sales,Agent,\nben,,Agent,\ncem,Sales,Agent,"c@example.com\n',
        [(3, "routing_profile", MISSING), (4, "", "not readable as CSV: unexpected end of data")],
    ),
    "text behind a quote": (
        f'{HEADER}\nana,Sales,"Agent"s\n',
        [(2, "", "not readable as CSV: ',' expected after '\"'")],
    ),
    "a cell without end": (
        f"{HEADER}\nana,Sales,{'A' * 200_000}\n",
        [(2, "", "not readable as CSV: field larger than field limit (131072)")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CSV_FAULTS.values(), ids=CSV_FAULTS)
def test_csv_roster_faulty_is_refused(tmp_path: Path, text: str, expected: Expected) -> None:
    """A faulty CSV roster gives exactly these problems."""
    assert problems_of(tmp_path / "r.csv", text) == expected


@pytest.mark.parametrize("name", ["r.yaml", "r.csv"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", [(1, "", "the file is empty")], id="empty"),
        pytest.param(b"\xef\xbb\xbf \n\n", [(1, "", "the file is empty")], id="blank"),
        pytest.param(
            "name\nJosé\n".encode("latin-1"),
            [(2, "", "not UTF-8; save the file in the encoding UTF-8")],
            id="latin-1",
        ),
        pytest.param(
            "name\n".encode("utf-16"),
            [(1, "", "not UTF-8; save the file in the encoding UTF-8")],
            id="utf-16",
        ),
    ],
)
def test_roster_file_without_readable_text_is_refused(
    tmp_path: Path, name: str, content: bytes, expected: Expected
) -> None:
    """A file without text, or in another encoding, is one problem, whatever its format."""
    assert problems_of(tmp_path / name, content) == expected


def test_roster_with_many_problems_lists_the_first_and_counts_all(tmp_path: Path) -> None:
    """Of more problems than anybody reads, the first are listed in the file's order and the rest counted."""
    file = tmp_path / "r.csv"
    users = 20_000
    file.write_text(f"{HEADER}\n" + "".join(f"user{n},,Agent\n" for n in range(users)))
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    every = tuple(Problem(str(file), line, "routing_profile", MISSING) for line in range(2, users + 2))
    assert (caught.value.problems, caught.value.total) == (every, users)
    assert str(caught.value).splitlines()[1:] == [
        *(f"  {problem}" for problem in every[:LISTED]),
        f"  ... and {users - LISTED} more",
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("absent.yaml", "can't be read: No such file or directory", id="absent"),
        pytest.param("folder.csv", "can't be read: Is a directory", id="a folder"),
        pytest.param("users.xlsx", "must end in one of .csv, .yaml, .yml", id="another kind"),
    ],
)
def test_roster_file_unusable_is_a_configuration_error(tmp_path: Path, name: str, reason: str) -> None:
    """A path that leads to no roster names the setting that it comes from."""
    (tmp_path / "folder.csv").mkdir()
    file = os.fspath(tmp_path / name)
    with pytest.raises(ConfigError) as caught:
        read_roster(file)
    assert str(caught.value) == f"the roster {file} {reason}"
