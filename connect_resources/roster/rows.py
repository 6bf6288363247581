"""Rows out of what Connect holds of users: the inverse of ``arguments``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Final

from connect_resources.roster.arguments import entries_of
from connect_resources.roster.fields import FIELDS, REQUIRED, Field, Form, field_of
from connect_resources.roster.limits import RowChecker
from connect_resources.roster.row import Proficiency, RosterRow
from connect_resources.roster.writer import Format, fits
from connect_resources.service.names import Names
from connect_resources.users.section import Described, Section, Values
from connect_resources.users.table import ARGUMENTS, BY_NAME, SECTIONS

UNNAMED: Final = "it has no name of its own in the instance"
UNFIT: Final = "the format can't hold it as it is"
REFUSED: Final = "a roster's rules refuse it"

_EMPTY: Final[tuple[Any, ...]] = ("", (), [], {}, None)


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """Name what a row can't hold of a user.

    Attributes:
        field: the field; "" where the user as a whole is left out.
        reason: why.
        user: the user's name.
    """

    field: str
    reason: str
    user: str


class RowWriter:
    """Turn users into the fields of a row, and note what no row can hold."""

    def __init__(
        self,
        names: Names,
        form: Format,
        identity_management: str | None = None,
        default_tags: Mapping[str, str] | None = None,
    ) -> None:
        """Take the instance's names, the format, the kind of instance and the tags that all users get."""
        self._form: Format = form
        self._default_tags = default_tags or {}
        self._checker = RowChecker(identity_management)
        self._refused = {row.name for row in ARGUMENTS if identity_management in row.refused_by}
        self._namers: dict[str, Callable[[str], str | None]] = {
            "routing_profile": names.routing_profile,
            "security_profiles": names.security_profile,
            "hierarchy_group": names.hierarchy_group,
        }
        self.left_out: list[LeftOut] = []

    def row(self, described: Described) -> dict[str, Any] | None:
        """Return a user's fields; None where there is no row for it, which is noted."""
        user = str(described["Username"])
        wrong: dict[str, str] = {}
        row: dict[str, Any] = {}
        for field, value in self._values(described):
            named = self._named(field, value)
            if named is None:
                wrong[field.name] = UNNAMED
            elif fits(field, named, self._form):
                row[field.name] = named
            else:
                wrong[field.name] = UNFIT
        for name in self._unlawful(row) if row.keys() >= REQUIRED else ():
            row.pop(name, None)
            wrong[name] = REFUSED
        if row.keys() >= REQUIRED:
            self.left_out += [LeftOut(name, reason, user) for name, reason in wrong.items()]
            return row
        missing = next((name for name in FIELDS_IN_NEED if name in wrong), "routing_profile")
        reason = f"its {missing} can't be written: {wrong.get(missing, UNNAMED)}"
        self.left_out.append(LeftOut("", reason, user))
        return None

    def _values(self, described: Described) -> Iterator[tuple[Field, Any]]:
        """Yield the fields that a user has, with their values as arguments."""
        shown: dict[str, Any] = {"name": described["Username"]}
        if "directory_user_id" not in self._refused:
            shown["directory_user_id"] = described.get("DirectoryUserId")
        for section, values in self._sections(described):
            shown.update(section.inject(values))
        for field in FIELDS:
            setting, _, item = field.argument.partition(".")
            value = shown.get(setting)
            if item and isinstance(value, Mapping):
                value = value.get(item)
            if field.argument == "tags":
                value = self._own_tags(shown.get("tags_all") or {})
            if value not in _EMPTY:
                yield field, value

    def _sections(self, described: Described) -> Iterator[tuple[Section, Values]]:
        """Yield what each section shows; of two that show the same settings, the one that says it all."""
        for section in SECTIONS:
            rivals = [BY_NAME[name] for name in section.shares]
            if section.nested or not rivals:
                if self._form == "csv" or all(_follows(rival, section, described) for rival in rivals):
                    yield section, section.shown(described)
            elif not all(_follows(section, rival, described) for rival in rivals):
                yield section, self._lists(section, described)

    def _lists(self, section: Section, described: Described) -> Values:
        """Return what a section shows; of CSV, which has the phone settings too, what they don't say."""
        values = section.from_api(described)
        if self._form == "yaml":
            return values
        phones = {name: described[name] for name in _PHONES if name in described}
        said = section.from_api(phones)
        return {
            name: value
            for name, value in values.items()
            if not section.equal({name: said[name]}, {name: value})
        }

    def _own_tags(self, tags: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in tags.items() if self._default_tags.get(key) != value}

    def _named(self, field: Field, value: Any) -> Any:
        """Return a value as rows have it; None where an id has no name."""
        namer = self._namers.get(field.name)
        if namer is not None:
            if not isinstance(value, list):
                return namer(value)
            found = [namer(item) for item in value]
            return None if None in found else tuple(sorted(map(str, found)))
        return _ROW_VALUES.get(field.form, lambda same: same)(value)

    def _unlawful(self, row: Mapping[str, Any]) -> list[str]:
        """Return the fields that have to go, so that the roster's rules let the rest pass."""
        gone: list[str] = []
        while True:
            rest = {name: value for name, value in row.items() if name not in gone}
            if not rest.keys() >= REQUIRED:
                return gone
            failures = self._checker.failures(RosterRow(0, **rest))
            if not failures:
                return gone
            named = {field_of(failure.path)[0] for failure in failures}
            present = named & rest.keys() or _beside(named) & rest.keys()
            if not present:
                return [*gone, "name"]
            gone += sorted(present)


def _beside(names: Set[str]) -> frozenset[str]:
    """Return the fields of the settings that some fields belong to: one of them asks for what is lacking."""
    settings = {field.argument.partition(".")[0] for field in FIELDS if field.name in names}
    return frozenset(field.name for field in FIELDS if field.argument.partition(".")[0] in settings)


_PHONES: Final = tuple(section.wrapper for section in SECTIONS if section.shares and section.nested)
"""Where the settings stand that lists by channel say in another form."""

FIELDS_IN_NEED: Final = tuple(field.name for field in FIELDS if field.required)

_ROW_VALUES: Final[Mapping[Form, Callable[[Any], Any]]] = {
    Form.TAGS: lambda tags: tuple(sorted(tags.items())),
    Form.PROFICIENCIES: lambda items: tuple(
        Proficiency(**item)
        for item in sorted(items, key=lambda item: (item["attribute_name"], item["attribute_value"]))
    ),
    Form.RECORDS: entries_of,
}


def _follows(section: Section, other: Section, described: Described) -> bool:
    """Tell whether a section says no more than another one that shows the same settings."""
    alone = {other.wrapper: described.get(other.wrapper, {})} if other.wrapper else {}
    return section.still(section.from_api(alone), section.from_api(described))
