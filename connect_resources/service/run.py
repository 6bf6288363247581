"""Which users, and which of their settings, the resources of one run hold.

The engine creates before it deletes. So the resource that lets go of a user asks here whether another one of
the same run holds it: one that was renamed, moved, or has just adopted it. See docs/decisions/0012.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Final

from connect_resources.users.deletions import Limit
from connect_resources.users.section import Section, Values

UserKey = tuple[str, str]
"""An instance's and a user's bare ids."""


class Strength(IntEnum):
    """Say how surely a resource holds what it names, the weakest first."""

    FORMER = 0
    """It managed a setting that it left, in this run, to another one; who follows may need what it knows."""
    SEEN = 1
    """State holds it, as a read showed; the program may be about to let go of it."""
    DECLARED = 2
    """The program declares it, and it isn't to be replaced."""
    TAKEN = 3
    """It was created or adopted in this run."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Hold what one resource holds of one user.

    Attributes:
        resource: the resource's URN, or the name of its class where the engine doesn't tell the URN.
        strength: how surely.
        whole: whether the resource is the user itself; False for a sub-setting.
        sections: the managed values of each managed section, by the section's name.
        previous: what a sub-setting would restore.
    """

    resource: str
    strength: Strength
    whole: bool
    sections: Mapping[str, Values] = field(default_factory=dict)
    previous: Values = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return the resource's name in the program."""
        return self.resource.rsplit("::", 1)[-1]


class Later(Mapping[str, Values]):
    """The managed values of sections that are only looked for when somebody asks."""

    def __init__(self, find: Callable[[], Mapping[str, Values]]) -> None:
        """Take what finds them."""
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, Values]:
        return self._find()

    def __getitem__(self, section: str) -> Values:
        return self._found[section]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True, slots=True)
class Notes:
    """Hold what the check of a resource was told beside its arguments, for the verbs of the same run.

    Attributes:
        planning: it is a preview's.
        leaving: the names of the users that the resource leaves to another one of its stack.
        limit: the most users that an update may delete or replace; None for any.
    """

    planning: bool = False
    leaving: frozenset[str] = frozenset()
    limit: Limit | None = None


_NOBODY: Final[Mapping[str, Hold]] = {}
_NO_NOTES: Final = Notes()


