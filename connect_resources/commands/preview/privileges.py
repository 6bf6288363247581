"""Who would get a privileged security profile, and whose e-mail address would change who has one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from connect_resources.commands.pace import announce
from connect_resources.commands.preview.document import IMPORTING, SECRET
from connect_resources.commands.preview.names import Names
from connect_resources.commands.preview.user_change import UserChange
from connect_resources.users.change import Action, Change
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import DESCRIBE

DEFAULT: Final = ("Admin",)
"""The security profile that may do everything. Source: Amazon Connect Administrator Guide."""

PROFILES: Final = "security_profile_ids"
EMAIL: Final = "email"
"""The arguments that the judgement is about. Whoever changes the address may reset the password."""

MANY: Final = 20
"""Users from which on those of the whole instance are read, 500 a call."""

_HIDDEN: Final = "\0hidden"
"""Stands for a profile that isn't known before the run, or is a secret."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Judge users by the names of privileged security profiles.

    Attributes:
        names: asks Connect.
        privileged: the names of the privileged profiles.
        adopting: whether the stack takes over users that exist where a program doesn't say.
        going: the keys of users who are deleted, so that whoever gets their name is somebody else.
    """

    names: Names
    privileged: Collection[str]
    adopting: bool = False
    going: Collection[tuple[str, str]] = ()

    def reasons(self, change: UserChange) -> Iterator[str]:
        """Yield why a change of a user may not pass."""
        if change.action is Action.DELETE:
            return
        if change.action is Action.REPLACE:
            # Whoever replaces a user is somebody else, and gets every profile, those of before included.
            yield from self._gained(change, None, (change.wanted or {}).get(PROFILES))
        for item in change.changes:
            if item.property == PROFILES and change.action is not Action.REPLACE:
                yield from self._gained(change, item.before, item.after)
            if item.property == EMAIL and item.setting:
                yield from self._readdressed(change, item)

    def _gained(self, change: UserChange, before: Any, after: Any) -> Iterator[str]:
        """Yield the privileged profiles that a user would get."""
        for profile_id in sorted(_ids(after)):
            why = self._privilege(change.new_instance_id, profile_id)
            if why is not None and not self._has(change, profile_id, _ids(before)):
                yield f"{_who(change)} would get {why}"

    def _has(self, change: UserChange, profile_id: str, before: Collection[str]) -> bool:
        """Tell whether a user has a profile already: by Connect where it can be asked, else by the state."""
        if profile_id == _HIDDEN or change.action is Action.REPLACE:
            return False
        held = self.names.profiles_of(change.instance_id, self._find(change) or "")
        return profile_id in (before if held is None else held)

    def _find(self, change: UserChange) -> str | None:
        """Return the id of a user, "" of one who isn't there yet; None where that can't be asked."""
        if change.action is not Action.CREATE or change.user_id:
            return change.user_id or None
        if not self._adopts(change) or change.key in self.going:
            return ""
        return self.names.find_user(change.instance_id, change.new_name) if change.new_name else None

    def _privilege(self, instance_id: str, profile_id: str) -> str | None:
        """Return what is privileged about a profile, in words; None where nothing is."""
        if profile_id == _HIDDEN:
            return "a security profile that isn't known before the run"
        known = self.names.security_profiles(instance_id)
        if known is None:
            return f"the security profile {profile_id}, whose name can't be looked up"
        if profile_id not in known:
            return f"the security profile {profile_id}, which Connect doesn't have"
        return f"the security profile {known[profile_id]}" if known[profile_id] in self.privileged else None

    def _readdressed(self, change: UserChange, item: Change) -> Iterator[str]:
        """Yield that a privileged user would get another e-mail address."""
        if item.before == item.after and item.after != SECRET:
            return
        why = self._privileged(change)
        if why is not None:
            yield f"{_who(change)} would get another e-mail address, and {why}"

    def _adopts(self, change: UserChange) -> bool:
        """Tell whether a user who is to be made may be one that exists."""
        given = (change.wanted or {}).get("adopt_existing", self.adopting)
        return change.step.operation in IMPORTING or bool(given)

    def _privileged(self, change: UserChange) -> str | None:
        """Return by which profile a user is privileged, in words; None where by none."""
        stated = _ids((change.held or {}).get(PROFILES))
        found = self._has_privileged(change.instance_id, stated)
        if found is not None:
            return found
        user_id = self._find(change)
        if user_id == "":
            return None
        asked = self.names.profiles_of(change.instance_id, user_id or "")
        if asked is not None:
            return self._has_privileged(change.instance_id, asked)
        return None if stated else "what security profiles it has can't be looked up"

    def _has_privileged(self, instance_id: str, profile_ids: Collection[str]) -> str | None:
        found = (self._privilege(instance_id, profile_id) for profile_id in sorted(profile_ids))
        return next((f"has {why}" for why in found if why is not None), None)

    def prepare(self, changes: Iterable[UserChange]) -> None:
        """Read the profiles of all users at once where many are due, and say how long it takes one by one."""
        due = [change for change in changes if self._is_due(change)]
        readdressed = Counter(change.instance_id for change in due if _changes(change, EMAIL))
        at_once = {instance_id for instance_id, users in readdressed.items() if users > MANY}
        for instance_id in at_once:
            self.names.read_profiles(instance_id)
        one_by_one = sum(change.instance_id not in at_once for change in due)
        announce({DESCRIBE: one_by_one}, self.names.settings)

    def _is_due(self, change: UserChange) -> bool:
        """Tell whether Connect is to be asked which profiles a user has."""
        if change.action is Action.DELETE or self.names.security_profiles(change.instance_id) is None:
            return False
        if not _changes(change, EMAIL) and not self._may_gain(change):
            return False
        return self._adopts(change) if change.action is Action.CREATE else bool(change.user_id)

    def _may_gain(self, change: UserChange) -> bool:
        """Tell whether a user would get a privileged profile, unless it has it already."""
        if change.action is Action.REPLACE:
            return False
        wanted = (_ids(item.after) for item in change.changes if item.property == PROFILES)
        return any(self._privilege(change.instance_id, one) is not None for found in wanted for one in found)


def _changes(change: UserChange, name: str) -> bool:
    return any(item.property == name for item in change.changes)


def _ids(value: Any) -> frozenset[str]:
    """Return the ids of profiles that a value of the argument holds."""
    if value is None or value == "":
        return frozenset()
    if not isinstance(value, list | tuple):
        return frozenset({_HIDDEN})
    return frozenset(_HIDDEN if item in (UNKNOWN, SECRET) else str(item) for item in value)


def _who(change: UserChange) -> str:
    return change.new_name or change.label


def unknown_names(names: Names, given: Collection[str], instances: Collection[str]) -> list[str]:
    """Return, of the names of profiles that were given, those that no instance has that could be asked."""
    asked = [known for instance in instances if (known := names.security_profiles(instance)) is not None]
    return sorted(name for name in given if asked and not any(name in known.values() for known in asked))
