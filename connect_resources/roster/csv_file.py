"""Read a CSV roster: a header line of field names, then one line a user."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from connect_resources.roster.fields import BY_NAME, REQUIRED, Field, Form, nearest, refusal
from connect_resources.roster.problems import Fault, Problems
from connect_resources.roster.record import ENTRIES, Record, clean, few, group, level, names, whole_number
from connect_resources.roster.row import Proficiency

_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}
_NO_LINES: Final[Mapping[str, int]] = MappingProxyType({})
_OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs"}


def _boolean(cell: str) -> bool:
    try:
        return _BOOLEANS[cell.lower()]
    except KeyError:
        raise Fault("must be true or false") from None


def _names(cell: str) -> tuple[str, ...]:
    return names(clean(name) for name in cell.split("|"))


def _tags(cell: str) -> tuple[tuple[str, str], ...]:
    tags: dict[str, str] = {}
    pairs = cell.split("|")
    few(pairs)
    for pair in pairs:
        key, equals, value = pair.partition("=")
        key = clean(key)
        if not equals or not key:
            raise Fault("must be written key=value|key=value")
        if key in tags:
            raise Fault(f"has the key {key} twice")
        tags[key] = clean(value)
    return tuple(tags.items())


def _proficiencies(cell: str) -> tuple[Proficiency, ...]:
    parts = cell.split("|")
    few(parts)
    return tuple(map(_proficiency, parts))


def _proficiency(part: str) -> Proficiency:
    attribute, equals, rest = part.partition("=")
    value, colon, number = rest.rpartition(":")
    if not (equals and colon):
        raise Fault("must be written attribute=value:level|attribute=value:level")
    return Proficiency(clean(attribute), clean(value), level(number.strip()))


_READERS: Final[dict[Form, Callable[[str], Any]]] = {
    Form.TEXT: str,
    Form.GROUP: group,
    Form.NUMBER: whole_number,
    Form.BOOLEAN: _boolean,
    Form.NAMES: _names,
    Form.TAGS: _tags,
    Form.PROFICIENCIES: _proficiencies,
}


def read_cell(field: Field, cell: str) -> Any:
    """Return what a cell says of a field; None for an empty one.

    Raises:
        Fault: it can't be read.
    """
    text = clean(cell)
    return _READERS[field.form](text) if text else None


class _Column(dict[str, Any]):
    """Map the cells of one column to their values, reading each distinct cell once; None is an empty cell."""

    def __init__(self, field: Field) -> None:
        super().__init__({"": None})
        self.field = field

    def __missing__(self, cell: str) -> Any:
        value = self[cell] = read_cell(self.field, cell)
        return value


def read_csv(text: str, problems: Problems) -> Iterator[Record]:
    """Give one record a line, noting what can't be read.

    Lines without any text are passed over. A line with another number of cells than the header is noted and
    not read, because its values may stand in the wrong columns.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(cells for cells in reader if cells)
        columns = _columns(header, reader.line_num, problems)
        count = 0
        for count, record in enumerate(_records(reader, columns, problems), start=1):  # noqa: B007 - the last one
            yield record
        if not count and not problems:
            problems.add(reader.line_num, "", "no users below the header")
    except csv.Error as error:
        problems.add(reader.line_num, "", f"not readable as CSV: {error}")


def _columns(header: list[str], line: int, problems: Problems) -> list[_Column | None]:
    """Read the header; None is a column that can't be used."""
    names = [clean(cell) for cell in header]
    for separator, word in _OTHER_SEPARATORS.items():
        if len(names) == 1 and separator in names[0]:
            problems.add(
                line, "", f"the header has {word} for commas; save the file with commas between the cells"
            )
            return []
    if len(names) > ENTRIES:
        problems.add(line, "", f"the header has {len(names):,} columns; at most {ENTRIES} are read")
        names = names[:ENTRIES]
    doubtful = {nearest(name) for name in names if name not in BY_NAME}
    for name in REQUIRED.difference(names, doubtful):
        problems.add(line, name, "the header lacks this column, which every user needs")
    for index, name in enumerate(names):
        if not name:
            problems.add(line, "", f"column {index + 1} has no name in the header")
        elif name in names[:index]:
            problems.add(
                line, name, f"column {index + 1} has the same name as column {names.index(name) + 1}"
            )
        elif name not in BY_NAME:
            problems.add(line, name, refusal(name))
    columns = [_column(name, names[:index]) for index, name in enumerate(names)]
    return columns + [None] * (len(header) - len(columns))


def _column(name: str, before: list[str]) -> _Column | None:
    return _Column(BY_NAME[name]) if name in BY_NAME and name not in before else None


def _records(reader: Any, columns: list[_Column | None], problems: Problems) -> Iterator[Record]:
    usable = [
        (index, column.field.name, column) for index, column in enumerate(columns) if column is not None
    ]
    missing = REQUIRED.difference(name for _, name, _ in usable)
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) == len(columns):
            try:
                values = {
                    name: value for i, name, column in usable if (value := column[cells[i]]) is not None
                }
                record = Record(line, values, _NO_LINES, faulty=missing)
            except Fault:
                record = _faulty_record(line, cells, usable, missing, problems)
            if record.values or record.faulty != missing:
                yield record
        elif columns and any(cells):
            problems.add(line, "", _wrong_count(len(cells), len(columns)))
        line = reader.line_num + 1


def _faulty_record(
    line: int,
    cells: list[str],
    usable: list[tuple[int, str, _Column]],
    missing: frozenset[str],
    problems: Problems,
) -> Record:
    """Read a line again cell by cell, noting each that can't be read."""
    values: dict[str, Any] = {}
    faulty = set(missing)
    for index, name, column in usable:
        try:
            value = column[cells[index]]
        except Fault as fault:
            problems.add(line, name, str(fault))
            faulty.add(name)
        else:
            if value is not None:
                values[name] = value
    return Record(line, values, _NO_LINES, faulty=faulty)


def _wrong_count(cells: int, columns: int) -> str:
    remedy = (
        "a cell that holds a comma needs quotes"
        if cells > columns
        else "an empty cell needs its comma as well"
    )
    return f"has {cells} cells where the header has {columns}; {remedy}"
