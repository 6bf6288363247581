"""What rows take from their team and the defaults."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from connect_resources.errors import ConfigError, Problem, RosterError
from connect_resources.roster import RosterRow, inspect_roster, read_roster
from connect_resources.roster.fields import BY_NAME, RIVALS, Form

SALES = "routing_profile: Sales, security_profiles: [Agent]"
CONFIGS = "auto_accept_configs: [{channel: CHAT, auto_accept: true}]"
AUTO = ((("channel", "CHAT"), ("auto_accept", True)),)


def rows_of(folder: Path, text: str, teams: str | None = None, name: str = "r.yaml") -> tuple[RosterRow, ...]:
    """Write a roster and read it."""
    return read_roster(*written(folder, text, name), teams=teams_of(folder, teams)).rows


def written(folder: Path, text: str, name: str) -> list[str]:
    """Write a roster."""
    (folder / name).write_text(text)
    return [str(folder / name)]


def teams_of(folder: Path, text: str | None) -> str | None:
    """Write a file of teams, where there is one."""
    if text is None:
        return None
    (folder / "teams.yaml").write_text(text)
    return str(folder / "teams.yaml")


def problems_of(
    folder: Path, text: str, teams: str | None = None, name: str = "r.yaml"
) -> list[tuple[str, int, str, str]]:
    """Write a roster and give its problems, each with its file's name."""
    try:
        _, problems = inspect_roster(*written(folder, text, name), teams=teams_of(folder, teams))
        found = problems.all()
    except RosterError as error:
        found = error.problems
    return [(Path(one.file).name, one.line, one.field, one.reason) for one in found]


PLAIN: Mapping[Form, Any] = {
    Form.TEXT: st.text("abc", min_size=1, max_size=4),
    Form.GROUP: st.text("abc", min_size=1, max_size=4),
    Form.NUMBER: st.integers(0, 99),
    Form.BOOLEAN: st.booleans(),
    Form.NAMES: st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=3, unique=True),
    Form.TAGS: st.dictionaries(
        st.text("abc", min_size=1, max_size=4), st.text("abc", min_size=1), max_size=3
    ),
}
SOME = (
    *("routing_profile", "security_profiles", "hierarchy_group", "tags"),
    *("auto_accept", "after_contact_work_time_limit"),
)
"""One field of each form, of which two are of the setting that channels may have instead."""

VALUES = st.fixed_dictionaries(
    {},
    optional={name: PLAIN[BY_NAME[name].form] for name in SOME}
    | {"auto_accept_configs": st.just([{"channel": "CHAT", "auto_accept": True}])},
)


def sane(values: dict[str, Any]) -> dict[str, Any]:
    """Leave lists by channel out where phone settings stand beside them."""
    return {name: value for name, value in values.items() if not (RIVALS.get(name, set()) & values.keys())}


def expected(own: Mapping[str, Any], *taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row comes to, layer by layer: the plain words of the contract."""
    result = dict(own)
    for layer in taken:
        given_so_far = set(result)
        for name, value in layer.items():
            if name not in result and not (RIVALS.get(name, frozenset()) & given_so_far):
                result[name] = value
    return result


def read_back(row: RosterRow) -> dict[str, Any]:
    """Return a row's fields as they were written."""
    found: dict[str, Any] = {}
    for name, field in BY_NAME.items():
        value = getattr(row, name)
        if value in (None, (), "") or name in ("name", "team"):
            continue
        if field.form is Form.TAGS:
            value = dict(value)
        elif field.form is Form.RECORDS:
            value = [dict(entry) for entry in value]
        elif field.form is Form.NAMES:
            value = list(value)
        found[name] = value
    return found


@settings(max_examples=150, deadline=None)
@given(own=VALUES, team=VALUES, defaults=VALUES, elsewhere=st.booleans())
def test_roster_row_wins_over_its_team_and_that_over_the_defaults(
    own: dict[str, Any], team: dict[str, Any], defaults: dict[str, Any], elsewhere: bool
) -> None:
    """Field by field the nearest value counts, and of two forms of the same settings the nearest one."""
    own, team, defaults = sane(own), sane(team), sane(defaults)
    teams = {"t": team}
    roster: dict[str, Any] = {"defaults": defaults, "users": [{"name": "ana", "team": "t", **own}]}
    roster |= {} if elsewhere else {"teams": teams}
    with TemporaryDirectory() as folder:
        file, other = Path(folder) / "r.yaml", Path(folder) / "teams.yaml"
        file.write_text(yaml.safe_dump(roster))
        other.write_text(yaml.safe_dump(teams))
        ((row, *_), _), problems = _inspected(file, other if elsewhere else None)
    wanted = expected(own, team, defaults)
    assert read_back(row) == {name: value for name, value in wanted.items() if value not in ("", [], {})}
    missing = {"routing_profile", "security_profiles"} - wanted.keys()
    assert {one.field for one in problems if one.reason.startswith("missing")} == missing


def _inspected(
    file: Path, teams: Path | None
) -> tuple[tuple[tuple[RosterRow, ...], None], tuple[Problem, ...]]:
    roster, problems = inspect_roster(str(file), teams=None if teams is None else str(teams))
    return (roster.rows, None), problems.all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "Own"]), st.sampled_from(["", "1"])),
        min_size=1,
        max_size=5,
    )
)
def test_csv_roster_cell_wins_over_the_team(cells: list[tuple[str, str, str]]) -> None:
    """An empty cell takes the team's value, and a user without a team takes none."""
    teams: dict[str, dict[str, Any]] = {
        "a": {"routing_profile": "A", "security_profiles": ["Agent"]},
        "b": {"routing_profile": "B", "security_profiles": ["Agent"], "after_contact_work_time_limit": 7},
    }
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["name", "team", "routing_profile", "after_contact_work_time_limit"])
    lines.writerows([f"u{number}", *cell] for number, cell in enumerate(cells))
    with TemporaryDirectory() as folder:
        file, other = Path(folder) / "r.csv", Path(folder) / "teams.yaml"
        file.write_text(text.getvalue())
        other.write_text(yaml.safe_dump(teams))
        roster, _ = inspect_roster(str(file), teams=str(other))
    found = [(row.routing_profile, row.after_contact_work_time_limit) for row in roster.rows]
    assert found == [
        (
            own or teams.get(team, {}).get("routing_profile", ""),
            int(limit) if limit else teams.get(team, {}).get("after_contact_work_time_limit"),
        )
        for team, own, limit in cells
    ]


