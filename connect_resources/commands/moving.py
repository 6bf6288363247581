"""Users of a stack's state as fleets, or each as a resource of its own: the same users, without a call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from connect_resources import ids, providers
from connect_resources.ids import FLEET_TYPE, USER_TYPE, name_of, types_of
from connect_resources.users import people
from connect_resources.users.people import find_fleet

_MODIFIED: Final = "last_modified_time"

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Hold a user of the state, wherever it stands there.

    Attributes:
        name: the user name.
        resource: the entry that holds it.
        inputs, outputs: what a ConnectUser's entry would hold of it.
    """

    name: str
    resource: Resource
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


def find_people(resources: Iterable[Resource]) -> Iterator[Person]:
    """Yield the users that the root program declares: the name of a resource is the name of its user."""
    for resource in resources:
        name = name_of(resource["urn"])
        outputs = resource.get("outputs") or {}
        if resource["type"] == USER_TYPE and outputs.get("name") == name and not _has_component(resource):
            yield Person(name, resource, resource.get("inputs") or {}, outputs)
        if resource["type"] == FLEET_TYPE and not _has_component(resource):
            yield from _members(resource)


def _has_component(resource: Resource) -> bool:
    """Tell whether a resource stands below another one of the program."""
    return len(types_of(resource["urn"])) > 1


def _members(fleet: Resource) -> Iterator[Person]:
    inputs, outputs = fleet.get("inputs") or {}, fleet["outputs"]
    shared = {key: inputs[key] for key in ("password",) if key in inputs}
    once = people.get_once(outputs)
    set_once = {"set_once": once} if once else {}
    times = json.loads(outputs.get("last_modified_times") or "{}")
    for name, text in outputs["users"].items():
        known = {"user_id": outputs["user_ids"][name], "arn": outputs["arns"][name]}
        seen = {_MODIFIED: times[name]} if name in times else {}
        arguments = {"instance_id": outputs["instance_id"], **people.from_text(text), "name": name}
        held = people.drop_once(people.build_outputs(arguments, outputs.get("default_tags") or {}), once)
        wanted = {key: value for key, value in arguments.items() if key != "tags_all"}
        own = {} if "password_secret_id" in arguments else shared
        yield Person(
            name, fleet, {**wanted, **own, **set_once}, {"tags_all": {}, **held, **known, **seen, **set_once}
        )


def to_users(found: Iterable[Person]) -> Iterator[Resource]:
    """Yield an entry of its own for each user."""
    blob = serialize_provider(providers.ConnectUserProvider())
    for person in found:
        entry = _entry(person.resource, USER_TYPE, person.name, blob, person.inputs, person.outputs)
        entry["id"] = ids.join(person.outputs["instance_id"], person.outputs["user_id"])
        yield entry


def to_fleets(found: Iterable[Person], fleets: int) -> Iterator[Resource]:
    """Yield an entry for each fleet that has users."""
    people_ = list(found)
    likes = {find_fleet(person.name, fleets): person.resource for person in reversed(people_)}
    blob = serialize_provider(providers.ConnectUsersProvider())
    for fleet, inputs, outputs in build_fleets(people_, fleets):
        entry = _entry(likes[fleet], FLEET_TYPE, fleet, blob, inputs, outputs)
        entry["id"] = ids.join(outputs["instance_id"], fleet)
        yield entry


def build_fleets(found: Iterable[Person], fleets: int) -> Iterator[tuple[str, Resource, Resource]]:
    """Yield each fleet that has users: its name, inputs and outputs."""
    slices: dict[str, list[Person]] = {}
    for person in found:
        slices.setdefault(find_fleet(person.name, fleets), []).append(person)
    for fleet, members in sorted(slices.items()):
        yield (fleet, *_fleet(sorted(members, key=lambda person: person.name)))


def _fleet(members: list[Person]) -> tuple[Resource, Resource]:
    instance_id = members[0].outputs["instance_id"]
    once = _once(members)
    held = {person.name: people.keep_once(person.outputs, person.inputs, once) for person in members}
    texts = {name: people.keep(outputs, {}) for name, outputs in held.items()}
    user_ids = {person.name: person.outputs["user_id"] for person in members}
    arns = {person.name: person.outputs["arn"] for person in members}
    times = {person.name: person.outputs[_MODIFIED] for person in members if person.outputs.get(_MODIFIED)}
    passwords = (person.inputs["password"] for person in members if "password" in person.inputs)
    password = next(passwords, None)
    inputs = {"instance_id": instance_id, "users": texts, "user_ids": user_ids}
    inputs |= {} if password is None else {"password": password}
    outputs = {"instance_id": instance_id, "users": texts, "user_ids": user_ids, "arns": arns, "failed": {}}
    outputs |= {"last_modified_times": people.to_text(times)} if times else {}
    inputs |= {"set_once": once} if once else {}
    outputs |= {"set_once": once} if once else {}
    return inputs, outputs


def _once(members: list[Person]) -> list[str]:
    """Return what users of one program have written only when they are made."""
    return sorted({name for person in members for name in people.get_once(person.outputs)})


def _entry(
    like: Resource,
    type_: str,
    name: str,
    blob: str,
    inputs: Mapping[str, Any],
    outputs: Mapping[str, Any],
) -> Resource:
    """Return an entry with what another one has that isn't about its user."""
    before, _ = like["urn"].split("::" + like["type"] + "::", 1)
    kept: Resource = {key: like[key] for key in ("custom", "parent", "provider") if key in like}
    return {
        "urn": f"{before}::{type_}::{name}",
        **kept,
        "type": type_,
        "inputs": {**inputs, PROVIDER_KEY: blob},
        "outputs": {**outputs, PROVIDER_KEY: blob},
    }


def replace_entries(
    resources: list[Resource], found: list[Person], entries: list[Resource]
) -> list[Resource]:
    """Return a state's resources with new entries in the place of those that hold the users."""
    old = {person.resource["urn"] for person in found}
    new = {person.name: person.resource["urn"] for person in found}
    home = {name: entry["urn"] for entry in entries for name in _names(entry)}
    renamed = {urn: home[name] for name, urn in new.items()}
    first = next(position for position, item in enumerate(resources) if item["urn"] in old)
    before = [item for item in resources[:first] if item["urn"] not in old]
    after = [item for item in resources[first:] if item["urn"] not in old]
    return [*before, *entries, *(_redirect(item, renamed) for item in after)]


def _names(entry: Resource) -> list[str]:
    if entry["type"] == FLEET_TYPE:
        return list(entry["outputs"]["users"])
    return [name_of(entry["urn"])]


def _redirect(resource: Resource, renamed: Mapping[str, str]) -> Resource:
    """Let what depended on an old entry depend on the new one."""

    def follow(urns: Iterable[str] | None) -> list[str]:
        return list(dict.fromkeys(renamed.get(urn, urn) for urn in urns or ()))

    changed = dict(resource)
    if resource.get("dependencies"):
        changed["dependencies"] = follow(resource["dependencies"])
    if resource.get("propertyDependencies"):
        properties = resource["propertyDependencies"].items()
        changed["propertyDependencies"] = {key: follow(urns) for key, urns in properties}
    return changed
