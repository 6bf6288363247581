"""The file of the engine's bulk import, for users that exist."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from connect_resources import ids, providers
from connect_resources.commands.moving import Person, build_fleets
from connect_resources.config import Settings
from connect_resources.ids import FLEET_TYPE, USER_TYPE
from connect_resources.lifecycle.fast_refresh import LAST_MODIFIED
from connect_resources.lifecycle.guards import fingerprint as forbidden
from connect_resources.lifecycle.imports import Imported
from connect_resources.users.people import fingerprint
from connect_resources.users.state import Props


def import_text(
    found: Iterable[Imported], modified: Mapping[str, str], settings: Settings, *, allowed: bool
) -> str:
    """Return the file for ``pulumi import --file``, a line for each resource, in the order of their names.

    Args:
        found: the users.
        modified: LastModifiedTime by user id, which a stack that refreshes ``fast`` compares later.
        settings: say whether the users go to fleets, and how many, and how they are refreshed.
        allowed: the users were held against what the config forbids.
    """
    people = [_person(item, modified if settings.refresh == "fast" else {}) for item in found]
    entries = _fleets(people, settings, allowed=allowed) if settings.fleet else _users(people)
    lines = [json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries]
    return '{"resources": [\n' + ",\n".join(lines) + "\n]}\n"


def _person(item: Imported, modified: Mapping[str, str]) -> Person:
    time = modified.get(item.outputs["user_id"])
    outputs = {**item.outputs, LAST_MODIFIED: time} if time else item.outputs
    return Person(str(outputs["name"]), {}, item.inputs, outputs)


def _users(people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    blob = serialize_provider(providers.ConnectUserProvider())
    for person in sorted(people, key=lambda person: person.name):
        id_ = ids.join(person.outputs["instance_id"], person.outputs["user_id"])
        yield _entry(USER_TYPE, person.name, id_, blob, dict(person.inputs), dict(person.outputs))


def _fleets(people: Iterable[Person], settings: Settings, *, allowed: bool) -> Iterator[dict[str, Any]]:
    """Yield the fleets; the rows passed the rules of a fleet's users, so that nobody is checked anew."""
    blob = serialize_provider(providers.ConnectUsersProvider())
    guarded = forbidden(settings)
    rules = {"rules": fingerprint(dict(settings.default_tags), guarded)} if allowed or not guarded else {}
    for name, inputs, outputs in build_fleets(people, settings.fleet):
        id_ = ids.join(outputs["instance_id"], name)
        yield _entry(FLEET_TYPE, name, id_, blob, {**inputs, **rules}, outputs)


def _entry(type_: str, name: str, id_: str, blob: Any, inputs: Props, outputs: Props) -> dict[str, Any]:
    return {
        "type": type_,
        "name": name,
        "id": id_,
        "inputs": {**inputs, PROVIDER_KEY: blob},
        "outputs": {**outputs, PROVIDER_KEY: blob},
    }
