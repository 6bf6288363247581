"""Which settings of a user differ between what state holds and what the program asks for, secrets too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from connect_resources.commands.preview.document import SECRET, Props
from connect_resources.commands.preview.user_change import holds_secret, veil
from connect_resources.users import people, state
from connect_resources.users.change import (
    Action,
    Change,
    build_argument_change,
    list_created,
    list_deleted,
    secrecy,
)
from connect_resources.users.difference import (
    compare_section,
    find_difference,
    find_section_change,
    list_changes,
)
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Section, Values
from connect_resources.users.table import ARGUMENTS, COMPUTED, CREATE_ONLY, REPLACING, SECTIONS

_BY_SETTING: Final = {section.setting: section for section in SECTIONS}
_MADE_WITH: Final = (*(name for name in REPLACING if name not in ("instance_id", "name")), *CREATE_ONLY)
"""Arguments beside the settings that matter to a user who is made."""

_EVERY: Final = people.KNOWN | {row.name for row in ARGUMENTS} | {*COMPUTED, "tags_all", "set_once"}


def want(arguments: Mapping[str, Any], default_tags: Mapping[str, str]) -> Props:
    """Return arguments in the form that is compared: normalised, and with the tags of the config."""
    given = state.normalise(state.drop_nulls(arguments))
    if given.get("tags") == SECRET:
        return {**given, "tags_all": SECRET}
    return state.merge_tags(given, default_tags)


def everything(value: Any) -> Props:
    """Return arguments of which each is the same: those of a user who isn't known, or is a secret."""
    return {name: value for section in SECTIONS for name in section.arguments}


def find_changes(held: Props | None, wanted: Props | None, action: Action) -> tuple[Change, ...]:
    """Return what differs for a user; None stands for no user."""
    old, new = held or {}, wanted or {}
    found: list[Change] = []
    if wanted is None:
        found += list_deleted("", _comparable(old))
    elif held is None:
        found += list_created("", veil(new))
        found += [
            build_argument_change("", action, name, None, new[name]) for name in _MADE_WITH if name in new
        ]
    else:
        found += _updated(old, new, action)
        found += [
            build_argument_change("", action, name, old.get(name), new[name])
            for name in sorted(new.keys() - _EVERY)
            if name not in old or old[name] != new[name]
        ]
    return tuple(_reveal(change, old, new) for change in found)


def _updated(old: Props, new: Props, action: Action) -> Iterator[Change]:
    given = new.get("set_once") if action is Action.UPDATE else ()
    once = given if isinstance(given, list | tuple) else ()
    olds = people.drop_once(state.drop_unmanaged_tags(_comparable(old)), once)
    for change in find_difference(olds, people.drop_once(veil(new), once)).changes:
        # Whether the engine replaces is its own to say: a name that is a secret looks as if it differed.
        if change.action is not Action.REPLACE or action is Action.REPLACE or change.after is not UNKNOWN:
            yield change


def _comparable(old: Props) -> Props:
    """Return what state holds without arguments that are secret as a whole."""
    return {name: value for name, value in old.items() if value != SECRET}


def _reveal(change: Change, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    """Return a change that says of secrets that they are."""
    before, after = _raw(old, change), _raw(new, change)
    if holds_secret(before):
        change = replace(change, before=before)
    return replace(change, after=after) if holds_secret(after) else change


def _raw(props: Mapping[str, Any], change: Change) -> Any:
    section = _BY_SETTING.get(change.setting)
    if section is None or not section.nested:
        return props.get(change.property)
    holder = props.get(section.name)
    return holder.get(change.property) if isinstance(holder, Mapping) else holder


def find_setting_changes(section: Section, old: Props | None, new: Props | None) -> tuple[Change, ...]:
    """Return what a sub-setting changes; None stands for a resource that isn't there."""
    if new is None:
        return _restored(section, old or {})
    if old is None:
        found = section.extract(new, flat=True) or {}
        return tuple(_build(section, name, None, value) for name, value in found.items())
    change = compare_section(section, _comparable(old), veil(new), flat=True)
    return _show(list_changes([change] if change else [], {}), old, new)


def _restored(section: Section, old: Props) -> tuple[Change, ...]:
    """Return what is put back where a sub-setting goes, as its provider does it."""
    previous = old.get("previous") or {}
    if old.get("on_delete") == "retain":
        return ()
    if not isinstance(previous, Mapping):
        return tuple(_build(section, item.name, old.get(item.name), previous) for item in section.properties)
    defaults = section.defaults()
    held: Values = {name: old.get(name, defaults.get(name)) for name in previous}
    change = find_section_change(section, _comparable(held), veil(dict(previous)))
    return _show(list_changes([change] if change else [], {}), held, previous)


def _show(found: Iterable[Change], old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    flat = ((change, old.get(change.property), new.get(change.property)) for change in found)
    return tuple(
        replace(
            change,
            before=before if holds_secret(before) else change.before,
            after=after if holds_secret(after) else change.after,
        )
        for change, before, after in flat
    )


def _build(section: Section, name: str, before: Any, after: Any) -> Change:
    item = next(item for item in section.properties if item.name == name)
    return Change("", Action.UPDATE, section.setting, item.given_as, before, after, secrecy(item))
