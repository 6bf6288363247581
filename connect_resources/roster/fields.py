"""The fields of a roster: what each is called, what it holds, and the ConnectUser argument it becomes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from connect_resources.users.table import SECTIONS


class Form(Enum):
    """Tell how a field is written, in YAML and in a CSV cell."""

    TEXT = auto()
    GROUP = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    NAMES = auto()
    TAGS = auto()
    PROFICIENCIES = auto()


_PLAIN: Final[Mapping[type, Form]] = {str: Form.TEXT, int: Form.NUMBER, bool: Form.BOOLEAN}


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one field.

    Attributes:
        name: what the roster calls it.
        form: how it is written.
        argument: the argument of ConnectUser that it becomes; ``setting.property`` inside a setting.
        required: whether each user must have it.
    """

    name: str
    form: Form
    argument: str
    required: bool = False


def _nested() -> Iterator[Field]:
    """Yield the fields that are a nested setting's own, under the names that they have there."""
    for section in SECTIONS:
        for item in section.properties if section.nested else ():
            yield Field(item.name, _PLAIN[type(item.kind.unset)], f"{section.name}.{item.name}")


_NAMED: Final = (
    Field("name", Form.TEXT, "name", required=True),
    Field("routing_profile", Form.TEXT, "routing_profile_id", required=True),
    Field("security_profiles", Form.NAMES, "security_profile_ids", required=True),
    Field("hierarchy_group", Form.GROUP, "hierarchy_group_id"),
    Field("password_secret_id", Form.TEXT, "password_secret_id"),
    Field("directory_user_id", Form.TEXT, "directory_user_id"),
    Field("tags", Form.TAGS, "tags"),
    Field("proficiencies", Form.PROFICIENCIES, "proficiencies"),
)
_ORDER: Final = (
    *("name", "first_name", "last_name", "email", "secondary_email", "mobile"),
    *("routing_profile", "security_profiles", "hierarchy_group"),
    *("phone_type", "desk_phone_number", "auto_accept", "after_contact_work_time_limit"),
    *("persistent_connection", "password_secret_id", "directory_user_id", "tags", "proficiencies"),
)
"""The order in which docs/rosters.md has the fields; those that it doesn't name come last."""


def _place(field: Field) -> int:
    return _ORDER.index(field.name) if field.name in _ORDER else len(_ORDER)


FIELDS: Final = tuple(sorted((*_NAMED, *_nested()), key=_place))
BY_NAME: Final = {field.name: field for field in FIELDS}
REQUIRED: Final = frozenset(field.name for field in FIELDS if field.required)

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


def refusal(name: str) -> str:
    """Say why a field that isn't in the table is refused."""
    if "".join(filter(str.isalpha, name.lower())) in _PASSWORD_WORDS:
        return NO_PASSWORDS
    return unknown(name, tuple(BY_NAME))


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
