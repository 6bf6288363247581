"""The JSON Schema of a YAML roster, made from the fields and the table: what editors complete and underline.

It takes what the reader takes. What depends on several rows, on a team or on the defaults, it can't say; and
a text counts as it is written, with spaces at its ends that the reader takes away. Keywords that only the
newest draft has are left out, because editors of older ones would pass over them or read them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from connect_resources.roster.base import TEAM
from connect_resources.roster.fields import BY_NAME, FIELDS, ONCE, RIVALS, Field, Form, members
from connect_resources.roster.record import ENTRIES
from connect_resources.users import facts, model
from connect_resources.users.records import Member, Record
from connect_resources.users.rules import DESK_PHONE
from connect_resources.users.section import Property
from connect_resources.users.shapes import tag_key_fits
from connect_resources.users.table import SECTIONS

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
NOT_EMPTY: Final = r"\S"
_NULL: Final = "null"

_PROPERTIES: Final[Mapping[str, Property]] = {
    f"{section.name}.{item.name}" if section.nested else item.given_as: item
    for section in SECTIONS
    for item in section.properties
}
"""The table's rows, by what a field becomes."""


def build_schema() -> Schema:
    """Return the schema of a YAML roster."""
    return {
        "$schema": DRAFT,
        "title": "Roster of Amazon Connect users",
        "description": "The users that the program at the root manages, one ConnectUser each.",
        "type": "object",
        "properties": {
            "defaults": _optional(_fields({"name"}), "What all users take who say nothing themselves."),
            "teams": {
                "description": "Fields of each team, which its users take over the defaults.",
                "type": ["object", _NULL],
                "propertyNames": {"pattern": NOT_EMPTY},
                "additionalProperties": _optional(_fields({"name", TEAM}), "What the team's users take."),
            },
            "set_once": {
                "description": "Fields that are written when a user is made, and never after.",
                "type": ["array", _NULL],
                "items": {"enum": list(ONCE)},
            },
            "users": {
                "description": "The users. Nobody is written as [].",
                "type": "array",
                "items": {**_fields(), "description": "A user.", "required": ["name"]},
            },
        },
        "patternProperties": {"^x-": {"description": "A place for anchors, not read otherwise."}},
        "additionalProperties": False,
        "required": ["users"],
        "$defs": {field.name: _described(field) for field in FIELDS},
    }


def _optional(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text, "type": ["object", _NULL]}


def _fields(refused: Iterable[str] = ()) -> Schema:
    """Return the map of fields that a user is, or what many take, which can't hold some."""
    own = {field.name: {"$ref": f"#/$defs/{field.name}"} for field in FIELDS}
    found: Schema = {
        "type": "object",
        "properties": own | {name: {"type": _NULL} for name in refused},
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"anyOf": [_given(name) for name in lists]},
                "then": {"properties": {name: {"type": _NULL} for name in sorted(plain)}},
            }
            for plain, lists in _rival_lists().items()
        ],
    }
    if not refused:
        found["properties"]["name"] = _described(BY_NAME["name"], nullable=False)
    return found


def _rival_lists() -> dict[frozenset[str], list[str]]:
    """Return the lists that can't stand beside the same plain fields."""
    found: dict[frozenset[str], list[str]] = {}
    for name, rivals in RIVALS.items():
        if BY_NAME[name].form is Form.RECORDS:
            found.setdefault(rivals, []).append(name)
    return found


def _given(name: str) -> Schema:
    return {"required": [name], "properties": {name: {"not": {"type": _NULL}}}}


def _described(field: Field, *, nullable: bool = True) -> Schema:
    """Return the schema of a field; a value of nothing is an absent field."""
    schema = _value(field)
    return _with_text(_nullable(schema) if nullable else schema, field.name, field.text)


def _nullable(schema: Schema) -> Schema:
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], _NULL], **values}


def _with_text(schema: Schema, name: str, text: str) -> Schema:
    return {"description": text.replace("``", "`") or f"The {name.replace('_', ' ')}.", **schema}


