"""A roster of several files, and what they share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connect_resources.config import settings_from
from connect_resources.errors import ConfigError, Problem, RosterError
from connect_resources.roster import inspect_roster, read_roster

HEADER = "name,routing_profile,security_profiles"
SALES = "routing_profile: Sales, security_profiles: [Agent]"


def written(folder: Path, **texts: str) -> list[str]:
    """Write files, whose names end in ``_csv`` or ``_yaml``; give their paths in this order."""
    paths = [folder / name.replace("_", ".") for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text)
    return [str(path) for path in paths]


def test_roster_of_two_files_has_the_rows_of_both(tmp_path: Path) -> None:
    """Rows stand in the order of the files, each with the file that it is from."""
    files = written(
        tmp_path, b_csv=f"{HEADER}\nana,Sales,Agent\n", a_yaml=f"users: [{{name: ben, {SALES}}}]\n"
    )
    rows = read_roster(*files).rows
    assert [(row.file, row.line, row.name) for row in rows] == [(files[0], 2, "ana"), (files[1], 1, "ben")]


def test_roster_user_in_two_files_is_a_problem_of_the_second(tmp_path: Path) -> None:
    """Upper and lower case are equal across files too, and the first file is named."""
    files = written(
        tmp_path, b_csv=f"{HEADER}\nana,Sales,Agent\n", a_yaml=f"users: [{{name: Ana, {SALES}}}]\n"
    )
    _, problems = inspect_roster(*files)
    reason = f"'Ana' is the same user as on line 2 of {files[0]}; upper and lower case are equal"
    assert problems.all() == (Problem(files[1], 1, "name", reason),)


def test_roster_problems_of_all_files_stand_in_one_list(tmp_path: Path) -> None:
    """A file that can't be read at all hides no problem of the others, and files keep their order."""
    files = written(
        tmp_path,
        z_yaml="users: [{name: ana",
        b_csv=f"{HEADER}\nana,,Agent\n",
        a_csv=f"{HEADER}\nben,Sales,\n",
        c_yaml="",
    )
    with pytest.raises(RosterError) as caught:
        read_roster(*files)
    assert [(one.file, one.line, one.field) for one in caught.value.problems] == [
        (files[0], 2, ""),
        (files[1], 2, "routing_profile"),
        (files[2], 2, "security_profiles"),
        (files[3], 1, ""),
    ]


def test_roster_shared_by_two_files_checks_limits_in_each(tmp_path: Path) -> None:
    """What Connect refuses is noted in each file that has it."""
    line = f"users: [{{name: NAME, phone_type: CAR, {SALES}}}]\n"
    files = written(tmp_path, a_yaml=line.replace("NAME", "ana"), b_yaml=line.replace("NAME", "ben"))
    _, problems = inspect_roster(*files)
    assert [(one.file, one.field) for one in problems.all()] == [(file, "phone_type") for file in files]


PATHS = 'config connect:roster must be a path, or a list of paths such as ["london.yaml", "leeds.csv"]'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("a.yaml", ("a.yaml",), id="a path"),
        pytest.param(json.dumps(["a.yaml", "b.csv"]), ("a.yaml", "b.csv"), id="a list as text"),
        pytest.param(["a.yaml", "b.csv"], ("a.yaml", "b.csv"), id="a list"),
        pytest.param(None, (), id="none"),
    ],
)
def test_config_roster_is_a_path_or_a_list(value: object, expected: tuple[str, ...]) -> None:
    """The engine hands a list over as JSON text."""
    assert settings_from({"connect:roster": value}.get).roster == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param('["a.yaml"', PATHS, id="no JSON"),
        pytest.param("[1]", PATHS, id="no text"),
        pytest.param("[]", "config connect:roster names no file", id="empty"),
        pytest.param('["a", "b", "a"]', "config connect:roster names a twice", id="twice"),
    ],
)
def test_config_roster_that_names_no_files_is_refused(value: str, reason: str) -> None:
    """The message names the key and what it takes."""
    with pytest.raises(ConfigError) as caught:
        settings_from({"connect:roster": value}.get)
    assert str(caught.value) == reason
