"""Read a CSV roster: a header line of field names, or of Connect's bulk upload, then one line a user."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from connect_resources.roster.base import TEAM, Bases
from connect_resources.roster.bulk import PASSWORD, field_names, is_bulk, read_phone_type, refuse_password
from connect_resources.roster.fields import BY_NAME, REQUIRED, Field, Form, nearest, refusal
from connect_resources.roster.problems import Fault, Problems
from connect_resources.roster.record import ENTRIES, Record, clean, few, group, level, names, whole_number
from connect_resources.roster.row import Proficiency
from connect_resources.roster.sheet import Sheet

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
            raise Fault(f"has the key {key!r} twice")
        tags[key] = clean(value)
    return tuple(tags.items())


def _proficiencies(cell: str) -> tuple[Proficiency, ...]:
    parts = cell.split("|")
    few(parts)
    return tuple(_proficiency(part, f"[{index}]") for index, part in enumerate(parts))


def _proficiency(part: str, at: str) -> Proficiency:
    attribute, equals, rest = part.partition("=")
    value, colon, number = rest.rpartition(":")
    if not (equals and colon):
        raise Fault("must be written attribute=value:level|attribute=value:level", at)
    try:
        return Proficiency(clean(attribute), clean(value), level(number.strip()))
    except Fault as fault:
        raise Fault(str(fault), f"{at}.level") from None


_READERS: Final[dict[Form, Callable[[str], Any]]] = {
    Form.TEXT: str,
    Form.GROUP: group,
    Form.NUMBER: whole_number,
    Form.BOOLEAN: _boolean,
    Form.NAMES: _names,
    Form.TAGS: _tags,
    Form.PROFICIENCIES: _proficiencies,
}
_BULK_READERS: Final[dict[str, Callable[[str], Any]]] = {
    PASSWORD: refuse_password,
    "phone_type": read_phone_type,
}
CELLS: Final = tuple(name for name, field in BY_NAME.items() if field.form in _READERS)
"""The fields that a cell can hold."""

NO_BULK: Final = "neither a field nor a column of Connect's bulk upload, for which the header is taken"


def read_cell(field: Field, cell: str) -> Any:
    """Return what a cell says of a field; None for an empty one.

    Raises:
        Fault: it can't be read.
    """
    return _read(cell, _READERS[field.form])


def _read(cell: str, read: Callable[[str], Any]) -> Any:
    text = clean(cell)
    return read(text) if text else None


class _Column(dict[str, Any]):
    """Map the cells of one column to their values, reading each distinct cell once; None is an empty cell."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        super().__init__({"": None})
        self.name = name
        self._read = read

    def __missing__(self, cell: str) -> Any:
        value = self[cell] = _read(cell, self._read)
        return value


def read_csv(text: str, sheet: Sheet) -> Iterator[Record]:
    """Give one record a line, with what its team gives, noting what can't be read.

    Lines without any text are passed over. A line with another number of cells than the header is noted and
    not read, because its values may stand in the wrong columns.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems = sheet.problems
    try:
        header = next(cells for cells in reader if cells)
        columns = _columns([clean(cell) for cell in header], reader.line_num, problems)
        bases = Bases(problems, sheet.shared, sheet.teams)
        count = 0
        for count, record in enumerate(_records(reader, columns, problems), start=1):  # noqa: B007 - the last one
            yield bases.complete(record)
        if not count and not problems.has_own():
            problems.add(reader.line_num, "", "no users below the header")
    except csv.Error as error:
        problems.add(reader.line_num, "", f"not readable as CSV: {error}")


def _columns(headers: list[str], line: int, problems: Problems) -> list[_Column | None]:
    """Read the header; None is a column that can't be used."""
    for separator, word in _OTHER_SEPARATORS.items():
        if len(headers) == 1 and separator in headers[0]:
            problems.add(
                line, "", f"the header has {word} for commas; save the file with commas between the cells"
            )
            return []
    if len(headers) > ENTRIES:
        problems.add(line, "", f"the header has {len(headers):,} columns; at most {ENTRIES} are read")
    bulk = is_bulk(headers)
    names = field_names(headers[:ENTRIES]) if bulk else headers[:ENTRIES]
    _note_lacking(names, line, problems)
    columns: list[_Column | None] = []
    for index, name in enumerate(names):
        reason = _doubt(names, index, bulk=bulk)
        if reason is not None:
            problems.add(line, name, reason)
        columns.append(_column(name, bulk=bulk) if reason is None else None)
    return columns + [None] * (len(headers) - len(columns))


def _note_lacking(names: list[str], line: int, problems: Problems) -> None:
    """Note columns that every user needs; what a team may give isn't lacking where there are teams."""
    doubtful = {nearest(name) for name in names if name not in CELLS}
    for name in REQUIRED.difference(names, doubtful):
        if name == "name" or TEAM not in doubtful.union(names):
            problems.add(line, name, "the header lacks this column, which every user needs")


def _doubt(names: list[str], index: int, *, bulk: bool) -> str | None:
    """Say why a column can't be used, or None if it can."""
    name = names[index]
    if not name:
        return f"column {index + 1} has no name in the header"
    if name in names[:index]:
        return f"column {index + 1} has the same name as column {names.index(name) + 1}"
    if name in CELLS or (bulk and name == PASSWORD):
        return None
    if name in BY_NAME:
        return "is a list of maps, which no cell holds; write a YAML roster"
    return NO_BULK if bulk else refusal(name, CELLS)


def _column(name: str, *, bulk: bool) -> _Column:
    if bulk and name in _BULK_READERS:
        return _Column(name, _BULK_READERS[name])
    return _Column(name, _READERS[BY_NAME[name].form])


def _records(reader: Any, columns: list[_Column | None], problems: Problems) -> Iterator[Record]:
    usable = [(index, column.name, column) for index, column in enumerate(columns) if column is not None]
    # What the header lacks was noted there, but for what may come from a team.
    missing = REQUIRED.difference(name for _, name, _ in usable)
    if any(name == TEAM for _, name, _ in usable):
        missing = missing & {"name"}
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
            problems.add(line, name + fault.at, str(fault))
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
