"""Write a roster, as the reader of its format reads it: the reader's inverse."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import yaml

from connect_resources.roster import csv_file
from connect_resources.roster.arguments import maps_of
from connect_resources.roster.fields import BY_NAME, FIELDS, RIVALS, Field, Form
from connect_resources.roster.problems import Fault
from connect_resources.roster.record import NO_GROUP, clean
from connect_resources.roster.row import Proficiency

Format = Literal["yaml", "csv"]
Row = Mapping[str, Any]
"""A user's fields, by name, with the values that ``RosterRow`` has for them."""


def fits(field: Field, value: Any, form: Format) -> bool:
    """Tell whether a format holds a value, so that its reader gives the same back."""
    if form == "yaml":
        is_none = field.form is Form.GROUP and value == NO_GROUP
        return not is_none and all(clean(text) == text for text in _texts(value))
    if field.form not in _CELLS:
        return False
    try:
        return bool(csv_file.read_cell(field, _CELLS[field.form](value)) == value)
    except Fault:
        return False


def _texts(value: Any) -> Iterable[str]:
    """Yield the texts in a value of YAML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _texts(pair)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Proficiency):
        yield from (value.attribute_name, value.attribute_value)


def settle(rows: Iterable[Row], form: Format, unsaid: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return rows as they will be read: in YAML, who lacks what most users have says that it has none.

    Args:
        rows: the rows.
        form: the format.
        unsaid: fields that some user has, though its row can't say so: they are nobody's default.
    """
    return _settle(rows, form, unsaid)[0]


def _settle(
    rows: Iterable[Row], form: Format, unsaid: Collection[str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return settled rows, and the defaults that they have."""
    ready = [dict(row) for row in rows]
    found = _find_defaults(ready) if form == "yaml" else {}
    shared = {name: value for name, value in found.items() if name not in unsaid}
    for row in ready:
        lacking = [name for name in shared if name not in row and not _has_rival(row, name)]
        row.update({name: _EMPTY[BY_NAME[name].form] for name in lacking})
    return ready, shared


def _has_rival(row: Row, name: str) -> bool:
    """Tell whether a row has a field in whose favour the default of another one is dropped."""
    return any(rival in row for rival in RIVALS.get(name, ()))


def write_roster(rows: Iterable[Row], form: Format, unsaid: Collection[str] = ()) -> str:
    """Return the text of a roster of rows whose values all fit, in their order; they are read as settled."""
    ready, defaults = _settle(rows, form, unsaid)
    return _write_yaml(ready, defaults) if form == "yaml" else _write_csv(ready)


# CSV.


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _level(item: Proficiency) -> str:
    return f"{item.attribute_name}={item.attribute_value}:{_number(item.level)}"


_CELLS: Final[dict[Form, Callable[[Any], str]]] = {
    Form.TEXT: str,
    Form.GROUP: lambda value: value or NO_GROUP,
    Form.NUMBER: str,
    Form.BOOLEAN: lambda value: "true" if value else "false",
    Form.NAMES: "|".join,
    Form.TAGS: lambda pairs: "|".join(f"{key}={value}" for key, value in pairs),
    Form.PROFICIENCIES: lambda items: "|".join(map(_level, items)),
}


class _Lines(io.StringIO):
    """End lines with a line feed alone, though the writer has to quote carriage returns as well."""

    def write(self, line: str) -> int:
        return super().write(f"{line.removesuffix(_QUOTED)}\n")


_QUOTED: Final = "\r\n"
"""A text that holds one of these stands in quotes."""


def _write_csv(rows: Sequence[Row]) -> str:
    used = [field for field in FIELDS if field.required or any(field.name in row for row in rows)]
    text = _Lines(newline="")
    writer = csv.writer(text, lineterminator=_QUOTED)
    writer.writerow([field.name for field in used])
    for row in rows:
        writer.writerow([_CELLS[field.form](row[field.name]) if field.name in row else "" for field in used])
    return text.getvalue()


# YAML.


class _Inline(list[Any]):
    """A list or map that stands on one line."""


class _InlineMap(dict[str, Any]):
    """A map that stands on one line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # which, depends on PyYAML's build
    """Write texts as they are, and short lists and maps on one line."""


_Dumper.add_representer(
    _Inline, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
_Dumper.add_representer(
    _InlineMap,
    lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True),
)

_WIDE: Final = 1 << 16
"""Columns: no line is folded."""


def _proficiency(item: Proficiency) -> _InlineMap:
    level = int(item.level) if float(item.level).is_integer() else item.level
    return _InlineMap(attribute_name=item.attribute_name, attribute_value=item.attribute_value, level=level)


_NODES: Final[dict[Form, Callable[[Any], Any]]] = {
    Form.GROUP: lambda value: value or NO_GROUP,
    Form.NAMES: _Inline,
    Form.TAGS: _InlineMap,
    Form.PROFICIENCIES: lambda items: list(map(_proficiency, items)),
    Form.RECORDS: lambda entries: list(map(_InlineMap, maps_of(entries))),
}


def _node(field: Field, value: Any) -> Any:
    return _NODES.get(field.form, lambda same: same)(value)


def _write_yaml(rows: Sequence[Row], defaults: Mapping[str, Any]) -> str:
    users = [_user(row, defaults) for row in rows]
    top: dict[str, Any] = {}
    if defaults:
        top["defaults"] = {name: _node(BY_NAME[name], value) for name, value in defaults.items()}
    top["users"] = users
    return yaml.dump(
        top, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE, default_flow_style=False
    )


_EMPTY: Final[Mapping[Form, Any]] = {Form.GROUP: "", Form.TAGS: (), Form.PROFICIENCIES: ()}
"""What a user says that has nothing where the defaults have something."""


def _find_defaults(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what more than half of the users have alike, where the others can say otherwise."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        given = [row[field.name] for row in rows if field.name in row]
        lacking = [row for row in rows if field.name not in row and not _has_rival(row, field.name)]
        if not field.shared or (lacking and field.form not in _EMPTY):
            continue
        ((value, times),) = Counter(given).most_common(1) or ((None, 0),)
        if times > 1 and times * 2 > len(rows):
            found[field.name] = value
    return found


def _user(row: Row, defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {
        field.name: _node(field, row[field.name])
        for field in FIELDS
        if field.name in row and (field.name not in defaults or row[field.name] != defaults[field.name])
    }
