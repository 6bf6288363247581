"""Whether two previews mean to do the same: what will change is compared, not when and how it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from connect_resources.commands.preview.document import REPLACING, SECRET, Preview, Step
from connect_resources.commands.preview.user_change import SETTINGS, UserChange
from connect_resources.ids import FLEET_TYPE, USER_TYPE

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
    for step in preview.steps:
        key = step.urn, "replace" if step.operation in REPLACING else step.operation, ""
        labels[key] = step.resource
        deeds[key] = "done" if _is_ours(step) else _inputs(step)
    for change in users:
        whose = change.name.casefold() if change.whole else change.user_id
        key = change.step.urn, change.action.value, whose
        labels[key] = change.label
        settings = {
            item.label(): {"from": _settled(item.before), "to": _settled(item.after)}
            for item in change.changes
        }
        where = [change.instance_id, change.user_id, change.moved]
        deeds[key] = [where, settings, *deeds.get(key, ())]
    return deeds, labels


def _is_ours(step: Step) -> bool:
    return step.type in {USER_TYPE, FLEET_TYPE, *SETTINGS}


def _inputs(step: Step) -> list[Any]:
    return [None if state is None else state.inputs for state in (step.old, step.new)]


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
