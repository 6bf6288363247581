"""The fields of a roster: what each is called, what it holds, and the ConnectUser argument it becomes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache, lru_cache
from typing import Final

from connect_resources.users.kinds import snake
from connect_resources.users.model import service_model
from connect_resources.users.people import once_names, rivals
from connect_resources.users.table import ARGUMENTS, SECTIONS


class Form(Enum):
    """Tell how a field is written, in YAML and in a CSV cell."""

    TEXT = auto()
    GROUP = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    NAMES = auto()
    TAGS = auto()
    PROFICIENCIES = auto()
    RECORDS = auto()
    """A list of maps, which have the members of the field; a CSV cell holds none."""
    RECORD = auto()
    """A map with the members of the field: it stands in such a list only."""


_PLAIN: Final[Mapping[type, Form]] = {str: Form.TEXT, int: Form.NUMBER, bool: Form.BOOLEAN}
_OF_MODEL: Final[Mapping[str, Form]] = {
    "string": Form.TEXT,
    "boolean": Form.BOOLEAN,
    "integer": Form.NUMBER,
    "long": Form.NUMBER,
    "float": Form.NUMBER,
    "structure": Form.RECORD,
}


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one field.

    Attributes:
        name: what the roster calls it.
        form: how it is written.
        argument: the argument of ConnectUser that it becomes; ``setting.property`` inside a setting, and ""
            where it only says where other fields come from.
        required: whether each user, or each entry, must have it.
        shape: its shape in botocore's model, with lengths, patterns and enums; "" where the model has none.
        shared: whether it may stand in defaults, and in a team.
        text: what it is, for people who write rosters.
    """

    name: str
    form: Form
    argument: str = ""
    required: bool = False
    shape: str = ""
    shared: bool = True
    text: str = ""


@cache
def members(shape: str) -> tuple[Field, ...]:
    """Return what a map of a shape has as fields, or an entry of a list of that shape."""
    described = service_model()["shapes"][shape]
    if described["type"] == "list":
        return members(described["member"]["shape"])
    required = described.get("required", ())
    shapes = {name: member["shape"] for name, member in described["members"].items()}
    return tuple(
        Field(snake(name), _OF_MODEL[service_model()["shapes"][of]["type"]], "", name in required, of)
        for name, of in shapes.items()
    )


_NAMED: Final = (
    Field(
        "name",
        Form.TEXT,
        "name",
        required=True,
        shared=False,
        text="The user name; no two alike, regardless of case.",
    ),
    Field("team", Form.TEXT, text="The team whose fields the user takes where it says nothing itself."),
    Field(
        "routing_profile",
        Form.TEXT,
        "routing_profile_id",
        required=True,
        text="The routing profile's name, exactly as in Connect.",
    ),
    Field(
        "security_profiles",
        Form.NAMES,
        "security_profile_ids",
        required=True,
        text="1-10 names of security profiles, exactly as in Connect.",
    ),
    Field(
        "hierarchy_group",
        Form.GROUP,
        "hierarchy_group_id",
        text="A path from the top level, such as EMEA/London/Team 1, or a name that only one group has; "
        '"-" = none, whatever the default.',
    ),
    Field("password_secret_id", Form.TEXT, "password_secret_id"),
    Field("directory_user_id", Form.TEXT, "directory_user_id"),
    Field("tags", Form.TAGS, "tags"),
    Field("proficiencies", Form.PROFICIENCIES, "proficiencies"),
)
_ORDER: Final = (
    *("name", "team", "first_name", "last_name", "email", "secondary_email", "mobile"),
    *("routing_profile", "security_profiles", "hierarchy_group"),
    *("phone_type", "desk_phone_number", "auto_accept", "after_contact_work_time_limit"),
    *("persistent_connection", "password_secret_id", "directory_user_id", "tags", "proficiencies"),
)
"""The order in which docs/rosters.md has the fields; those that it doesn't name come last."""


def _fields() -> Iterator[Field]:
    """Yield all fields: those named here, and what the table has beside them."""
    shapes = {row.name: row.shape for row in ARGUMENTS}
    texts = {row.name: row.text for row in ARGUMENTS}
    for section in SECTIONS:
        for item in section.properties:
            shapes[item.given_as], texts[item.given_as] = item.shape, item.text
            if section.nested:
                form = _PLAIN[type(item.kind.unset)]
                argument = f"{section.name}.{item.name}"
                yield Field(item.name, form, argument, shape=item.shape, text=item.text)
            elif item.record is not None and item.record.channels:
                yield Field(item.name, Form.RECORDS, item.given_as, shape=item.shape, text=item.text)
    for field in _NAMED:
        text = field.text or texts[field.argument]
        yield replace(field, shape=shapes.get(field.argument, ""), text=text)


def _place(field: Field) -> int:
    return _ORDER.index(field.name) if field.name in _ORDER else len(_ORDER)


FIELDS: Final = tuple(sorted(_fields(), key=_place))
BY_NAME: Final = {field.name: field for field in FIELDS}
REQUIRED: Final = frozenset(field.name for field in FIELDS if field.required)


def _rivals() -> dict[str, frozenset[str]]:
    found = {}
    by_argument = rivals()
    for field in FIELDS:
        others = by_argument.get(field.argument.partition(".")[0], ())
        found[field.name] = frozenset(
            other.name for other in FIELDS if other.argument.partition(".")[0] in others
        )
    return {name: others for name, others in found.items() if others}


RIVALS: Final = _rivals()
"""For a field those that set the same values in another form: a user has only the one or the other."""

ONCE: Final = {field.name: field.argument for field in FIELDS if field.argument in once_names()}
"""The fields that may be written only when a user is made, with what ConnectUser calls them."""

NO_PASSWORDS: Final = (
    "a roster holds no passwords, because it is kept as plain text; name a Secrets Manager secret in "
    "password_secret_id, or run: pulumi config set --secret connect:initialPassword"
)
_PASSWORD_WORDS: Final = frozenset({"password", "initialpassword", "temporarypassword", "passwd", "pwd"})


@lru_cache(maxsize=1024)
def nearest(name: str, known: tuple[str, ...] = tuple(BY_NAME)) -> str | None:
    """Find the known name that a mistyped one most likely means."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    matches = difflib.get_close_matches(plain, known, n=1, cutoff=0.7)
    return matches[0] if matches else None


def refusal(name: str, known: tuple[str, ...] = tuple(BY_NAME)) -> str:
    """Say why a field that isn't in the table is refused."""
    if "".join(filter(str.isalpha, name.lower())) in _PASSWORD_WORDS:
        return NO_PASSWORDS
    return unknown(name, known)


def unknown(name: str, known: tuple[str, ...]) -> str:
    """Say that a name isn't known, with the nearest that is."""
    match = nearest(name, known)
    return f"unknown field; did you mean {match}?" if match else f"unknown field; known: {', '.join(known)}"


def field_of(path: str) -> tuple[str, str]:
    """Translate the path of an argument into the roster's field and what the path says beyond it.

    ``proficiencies[0].level`` gives ``("proficiencies", "[0].level")``; any other gives ``("", path)``.
    """
    for field in FIELDS:
        rest = path.removeprefix(field.argument)
        if len(rest) < len(path) and (not rest or rest[0] in ".["):
            return field.name, rest
    return "", path
