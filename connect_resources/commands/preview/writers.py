"""Three forms of one result: a table for a terminal, Markdown for a merge request, JSON for machines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from connect_resources.commands.preview.shown import Person, Result
from connect_resources.commands.preview.text import escape, to_text, visible
from connect_resources.users.change import Action

WIDTH: Final = 100
"""Columns of a terminal that a table fits in."""

_GAP: Final = "  "
_VALUES: Final = 2
"""Columns at the right whose cells may be long."""

_SHORT: Final = 20
"""Characters that they keep while other columns are whole."""


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of one command.

    Attributes:
        yes: what a yes comes to.
        no: what a no comes to.
        nobody: what is said where no user changes.
        before, after: the headings of the two values.
    """

    yes: str
    no: str
    nobody: str
    before: str
    after: str


Writer = Callable[[Result, Words], str]


def write_json(result: Result, words: Words) -> str:
    """Return the result for machines; keys are only ever added."""
    found = {
        "answer": "no" if result.reasons else "yes",
        "reasons": list(result.reasons),
        "notes": list(result.notes),
        "users": [_entry(person, traced=result.traced) for person in result.people],
    }
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    # Half of a surrogate pair is no character: JSON has it as an escape only.
    return text.encode(errors="backslashreplace").decode()


def _entry(person: Person, *, traced: bool) -> dict[str, object]:
    settings = [{"setting": one.setting, "from": one.before, "to": one.after} for one in person.settings]
    found: dict[str, object] = {
        "name": person.name,
        "change": person.change,
        "settings": settings,
        "instance": person.instance_id,
        "gone": person.gone,
    }
    return {**found, "events": [asdict(event) for event in person.events]} if traced else found


def write_markdown(result: Result, words: Words) -> str:
    """Return the result as Markdown: the answer, the reasons, then a table of the users."""
    lines = [f"**{words.no if result.reasons else words.yes}**", ""]
    lines += [f"- {escape(reason)}" for reason in result.reasons]
    lines += [""] if result.reasons else []
    rows = list(_rows(result.people, repeated=True))
    lines += [*_markdown_table(_headings(words), rows), ""] if rows else [words.nobody, ""]
    traces = list(_traces(result))
    lines += [*_markdown_table(_TRACE_HEADINGS, traces), ""] if traces else []
    for note in result.notes:
        lines += [f"> {escape(note)}", ""]
    return "\n".join(lines[:-1]) + "\n"


def _markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(map(escape, row))} |"


def write_table(result: Result, words: Words) -> str:
    """Return the result for a terminal: the answer, the reasons, then a table of the users."""
    lines = [words.no if result.reasons else words.yes]
    for reason in result.reasons:
        lines += textwrap.wrap(visible(reason), WIDTH, initial_indent="- ", subsequent_indent="  ")
    rows = list(_rows(result.people))
    lines += ["", *_table(_headings(words), rows)] if rows else ["", words.nobody]
    traces = list(_traces(result))
    lines += ["", *_table(_TRACE_HEADINGS, traces)] if traces else []
    for note in result.notes:
        lines += ["", *textwrap.wrap(f"Note: {visible(note)}", WIDTH)]
    return "\n".join(lines) + "\n"


def _headings(words: Words) -> tuple[str, ...]:
    return ("user", "change", "setting", words.before, words.after)


def _rows(people: Iterable[Person], *, repeated: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield a row for each setting, who it is in the first; one for a user who goes with all settings."""
    for person in people:
        change = f"{person.change} (gone)" if person.gone else person.change
        if person.change == Action.DELETE.value or not person.settings:
            yield (person.name, change, "", "", "")
            continue
        for position, one in enumerate(person.settings):
            who = (person.name, change) if repeated or position == 0 else ("", "")
            yield (*who, one.setting, to_text(one.before), to_text(one.after))


_TRACE_HEADINGS: Final = ("user", "event", "time", "actor", "source")


def _traces(result: Result) -> Iterator[tuple[str, ...]]:
    for person in result.people if result.traced else ():
        if not person.events:
            yield (person.name, "no event found", "", "", "")
        for event in person.events:
            yield (person.name, event.event, event.time, event.actor, event.source)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = _widths([headings, *shown])
    yield _line([heading.upper() for heading in headings], widths)
    for row in shown:
        cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for position in range(max(map(len, cells))):
            yield _line([cell[position] if position < len(cell) else "" for cell in cells], widths)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns' widths: values give way until the table fits, and if need be all columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - len(_GAP) * (len(widths) - 1)
    for columns, narrowest in ((range(len(widths) - _VALUES, len(widths)), _SHORT), (range(len(widths)), 1)):
        while sum(widths) > room and (widest := max(columns, key=widths.__getitem__)) is not None:
            if widths[widest] <= narrowest:
                break
            widths[widest] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
