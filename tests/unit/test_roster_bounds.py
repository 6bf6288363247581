"""Rosters that would take long, or end the process: each is a problem with its line, and soon."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from connect_resources.errors import RosterError
from connect_resources.roster import read_roster
from connect_resources.roster.record import DIGITS, ENTRIES
from connect_resources.roster.yaml_nodes import DEPTH
from tools.stack import ROOT

Expected = list[tuple[int, str, str]]

SOON = 3.0
"""Seconds of this process: a roster of a few bytes or of many columns takes no longer."""

MANY = 30_000
DEEP = 25_000
LONG = "9" * 5_000
ANA = "name: ana, routing_profile: Sales, security_profiles: [Agent]"
NESTED = f"not readable as YAML: nested more than {DEPTH} deep"


def problems_of(file: Path, text: str) -> Expected:
    """Read a roster that has problems, soon, and give them."""
    file.write_text(text)
    began = time.process_time()
    with pytest.raises(RosterError) as caught:
        read_roster(str(file))
    assert time.process_time() - began < SOON
    return [(one.line, one.field, one.reason) for one in caught.value.problems]


def merges(maps: int, each: int) -> str:
    """Return maps of which each merges the one before several times."""
    lines = ["x-0: &m0 {first_name: 5}"]
    for number in range(1, maps):
        lines.append(f"x-{number}: &m{number} {{<<: [{', '.join([f'*m{number - 1}'] * each)}]}}")
    return "\n".join(lines) + f"\nusers: [{{<<: *m{maps - 1}, {ANA}}}, {{{ANA}}}]\n"


def fields(number: int) -> str:
    """Return fields that no roster has."""
    return ", ".join(f"x{position}: y" for position in range(number))


DEPTHS: dict[str, tuple[str, int]] = {
    "lists": ("users:\n  " + "[" * DEEP + "]" * DEEP + "\n", 2),
    "maps": ("users: " + "{a: " * DEEP + "}" * DEEP + "\n", 1),
    "lists with dashes": ("users:\n" + "- " * DEEP + "ana\n", 2),
    "maps on lines of their own": ("\n".join(" " * depth + "a:" for depth in range(DEPTH + 9)), DEPTH),
}


@pytest.mark.parametrize("name", DEPTHS)
def test_yaml_roster_nested_too_deep_is_a_problem(tmp_path: Path, name: str) -> None:
    """Nesting that would end the process by its recursion is refused where it gets too deep."""
    text, line = DEPTHS[name]
    file = tmp_path / "r.yaml"
    file.write_text(text)
    code = f"from connect_resources.roster import read_roster; read_roster({str(file)!r})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.splitlines()[-1]) == (1, f"  {file}:{line}: {NESTED}")


def test_yaml_roster_of_merges_of_merges_is_read_soon(tmp_path: Path) -> None:
    """Maps that merge each other take no longer than their bytes, and other problems are still reported."""
    number = "must be text, but YAML reads this as a number; put it in quotes"
    assert problems_of(tmp_path / "r.yaml", merges(40, 9)) == [
        (1, "first_name", number),
        (41, "name", "'ana' is the same user as on line 41; upper and lower case are equal"),
    ]


def test_yaml_roster_with_a_long_chain_of_merges_is_a_problem(tmp_path: Path) -> None:
    """A chain of merges that would end in a RecursionError is refused, and its users are still read."""
    maps = 5 * DEPTH
    assert problems_of(tmp_path / "r.yaml", merges(maps, 1)) == [
        (maps - DEPTH + 1, "<<", f"merges maps that merge maps, more than {DEPTH} deep"),
        (maps + 1, "name", f"'ana' is the same user as on line {maps + 1}; upper and lower case are equal"),
    ]


def test_yaml_roster_with_merges_and_anchors_is_read_as_before(tmp_path: Path) -> None:
    """What people use them for works: a merge of a merge, of two maps, and a list that users share."""
    file = tmp_path / "r.yaml"
    file.write_text(
        "x-a: &a {routing_profile: Sales, tags: &tags {site: London}}\n"
        "x-b: &b {<<: *a, security_profiles: &agents [Agent], phone_type: SOFT_PHONE}\n"
        "users:\n- {<<: [{phone_type: DESK_PHONE, desk_phone_number: '+442079460101'}, *b], name: ana}\n"
        "- {<<: *b, name: ben, tags: {<<: *tags, team: '2'}}\n"
        "- {name: cem, routing_profile: Claims, security_profiles: *agents}\n"
    )
    found = [
        (row.name, row.routing_profile, row.security_profiles, row.phone_type, row.tags)
        for row in read_roster(str(file)).rows
    ]
    assert found == [
        ("ana", "Sales", ("Agent",), "DESK_PHONE", (("site", "London"),)),
        ("ben", "Sales", ("Agent",), "SOFT_PHONE", (("site", "London"), ("team", "2"))),
        ("cem", "Claims", ("Agent",), None, None),
    ]


MISSING = "missing; every user needs it"
HEADER = "name,routing_profile,security_profiles"


def test_csv_roster_with_thousands_of_columns_is_one_problem_more(tmp_path: Path) -> None:
    """Columns far beyond any roster are counted; those before, and the rows, are read all the same."""
    commas = "," * (MANY - 3)
    found = problems_of(
        tmp_path / "r.csv", f"{HEADER}{commas}\nana,Sales,Agent{commas}\n,Sales,Agent{commas}\n"
    )
    columns = (1, "", f"the header has {MANY:,} columns; at most {ENTRIES} are read")
    unnamed = [(1, "", f"column {number} has no name in the header") for number in range(4, ENTRIES + 1)]
    everything = sorted([columns, *unnamed, (3, "name", MISSING)])
    assert found == everything[: len(found)]


@pytest.mark.parametrize(
    ("end", "text", "line"),
    [
        pytest.param("csv", ",".join(f"x{number}" for number in range(MANY)), 1, id="columns of other names"),
        pytest.param("csv", ",".join(["name"] * MANY), 1, id="columns of one name"),
        pytest.param("yaml", f"users:\n- {{{ANA}, {fields(MANY // 10)}}}\n", 2, id="fields of a user"),
        pytest.param("yaml", f"users:\n- {{{ANA}, <<: {{{fields(MANY // 10)}}}}}\n", 2, id="merged fields"),
    ],
)
def test_roster_with_thousands_of_fields_is_refused_soon(
    tmp_path: Path, end: str, text: str, line: int
) -> None:
    """Names of fields are compared with the known ones, which takes long for thousands."""
    found = problems_of(tmp_path / f"r.{end}", text)
    assert any(one[0] == line and one[2].endswith(f"at most {ENTRIES} are read") for one in found)


def entries(word: str, number: int = MANY) -> str:
    """Return what is said of a list with so many entries."""
    return f"has {number:,} {word}; at most {ENTRIES} are read"


CELLS: dict[str, Callable[[int], str]] = {
    "security_profiles": lambda number: "|".join(f"p{item}" for item in range(number)),
    "tags": lambda number: "|".join(f"k{item}=v" for item in range(number)),
    "proficiencies": lambda number: "|".join(f"a{item}=b:1" for item in range(number)),
}


@pytest.mark.parametrize("name", CELLS)
def test_csv_cell_of_thousands_of_entries_is_refused_soon(tmp_path: Path, name: str) -> None:
    """A cell that lists more than any user can have is one problem, and the next row's is another."""
    number = 10_000
    cell = CELLS[name](number)
    extra = "" if name == "security_profiles" else f",{name}"
    row = f"ana,Sales,{cell}" if not extra else f"ana,Sales,Agent,{cell}"
    ben = ",Sales,Agent" if not extra else ",Sales,Agent,"
    assert problems_of(tmp_path / "r.csv", f"{HEADER}{extra}\n{row}\n{ben}\n") == [
        (2, name, entries("entries", number)),
        (3, "name", MISSING),
    ]


