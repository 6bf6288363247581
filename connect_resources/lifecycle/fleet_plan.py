"""What is to be done with the users of a fleet, and what holds of them while it is done."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from connect_resources.lifecycle.fast_refresh import LAST_MODIFIED
from connect_resources.users import people
from connect_resources.users.change import (
    Action,
    Change,
    Secrecy,
    build_argument_change,
    list_created,
    list_deleted,
)
from connect_resources.users.difference import Difference
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.state import Props


@dataclass(slots=True)
class Plan:
    """Hold what is to be done, user by user.

    Attributes:
        deleted: what state holds of who goes.
        updated, replaced: what state holds, what is wanted, and the difference.
        created: what is wanted of who comes.
        rewritten: the texts of users that only the state holds differently.
        unknown: who isn't known yet, and whether the user is new.
        hidden: who has a secret among the arguments.
    """

    deleted: dict[str, Props] = field(default_factory=dict)
    updated: dict[str, tuple[Props, Props, Difference]] = field(default_factory=dict)
    replaced: dict[str, tuple[Props, Props, Difference]] = field(default_factory=dict)
    created: dict[str, Props] = field(default_factory=dict)
    rewritten: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, bool] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.size() or self.rewritten or self.unknown)

    @property
    def new(self) -> list[str]:
        """Return who comes, known or not yet."""
        return [*self.created, *(name for name, new in self.unknown.items() if new)]

    def size(self) -> int:
        """Count the users that a call is due for."""
        return len(self.deleted) + len(self.updated) + 2 * len(self.replaced) + len(self.created)

    def changes(self) -> Iterator[Change]:
        """Yield what differs, as data."""
        for name, outputs in self.deleted.items():
            yield from list_deleted(name, outputs)
        for _, _, found in (*self.updated.values(), *self.replaced.values()):
            yield from found.changes
        for name, arguments in self.created.items():
            yield from list_created(name, arguments)
        for name in self.rewritten:
            yield build_argument_change(name, Action.UPDATE, "", None, UNKNOWN)
        for name, new in self.unknown.items():
            yield build_argument_change(name, Action.CREATE if new else Action.UPDATE, "", None, UNKNOWN)

    def lines(self, told: Mapping[str, str], but: Container[str] = ()) -> Iterator[str]:
        """Yield a line for each user, in the order in which it is done.

        Args:
            told: the words for users of whom there is more to say than what is planned.
            but: users that are left out.
        """
        doubtful = [name for name, new in self.unknown.items() if not new]
        planned = {
            **dict.fromkeys(self.deleted, "to be deleted"),
            **dict.fromkeys(self.updated, "to change"),
            **dict.fromkeys(doubtful, "to change, where what isn't known yet differs"),
            **dict.fromkeys(self.replaced, "to be replaced"),
            **dict.fromkeys(self.new, "to be made"),
        }
        differing = {**self.updated, **self.replaced}
        for name, words in planned.items():
            if name not in but:
                changes = differing[name][2].changes if name in differing else ()
                shown = show(changes, hidden=name in self.hidden)
                yield f"{name}: {told.get(name, words)} {shown}".rstrip()


def show(changes: Iterable[Change], *, hidden: bool) -> str:
    """Return changes in words, without any value of who has a secret among them."""
    told = (replace(change, secrecy=Secrecy.SECRET) if hidden else change for change in changes)
    return "; ".join(map(str, told))


@dataclass(slots=True)
class Held:
    """Collect what holds of the users while a verb is at work, why some failed, and what is said of them."""

    users: dict[str, str] = field(default_factory=dict)
    user_ids: dict[str, str] = field(default_factory=dict)
    arns: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, outputs: Mapping[str, Any]) -> Held:
        """Start with what state holds."""
        users, user_ids, arns = (dict(outputs.get(name) or {}) for name in ("users", "user_ids", "arns"))
        return cls(users, user_ids, arns, json.loads(outputs.get("last_modified_times") or "{}"))

    def put(self, name: str, text: str, outputs: Mapping[str, Any]) -> None:
        """Note a user that holds."""
        self.users[name], self.user_ids[name], self.arns[name] = text, outputs["user_id"], outputs["arn"]
        self.seen.pop(name, None)
        if outputs.get(LAST_MODIFIED):
            self.seen[name] = outputs[LAST_MODIFIED]

    def drop(self, name: str) -> None:
        """Forget a user that is gone."""
        for held in (self.users, self.user_ids, self.arns, self.seen):
            held.pop(name, None)

    def outputs(self) -> Props:
        """Return the maps in a settled order."""
        seen = {"last_modified_times": people.to_text(self.seen)} if self.seen else {}
        maps = {"users": self.users, "user_ids": self.user_ids, "arns": self.arns, "failed": self.failed}
        return {name: dict(sorted(value.items())) for name, value in maps.items()} | seen


def paths_of(found: Difference) -> dict[str, str]:
    """Return the properties of a fleet that differ, with the user in the path, and how each changes."""
    if found.replaces:
        return dict.fromkeys(found.replaces, "update-replace")
    how = {Action.CREATE: "add", Action.DELETE: "delete"}
    return {
        _path(change.user) if change.user else change.property: how.get(change.action, "update")
        for change in found.changes
    }


def _path(user: str) -> str:
    """Return where a user stands; the engine's paths have no word for a name that ends in a backslash."""
    if user.endswith("\\"):
        return "users"
    quoted = user.replace('"', '\\"')
    return f'users["{quoted}"]'
