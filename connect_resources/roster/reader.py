"""Read a roster file and validate it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import Final

from connect_resources.errors import ConfigError
from connect_resources.roster.csv_file import read_csv
from connect_resources.roster.fields import REQUIRED
from connect_resources.roster.limits import RowChecker
from connect_resources.roster.problems import Problems
from connect_resources.roster.record import Record
from connect_resources.roster.roster import Roster
from connect_resources.roster.row import RosterRow
from connect_resources.roster.yaml_file import read_yaml

_FORMATS: Final[dict[str, Callable[[str, Problems], Iterator[Record]]]] = {
    ".csv": read_csv,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}


def read_roster(file: str) -> Roster:
    """Read a roster that has no problems; arguments and errors as ``inspect_roster``.

    Raises:
        RosterError: with every problem of the file.
    """
    roster, problems = inspect_roster(file)
    problems.raise_if_any()
    return roster


def inspect_roster(file: str) -> tuple[Roster, Problems]:
    """Read a roster and validate all of it: form, field names, types, duplicates, and Connect's limits.

    Makes no call. The names of profiles and groups are resolved afterwards, by ``resolve``.

    Args:
        file: path of a ``.yaml``, ``.yml`` or ``.csv`` file.

    Returns:
        The rows in the file's order, and the problems, which ``resolve`` adds its own to.

    Raises:
        RosterError: with the problems of a file in which no user can be read.
        ConfigError: if the file can't be opened, or is of another kind.
    """
    read = _FORMATS.get(Path(file).suffix.lower())
    if read is None:
        raise ConfigError(f"connect:roster: {file} must end in one of {', '.join(_FORMATS)}")
    problems = Problems(file)
    faulty: dict[int, Set[str]] = {}
    rows = tuple(_validated(read(_text(file, problems), problems), problems, faulty))
    if not rows:
        problems.raise_if_any()
    return Roster(file, rows, faulty), problems


def _text(file: str, problems: Problems) -> str:
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"connect:roster: {file} can't be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(line, "", "not UTF-8; save the file in the encoding UTF-8")
        problems.raise_if_any()
    if not text.strip():
        problems.add(1, "", "the file is empty")
        problems.raise_if_any()
    return text


def _validated(
    records: Iterator[Record], problems: Problems, faulty_of: dict[int, Set[str]]
) -> Iterator[RosterRow]:
    limits = RowChecker()
    seen: dict[str, int] = {}
    for position, record in enumerate(records):
        row = RosterRow(record.line, lines=record.lines, **record.values)
        faulty = record.faulty | REQUIRED.difference(record.values)
        for name in faulty - record.faulty:
            problems.add(row.line, name, "missing; every user needs it")
        if faulty:
            faulty_of[position] = faulty
        limits.note_failures(row, faulty, problems)
        if "name" not in faulty:
            _note_repeat(row, seen, problems)
        yield row


def _note_repeat(row: RosterRow, seen: dict[str, int], problems: Problems) -> None:
    """Note a name that a user before has, on the same line or another."""
    name = row.name.casefold()
    if name in seen:
        reason = f"the same user as on line {seen[name]}; upper and lower case are equal"
        problems.add(row.line_of("name"), "name", reason)
    else:
        seen[name] = row.line
