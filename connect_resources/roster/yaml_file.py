"""Read a YAML roster: a map of ``defaults:`` and a list of ``users:``.

The file is composed into nodes once, by the C parser where PyYAML has it, and the values are read from the
nodes: that keeps every line, sees keys that are given twice, and costs less than PyYAML's own construction.
``yaml_nodes`` bounds what a file of a few bytes could blow up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from connect_resources.roster.fields import BY_NAME, Field, Form, nearest, refusal, unknown
from connect_resources.roster.problems import Fault, Problems
from connect_resources.roster.record import ENTRIES, Record, clean, few, group, level, names, whole_number
from connect_resources.roster.row import Proficiency
from connect_resources.roster.yaml_nodes import Maps, Pairs, compose, line_of

_TAG: Final = "tag:yaml.org,2002:"
_TEXT: Final = frozenset({f"{_TAG}str", f"{_TAG}value"})
_NULL: Final = f"{_TAG}null"
_READ_AS: Final = {
    f"{_TAG}int": "a number",
    f"{_TAG}float": "a number",
    f"{_TAG}bool": "true or false",
    f"{_TAG}timestamp": "a date",
    _NULL: "nothing",
}
_SHAPES: Final[dict[type[Node], str]] = {MappingNode: "a map", SequenceNode: "a list"}
_TOP: Final = ("defaults", "users")
_PROFICIENCY: Final = ("attribute_name", "attribute_value", "level")
_ANCHORS: Final = "x-"
"""Keys at the top that start so are passed over: a place for anchors."""
_NO_USERS: Final = "no users; where nobody is meant, write users: []"
_NO_DEFAULT_NAME: Final = "each user has a name of its own, so it can't be a default"


def _refuse(line: int, name: str, reason: str) -> None:
    raise Fault(f"{name}: {reason}" if name else reason)


def _text(node: Node) -> str:
    """Read text, refusing what YAML takes for something else."""
    if not isinstance(node, ScalarNode):
        raise Fault(f"must be text, not {_SHAPES[type(node)]}")
    if node.tag not in _TEXT:
        if node.tag not in _READ_AS:
            raise Fault(f"the YAML tag {node.tag.removeprefix(_TAG)} is not supported; write plain text")
        raise Fault(f"must be text, but YAML reads this as {_READ_AS[node.tag]}; put it in quotes")
    return clean(node.value)


def _plain(node: Node, *types: str) -> str | None:
    """Find the text of a scalar that YAML reads as one of the types."""
    if isinstance(node, ScalarNode) and node.tag.removeprefix(_TAG) in types:
        return str(node.value)
    return None


def _group(node: Node) -> str:
    return group(_text(node))


def _number(node: Node) -> int:
    text = _plain(node, "int")
    if text is None:
        raise Fault("must be a whole number without quotes, such as 30")
    return whole_number(text)


def _boolean(node: Node) -> bool:
    text = _plain(node, "bool")
    if text is None:
        raise Fault("must be true or false, without quotes")
    return text.lower() in ("true", "yes", "on")


def _names(node: Node) -> tuple[str, ...]:
    if not isinstance(node, SequenceNode):
        raise Fault("must be a list of names, such as [Agent, Supervisor]")
    few(node.value)
    return names(_text(item) for item in node.value)


def _tags(node: Node, maps: Maps) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, MappingNode):
        raise Fault("must be a map, such as {site: London}")
    few(node.value)
    tags: dict[str, str] = {}
    for name, (key, value) in maps.pairs(node, _refuse).items():
        try:
            tags[_text(key)] = _text(value)
        except Fault as fault:
            raise Fault(f"{name}: {fault}") from None
    few(tags)
    return tuple(tags.items())


def _proficiencies(node: Node, maps: Maps) -> tuple[Proficiency, ...]:
    if not isinstance(node, SequenceNode):
        raise Fault("must be a list of maps, each with attribute_name, attribute_value and level")
    few(node.value)
    return tuple(_proficiency(item, maps) for item in node.value)


def _proficiency(node: Node, maps: Maps) -> Proficiency:
    pairs = maps.pairs(node, _refuse) if isinstance(node, MappingNode) else {}
    if set(pairs) != set(_PROFICIENCY):
        raise Fault("each must be a map with attribute_name, attribute_value and level")
    attribute, value, number = (pairs[name][1] for name in _PROFICIENCY)
    return Proficiency(_text(attribute), _text(value), level(_plain(number, "int", "float") or ""))


_READERS: Final[dict[Form, Callable[[Node], Any]]] = {
    Form.TEXT: _text,
    Form.GROUP: _group,
    Form.NUMBER: _number,
    Form.BOOLEAN: _boolean,
    Form.NAMES: _names,
}


def read_yaml(text: str, problems: Problems) -> Iterator[Record]:
    """Give one record a user, the defaults already in it, noting what can't be read."""
    root = compose(text, problems)
    if isinstance(root, MappingNode):
        yield from _Users(problems).records(root)
    elif root is not None:
        problems.add(line_of(root), "", "must be a map with users (a list) and, if wanted, defaults (a map)")
    elif not problems:
        problems.add(1, "users", _NO_USERS)


