"""One validated row of a roster, and what it means as arguments of a ConnectUser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from operator import attrgetter
from typing import Any, Final

from connect_resources.roster.fields import FIELDS, Field


@dataclass(frozen=True, slots=True)
class Proficiency:
    """Hold what a user is good at, and how good."""

    attribute_name: str
    attribute_value: str
    level: float


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Hold one user of a roster: None is absent, and "" or an empty collection is cleared.

    Attributes:
        line: where the user stands in the file, from 1.
        lines: the lines of fields that stand elsewhere, such as in the defaults.
        hierarchy_group: a name or path; "" where the user is to have no group.
        after_contact_work_time_limit: in seconds.
    """

    line: int
    name: str = ""
    routing_profile: str = ""
    security_profiles: tuple[str, ...] = ()
    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    secondary_email: str | None = field(default=None, repr=False)
    mobile: str | None = field(default=None, repr=False)
    hierarchy_group: str | None = None
    phone_type: str | None = None
    desk_phone_number: str | None = field(default=None, repr=False)
    auto_accept: bool | None = None
    after_contact_work_time_limit: int | None = None
    persistent_connection: bool | None = None
    password_secret_id: str | None = None
    directory_user_id: str | None = None
    tags: Mapping[str, str] | None = None
    proficiencies: tuple[Proficiency, ...] | None = None
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    def line_of(self, name: str) -> int:
        """Tell the line on which a field of this user stands."""
        return self.lines.get(name, self.line)


@dataclass(frozen=True, slots=True)
class Roster:
    """Hold a roster's rows, in its own order, and the file that they are from."""

    file: str
    rows: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """Map the names that a roster uses to ids of the instance."""

    routing_profiles: Mapping[str, str]
    security_profiles: Mapping[str, str]
    hierarchy_groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Setting:
    """Gather what becomes one setting of ConnectUser, or, without a name, its plain arguments."""

    name: str
    members: tuple[str, ...]
    values_of: Callable[[RosterRow], tuple[Any, ...]]

    def present(self, row: RosterRow) -> dict[str, Any]:
        """Give the members that the row has."""
        values = zip(self.members, self.values_of(row), strict=True)
        return {member: value for member, value in values if value is not None}


def _setting(name: str, fields: Iterable[Field]) -> _Setting:
    chosen = [field for field in fields if field.argument.rpartition(".")[0] == name]
    members = tuple(field.argument.rpartition(".")[2] for field in chosen)
    return _Setting(name, members, attrgetter(*(field.name for field in chosen)))


_SETTINGS: Final = tuple(_setting(name, FIELDS) for name in ("identity_info", "phone_config"))
_PLAIN: Final = _setting("", FIELDS)


def user_arguments(row: RosterRow, ids: ResolvedIds) -> dict[str, Any]:
    """Give the keyword arguments of the ConnectUser that a row stands for; what is absent is left out.

    Args:
        row: a row of a roster.
        ids: the ids of at least the names that the row uses.
    """
    arguments = _PLAIN.present(row)
    arguments["routing_profile_id"] = ids.routing_profiles[row.routing_profile]
    arguments["security_profile_ids"] = [ids.security_profiles[name] for name in row.security_profiles]
    if row.hierarchy_group:
        arguments["hierarchy_group_id"] = ids.hierarchy_groups[row.hierarchy_group]
    if row.tags is not None:
        arguments["tags"] = dict(row.tags)
    if row.proficiencies is not None:
        arguments["proficiencies"] = [asdict(proficiency) for proficiency in row.proficiencies]
    for setting in _SETTINGS:
        values = setting.present(row)
        if values:
            arguments[setting.name] = values
    return arguments
