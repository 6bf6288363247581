"""What a program gives: args classes, plain dicts, and the values of enums."""

from __future__ import annotations

from collections.abc import Iterator

from connect_resources.users.kinds import pascal
from connect_resources.users.records import Member, Record
from connect_resources.users.section import Section
from connect_resources.users.table import SECTIONS
from tools.generate import types
from tools.generate.layout import opening
from tools.generate.signature import Parameter, of_property
from tools.generate.words import docstring, member_shape, member_text, shape


def arguments() -> Iterator[str]:
    """Yield the typed arguments."""
    yield from opening(
        "Typed arguments of nested settings; a plain dict with the same keys does as well.",
        "from dataclasses import dataclass",
        "from typing import Literal, NotRequired, TypedDict",
        "",
        "from pulumi import Input",
        "",
        "from connect_resources.sdk.inputs import Choice, Record",
        "",
    )
    for name, values in types.enums().items():
        yield f"{name} = Literal[{', '.join(repr(value) for value in values)}]"
    for section in nested():
        yield from _classes(*_section_class(section))
    for record, structure in types.records():
        yield from _classes(*_record_class(record, structure))


def _section_class(section: Section) -> tuple[str, list[str], list[Parameter]]:
    note = f"A field that was never given is unmanaged; one that is taken out {taken_out(section)}."
    fields = [of_property(item) for item in section.properties]
    return types.args_class(section), [f"Hold {section.text}.", note], fields


def taken_out(section: Section) -> str:
    """Return what happens to a field that is taken out of a nested section, in words."""
    empty = all(item.kind.unset == "" for item in section.properties)
    return "is cleared" if empty else "goes back to Connect's default"


def _record_class(record: Record, structure: str) -> tuple[str, list[str], list[Parameter]]:
    fields = [_member(record, member, structure) for member in record.members]
    return record.args, [f"Hold {record.text}."], fields


def _member(record: Record, member: Member, structure: str) -> Parameter:
    if member.record is not None:
        given = types.record("Record", member.record.args)
    else:
        given = types.scalar(member_shape(structure, member.name))
    required = pascal(member.name) in shape(structure).get("required", ())
    return Parameter(member.name, given, "", member_text(record, member, structure), required=required)


def _classes(name: str, texts: list[str], fields: list[Parameter]) -> Iterator[str]:
    yield from ["", "", "@dataclass(frozen=True, slots=True)", f"class {name}:"]
    yield from docstring(4, *texts, Attributes=[(field.name, field.text) for field in fields])
    yield ""
    yield from (f"    {field.declared()}" for field in fields)
    yield from [
        "",
        "",
        f"class {name}Dict(TypedDict):",
        f'    """Hold what {name} holds, as a plain dict."""',
        "",
    ]
    for field in fields:
        given = field.given if field.required else f"NotRequired[{field.given} | None]"
        yield f"    {field.name}: {given}"


def args_classes() -> list[str]:
    """Return the names of the args classes."""
    return sorted([*map(types.args_class, nested()), *(record.args for record, _ in types.records())])


def nested() -> list[Section]:
    """Return the sections that a program gives as one argument with fields."""
    return [section for section in SECTIONS if section.nested]