TEAM = f"teams:\n  care: {{{SALES}}}\n"
UNKNOWN = "no team 'cara'; did you mean 'care'?"
NO_TEAMS = (
    "no team 'care'; there are no teams: a YAML roster has them under teams, and config connect:teams names "
    "a file"
)
NUMBER = "must be text, but YAML reads this as a number; put it in quotes"

FAULTS: dict[str, tuple[str, str | None, list[tuple[str, int, str, str]]]] = {
    "unknown, and nothing else is missing": (
        TEAM + "users:\n- {name: ana, team: cara, phone_type: DESK_PHONE}\n- {name: ben, team: care}\n",
        None,
        [("r.yaml", 4, "team", UNKNOWN)],
    ),
    "unknown, of the defaults": (
        f"defaults:\n  team: cara\n{TEAM}users:\n- {{name: ana}}\n- {{name: ben, team: care}}\n",
        None,
        [("r.yaml", 2, "team", UNKNOWN)],
    ),
    "no text": (f"{TEAM}users:\n- {{name: ana, team: 7}}\n", None, [("r.yaml", 4, "team", NUMBER)]),
    "none at all": (
        f"users: [{{name: ana, team: care, {SALES}}}]\n",
        None,
        [("r.yaml", 1, "team", NO_TEAMS)],
    ),
    "faults of a team, once": (
        "teams:\n  care:\n    routing_profile: 7\n    security_profiles: [Agent]\n    phone_type: CAR\n"
        "users:\n- {name: ana, team: care}\n- {name: ben, team: care}\n",
        None,
        [
            ("r.yaml", 3, "routing_profile", NUMBER),
            ("r.yaml", 5, "phone_type", "must be one of SOFT_PHONE, DESK_PHONE"),
        ],
    ),
    "faults of a team without users": (
        f"teams:\n  care: {{phone_type: CAR, e-mail: a@example.com}}\nusers: [{{name: ana, {SALES}}}]\n",
        None,
        [
            ("r.yaml", 2, "e-mail", "unknown field; did you mean email?"),
            ("r.yaml", 2, "phone_type", "must be one of SOFT_PHONE, DESK_PHONE"),
        ],
    ),
    "faults in a file of its own": (
        f"users:\n- {{name: ana, team: care, {SALES}}}\n",
        "\ncare:\n  mobile: '1'\n  name: x\n  team: other\n",
        [
            (
                "teams.yaml",
                3,
                "mobile",
                "must be an E.164 number: + and up to 15 digits, such as +12065550100",
            ),
            ("teams.yaml", 4, "name", "each user has a name of its own, so it can't come from a team"),
            ("teams.yaml", 5, "team", "a team can't name a team"),
        ],
    ),
    "a file that isn't YAML makes no team unknown": (
        "users:\n- {name: ana, team: care}\n",
        "care: [",
        [
            (
                "teams.yaml",
                2,
                "",
                "not readable as YAML: did not find expected node content",
            )
        ],
    ),
    "teams that are no maps": (
        "teams: {care: Sales}\nusers: [{name: ana, team: care}, {name: ben, team: cure}]\n",
        None,
        [("r.yaml", 1, "teams.care", "must be a map of fields")],
    ),
    "a team that is there twice": (
        "teams:\n  care: {}\n  'care ': {}\nusers: []\n",
        None,
        [("r.yaml", 3, "teams.care ", "the team 'care ' is there twice")],
    ),
    "lists by channel beside phone fields": (
        f"users:\n- name: ana\n  team: care\n  auto_accept: true\n  {CONFIGS}\n{TEAM}",
        None,
        [
            (
                "r.yaml",
                5,
                "auto_accept_configs",
                "can't stand beside auto_accept: both set the same values; keep one of them",
            )
        ],
    ),
    "lists by channel beside phone fields of one team": (
        f"teams:\n  care:\n    phone_type: SOFT_PHONE\n    {CONFIGS}\n"
        f"users: [{{name: ana, team: care, {SALES}}}]\n",
        None,
        [
            (
                "r.yaml",
                4,
                "auto_accept_configs",
                "can't stand beside phone_type: both set the same values; keep one of them",
            )
        ],
    ),
}


