"""What the writer of rosters writes, the reader reads: the same rows, in both formats."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_resources.roster import Proficiency, RosterRow, inspect_roster
from connect_resources.roster.arguments import entries_of
from connect_resources.roster.fields import BY_NAME, FIELDS, RIVALS, Field, Form
from connect_resources.roster.writer import Format, fits, settle, write_roster
from tests.unit.test_roster_lists import entry_of

formats = pytest.mark.parametrize("form", ["yaml", "csv"])

AWKWARD = [
    "-",
    "yes",
    "null",
    "~",
    "=",
    "1.0",
    "007",
    "2026-11-28",
    "a|b",
    "a=b",
    "x:1",
    '"',
    "'",
    "#",
    "&a",
    "*a",
    "<<",
]
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    st.text(st.sampled_from("a |=:-\n\r\t\0'\"#é\u0301\u0085\u00a0\u2028"), min_size=1, max_size=6),
)
VALUES: dict[Form, st.SearchStrategy[Any]] = {
    Form.TEXT: texts,
    Form.GROUP: texts,
    Form.NUMBER: st.integers(0, 2_000_000),
    Form.BOOLEAN: st.booleans(),
    Form.NAMES: st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
    Form.TAGS: st.dictionaries(texts, texts, min_size=1, max_size=3).map(lambda tags: tuple(tags.items())),
    Form.PROFICIENCIES: st.lists(
        st.builds(Proficiency, texts, texts, st.integers(1, 5)), min_size=1, max_size=3
    ).map(tuple),
}


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Return values of a field."""
    if field.form is Form.RECORDS:
        return st.lists(entry_of(field), max_size=2).map(entries_of)
    return VALUES[field.form]


rows = st.lists(
    st.fixed_dictionaries(
        {"name": st.integers(0, 99).map(lambda number: f"agent{number}")}
        | {field.name: values_of(field) for field in FIELDS if field.required and field.name != "name"},
        optional={field.name: values_of(field) for field in FIELDS if not field.required},
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row["name"],
)


def fitting(row: dict[str, Any], form: Format) -> dict[str, Any] | None:
    """Return what a format holds of a row; None where a required field isn't in it.

    Of settings in two forms it has one.
    """
    lists = {name for name in row if BY_NAME[name].form is Form.RECORDS}
    plain = {name: value for name, value in row.items() if not RIVALS.get(name, frozenset()) & lists}
    chosen = row if not lists else {**plain, **{name: row[name] for name in lists}}
    kept = {name: chosen[name] for name in row if name in chosen and fits(BY_NAME[name], chosen[name], form)}
    return kept if all(field.name in kept for field in FIELDS if field.required) else None


@formats
@given(data=rows)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_is_written_is_read(tmp_path: Path, form: Format, data: list[dict[str, Any]]) -> None:
    """Whatever fits a format comes back out of its file, in the same order and with the same values."""
    wanted = [kept for row in data if (kept := fitting(row, form)) is not None]
    file = tmp_path / f"roster.{form}"
    file.write_bytes(write_roster(wanted, form).encode())
    found, _ = inspect_roster(str(file)) if wanted else (None, None)
    read = [] if found is None else [_given(row) for row in found.rows]
    assert read == settle(wanted, form)


def _given(row: RosterRow) -> dict[str, Any]:
    """Return what a row says."""
    return {field.name: value for field in FIELDS if (value := getattr(row, field.name)) is not None}


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        pytest.param("first_name", " Ada", set(), id="space at an end"),
        pytest.param("first_name", unicodedata.normalize("NFD", "Zoë"), set(), id="not composed"),
        pytest.param("first_name", "Ada\nOkafor", {"yaml", "csv"}, id="line break"),
        pytest.param("security_profiles", ("A|B",), {"yaml"}, id="separator in a name"),
        pytest.param("tags", (("a=b", "c"),), {"yaml"}, id="separator in a key"),
        pytest.param("tags", (("a", "b=c"),), {"yaml", "csv"}, id="equals in a value"),
        pytest.param("hierarchy_group", "-", set(), id="the text for no group"),
    ],
)
def test_what_a_format_cannot_hold_is_known(name: str, value: Any, held: set[str]) -> None:
    """A value that the reader of a format would change or refuse doesn't fit it."""
    assert {form for form in ("yaml", "csv") if fits(BY_NAME[name], value, form)} == held


def test_what_most_users_share_is_a_default() -> None:
    """YAML says once what more than half of the users have alike, where the others can say otherwise."""
    team: dict[str, Any] = {"routing_profile": "Sales", "security_profiles": ("Agent",)}
    people: list[dict[str, Any]] = [
        {"name": "ana", **team, "hierarchy_group": "EMEA", "tags": (("site", "London"),)},
        {"name": "ben", **team, "hierarchy_group": "EMEA"},
        {"name": "cara", "routing_profile": "Service", "security_profiles": ("Agent", "Admin")},
    ]
    assert write_roster(people, "yaml") == (
        "defaults:\n"
        "  routing_profile: Sales\n"
        "  security_profiles: [Agent]\n"
        "  hierarchy_group: EMEA\n"
        "users:\n"
        "- name: ana\n"
        "  tags: {site: London}\n"
        "- name: ben\n"
        "- name: cara\n"
        "  routing_profile: Service\n"
        "  security_profiles: [Agent, Admin]\n"
        "  hierarchy_group: '-'\n"
    )
