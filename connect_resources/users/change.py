"""What differs, as data: of whom, in which setting, from what to what. Whoever shows a plan writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from connect_resources.users import model
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Property
from connect_resources.users.table import ARGUMENTS, SECTIONS


class Action(Enum):
    """Say what is to be done with a user."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"


class Secrecy(Enum):
    """Say who may see a value."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - a word, no secret


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one property that is to change.

    Attributes:
        user: the user's name.
        action: what is done with the user.
        setting: the end of a sub-setting's id, such as ``routing-profile``; "" where the argument is none
            of a setting.
        property: the argument, or its field.
        before: what state holds; None where it isn't managed.
        after: what is wanted; None where nothing is.
        secrecy: who may see the values.
    """

    user: str
    action: Action
    setting: str
    property: str
    before: Any
    after: Any
    secrecy: Secrecy = Secrecy.PLAIN

    def __repr__(self) -> str:
        """Leave the values out: they may be personal."""
        return f"Change({self.user!r}, {self.action.value}, {self.setting or self.property!r})"

    def __str__(self) -> str:
        """Say it in words, without what isn't for everybody: ``routing-profile: r-1 -> r-2``."""
        return f"{self.label()}: {self.show(self.before)} -> {self.show(self.after)}"

    def label(self) -> str:
        """Return what changes, such as ``routing-profile`` or ``identity-info.email``."""
        return self.setting if self.setting in _ALONE else f"{self.setting}.{self.property}".lstrip(".")

    def show(self, value: Any) -> str:
        """Return a value as it may be seen."""
        if value is None or value is UNKNOWN:
            return "unmanaged" if value is None else "[unknown]"
        if self.secrecy is not Secrecy.PLAIN:
            return f"[{self.secrecy.value}]"
        shown = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
        return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}..."


LONGEST: Final = 120
"""Characters of a value that a line shows, at most."""

_ALONE: Final = frozenset(
    section.setting for section in SECTIONS if len(section.properties) == 1 and not section.nested
)
"""Settings of one property, which need no more than their name."""

_SECRETS: Final = frozenset(row.name for row in ARGUMENTS if row.secret)


def secrecy(item: Property) -> Secrecy:
    """Return who may see a property: what the model calls sensitive is personal, and what the row does."""
    return Secrecy.PERSONAL if item.personal or model.is_sensitive(item.shape) else Secrecy.PLAIN


def build_argument_change(user: str, action: Action, name: str, before: Any, after: Any) -> Change:
    """Return the change of an argument that no section has."""
    hidden = Secrecy.SECRET if name in _SECRETS else Secrecy.PLAIN
    return Change(user, action, "", name, before, after, hidden)


def list_created(user: str, wanted: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what a new user gets, setting by setting."""
    yield from _all(user, Action.CREATE, wanted)


def list_deleted(user: str, held: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what a deleted user had, as far as it was managed."""
    yield from _all(user, Action.DELETE, held)


def _all(user: str, action: Action, props: Mapping[str, Any]) -> Iterator[Change]:
    for section in SECTIONS:
        found = section.extract(props) or {}
        for item in section.properties:
            if item.name in found:
                before, after = (None, found[item.name])[:: 1 if action is Action.CREATE else -1]
                yield Change(user, action, section.setting, item.given_as, before, after, secrecy(item))
