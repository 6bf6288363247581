"""What is shown of values: one cell stays one cell, one line stays one line, whatever a value holds."""

from __future__ import annotations

import doctest
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from connect_resources.commands.preview import text
from connect_resources.commands.preview.shown import Person, Result, Setting
from connect_resources.commands.preview.text import to_text, visible
from connect_resources.commands.preview.writers import WIDTH, Words, write_json, write_markdown, write_table

WORDS = Words("Yes.", "No.", "Nobody.", "from", "to")
AWKWARD = [
    "|",
    "\\",
    "\\|",
    "a\\",
    "`",
    "<!--",
    "-->",
    "<b>",
    "&amp;",
    "](",
    "*",
    "_",
    "\n",
    "\u202e",
    "\x1b[2J",
]
texts = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8)), max_size=6).map("".join)


def result(before: str, after: str, name: str = "ana", reasons: tuple[str, ...] = ()) -> Result:
    """Return the result of one setting of one user."""
    return Result(reasons, (Person(name, "update", "i-1", (Setting("tags", before, after),)),))


def cells(markdown: str) -> list[list[str]]:
    """Return the rows of the tables of a page, by a parser of Markdown, as text."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline" and token.level == 4:
            rows[-1].append("".join(child.content for child in token.children or ()))
    return rows


@given(texts.map(str.strip), texts.map(str.strip))
def test_markdown_shows_a_value_in_a_cell_of_its_own(before: str, after: str) -> None:
    """A parser finds five cells in a row; without what is emphasis, each holds what the value is."""
    heading, row = cells(write_markdown(result(before, after), WORDS))
    assert (heading, len(row)) == (["user", "change", "setting", "from", "to"], 5)
    for value, cell in ((before, row[3]), (after, row[4])):
        if not set(value) & set("*_![]~:"):
            assert cell.split() == to_text(value).split()


@given(texts)
@example(">0")
def test_markdown_of_a_reason_hides_nothing_behind_it(reason: str) -> None:
    """What follows a reason is there, and is no part of a comment or of another list."""
    assert len(cells(write_markdown(result("x", "y", reasons=(reason, "last")), WORDS))) == 2


@given(texts, texts, texts)
def test_table_never_breaks_its_lines(name: str, before: str, after: str) -> None:
    """Nothing in it moves the cursor, and no line is longer than a terminal."""
    lines = write_table(result(f"{before} " * 9, after * 9, name), WORDS).split("\n")
    assert max(map(len, lines)) <= WIDTH
    assert [line for line in lines if visible(line) != line] == []


@given(texts, texts)
def test_json_gives_values_back_as_they_are(before: str, after: str) -> None:
    """For machines nothing is left out."""
    found = json.loads(write_json(result(before, after), WORDS))
    assert found["users"][0]["settings"] == [{"setting": "tags", "from": before, "to": after}]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("", '""'),
        ([], "[]"),
        (["b", "a"], "b, a"),
        ({"b": 1, "a": "\u00e9"}, '{"a": "\u00e9", "b": 1}'),
        (False, "false"),
        ("a\nb\u202ec", "a\ufffdb\ufffdc"),
    ],
)
def test_value_absent_empty_and_set_look_different(value: object, shown: str) -> None:
    """In a table."""
    assert to_text(value) == shown


def test_examples_of_the_docstrings_hold() -> None:
    """What they show is what comes out."""
    assert doctest.testmod(text) == (0, 2)
