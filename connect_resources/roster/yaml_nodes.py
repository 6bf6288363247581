"""Compose a YAML text into nodes, and read maps with their merges: bounded, so that no file takes long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from connect_resources.roster.problems import Problems
from connect_resources.roster.record import ENTRIES

DEPTH: Final = 100
"""How deep a file may nest, and a map merge maps that merge maps: many more would end the process."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE: Final = "tag:yaml.org,2002:merge"
_HINTS: Final = {
    "block sequence entries are not allowed in this context": '; a "-" that means no group needs quotes',
}

Pairs: TypeAlias = dict[str, tuple[ScalarNode, Node]]
Note: TypeAlias = Callable[[int, str, str], None]


class _BoundedLoader(_LOADER):  # type: ignore[misc]  # which class it is depends on how PyYAML was built
    """Compose as PyYAML does, but for what is nested too deep.

    The two methods are called around every node; theirs look for resolvers of paths, which no roster has.
    """

    _depth = 0

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        self._depth += 1
        if self._depth > DEPTH and parent is not None:
            raise ComposerError(None, None, f"nested more than {DEPTH} deep", parent.start_mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


def line_of(node: Node) -> int:
    """Return the line on which a node starts."""
    return int(node.start_mark.line) + 1


def compose(text: str, problems: Problems) -> Node | None:
    """Return the node at the top of a text; None where it is empty, or can't be read, which is noted."""
    try:
        node: Node | None = _BoundedLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or ""
        hint = _HINTS.get(problem, "")
        problems.add(mark.line + 1 if mark else 1, "", f"not readable as YAML: {problem}{hint}")
        return None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        problems.add(line, "", f"not readable as YAML: {error.reason}")
        return None
    return node


class Maps:
    """Read the maps of one file; one that is merged (``<<``) into others is read once for all of them."""

    def __init__(self) -> None:
        """Start without any."""
        self._merged: dict[int, Pairs] = {}

    def pairs(self, node: MappingNode, note: Note, within: tuple[Node, ...] = ()) -> Pairs:
        """Give a map's keys with their nodes, merges resolved; what the map says itself wins.

        Args:
            node: the map.
            note: takes line, field and reason of what is wrong.
            within: the maps that this one is being merged into.
        """
        own: Pairs = {}
        merged: Pairs = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                merged = {**self._sources(key, value, note, (*within, node)), **merged}
            elif not isinstance(key, ScalarNode):
                note(line_of(key), "", "a field's name must be text")
            elif key.value in own:
                note(
                    line_of(key), key.value, f"given twice; the first is on line {line_of(own[key.value][0])}"
                )
            else:
                own[key.value] = (key, value)
        return {**merged, **own} if merged else own

    def _sources(self, key: Node, value: Node, note: Note, within: tuple[Node, ...]) -> Pairs:
        """Give what a merge brings: of two maps with the same key, the first wins."""
        if len(within) > DEPTH:
            note(line_of(key), "<<", f"merges maps that merge maps, more than {DEPTH} deep")
            return {}
        pairs: Pairs = {}
        sources: Sequence[Node] = value.value if isinstance(value, SequenceNode) else [value]
        for source in dict.fromkeys(sources):
            if not isinstance(source, MappingNode) or source in within:
                note(line_of(key), "<<", "must be another map, or a list of other maps")
            else:
                pairs = {**self._source(source, note, within), **pairs}
        if len(pairs) > ENTRIES:
            note(line_of(key), "<<", f"brings {len(pairs):,} fields; at most {ENTRIES} are read")
            return dict(list(pairs.items())[:ENTRIES])
        return pairs

    def _source(self, source: MappingNode, note: Note, within: tuple[Node, ...]) -> Pairs:
        if id(source) not in self._merged:
            self._merged[id(source)] = self.pairs(source, note, within)
        return self._merged[id(source)]
