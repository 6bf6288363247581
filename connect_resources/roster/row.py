"""One validated row of a roster: a user, with the names that the roster uses."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


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
        lines: the lines of fields that stand elsewhere, such as in the defaults.
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
    lines: Mapping[str, int] = MappingProxyType({})

    def __repr__(self) -> str:
        """Leave out everything personal."""
        return f"RosterRow(line={self.line}, name={self.name!r})"

    def line_of(self, name: str) -> int:
        """Tell the line on which a field of this user stands."""
        return self.lines.get(name, self.line)
