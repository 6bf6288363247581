"""Arguments and outputs of resources as plain values: normalised, with default tags, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import InputError
from connect_resources.users.kinds import UNKNOWN, has_unknown
from connect_resources.users.section import Described, Property, Section, Values
from connect_resources.users.table import COMPUTED, SECTIONS

Props = dict[str, Any]


def drop_nulls(props: Mapping[str, Any]) -> Props:
    """Return arguments without what is null: absent and null mean the same.

    A map that holds nulls alone is absent too: only one that was given empty means "cleared".
    """
    found: Props = _prune(props) or {}
    return found


def _prune(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: found for key, item in value.items() if (found := _prune(item)) is not None}
        return None if value and not kept else kept
    if isinstance(value, list | tuple):
        return [{} if (found := _prune(item)) is None and item is not None else found for item in value]
    return value


def normalise(props: Mapping[str, Any], *, flat: Section | None = None) -> Props:
    """Return arguments in the form that state keeps: bare ids, whole numbers.

    Args:
        props: the arguments.
        flat: the section of a sub-setting, whose arguments aren't nested.
    """
    result = dict(props)
    for name in ("instance_id", "user_id"):
        if isinstance(result.get(name), str):
            result[name] = ids.bare(result[name])
    for section in (flat,) if flat else SECTIONS:
        nested = section.nested and flat is None
        holder = result.get(section.name) if nested else result
        if isinstance(holder, Mapping):
            done = {**holder, **_normalise_values(section.properties, holder)}
            result = {**result, section.name: done} if nested else done
    return result


def _normalise_values(properties: tuple[Property, ...], holder: Mapping[str, Any]) -> Values:
    return {
        item.name: item.kind.normalise(holder[item.name])
        for item in properties
        if item.name in holder and not has_unknown(holder[item.name])
    }


def merge_tags(inputs: Mapping[str, Any], default_tags: Mapping[str, str]) -> Props:
    """Return arguments with ``tags_all``: the tags over the config's default tags, where any are managed."""
    result = {name: value for name, value in inputs.items() if name != "tags_all"}
    tags = inputs.get("tags", {})
    if tags is UNKNOWN:
        result["tags_all"] = UNKNOWN
    elif not isinstance(tags, Mapping):
        raise InputError("tags must be a map: mend it in the program")
    elif "tags" in inputs or default_tags:
        result["tags_all"] = {**default_tags, **tags}
    return result


def drop_unmanaged_tags(outputs: Mapping[str, Any]) -> Props:
    """Return a state's outputs without an empty ``tags_all`` that stands for unmanaged tags."""
    unmanaged = "tags" not in outputs and not outputs.get("tags_all")
    return {name: value for name, value in outputs.items() if not (unmanaged and name == "tags_all")}


def build_outputs(inputs: Mapping[str, Any], user_id: str, arn: str) -> Props:
    """Return a user's outputs: every argument but the password, and what Connect computed."""
    kept = {name: value for name, value in inputs.items() if name != "password"}
    return {"tags_all": {}, **kept, "user_id": user_id, "arn": arn}


def keep_settings(outs: Props, before: Mapping[str, Any], pending: Iterable[str]) -> Props:
    """Return outputs in which the settings that weren't written stand as they did before."""
    result = dict(outs)
    for section in SECTIONS:
        if section.name in pending:
            for name in {*section.arguments, *section.defaults()}:
                result.pop(name, None)
                if name in before:
                    result[name] = before[name]
    return {"tags_all": {}, **result}


def to_inputs(outs: Mapping[str, Any]) -> Props:
    """Return outputs as the arguments that would lead to them."""
    return {name: value for name, value in outs.items() if name not in COMPUTED}


def read_section(section: Section, old: Values, described: Described) -> Values | None:
    """Return the managed values as Connect holds them now, or None where they mean what state says."""
    current = section.from_api(described)
    now = {name: current[name] for name in old}
    return None if section.still(old, now) else now


_MAPS: Final = frozenset({"tags", "tags_all", *(section.name for section in SECTIONS if section.nested)})


def _drop_unreadable(props: Mapping[str, Any]) -> Props:
    """Leave maps that are none out: which of their fields were managed nobody knows, so none is."""
    kept = {name: item for name, item in props.items() if name not in _MAPS or isinstance(item, Mapping)}
    return {"tags_all": {}, **kept} if "tags" in kept else kept


def get_sections(props: Mapping[str, Any]) -> list[tuple[Section, Values]]:
    """Return the managed sections of a user's arguments or outputs, each with its values."""
    view = _drop_unreadable(drop_unmanaged_tags(props))
    found = ((section, section.extract(view)) for section in SECTIONS)
    return [(section, values) for section, values in found if values is not None]


def read_user(props: Mapping[str, Any], described: Described, default_tags: Mapping[str, str]) -> Props:
    """Return a user's outputs as Connect holds them: what is managed, in state's own form if equal."""
    view = _drop_unreadable(drop_unmanaged_tags(props))
    result = dict(view)
    for section, old in get_sections(view):
        now = read_section(section, old, section.visible(view, described))
        if now is not None:
            result.update(section.inject(now))
    if "tags" in result:
        result["tags"] = _get_own_tags(result, default_tags)
    if "directory_user_id" in result:
        result["directory_user_id"] = described.get("DirectoryUserId", "")
    if str(described["Username"]).casefold() != str(result.get("name", "")).casefold():
        result["name"] = described["Username"]
    return build_outputs(result, described["Id"], described["Arn"])


def _get_own_tags(result: Mapping[str, Any], default_tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of the program: what is on the user but doesn't come from the config alone."""
    before = result["tags"]
    return {
        key: value
        for key, value in result["tags_all"].items()
        if key in before or default_tags.get(key) != value
    }


def read_whole_user(described: Described, instance_id: str) -> Props:
    """Return all that Connect holds of a user, as outputs: for a user that no program manages."""
    result: Props = {"instance_id": instance_id, "name": described["Username"]}
    for section in SECTIONS:
        shown = section.shown(described)
        if shown:
            result.update(section.inject(shown))
    if described.get("DirectoryUserId"):
        result["directory_user_id"] = described["DirectoryUserId"]
    result["tags"] = result.get("tags_all", {})
    return build_outputs(result, described["Id"], described["Arn"])
