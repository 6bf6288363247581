"""Read the files of a roster and validate them as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Final

from connect_resources.config import Settings
from connect_resources.errors import ConfigError
from connect_resources.roster.base import Teams
from connect_resources.roster.csv_file import read_csv
from connect_resources.roster.fields import FIELDS, REQUIRED
from connect_resources.roster.limits import Forbidden, RowChecker
from connect_resources.roster.once import check_once
from connect_resources.roster.problems import Problems
from connect_resources.roster.record import Record
from connect_resources.roster.roster import Roster
from connect_resources.roster.row import RosterRow
from connect_resources.roster.sheet import Sheet
from connect_resources.roster.yaml_file import read_teams, read_yaml
from connect_resources.users.check import check_default_tags
from connect_resources.users.shapes import Failure

_NOTHING: Final = Forbidden()
_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})
_YAML: Final = (".yaml", ".yml")
_FORMATS: Final[dict[str, Callable[[str, Sheet], Iterator[Record]]]] = {
    ".csv": read_csv,
    **dict.fromkeys(_YAML, read_yaml),
}


def read_roster(
    *files: str,
    teams: str | None = None,
    set_once: Sequence[str] = (),
    default_tags: Mapping[str, str] = _NO_TAGS,
    forbidden: Forbidden = _NOTHING,
) -> Roster:
    """Read a roster that has no problems; arguments and errors as ``inspect_roster``.

    Raises:
        RosterError: with every problem of the files.
    """
    roster, problems = inspect_roster(
        *files, teams=teams, set_once=set_once, default_tags=default_tags, forbidden=forbidden
    )
    problems.raise_if_any()
    return roster


def inspect_stack_roster(
    settings: Settings, files: Sequence[str], teams: str | None
) -> tuple[Roster, Problems]:
    """Read a roster under a stack's config; what comes of it, and errors, as ``inspect_roster``.

    Args:
        settings: the stack's settings.
        files: paths of the roster's files.
        teams: path of a YAML file with teams for all of them; that of the settings starts at the project.
    """
    return inspect_roster(
        *files,
        teams=teams,
        set_once=settings.set_once,
        default_tags=dict(settings.default_tags),
        forbidden=Forbidden(settings.allowed_email_domains, settings.denied_security_profiles),
    )


def inspect_roster(
    *files: str,
    teams: str | None = None,
    set_once: Sequence[str] = (),
    default_tags: Mapping[str, str] = _NO_TAGS,
    forbidden: Forbidden = _NOTHING,
) -> tuple[Roster, Problems]:
    """Read a roster and validate all of it: form, field names, types, duplicates, and Connect's limits.

    Makes no call. The names of profiles and groups are resolved afterwards, by ``resolve``.

    Args:
        files: paths of ``.yaml``, ``.yml`` or ``.csv`` files; a user may stand in one of them only.
        teams: path of a YAML file with teams for all of them; a file's own teams win.
        set_once: fields that are written only when a user is made, beside those that the files name.
        default_tags: the tags that all users get beside their own.
        forbidden: what the config forbids of every user.

    Returns:
        The rows in the files' order, and the problems, which ``resolve`` adds its own to.

    Raises:
        RosterError: with the problems of files in which no user can be read.
        ConfigError: if a file can't be opened, or is of another kind, or set_once names what can't be, or
            Connect refuses the default tags.
    """
    check_once(set_once)
    _refuse(check_default_tags(default_tags))
    problems = Problems()
    reader = _Reader(problems, set_once, RowChecker(None, default_tags, forbidden))
    shared = reader.teams(teams) if teams is not None else Teams()
    rows = tuple(row for file in files for row in reader.rows(file, shared))
    if not rows:
        problems.raise_if_any()
    return Roster(
        rows, reader.faulty, tuple(field.name for field in FIELDS if field.name in reader.once)
    ), problems


class _Reader:
    """Read one file after the other, and what must not be the same in two of them."""

    def __init__(self, problems: Problems, once: Iterable[str], limits: RowChecker) -> None:
        self.once = set(once)
        self.faulty: dict[int, Set[str]] = {}
        self._problems = problems
        self._limits = limits
        self._seen: dict[str, tuple[str, int]] = {}
        self._count = 0

    def teams(self, file: str) -> Teams:
        """Read a file of teams."""
        if Path(file).suffix.lower() not in _YAML:
            raise ConfigError(f"the teams {file} must end in one of {', '.join(_YAML)}")
        problems = self._problems.within(file)
        text = _text("the teams", file, problems)
        found = Teams(whole=False) if text is None else read_teams(text, problems)
        self._check_bases(found.known.values(), problems)
        return found

    def rows(self, file: str, shared: Teams) -> Iterator[RosterRow]:
        """Read a file of users."""
        read = _FORMATS.get(Path(file).suffix.lower())
        if read is None:
            raise ConfigError(f"the roster {file} must end in one of {', '.join(_FORMATS)}")
        problems = self._problems.within(file)
        text = _text("the roster", file, problems)
        if text is None:
            return
        sheet = Sheet(problems, shared)
        for record in read(text, sheet):
            yield self._validated(record, problems)
        self.once |= sheet.once
        self._check_bases([sheet.defaults, *sheet.teams.known.values()], problems)

    def _validated(self, record: Record, problems: Problems) -> RosterRow:
        row = RosterRow(record.line, lines=record.lines, file=problems.file, **record.values)
        faulty = record.faulty
        if not record.values.keys() >= REQUIRED:
            faulty = faulty | REQUIRED.difference(record.values)
            for name in faulty - record.faulty:
                problems.add(row.line, name, "missing; every user needs it")
        if faulty:
            self.faulty[self._count] = faulty
        self._count += 1
        self._limits.note_failures(row, faulty, problems)
        if "name" not in faulty:
            self._note_repeat(row)
        return row

    def _check_bases(self, bases: Iterable[Record], problems: Problems) -> None:
        """Note what Connect refuses of teams and defaults, whether or not a user takes it."""
        for base in bases:
            row = RosterRow(base.line, lines=base.lines, file=problems.file, **base.values)
            self._limits.note_failures(row, base.faulty | REQUIRED.difference(base.values), problems)

    def _note_repeat(self, row: RosterRow) -> None:
        """Note a name that a user before has, in the same file or another."""
        here = (row.file, row.line)
        first = self._seen.setdefault(row.name.casefold(), here)
        if first is not here:
            file, line = row.place_of("name")
            where = f"on line {first[1]}" if first[0] == file else f"on line {first[1]} of {first[0]}"
            reason = f"{row.name!r} is the same user as {where}; upper and lower case are equal"
            self._problems.add(line, "name", reason, file)


def _refuse(failures: Sequence[Failure]) -> None:
    if failures:
        raise ConfigError("; ".join(f"config {failure}" for failure in failures))


def _text(what: str, file: str, problems: Problems) -> str | None:
    """Return the text of a file, or None where there is none, which is noted."""
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"{what} {file} can't be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(line, "", "not UTF-8; save the file in the encoding UTF-8")
        return None
    if not text.strip():
        problems.add(1, "", "the file is empty")
        return None
    return text