@pytest.mark.parametrize(("text", "teams", "found"), FAULTS.values(), ids=FAULTS)
def test_roster_with_faulty_teams_says_what_is_wrong_where(
    tmp_path: Path, text: str, teams: str | None, found: list[tuple[str, int, str, str]]
) -> None:
    """Exactly these problems, each in its file and on its line."""
    assert problems_of(tmp_path, text, teams) == found


def test_roster_own_teams_win_over_those_of_the_file_of_teams(tmp_path: Path) -> None:
    """A team that both name is the roster's own, whole; the others are found in either."""
    text = f"teams: {{care: {{{SALES}}}}}\nusers: [{{name: ana, team: care}}, {{name: ben, team: loans}}]\n"
    teams = f"care: {{routing_profile: Care, tags: {{a: b}}}}\nloans: {{{SALES.replace('Sales', 'Loans')}}}\n"
    found = [(row.name, row.routing_profile, row.tags) for row in rows_of(tmp_path, text, teams)]
    assert found == [("ana", "Sales", None), ("ben", "Loans", None)]


def test_roster_team_of_a_file_tells_its_line_there(tmp_path: Path) -> None:
    """What names are refused for later is told where it stands."""
    (row,) = rows_of(tmp_path, "users: [{name: ana, team: care}]\n", f"\n\ncare: {{{SALES}}}\n")
    assert row.place_of("routing_profile") == (str(tmp_path / "teams.yaml"), 3)
    assert row.place_of("name") == (str(tmp_path / "r.yaml"), 1)


def test_roster_of_teams_of_another_kind_is_a_configuration_error(tmp_path: Path) -> None:
    """A file of teams is YAML."""
    with pytest.raises(ConfigError, match=r"^the teams teams.csv must end in one of .yaml, .yml$"):
        read_roster(*written(tmp_path, "users: []", "r.yaml"), teams="teams.csv")


def test_roster_row_with_lists_by_channel_drops_the_phone_fields_that_it_takes(tmp_path: Path) -> None:
    """And the other way round, from the team and from the defaults."""
    text = (
        f"defaults: {{phone_type: SOFT_PHONE, {SALES}}}\n"
        f"teams: {{chat: {{{CONFIGS}}}, desk: {{auto_accept: false}}}}\n"
        f"users:\n- {{name: a, {CONFIGS}}}\n- {{name: b, team: chat}}\n- {{name: c, team: desk}}\n"
        f"- {{name: d, team: chat, auto_accept: true}}\n- {{name: e, team: desk, {CONFIGS}}}\n"
    )
    found = [(row.phone_type, row.auto_accept, row.auto_accept_configs) for row in rows_of(tmp_path, text)]
    assert found == [
        (None, None, AUTO),
        (None, None, AUTO),
        ("SOFT_PHONE", False, None),
        ("SOFT_PHONE", True, None),
        (None, None, AUTO),
    ]


def test_csv_roster_with_a_mistyped_column_of_teams_lacks_nothing_else(tmp_path: Path) -> None:
    """What the teams would give nobody knows."""
    text = "name,taem,phone_type\nana,care,CAR\n"
    assert problems_of(tmp_path, text, f"care: {{{SALES}}}\n", "r.csv") == [
        ("r.csv", 1, "taem", "unknown field; did you mean team?"),
        ("r.csv", 2, "phone_type", "must be one of SOFT_PHONE, DESK_PHONE"),
    ]


def test_roster_row_may_be_in_no_team_whatever_the_default(tmp_path: Path) -> None:
    """An empty text is a value, and no team has that name."""
    text = f"defaults: {{team: care, {SALES}}}\nteams: {{care: {{tags: {{a: b}}}}}}\n"
    text += "users: [{name: a, team: ''}]\n"
    assert [(row.tags, row.routing_profile) for row in rows_of(tmp_path, text)] == [(None, "Sales")]


def test_roster_of_teams_that_nobody_knows_is_read_soon(tmp_path: Path) -> None:
    """Looking for the nearest of hundreds of names, thousands of times, would take minutes."""
    lines = "".join(f"u{number},sales-{number},Sales,Agent\n" for number in range(20_000))
    teams = "".join(f"team-{number}: {{}}\n" for number in range(250))
    began = time.process_time()
    found = problems_of(tmp_path, f"name,team,routing_profile,security_profiles\n{lines}", teams, "r.csv")
    assert (len(found), found[-1][3]) == (20_000, "no team 'sales-19999'")
    assert time.process_time() - began < 20
