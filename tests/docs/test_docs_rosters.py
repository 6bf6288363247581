"""The page on rosters: what it shows can be read, and it names every field."""

from __future__ import annotations

from pathlib import Path

import pytest

from connect_resources.roster import read_roster
from connect_resources.roster.fields import FIELDS
from tests.docs.pages import page, snippets

PAGE = "docs/rosters.md"
SHOWN = [(form, text) for form in ("csv", "yaml") for text in snippets(PAGE, form)]


@pytest.mark.parametrize(
    ("form", "text"), SHOWN, ids=[f"{form} {number}" for number, (form, _) in enumerate(SHOWN)]
)
def test_rosters_page_shows_rosters_that_can_be_read(tmp_path: Path, form: str, text: str) -> None:
    """Each of them is a whole file without any problem, and has users."""
    file = tmp_path / f"users.{form}"
    file.write_text(text, encoding="utf-8")
    assert read_roster(str(file)).rows


def test_rosters_page_names_every_field() -> None:
    """A field of the table stands on the page, or the page says where it is found."""
    text = page(PAGE)
    assert [field.name for field in FIELDS if f"`{field.name}`" not in text] == []
