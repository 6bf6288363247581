"""Read a YAML roster: a map of ``defaults:`` and a list of ``users:``.

The file is composed into nodes once, by the C parser where PyYAML has it, and the values are read from the
nodes: that keeps every line, sees keys that are given twice, and costs less than PyYAML's own construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from connect_resources.roster.faults import Fault, Faults
from connect_resources.roster.fields import BY_NAME, Field, Form, nearest, refusal, unknown
from connect_resources.roster.record import Record, clean, group, level, names, whole_number
from connect_resources.roster.row import Proficiency

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"
_TEXT: Final = frozenset({f"{_TAG}str", f"{_TAG}value"})
_NULL: Final = f"{_TAG}null"
_MERGE: Final = f"{_TAG}merge"
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
_HINTS: Final = {
    "block sequence entries are not allowed in this context": '; a "-" that means no group needs quotes',
}

Pairs: TypeAlias = dict[str, tuple[ScalarNode, Node]]
Note: TypeAlias = Callable[[int, str, str], None]


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _pairs(node: MappingNode, note: Note, within: tuple[Node, ...] = ()) -> Pairs:
    """Give a map's keys with their nodes, merges (``<<``) resolved; what the map says itself wins."""
    own: Pairs = {}
    merged: Pairs = {}
    for key, value in node.value:
        if key.tag == _MERGE:
            merged = {**_merged(key, value, note, (*within, node)), **merged}
        elif not isinstance(key, ScalarNode):
            note(_line(key), "", "a field's name must be text")
        elif key.value in own:
            note(_line(key), key.value, f"given twice; the first is on line {_line(own[key.value][0])}")
        else:
            own[key.value] = (key, value)
    return {**merged, **own} if merged else own


def _merged(key: Node, value: Node, note: Note, within: tuple[Node, ...]) -> Pairs:
    pairs: Pairs = {}
    for source in value.value if isinstance(value, SequenceNode) else [value]:
        if not isinstance(source, MappingNode) or source in within:
            note(_line(key), "<<", "must be another map, or a list of other maps")
        else:
            pairs = {**_pairs(source, note, within), **pairs}
    return pairs


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
    return names(_text(item) for item in node.value)


def _tags(node: Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, MappingNode):
        raise Fault("must be a map, such as {site: London}")
    tags: dict[str, str] = {}
    for name, (key, value) in _pairs(node, _refuse).items():
        try:
            tags[_text(key)] = _text(value)
        except Fault as fault:
            raise Fault(f"{name}: {fault}") from None
    return tuple(tags.items())


def _proficiencies(node: Node) -> tuple[Proficiency, ...]:
    if not isinstance(node, SequenceNode):
        raise Fault("must be a list of maps, each with attribute_name, attribute_value and level")
    return tuple(_proficiency(item) for item in node.value)


def _proficiency(node: Node) -> Proficiency:
    pairs = _pairs(node, _refuse) if isinstance(node, MappingNode) else {}
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
    Form.TAGS: _tags,
    Form.PROFICIENCIES: _proficiencies,
}


def _value(field: Field, node: Node) -> Any:
    value = _READERS[field.form](node)
    if field.required and len(value) == 0:
        raise Fault("must not be empty")
    return value


def read_yaml(text: str, faults: Faults) -> Iterator[Record]:
    """Give one record a user, the defaults already in it, noting what can't be read."""
    root = _compose(text, faults)
    if root is None:
        return
    if not isinstance(root, MappingNode):
        faults.add(_line(root), "", "must be a map with users (a list) and, if wanted, defaults (a map)")
        return
    top = _pairs(root, faults.add)
    for name, (key, _) in top.items():
        if name not in _TOP and not name.startswith(_ANCHORS):
            faults.add(_line(key), name, unknown(name, _TOP))
    defaults = _defaults(top, faults)
    for user in _users(top, faults):
        if isinstance(user, MappingNode):
            yield _record(user, defaults, faults)
        else:
            faults.add(_line(user), "users", "each user must be a map of fields")


def _compose(text: str, faults: Faults) -> Node | None:
    try:
        node: Node | None = _LOADER(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or ""
        hint = _HINTS.get(problem, "")
        faults.add(mark.line + 1 if mark else 1, "", f"not readable as YAML: {problem}{hint}")
        return None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        faults.add(line, "", f"not readable as YAML: {error.reason}")
        return None
    if node is None:
        faults.add(1, "users", _NO_USERS)
    return node


def _defaults(top: Pairs, faults: Faults) -> Record:
    _, node = top.get("defaults", (None, None))
    if node is None or node.tag == _NULL:
        return Record(1, {}, {})
    if not isinstance(node, MappingNode):
        faults.add(_line(node), "defaults", "must be a map of fields")
        return Record(1, {}, {})
    record = _record(node, Record(1, {}, {}), faults)
    if "name" in record.values:
        faults.add(record.lines["name"], "name", _NO_DEFAULT_NAME)
        del record.values["name"]
    return record


def _users(top: Pairs, faults: Faults) -> list[Node]:
    key, node = top.get("users", (None, None))
    if node is None or node.tag == _NULL:
        faults.add(_line(key) if key else 1, "users", _NO_USERS)
        return []
    if not isinstance(node, SequenceNode):
        faults.add(_line(node), "users", "must be a list of users, each a map of fields")
        return []
    return list(node.value)


def _record(node: MappingNode, defaults: Record, faults: Faults) -> Record:
    values = dict(defaults.values)
    lines = dict(defaults.lines)
    faulty: set[str] = set()
    given: set[str] = set()
    for name, (key, value) in _pairs(node, faults.add).items():
        field = BY_NAME.get(name)
        if field is None:
            faults.add(_line(key), name, refusal(name))
            faulty.add(nearest(name) or name)
        elif value.tag != _NULL:
            given.add(name)
            lines[name] = _line(key)
            try:
                values[name] = _value(field, value)
            except Fault as fault:
                faults.add(_line(key), name, str(fault))
                faulty.add(name)
    return Record(_line(node), values, lines, faulty | (defaults.faulty - given))
