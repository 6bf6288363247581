"""Whether two previews mean to do the same: what will change is compared, not when and how it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from connect_resources.commands.preview.document import REPLACING, SECRET, Preview, Step
from connect_resources.commands.preview.reader import read_config
from connect_resources.commands.preview.user_change import SETTINGS, UserChange
from connect_resources.ids import FLEET_TYPE, USER_TYPE
from connect_resources.users.change import Action

_TREATMENT: Final = ("adopt_existing", "max_deletes", "on_delete", "set_once")
"""Arguments that change nobody by themselves, and decide what becomes of users later."""

Key = tuple[str, str, str]
"""A resource's URN, what is done with it, and the user that it is done to."""


def find_differences(
    now: tuple[Preview, Iterable[UserChange]], reviewed: tuple[Preview, Iterable[UserChange]]
) -> list[str]:
    """Return whom or which resources two previews treat differently, by name.

    Args:
        now: a preview and what it means to do with users.
        reviewed: the same of the other one. Secrets can't be compared, and are taken to be the same.
    """
    (one, labels), (other, more) = _deeds(*now), _deeds(*reviewed)
    labels |= more
    keys = {key for key in one.keys() | other.keys() if not _alike(one.get(key), other.get(key))}
    told = {urn for urn, _, user in keys if user}
    return sorted({labels[key] for key in keys if key[2] or key[0] not in told})


def _deeds(preview: Preview, users: Iterable[UserChange]) -> tuple[dict[Key, Any], dict[Key, str]]:
    """Return what is to be done, and a name for each."""
    deeds: dict[Key, Any] = {}
    labels: dict[Key, str] = {}
    adopting = read_config(preview).adopt_existing
    for step in preview.steps:
        key = step.urn, "replace" if step.operation in REPLACING else step.operation, ""
        labels[key] = step.resource
        deeds[key] = [*(_beside(step) if _is_ours(step) else _states(step)), *deeds.get(key, ())]
    for change in users:
        whose = change.name.casefold() if change.whole else change.user_id
        key = change.step.urn, change.action.value, whose
        labels[key] = change.label
        settings = {
            item.label(): {"from": _settled(item.before), "to": _settled(item.after)}
            for item in change.changes
        }
        where = [change.instance_id, change.user_id, change.moved]
        deeds[key] = [where, settings, _whole(change, adopting=adopting), *deeds.get(key, ())]
    return deeds, labels


def _whole(change: UserChange, *, adopting: bool) -> Any:
    """Return what matters of a new user beside what differs: all of one who takes another's place."""
    wanted = change.wanted or {}
    if change.action is Action.REPLACE:
        return {name: _settled(value) for name, value in wanted.items()}
    return wanted.get("adopt_existing", adopting) if change.action is Action.CREATE else None


def _is_ours(step: Step) -> bool:
    return step.type in {USER_TYPE, FLEET_TYPE, *SETTINGS}


def _states(step: Step) -> list[Any]:
    return [None if state is None else [state.id, state.inputs] for state in (step.old, step.new)]


def _beside(step: Step) -> list[Any]:
    """Return what a resource of ours is told of how to treat users: it changes nobody yet."""
    given = {} if step.new is None else step.new.inputs
    return [{name: _settled(given.get(name)) for name in _TREATMENT}]


def _settled(value: Any) -> Any:
    """Return a user's value with lists in a settled order: they are sets."""
    if isinstance(value, Mapping):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted(map(_settled, value), key=lambda item: json.dumps(item, sort_keys=True, default=repr))
    return value


def _alike(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if SECRET in (one, other):
        return True
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
