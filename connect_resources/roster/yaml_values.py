"""Read the values of a YAML roster's fields from their nodes, each by its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from connect_resources.roster.fields import Field, Form, members, unknown
from connect_resources.roster.problems import Fault
from connect_resources.roster.record import clean, few, group, level, names, whole_number
from connect_resources.roster.row import Entry, Proficiency
from connect_resources.roster.yaml_nodes import Maps

_TAG: Final = "tag:yaml.org,2002:"
_TEXT: Final = frozenset({f"{_TAG}str", f"{_TAG}value"})
NULL: Final = f"{_TAG}null"
_READ_AS: Final = {
    f"{_TAG}int": "a number",
    f"{_TAG}float": "a number",
    f"{_TAG}bool": "true or false",
    f"{_TAG}timestamp": "a date",
    NULL: "nothing",
}
_SHAPES: Final[dict[type[Node], str]] = {MappingNode: "a map", SequenceNode: "a list"}
_PROFICIENCY: Final = ("attribute_name", "attribute_value", "level")


def _refuse(line: int, name: str, reason: str) -> None:
    raise Fault(f"{name}: {reason}" if name else reason)


def read_text(node: Node) -> str:
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
    return group(read_text(node))


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
    return names(_item(read_text, node.value, index) for index in range(len(node.value)))


def _item(read: Callable[[Node], Any], nodes: list[Node], index: int) -> Any:
    """Read one item of a list; what is wrong with it says which one it is."""
    try:
        return read(nodes[index])
    except Fault as fault:
        raise Fault(str(fault), f"[{index}]{fault.at}") from None


class Values:
    """Read the values of one file."""

    def __init__(self, maps: Maps) -> None:
        """Take what reads the file's maps."""
        self._maps = maps
        self._readers: dict[Form, Callable[[Node], Any]] = {
            Form.TEXT: read_text,
            Form.GROUP: _group,
            Form.NUMBER: _number,
            Form.BOOLEAN: _boolean,
            Form.NAMES: _names,
            Form.TAGS: self._tags,
            Form.PROFICIENCIES: self._proficiencies,
        }

    def read(self, field: Field, node: Node) -> Any:
        """Read the value of a field.

        Raises:
            Fault: it can't be read.
        """
        if field.form is Form.RECORDS:
            return self._records(field, node)
        if field.form is Form.RECORD:
            return self._record(field, node)
        value = self._readers[field.form](node)
        if field.required and field.argument and len(value) == 0:
            raise Fault("must not be empty")
        return value

    def _tags(self, node: Node) -> tuple[tuple[str, str], ...]:
        if not isinstance(node, MappingNode):
            raise Fault("must be a map, such as {site: London}")
        few(node.value)
        tags: dict[str, str] = {}
        for name, (key, value) in self._maps.pairs(node, _refuse).items():
            try:
                tags[read_text(key)] = read_text(value)
            except Fault as fault:
                raise Fault(f"{name}: {fault}") from None
        few(tags)
        return tuple(tags.items())

    def _proficiencies(self, node: Node) -> tuple[Proficiency, ...]:
        if not isinstance(node, SequenceNode):
            raise Fault("must be a list of maps, each with attribute_name, attribute_value and level")
        few(node.value)
        return tuple(_item(self._proficiency, node.value, index) for index in range(len(node.value)))

    def _proficiency(self, node: Node) -> Proficiency:
        pairs = self._maps.pairs(node, _refuse) if isinstance(node, MappingNode) else {}
        if set(pairs) != set(_PROFICIENCY):
            raise Fault("each must be a map with attribute_name, attribute_value and level")
        attribute, value, number = (pairs[name][1] for name in _PROFICIENCY)
        name, text = read_text(attribute), read_text(value)
        try:
            return Proficiency(name, text, level(_plain(number, "int", "float") or ""))
        except Fault as fault:
            raise Fault(str(fault), ".level") from None

    def _records(self, field: Field, node: Node) -> tuple[Entry, ...]:
        known = ", ".join(member.name for member in members(field.shape))
        if not isinstance(node, SequenceNode):
            raise Fault(f"must be a list of maps, each with some of {known}")
        few(node.value)
        return tuple(
            _item(lambda item: self._record(field, item), node.value, index)
            for index in range(len(node.value))
        )

    def _record(self, field: Field, node: Node) -> Entry:
        known = {member.name: member for member in members(field.shape)}
        if not isinstance(node, MappingNode):
            raise Fault(f"must be a map with some of {', '.join(known)}")
        few(node.value)
        found: list[tuple[str, Any]] = []
        for name, (_, value) in self._maps.pairs(node, _refuse).items():
            if name not in known:
                raise Fault(unknown(name, tuple(known)), f".{name}")
            if value.tag != NULL:
                found.append((name, self._member(known[name], value)))
        return tuple(found)

    def _member(self, member: Field, node: Node) -> Any:
        try:
            return self.read(member, node)
        except Fault as fault:
            raise Fault(str(fault), f".{member.name}{fault.at}") from None
