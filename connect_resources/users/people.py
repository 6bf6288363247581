"""The users of a fleet: one canonical JSON text each, so that an unchanged user is equal as text."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure, type_name
from connect_resources.users.state import merge_tags
from connect_resources.users.table import ARGUMENTS, BY_NAME, SECTIONS

RULES: Final = "1"
"""The version of the rules that check a user; a change makes every user be checked once more."""

_OWN: Final = frozenset(
    {"instance_id", "name", "password", "user_id", "arn", "tags_all", "last_modified_time", "set_once"}
)
"""What a fleet keeps beside the texts, or once for all users."""

KNOWN: Final = frozenset(
    {row.name for row in ARGUMENTS if row.name not in _OWN}
    | {name for section in SECTIONS for name in section.arguments}
)
"""The arguments that a user of a fleet may have."""


def to_text(arguments: Any) -> str:
    """Return a user's arguments, or what else is passed on, as canonical text."""
    return json.dumps(arguments, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_text(text: str) -> dict[str, Any]:
    """Return the arguments that a text holds.

    Raises:
        ValueError: the text holds none.
    """
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("the text of a user holds no map")
    return found


def keep(outputs: Mapping[str, Any], default_tags: Mapping[str, str]) -> str:
    """Return the text of what a ConnectUser's outputs hold; the tags as they are where they don't follow."""
    found = {name: value for name, value in outputs.items() if name not in _OWN}
    held = outputs.get("tags_all") or {}
    if held != merge_tags(found, default_tags).get("tags_all", {}):
        found["tags_all"] = held
    return to_text(found)


def build_outputs(arguments: Mapping[str, Any], default_tags: Mapping[str, str]) -> dict[str, Any]:
    """Return what a ConnectUser's state would hold of arguments that a text of the state gives."""
    merged = {"tags_all": {}, **merge_tags(arguments, default_tags)}
    return {**merged, "tags_all": arguments["tags_all"]} if "tags_all" in arguments else merged


SHARED: Final = ("instance_id", "password", "password_secret_id", "adopt_existing")
"""What a fleet says for all of its users."""


def get_arguments(fleet: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    """Return what a fleet's arguments say of one user, as the arguments of a ConnectUser.

    Raises:
        ValueError: the text holds none.
    """
    return share(fleet, name, from_text(text))


def share(fleet: Mapping[str, Any], name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a user's own arguments with those that its fleet has for all."""
    shared = {key: fleet[key] for key in SHARED if fleet.get(key) is not None}
    if "password_secret_id" in own:
        shared.pop("password", None)
    return {**shared, **own, "name": name}


def get_outputs(fleet: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what a fleet's state holds of one user, as the outputs of a ConnectUser.

    Raises:
        ValueError: the state's text holds none.
    """
    arguments = {**from_text(fleet["users"][name]), "name": name, "instance_id": fleet["instance_id"]}
    known = {"user_id": fleet["user_ids"].get(name, ""), "arn": fleet["arns"].get(name, "")}
    held = build_outputs(arguments, fleet.get("default_tags") or {})
    return {**drop_once(held, get_once(fleet)), **known}


def fingerprint(default_tags: Mapping[str, str], forbidden: str = "") -> str:
    """Return a text that changes where an unchanged user has to be checked again.

    Args:
        default_tags: the tags that the config gives every user.
        forbidden: what the config forbids, as text.
    """
    rules = {"rules": RULES, "arguments": sorted(KNOWN), "tags": dict(default_tags)}
    known = to_text({**rules, "forbidden": forbidden} if forbidden else rules)
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def merge(
    own: Mapping[str, Any], defaults: Mapping[str, Any], exclusive: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """Return a user's arguments over the defaults: a value replaces a default whole, and None takes it.

    Args:
        own: the user's arguments.
        defaults: those of all users.
        exclusive: for each argument those that can't be given together with it: where a user has one, the
            others' defaults don't count.
    """
    given = {name: value for name, value in own.items() if value is not None}
    dropped = {rival for name in given for rival in exclusive.get(name, ())}
    base = {name: value for name, value in defaults.items() if value is not None and name not in dropped}
    return {**base, **given}


def rivals() -> dict[str, tuple[str, ...]]:
    """Return for each argument those that set the same values in another form."""
    return {
        name: tuple(rival for other in section.shares for rival in BY_NAME[other].arguments)
        for section in SECTIONS
        for name in section.arguments
        if section.shares
    }


def drop_once(props: Mapping[str, Any], once: Iterable[str]) -> dict[str, Any]:
    """Return arguments or outputs without what is written only when a user is made.

    Args:
        props: a ConnectUser's.
        once: arguments, or fields of them such as ``identity_info.email``.
    """
    found = dict(props)
    for name in once:
        argument, _, field = name.partition(".")
        rest = found.get(argument)
        if field and isinstance(rest, Mapping) and rest.keys() - {field}:
            found[argument] = {key: value for key, value in rest.items() if key != field}
        else:
            found.pop(argument, None)
        for section in SECTIONS:
            if argument in section.arguments and not section.nested:
                for item in section.properties:
                    if item.given_as == argument:
                        found.pop(item.name, None)
    return found


def keep_once(props: Mapping[str, Any], given: Mapping[str, Any], once: Iterable[str]) -> dict[str, Any]:
    """Return a ConnectUser's outputs with what was given to be written when the user is made alone.

    Args:
        props: outputs, which lack it.
        given: the arguments.
        once: arguments, or fields of them.
    """
    found = dict(props)
    for name in once:
        argument, _, field = name.partition(".")
        value = given.get(argument)
        if field and isinstance(value, Mapping) and field in value:
            found[argument] = {**(found.get(argument) or {}), field: value[field]}
        elif not field and value is not None:
            found[argument] = value
    return found


def check_once(props: Mapping[str, Any]) -> list[Failure]:
    """Return what is wrong with the names of what is written only when a user is made."""
    given = props.get("set_once") or ()
    if given is not UNKNOWN and not isinstance(given, list | tuple):
        return [Failure("set_once", f"must be a list, not {type_name(given)}")]
    given = get_once(props)
    known = once_names() if given else ()
    return [
        Failure(f"set_once[{position}]", "must name an argument, or a field of one, of a user")
        for position, name in enumerate(given)
        if name not in known
    ]


def get_once(props: Mapping[str, Any]) -> Sequence[str]:
    """Return what arguments or outputs say is written only when a user is made; () while nobody knows."""
    given = props.get("set_once") or ()
    return given if isinstance(given, list | tuple) else ()


def once_names() -> frozenset[str]:
    """Return what may be written only when a user is made: arguments of settings, and fields of those."""
    whole = {name for section in SECTIONS for name in section.arguments}
    fields = {
        f"{section.name}.{item.name}" for section in SECTIONS if section.nested for item in section.properties
    }
    return frozenset(whole | fields)


def name_fleet(number: int) -> str:
    """Return the name of one of the fleets of a roster, counted from 0."""
    return f"users-{number + 1}"


def find_fleet(name: str, fleets: int) -> str:
    """Return the fleet that a user belongs to, whoever else is in the roster.

    Upper and lower case are equal, so that a user whose name changes in case only stays in its fleet.
    """
    return name_fleet(zlib.crc32(name.casefold().encode()) % fleets)
