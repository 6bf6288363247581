"""Annotations: the type of each shape of botocore's model, as programs give it and as they read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from connect_resources.users.records import Record
from connect_resources.users.section import Property, Section
from connect_resources.users.table import SECTIONS
from tools.generate.words import entry_shape, member_shape, shape

_PLAIN: Final = {"string": "str", "boolean": "bool", "integer": "int", "long": "int", "float": "float"}
MAP: Final = "Mapping[str, Any]"


def enums() -> dict[str, tuple[str, ...]]:
    """Return the values of each enum that an argument takes, by the name of its shape."""
    used = [item.shape for section in SECTIONS for item in section.properties]
    used += [member_shape(of, member.name) for record, of in records() for member in record.members]
    return {name: tuple(shape(name)["enum"]) for name in sorted(set(used)) if "enum" in shape(name)}


def records() -> Iterator[tuple[Record, str]]:
    """Yield each sort of record once, with its structure, what a record holds before the record."""
    found: dict[str, tuple[Record, str]] = {}
    for section in SECTIONS:
        for item in section.properties:
            if item.record is not None:
                found |= {record.args: (record, of) for record, of in _within(item.record, entry_shape(item))}
    yield from found.values()


def _within(record: Record, structure: str) -> Iterator[tuple[Record, str]]:
    for member in record.members:
        if member.record is not None:
            yield from _within(member.record, member_shape(structure, member.name))
    yield record, structure


def scalar(name: str) -> str:
    """Return the type in which a plain value is given."""
    if "enum" in shape(name):
        return f"Choice[{name}]"
    return f"Input[{plain(name)}]"


def plain(name: str) -> str:
    """Return the type of a plain value."""
    return _PLAIN[str(shape(name)["type"])]


def given(item: Property) -> str:
    """Return the type in which a property is given."""
    of = shape(item.shape)
    if item.record is not None:
        return record("Records", item.record.args)
    if of["type"] == "list":
        return f"Input[Sequence[{scalar(of['member']['shape'])}]]"
    if of["type"] == "map":
        return f"Input[Mapping[str, {scalar(of['value']['shape'])}]]"
    return scalar(item.shape)


def record(form: str, args: str) -> str:
    """Return the type in which a record, or a list of them, is given."""
    return f"{form}[{args}, {args}Dict]"


def args_class(section: Section) -> str:
    """Return the args class of a nested section."""
    return f"{section.resource}Args"


def read(item: Property) -> str:
    """Return the type in which a property is read."""
    of = shape(item.shape)
    if item.record is not None:
        return f"Sequence[{MAP}]"
    if of["type"] == "list":
        return f"Sequence[{plain(of['member']['shape'])}]"
    return f"Mapping[str, {plain(of['value']['shape'])}]" if of["type"] == "map" else plain(item.shape)
