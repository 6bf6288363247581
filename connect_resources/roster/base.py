"""What rows take where they say nothing themselves: the fields of their team, and the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connect_resources.roster.fields import BY_NAME, RIVALS, Form, nearest
from connect_resources.roster.problems import Problems
from connect_resources.roster.record import ENTRIES, Record
from connect_resources.roster.row import place

TEAM: Final = "team"
_ALL: Final = frozenset(BY_NAME)
_EXCLUSIVE: Final = frozenset(RIVALS)
_LISTS: Final = frozenset(name for name in RIVALS if BY_NAME[name].form is Form.RECORDS)
NOTHING: Final = Record(1, {}, {})
SHOWN: Final = 20
"""How many teams a problem names at most."""

_NO_TEAMS: Final = (
    "there are no teams: a YAML roster has them under teams, and config connect:teams names a file"
)


@dataclass(frozen=True, slots=True)
class Teams:
    """Hold the teams of one file.

    Attributes:
        known: the fields of each, by name.
        whole: whether these are all: False where a part of them couldn't be read, which was noted.
    """

    known: Mapping[str, Record] = field(default_factory=dict)
    whole: bool = True


class Bases:
    """Complete the rows of one file. A row's own value wins over its team's, and that over the defaults."""

    def __init__(self, problems: Problems, shared: Teams, own: Teams, defaults: Record = NOTHING) -> None:
        """Take what there is.

        Args:
            problems: takes the teams that aren't known.
            shared: the teams of a file of their own.
            own: those of the roster's file, which win.
            defaults: what all rows take.
        """
        self._problems = problems
        self._teams = {**shared.known, **own.known}
        self._whole = shared.whole and own.whole
        self._defaults = defaults
        self._bases: dict[tuple[str | None, frozenset[str]], Record] = {}
        self._reasons: dict[str, str] = {}

    def complete(self, own: Record) -> Record:
        """Return a row with all that it takes."""
        note_rivals(own, self._problems)
        team = own.values.get(TEAM)
        if team is None and TEAM not in own.faulty:
            team = self._defaults.values.get(TEAM)
        team = team or None  # "" is no team, whatever the default
        faulty = TEAM in own.faulty or (TEAM not in own.values and TEAM in self._defaults.faulty)
        known = team is None or team in self._teams
        if team is not None and not known and self._whole:
            self._note_unknown(own, team)
        row = lay(own, self._base(team if known else None, exclusive(own)))
        if known and not faulty:
            return row
        # What the team would give nobody knows, so that nothing is missing.
        return Record(row.line, row.values, row.lines, _ALL.difference(row.values) | row.faulty)

    def _base(self, team: str | None, given: frozenset[str]) -> Record:
        """Return what rows of a team take, or rows without one, if they give these fields."""
        key = (team, given)
        if key not in self._bases:
            found = NOTHING
            for layer in ([] if team is None else [self._teams[team]]) + [self._defaults]:
                found = lay(found, without_rivals(layer, given | exclusive(found)))
            self._bases[key] = found
        return self._bases[key]

    def _note_unknown(self, own: Record, team: str) -> None:
        """Note a team that nobody knows, where it is named."""
        where = own.lines.get(TEAM, own.line) if TEAM in own.values else self._defaults.lines[TEAM]
        file, line = place(self._problems.file, where)
        if team not in self._reasons:
            self._reasons[team] = f"no team {team!r}{self._hint(team)}"
        self._problems.add(line, TEAM, self._reasons[team], file)

    def _hint(self, team: str) -> str:
        """Return what may help; among very many names the nearest isn't looked for, which would take long."""
        if not self._teams:
            return f"; {_NO_TEAMS}"
        if len(self._teams) > ENTRIES or len(self._reasons) > ENTRIES:
            return ""
        names = tuple(self._teams)
        match = nearest(team, names)
        return f"; did you mean {match!r}?" if match else f"; known: {', '.join(map(repr, names[:SHOWN]))}"


def exclusive(record: Record) -> frozenset[str]:
    """Return the fields of a record that others can't stand beside."""
    given = _EXCLUSIVE.intersection(record.values)
    return given | _EXCLUSIVE.intersection(record.faulty) if record.faulty else given


def without_rivals(record: Record, given: frozenset[str]) -> Record:
    """Return a record without what sets the same values as the fields that are given, in another form."""
    rivals = frozenset().union(*(RIVALS[name] for name in given))
    values = {name: value for name, value in record.values.items() if name not in rivals}
    return Record(record.line, values, record.lines, record.faulty - rivals)


def lay(own: Record, base: Record) -> Record:
    """Lay what a row says itself over what it takes."""
    if not base.values and not base.faulty:
        return own
    values = {**base.values, **own.values}
    faulty = base.faulty - own.values.keys() if base.faulty else own.faulty
    if own.faulty:
        values = {
            name: value for name, value in values.items() if name in own.values or name not in own.faulty
        }
        faulty = faulty | own.faulty
    return Record(own.line, values, _lines(own, base), faulty)


def _lines(own: Record, base: Record) -> Mapping[str, Any]:
    """Return the lines of all fields; one whose line isn't told stands on the row's."""
    if own.lines:
        return {**base.lines, **own.lines}
    return {name: where for name, where in base.lines.items() if name not in own.values}


def note_rivals(record: Record, problems: Problems) -> None:
    """Note fields of one row that set the same values in two forms, and keep the plain ones."""
    if _LISTS.isdisjoint(record.values):
        return
    for name in sorted(_LISTS.intersection(record.values)):
        beside = [rival for rival in BY_NAME if rival in RIVALS[name] and rival in record.values]
        if beside:
            file, line = place(problems.file, record.lines.get(name, record.line))
            reason = f"can't stand beside {' and '.join(beside)}: both set the same values; keep one of them"
            problems.add(line, name, reason, file)
            del record.values[name]
            record.faulty = record.faulty | {name}
