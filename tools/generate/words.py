"""Say what the table and botocore's model say, as a hover text does: sentences, entries, docstrings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, Final

from connect_resources.users import model
from connect_resources.users.kinds import pascal
from connect_resources.users.records import Member, Record
from connect_resources.users.section import Argument, Fate, Property

WIDTH: Final = 110
_ONE_CHANNEL: Final = "the only one that Connect takes here"


def shape(name: str) -> Mapping[str, Any]:
    """Return a shape of botocore's model."""
    found: Mapping[str, Any] = model.service_model()["shapes"][name]
    return found


def member_shape(structure: str, member: str) -> str:
    """Return the name of a member's shape; the member in programs' words."""
    return str(shape(structure)["members"][pascal(member)]["shape"])


def entry_shape(item: Property) -> str:
    """Return the name of the structure that the entries of a list have."""
    return str(shape(item.shape)["member"]["shape"])


def member_text(record: Record, member: Member, structure: str) -> str:
    """Return what a member of a record is, with what the model says of its values."""
    name = member_shape(structure, member.name)
    values = record.channels if member.name in record.keys and record.channels else None
    return _sentences(member.text, limits(name, values))


def property_text(item: Property) -> str:
    """Return what a property is, with what the model says of its values."""
    plain = shape(item.shape)["type"] == "string" and not shape(item.shape).get("pattern")
    return _sentences(item.text, limits(item.shape) if plain else "")


def argument_text(item: Argument) -> str:
    """Return what an argument beside the sections is, and what a change does."""
    return _sentences(item.text, "A change replaces." if item.fate is Fate.REPLACES else "")


def limits(name: str, values: Iterable[str] | None = None) -> str:
    """Return what the model says of a shape's values: those of an enum, or bounds of a number or length."""
    of = shape(name)
    listed = list(of.get("enum", ()) if values is None else values)
    if listed:
        marked = [f"``{value}``" for value in listed]
        return f"{marked[0]}, {_ONE_CHANNEL}." if len(marked) == 1 else f"{joined(marked)}."
    low, high = of.get("min"), of.get("max")
    if high is None:
        return ""
    unit = " characters" if of["type"] == "string" else ""
    return f"{low:g}-{high:g}{unit}." if low else f"At most {high:g}{unit}."


def joined(words: Iterable[str], last: str = "or") -> str:
    """Return words as a list in a sentence."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def lower(text: str) -> str:
    """Return a sentence as it stands behind a colon; an abbreviation such as E.164 stays."""
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] in (" ", "-") else text


def upper(text: str) -> str:
    """Return a sentence with a capital."""
    return text[0].upper() + text[1:]


def docstring(indent: int, first: str, *paragraphs: str, **entries: Iterable[tuple[str, str]]) -> list[str]:
    """Return the lines of a docstring: paragraphs, and sections of entries such as ``Args``."""
    pad = " " * indent
    lines = textwrap.wrap(f'"""{first}', WIDTH - indent)
    for paragraph in paragraphs:
        lines += ["", *textwrap.wrap(paragraph, WIDTH - indent)]
    for heading, items in entries.items():
        lines += ["", f"{heading}:"]
        for name, text in items:
            lines += textwrap.wrap(
                f"{name}: {lower(text)}",
                WIDTH - indent,
                initial_indent="    ",
                subsequent_indent="        ",
                break_on_hyphens=False,
            )
    if len(lines) == 1 and len(pad + lines[0]) + 3 <= WIDTH:
        return [f'{pad}{lines[0]}"""']
    return [f"{pad}{line}".rstrip() for line in [*lines, '"""']]