def _value(field: Field) -> Schema:
    item = _PROPERTIES.get(field.argument)
    match field.form:
        case Form.NAMES:
            bounds = model.service_model()["shapes"][field.shape]
            return {
                "type": "array",
                "items": {"type": "string", "pattern": NOT_EMPTY},
                "minItems": bounds["min"],
                "maxItems": bounds["max"],
                "uniqueItems": True,
            }
        case Form.TAGS:
            return _tags(field.shape)
        case Form.PROFICIENCIES | Form.RECORDS:
            return _records(field)
        case Form.BOOLEAN:
            return {"type": "boolean"}
        case Form.NUMBER:
            return _number(field.shape)
    empty = not field.required and (item is None or item.kind.default == "")
    pattern = None if item is None or item.pattern is None else item.pattern[0].pattern
    return _text(field.shape, pattern, empty=empty)


def _records(field: Field) -> Schema:
    record = _PROPERTIES[field.argument].record
    assert record is not None
    most = len(record.channels) or ENTRIES
    return {"type": "array", "items": _record(field.shape, record), "maxItems": most}


def _text(shape: str, pattern: str | None = None, *, empty: bool) -> Schema:
    """Return the schema of a text.

    Args:
        shape: its shape in botocore's model, or "".
        pattern: a pattern beside that of the shape.
        empty: whether it may be empty, which clears.
    """
    described = model.service_model()["shapes"][shape] if shape else {}
    found: Schema = {"type": "string"}
    if "enum" in described:
        return {**found, "enum": list(described["enum"])}
    if described.get("max") is not None:
        found["maxLength"] = described["max"]
    compiled = model.compile_pattern(shape) if shape else None
    pattern = pattern if compiled is None else compiled.pattern
    if pattern is not None:
        whole = f"(?:{pattern.removeprefix('^').removesuffix('$')})"
        found["pattern"] = f"^{whole}{'?' if empty else ''}$"
    elif not empty:
        found["pattern"] = NOT_EMPTY
    return found


def _number(shape: str) -> Schema:
    described = model.service_model()["shapes"][shape]
    high = facts.AFTER_CONTACT_WORK_MAXIMUM if shape == "AfterContactWorkTimeLimit" else described.get("max")
    bounds = {"minimum": described.get("min"), "maximum": high}
    return {"type": "integer"} | {name: int(value) for name, value in bounds.items() if value is not None}


def _tags(shape: str) -> Schema:
    described = model.service_model()["shapes"][shape]
    key, value = (model.service_model()["shapes"][described[part]["shape"]] for part in ("key", "value"))
    # The letters of TagKey's pattern are those of any script, which not every editor's patterns can say.
    refused = "".join(f"\\u{ord(item):04x}" for item in map(chr, range(128)) if not tag_key_fits(item))
    return {
        "type": "object",
        "maxProperties": described["max"],
        "propertyNames": {
            "minLength": key["min"],
            "maxLength": key["max"],
            "pattern": f"^(?!{facts.RESERVED_TAG_PREFIX})[^{refused}]*$",
        },
        "additionalProperties": {"type": "string", "maxLength": value["max"]},
    }


def _record(shape: str, record: Record) -> Schema:
    """Return the schema of an entry of a list, or of what a member holds."""
    fields = members(shape)
    texts = {member.name: member for member in record.members}
    found: Schema = {
        "type": "object",
        "properties": {
            field.name: _member(field, record, texts.get(field.name, Member(field.name))) for field in fields
        },
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
    }
    if texts.keys() >= {"phone_type", "phone_number"}:
        desk = {"required": ["phone_type"], "properties": {"phone_type": {"const": DESK_PHONE}}}
        found |= {"if": desk, "then": _given("phone_number")}
    return found


def _member(field: Field, record: Record, row: Member) -> Schema:
    if row.record is not None:
        schema = _record(field.shape, row.record)
    elif field.name in record.keys and record.channels:
        schema = {"type": "string", "enum": list(record.channels)}
    elif field.form is Form.BOOLEAN:
        schema = {"type": "boolean"}
    elif field.form is Form.NUMBER:
        schema = _number(field.shape)
    else:
        schema = _text(field.shape, empty=False)
    return _with_text(schema if field.required else _nullable(schema), field.name, row.text)