class _Users:
    """Read the users of one file."""

    def __init__(self, problems: Problems) -> None:
        self._faults = problems
        self._maps = maps = Maps()
        self._readers: dict[Form, Callable[[Node], Any]] = {
            **_READERS,
            Form.TAGS: lambda node: _tags(node, maps),
            Form.PROFICIENCIES: lambda node: _proficiencies(node, maps),
        }

    def records(self, root: MappingNode) -> Iterator[Record]:
        problems = self._faults
        top = self._maps.pairs(root, problems.add)
        for name, (key, _) in top.items():
            if name not in _TOP and not name.startswith(_ANCHORS):
                problems.add(line_of(key), name, unknown(name, _TOP))
        defaults = self._defaults(top)
        for user in _users(top, problems):
            if isinstance(user, MappingNode):
                yield self._record(user, defaults)
            else:
                problems.add(line_of(user), "users", "each user must be a map of fields")

    def _defaults(self, top: Pairs) -> Record:
        _, node = top.get("defaults", (None, None))
        if node is None or node.tag == _NULL:
            return Record(1, {}, {})
        if not isinstance(node, MappingNode):
            self._faults.add(line_of(node), "defaults", "must be a map of fields")
            return Record(1, {}, {})
        record = self._record(node, Record(1, {}, {}))
        if "name" in record.values:
            self._faults.add(record.lines["name"], "name", _NO_DEFAULT_NAME)
            del record.values["name"]
        return record

    def _record(self, node: MappingNode, defaults: Record) -> Record:
        problems = self._faults
        values = dict(defaults.values)
        lines = dict(defaults.lines)
        faulty: set[str] = set()
        given: set[str] = set()
        for name, (key, value) in self._fields(node).items():
            field = BY_NAME.get(name)
            if field is None:
                problems.add(line_of(key), name, refusal(name))
                faulty.add(nearest(name) or name)
            elif value.tag != _NULL:
                given.add(name)
                lines[name] = line_of(key)
                try:
                    values[name] = self._value(field, value)
                except Fault as fault:
                    values.pop(name, None)
                    problems.add(line_of(key), name, str(fault))
                    faulty.add(name)
        return Record(line_of(node), values, lines, faulty | (defaults.faulty - given))

    def _fields(self, node: MappingNode) -> Pairs:
        """Give the fields of a user, or of the defaults; of far too many only the first."""
        pairs = self._maps.pairs(node, self._faults.add)
        if len(pairs) <= ENTRIES:
            return pairs
        self._faults.add(line_of(node), "", f"has {len(pairs):,} fields; at most {ENTRIES} are read")
        return dict(list(pairs.items())[:ENTRIES])

    def _value(self, field: Field, node: Node) -> Any:
        value = self._readers[field.form](node)
        if field.required and len(value) == 0:
            raise Fault("must not be empty")
        return value


def _users(top: Pairs, problems: Problems) -> list[Node]:
    key, node = top.get("users", (None, None))
    if node is None or node.tag == _NULL:
        problems.add(line_of(key) if key else 1, "users", _NO_USERS)
        return []
    if not isinstance(node, SequenceNode):
        problems.add(line_of(node), "users", "must be a list of users, each a map of fields")
        return []
    return list(node.value)
