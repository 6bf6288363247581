"""Read a YAML roster: a map of ``defaults:``, ``teams:``, ``set_once:`` and a list of ``users:``.

The file is composed into nodes once, by the C parser where PyYAML has it, and the values are read from the
nodes: that keeps every line, sees keys that are given twice, and costs less than PyYAML's own construction.
``yaml_nodes`` bounds what a file of a few bytes could blow up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yaml.nodes import MappingNode, Node, SequenceNode

from connect_resources.roster.base import NOTHING, TEAM, Bases, Teams, note_rivals
from connect_resources.roster.fields import BY_NAME, FIELDS, nearest, refusal, unknown
from connect_resources.roster.once import once_refusal
from connect_resources.roster.problems import Fault, Problems
from connect_resources.roster.record import ENTRIES, Record, clean
from connect_resources.roster.row import place
from connect_resources.roster.sheet import Sheet
from connect_resources.roster.yaml_nodes import Maps, Pairs, compose, line_of
from connect_resources.roster.yaml_values import NULL, Values, read_text

_TOP: Final = ("defaults", "teams", "set_once", "users")
_ANCHORS: Final = "x-"
"""Keys at the top that start so are passed over: a place for anchors."""
_OWN: Final = tuple(field.name for field in FIELDS if not field.shared)
_NO_USERS: Final = "no users; where nobody is meant, write users: []"
_NO_DEFAULT_NAME: Final = "each user has a name of its own, so it can't be a default"
_NO_TEAM_NAME: Final = "each user has a name of its own, so it can't come from a team"
_NO_TEAM_OF_TEAM: Final = "a team can't name a team"
_TOP_FORM: Final = "must be a map with users (a list) and, if wanted, defaults (a map)"


def read_yaml(text: str, sheet: Sheet) -> Iterator[Record]:
    """Give one record a user, with what it takes already in it, noting what can't be read."""
    problems = sheet.problems
    root = compose(text, problems)
    if isinstance(root, MappingNode):
        yield from _File(problems).records(root, sheet)
    elif root is not None:
        problems.add(line_of(root), "", _TOP_FORM)
    elif not problems.has_own():
        problems.add(1, "users", _NO_USERS)


def read_teams(text: str, problems: Problems) -> Teams:
    """Read a file that is the map of teams itself."""
    root = compose(text, problems)
    if root is None or root.tag == NULL:
        return Teams(whole=not problems.has_own())
    found = _File(problems).teams(root, "")
    placed = {
        name: Record(
            team.line,
            team.values,
            {field: place(problems.file, where) for field, where in team.lines.items()},
            team.faulty,
        )
        for name, team in found.known.items()
    }
    return Teams(placed, found.whole)


class _File:
    """Read one file."""

    def __init__(self, problems: Problems) -> None:
        self._faults = problems
        self._maps = Maps()
        self._values = Values(self._maps)

    def records(self, root: MappingNode, sheet: Sheet) -> Iterator[Record]:
        problems = self._faults
        top = self._maps.pairs(root, problems.add)
        for name, (key, _) in top.items():
            if name not in _TOP and not name.startswith(_ANCHORS):
                problems.add(line_of(key), name, unknown(name, _TOP))
        sheet.once.update(self._once(top))
        sheet.teams = self.teams(top["teams"][1], "teams") if "teams" in top else Teams()
        sheet.defaults = self._defaults(top)
        bases = Bases(problems, sheet.shared, sheet.teams, sheet.defaults)
        for user in _users(top, problems):
            if isinstance(user, MappingNode):
                yield bases.complete(self._record(user))
            else:
                problems.add(line_of(user), "users", "each user must be a map of fields")

    def _once(self, top: Pairs) -> Iterator[str]:
        """Yield the fields that are set once."""
        _, node = top.get("set_once", (None, None))
        if node is None or node.tag == NULL:
            return
        if not isinstance(node, SequenceNode):
            self._faults.add(line_of(node), "set_once", "must be a list of fields, such as [routing_profile]")
            return
        for index, item in enumerate(node.value[:ENTRIES]):
            try:
                name = read_text(item)
                reason = once_refusal(name)
            except Fault as fault:
                reason = str(fault)
            if reason is None:
                yield name
            else:
                self._faults.add(line_of(item), f"set_once[{index}]", reason)

    def teams(self, node: Node, where: str) -> Teams:
        """Read a map of teams."""
        if node.tag == NULL:
            return Teams()
        if not isinstance(node, MappingNode):
            self._faults.add(line_of(node), where, "must be a map of teams, each a map of fields")
            return Teams(whole=False)
        found: dict[str, Record] = {}
        whole = True
        for name, (key, value) in self._maps.pairs(node, self._faults.add).items():
            path = f"{where}.{name}".lstrip(".")
            if not clean(name) or clean(name) in found:
                reason = f"the team {name!r} is there twice" if clean(name) else "a team needs a name"
                self._faults.add(line_of(key), path, reason)
            elif value.tag == NULL or isinstance(value, MappingNode):
                found[clean(name)] = self._team(value)
            else:
                self._faults.add(line_of(value), path, "must be a map of fields")
                whole = False
        return Teams(found, whole)

    def _team(self, node: Node) -> Record:
        if not isinstance(node, MappingNode):
            return Record(line_of(node), {}, {})
        return self._shared(node, {**dict.fromkeys(_OWN, _NO_TEAM_NAME), TEAM: _NO_TEAM_OF_TEAM})

    def _defaults(self, top: Pairs) -> Record:
        _, node = top.get("defaults", (None, None))
        if node is None or node.tag == NULL:
            return NOTHING
        if not isinstance(node, MappingNode):
            self._faults.add(line_of(node), "defaults", "must be a map of fields")
            return NOTHING
        return self._shared(node, dict.fromkeys(_OWN, _NO_DEFAULT_NAME))

    def _shared(self, node: MappingNode, refused: dict[str, str]) -> Record:
        """Read what many users take, which some fields can't be."""
        record = self._record(node)
        for name, reason in refused.items():
            if name in record.values:
                file, line = place(self._faults.file, record.lines[name])
                self._faults.add(line, name, reason, file)
                del record.values[name]
        note_rivals(record, self._faults)
        return record

    def _record(self, node: MappingNode) -> Record:
        """Read what a map of fields says itself."""
        problems = self._faults
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        faulty: set[str] = set()
        for name, (key, value) in self._fields(node).items():
            field = BY_NAME.get(name)
            if field is None:
                problems.add(line_of(key), name, refusal(name))
                faulty.add(nearest(name) or name)
            elif value.tag != NULL:
                lines[name] = line_of(key)
                try:
                    values[name] = self._values.read(field, value)
                except Fault as fault:
                    problems.add(line_of(key), name + fault.at, str(fault))
                    faulty.add(name)
        return Record(line_of(node), values, lines, faulty)

    def _fields(self, node: MappingNode) -> Pairs:
        """Give the fields of a user, or of the defaults; of far too many only the first."""
        pairs = self._maps.pairs(node, self._faults.add)
        if len(pairs) <= ENTRIES:
            return pairs
        self._faults.add(line_of(node), "", f"has {len(pairs):,} fields; at most {ENTRIES} are read")
        return dict(list(pairs.items())[:ENTRIES])


def _users(top: Pairs, problems: Problems) -> list[Node]:
    key, node = top.get("users", (None, None))
    if node is None or node.tag == NULL:
        problems.add(line_of(key) if key else 1, "users", _NO_USERS)
        return []
    if not isinstance(node, SequenceNode):
        problems.add(line_of(node), "users", "must be a list of users, each a map of fields")
        return []
    return list(node.value)
