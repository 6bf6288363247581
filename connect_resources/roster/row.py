"""One validated row of a roster: a user, with the names that the roster uses."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

Entry: TypeAlias = tuple[tuple[str, Any], ...]
"""An entry of a list by channel: pairs of name and value, of which a value may be pairs again."""

Where: TypeAlias = int | tuple[str, int]
"""A line, or a line of another file."""


def place(file: str, where: Where) -> tuple[str, int]:
    """Return a file and a line in it."""
    return (file, where) if isinstance(where, int) else where


@dataclass(frozen=True, slots=True)
class Proficiency:
    """Hold what a user is good at, and how good."""

    attribute_name: str
    attribute_value: str
    level: float


class RosterRow(NamedTuple):
    """Hold one user of a roster: None is absent, and "" or an empty collection is cleared.

    A named tuple, because twenty thousand of them are made and a frozen dataclass takes four times as long.

    Attributes:
        line: where the user stands in the file, from 1.
        hierarchy_group: a name or path; "" where the user is to have no group.
        tags: pairs of key and value.
        team: where fields came from that the user doesn't say.
        lines: the lines of fields that stand elsewhere, such as in the defaults; with the file if in another.
        file: the file that the user stands in.
    """

    line: int
    name: str = ""
    routing_profile: str = ""
    security_profiles: tuple[str, ...] = ()
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    secondary_email: str | None = None
    mobile: str | None = None
    phone_type: str | None = None
    auto_accept: bool | None = None
    after_contact_work_time_limit: int | None = None
    desk_phone_number: str | None = None
    persistent_connection: bool | None = None
    hierarchy_group: str | None = None
    password_secret_id: str | None = None
    directory_user_id: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    proficiencies: tuple[Proficiency, ...] | None = None
    auto_accept_configs: tuple[Entry, ...] | None = None
    after_contact_work_configs: tuple[Entry, ...] | None = None
    phone_number_configs: tuple[Entry, ...] | None = None
    persistent_connection_configs: tuple[Entry, ...] | None = None
    voice_enhancement_configs: tuple[Entry, ...] | None = None
    team: str | None = None
    lines: Mapping[str, Where] = MappingProxyType({})
    file: str = ""

    def __repr__(self) -> str:
        """Leave out everything personal."""
        return f"RosterRow(line={self.line}, name={self.name!r})"

    def place_of(self, name: str) -> tuple[str, int]:
        """Tell the file and the line in which a field of this user stands."""
        return place(self.file, self.lines.get(name, self.line))