class Holdings:
    """Keep what the resources of a run hold; safe to share between threads."""

    def __init__(self) -> None:
        """Start as a run does: knowing nothing."""
        self._lock = threading.Lock()
        self._holds: dict[UserKey, dict[str, Hold]] = {}
        self._names: dict[tuple[str, str], set[str]] = {}
        self._declared: set[str] = set()
        self._deleted: dict[UserKey, str] = {}
        self._postponed: dict[str, UserKey] = {}
        self._expected: set[tuple[str, str]] = set()
        self._notes: dict[str, Notes] = {}

    def hold(self, user: UserKey, hold: Hold) -> None:
        """Note what a resource holds of a user; what is weaker never takes the place of what is stronger."""
        with self._lock:
            holds = self._holds.setdefault(user, {})
            before = holds.get(hold.resource)
            if before is None or hold.strength >= before.strength:
                holds[hold.resource] = hold

    def take(self, user: UserKey, hold: Hold) -> Hold | None:
        """Note that a resource adopts a user, unless another one has it: that one is returned."""
        with self._lock:
            holds = self._holds.setdefault(user, {})
            rival = next((held for held in holds.values() if _excludes(held, hold.resource)), None)
            if rival is None:
                holds[hold.resource] = hold
            return rival

    def declare(self, resource: str) -> None:
        """Note that the program declares a resource: its arguments are checked."""
        with self._lock:
            self._declared.add(resource)

    def strength(self, resource: str) -> Strength:
        """Return how surely a resource holds what it is compared for.

        The engine compares after a read of a refresh too, where nobody has declared anything yet. A user of a
        fleet is declared with the fleet.
        """
        declared = resource in self._declared or _owner(resource) in self._declared
        return Strength.DECLARED if declared else Strength.SEEN

    def declare_name(self, instance_id: str, name: str, resource: str) -> None:
        """Note that a resource's arguments ask for the user of that name, regardless of case."""
        with self._lock:
            self._names.setdefault((instance_id, name.casefold()), set()).add(resource)

    def expect(self, instance_id: str, name: str) -> None:
        """Note that another resource of the stack gives the user of that name away."""
        with self._lock:
            self._expected.add((instance_id, name.casefold()))

    def expects(self, instance_id: str, name: str) -> bool:
        """Tell whether the user of that name comes from another resource of the stack."""
        return (instance_id, name.casefold()) in self._expected

    def note(self, resource: str, notes: Notes) -> None:
        """Keep what the check of a resource was told."""
        with self._lock:
            self._notes[resource] = notes

    def notes(self, resource: str) -> Notes:
        """Return what the check of a resource was told; of one that wasn't checked in this run, nothing."""
        return self._notes.get(resource, _NO_NOTES)

    def release(self, user: UserKey, resource: str) -> None:
        """Forget what a resource holds of a user: it is to be replaced, or its user is undone."""
        with self._lock:
            self._holds.get(user, {}).pop(resource, None)

    def taker(self, user: UserKey, resource: str) -> Hold | None:
        """Find another resource that created or adopted the user in this run."""
        found = (hold for hold in self._of(user) if hold.whole and hold.resource != resource)
        return next((hold for hold in found if hold.strength is Strength.TAKEN), None)

    def keeper(self, user: UserKey, resource: str, name: str = "") -> str | None:
        """Find who keeps a user that a resource lets go of, as a text; None where it may be deleted.

        The resource itself is one where it took the user, or declared it without asking for a replacement,
        before the engine deleted an older entry of the same URN.
        """
        for hold in self._of(user):
            if hold.whole and _counts(hold, resource):
                return _told(hold.resource, resource)
        with self._lock:
            named = self._names.get((user[0], name.casefold()), set())
        others = {other for other in named if _owner(other) != _owner(resource)}
        return _told(min(others), resource) if others else None

    def setting_keepers(self, user: UserKey, resource: str, section: Section) -> list[Hold]:
        """Return who else holds a section of the user, or one that shows the same settings."""
        shared = {section.name, *section.shares}
        return [hold for hold in self._of(user) if shared & hold.sections.keys() and _counts(hold, resource)]

    def forerunner(self, user: UserKey, resource: str, section: Section, current: Values) -> Hold | None:
        """Find the sub-setting that another one follows: state holds it, and the program doesn't declare it.

        What it manages is what the other found on the user, so what it would restore is the original.
        """
        for hold in self._of(user):
            values = hold.sections.get(section.name)
            if values is None or hold.whole or hold.resource == resource or hold.strength > Strength.SEEN:
                continue
            both = [name for name in current if name in values and name in hold.previous]
            chosen = [{name: held[name] for name in both} for held in (current, values)]
            if both and section.still(*chosen):
                return hold
        return None

    def _of(self, user: UserKey) -> list[Hold]:
        with self._lock:
            return list(self._holds.get(user, _NOBODY).values())

    def delete(self, user: UserKey, resource: str) -> None:
        """Note that a resource deleted the user in this run."""
        with self._lock:
            self._deleted[user] = resource

    def deleted_by(self, user: UserKey) -> str | None:
        """Return the resource that deleted the user in this run."""
        return self._deleted.get(user)

    def postpone(self, user: UserKey, resource: str) -> None:
        """Note a deletion that is only due if the same resource is created anew afterwards."""
        if _URN_PART in resource:
            with self._lock:
                self._postponed[resource] = user

    def postponed(self, resource: str) -> UserKey | None:
        """Return the user that has to go before the resource is created, once."""
        with self._lock:
            return self._postponed.pop(resource, None)


_URN_PART: Final = "::"
_MEMBER: Final = "::users::"


def build_member(fleet: str, name: str) -> str:
    """Return what stands for a user of a fleet, as a URN stands for a resource."""
    return f"{fleet}{_MEMBER}{name}"


def _owner(resource: str) -> str:
    """Return the resource of the engine that one belongs to: itself, or its fleet."""
    return resource.partition(_MEMBER)[0]


def _counts(hold: Hold, resource: str) -> bool:
    """Tell whether a hold keeps a resource from deleting: its own counts only if more than a read says so."""
    return hold.strength >= (Strength.DECLARED if hold.resource == resource else Strength.SEEN)


def _excludes(hold: Hold, resource: str) -> bool:
    """Tell whether a hold excludes that a resource adopts the user."""
    return hold.whole and hold.strength >= (
        Strength.TAKEN if hold.resource == resource else Strength.DECLARED
    )


def _told(keeper: str, resource: str) -> str:
    label = keeper.rsplit("::", 1)[-1]
    return f"its replacement {label}" if keeper == resource else f"resource {label}"
