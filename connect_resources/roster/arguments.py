"""What a row means as arguments of a ConnectUser."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any, Final

from connect_resources.roster.fields import FIELDS, Form
from connect_resources.roster.row import Entry, RosterRow
from connect_resources.users.table import SECTIONS


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """Map the names that a roster uses to ids of the instance."""

    routing_profiles: Mapping[str, str]
    security_profiles: Mapping[str, str]
    hierarchy_groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowArgument:
    """Describe how rows become one argument.

    Attributes:
        name: the argument of ConnectUser.
        given: reads what a row says about it; equal values mean equal arguments.
        build: makes the argument of it; None where it is absent.
    """

    name: str
    given: Callable[[RosterRow], Hashable]
    build: Callable[[Any, ResolvedIds], Any]


def _setting(name: str) -> RowArgument:
    """Describe an argument that gathers several fields."""
    chosen = [field for field in FIELDS if field.argument.startswith(f"{name}.")]
    members = [field.argument.removeprefix(f"{name}.") for field in chosen]

    def build(values: tuple[Any, ...], _: ResolvedIds) -> dict[str, Any] | None:
        pairs = zip(members, values, strict=True)
        return {member: value for member, value in pairs if value is not None} or None

    return RowArgument(name, _reader([field.name for field in chosen]), build)


def _reader(names: list[str]) -> Callable[[RosterRow], tuple[Any, ...]]:
    """Return what reads several fields, or one, as a tuple."""
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda row: (read(row),)


def _plain(name: str) -> RowArgument:
    return RowArgument(name, attrgetter(name), lambda value, _: value)


def _hierarchy_group_id(path: str | None, ids: ResolvedIds) -> str | None:
    return ids.hierarchy_groups[path] if path else path


def _tags(pairs: tuple[tuple[str, str], ...] | None, _: ResolvedIds) -> dict[str, str] | None:
    return None if pairs is None else dict(pairs)


def _proficiencies(given: tuple[Any, ...] | None, _: ResolvedIds) -> list[dict[str, Any]] | None:
    return None if given is None else [asdict(proficiency) for proficiency in given]


def _entries(given: tuple[Entry, ...] | None, _: ResolvedIds) -> list[dict[str, Any]] | None:
    return None if given is None else maps_of(given)


def _entry(pairs: Entry) -> dict[str, Any]:
    return {name: _entry(value) if isinstance(value, tuple) else value for name, value in pairs}


def entries_of(given: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Return a list of maps as rows hold it."""
    return tuple(_pairs(entry) for entry in given)


def _pairs(entry: Mapping[str, Any]) -> Entry:
    items = entry.items()
    return tuple((name, _pairs(value) if isinstance(value, Mapping) else value) for name, value in items)


def maps_of(given: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return a list of maps out of what a row holds: the inverse of entries_of."""
    return [_entry(entry) for entry in given]


ARGUMENTS: Final = (
    _plain("name"),
    *(_setting(section.name) for section in SECTIONS if section.nested),
    RowArgument(
        "routing_profile_id",
        attrgetter("routing_profile"),
        lambda name, ids: ids.routing_profiles[name],
    ),
    RowArgument(
        "security_profile_ids",
        attrgetter("security_profiles"),
        lambda names, ids: [ids.security_profiles[name] for name in names],
    ),
    RowArgument("hierarchy_group_id", attrgetter("hierarchy_group"), _hierarchy_group_id),
    _plain("password_secret_id"),
    _plain("directory_user_id"),
    RowArgument("tags", attrgetter("tags"), _tags),
    RowArgument("proficiencies", attrgetter("proficiencies"), _proficiencies),
    *(
        RowArgument(field.argument, attrgetter(field.name), _entries)
        for field in FIELDS
        if field.form is Form.RECORDS
    ),
)


def user_arguments(row: RosterRow, ids: ResolvedIds) -> dict[str, Any]:
    """Give the keyword arguments of the ConnectUser that a row stands for; what is absent is left out.

    Args:
        row: a row of a roster.
        ids: the ids of at least the names that the row uses.
    """
    arguments = {argument.name: argument.build(argument.given(row), ids) for argument in ARGUMENTS}
    return {name: value for name, value in arguments.items() if value is not None}