SHARED = {
    "security_profiles": f"[{', '.join(f'p{item}' for item in range(5_000))}]",
    "tags": f"{{{', '.join(f'k{item}: v' for item in range(5_000))}}}",
    "proficiencies": f"[{', '.join(['{attribute_name: a, attribute_value: b, level: 1}'] * 5_000)}]",
}


@pytest.mark.parametrize("name", SHARED)
def test_yaml_list_of_thousands_that_users_share_is_refused_soon(tmp_path: Path, name: str) -> None:
    """An alias costs three bytes and could stand for thousands of entries, at every user anew."""
    users = range(1_000)
    profiles = "" if name == "security_profiles" else "security_profiles: [Agent], "
    lines = [f"- {{name: u{user}, routing_profile: Sales, {profiles}{name}: *shared}}" for user in users]
    text = f"x-shared: &shared {SHARED[name]}\nusers:\n" + "\n".join(lines)
    found = problems_of(tmp_path / "r.yaml", text)
    said = [(line, name, entries("entries", 5_000)) for line in range(3, 3 + len(users))]
    assert found == said[: len(found)]


DIGITS_SAID = f"this one has {len(LONG):,} digits"
WHOLE = f"must be a whole number, such as 30; {DIGITS_SAID}"
LEVEL = f"the level must be a number, such as 4; {DIGITS_SAID}"


def test_csv_number_of_thousands_of_digits_is_a_problem(tmp_path: Path) -> None:
    """A number that Python refuses to read is a problem of its cell, beside the others."""
    header = f"{HEADER},after_contact_work_time_limit,proficiencies"
    text = f"{header}\nana,Sales,Agent,{LONG},a=b:{LONG}\n,Sales,Agent,{'9' * DIGITS},\n"
    assert problems_of(tmp_path / "r.csv", text) == [
        (2, "after_contact_work_time_limit", WHOLE),
        (2, "proficiencies[0].level", LEVEL),
        (3, "after_contact_work_time_limit", "must be 0-2,000,000"),
        (3, "name", MISSING),
    ]


def test_yaml_number_of_thousands_of_digits_is_a_problem(tmp_path: Path) -> None:
    """The same holds for YAML, which takes it for a number."""
    skill = f"{{attribute_name: a, attribute_value: b, level: {LONG}}}"
    ana = f"{ANA}, after_contact_work_time_limit: {LONG},\n   proficiencies: [{skill}]"
    text = f"users:\n- {{{ana}}}\n- {{{ANA}}}\n"
    assert problems_of(tmp_path / "r.yaml", text) == [
        (2, "after_contact_work_time_limit", WHOLE),
        (3, "proficiencies[0].level", LEVEL),
        (4, "name", "'ana' is the same user as on line 2; upper and lower case are equal"),
    ]
