"""The front doors that lead to the verbs: straight, and through a dynamic provider as its SDK calls it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from pulumi.dynamic import ConfigureRequest, ResourceProvider
from pulumi.dynamic.config import Config

from connect_resources import providers
from connect_resources.config import Settings
from connect_resources.lifecycle.base import Lifecycle, Read, Result
from connect_resources.lifecycle.fleet import FleetLifecycle
from connect_resources.providers.base import SettingProvider
from connect_resources.service.client import ConnectClient
from connect_resources.users import people, state
from connect_resources.users.difference import Difference
from connect_resources.users.shapes import Failure
from tests.lifecycle.harness import Factory, Words, every_word, setting_lifecycle, user_lifecycle

_RUNS = itertools.count()


@dataclass(frozen=True, slots=True)
class Door:
    """Hold how a door is opened, and what it tells of a difference.

    Attributes:
        user: makes the verbs of ConnectUser.
        setting: makes the verbs of a sub-setting, by its section.
        words: of a difference's words, those that come through.
        beside: what the door calls beside the verbs: whom the instance has, so that ids stay known.
    """

    user: Factory
    setting: Callable[[str], Factory]
    words: Words
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Stand for the request that the servicer has in its frame."""

    urn: str


class DynamicDoor(Lifecycle):
    """Call a dynamic provider's verbs, and give what it answers."""

    def __init__(self, provider: ResourceProvider, settings: Settings, resource: str) -> None:
        self._provider = provider
        self._request = Request(resource)
        provider.configure(ConfigureRequest(Config(config_of(settings), "project")))

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
        request = self._request  # noqa: F841 - read by the provider, where the servicer has it
        found = self._provider.check(dict(olds), dict(news))
        assert {failure.property for failure in found.failures} <= {""}
        return found.inputs, [Failure("", failure.reason) for failure in found.failures]

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        request = self._request  # noqa: F841
        found = self._provider.diff("", dict(olds), dict(news))
        return Difference(
            (),
            tuple(found.replaces or ()),
            delete_before_replace=bool(found.delete_before_replace),
            state_only=bool(found.changes) and not found.replaces,
        )

    def create(self, props: Mapping[str, Any]) -> Result:
        request = self._request  # noqa: F841
        made = self._provider.create(dict(props))
        return Result(made.id, made.outs or {})

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        request = self._request  # noqa: F841
        found = self._provider.read(id_, dict(props))
        return Read(found.id, found.outs or {}, found.inputs) if found.id else None

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        request = self._request  # noqa: F841
        return Result(id_, self._provider.update(id_, dict(olds), dict(news)).outs or {})

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        request = self._request  # noqa: F841
        self._provider.delete(id_, dict(props))


def config_of(settings: Settings) -> dict[str, str]:
    """Return settings as a stack's config; no two runs have the same, so that none shares a client."""
    endpoints = {**dict(settings.endpoints), f"run{next(_RUNS)}": "http://127.0.0.1"}
    return {
        "aws:region": str(settings.region),
        "aws:accessKey": str(settings.access_key),
        "aws:secretKey": str(settings.secret_key),
        "aws:endpoints": json.dumps([endpoints]),
        "aws:defaultTags": json.dumps({"tags": dict(settings.default_tags)}),
        "connect:requestsPerSecond": str(settings.requests_per_second),
        "connect:burst": str(settings.burst),
        "connect:refresh": settings.refresh,
        "connect:adoptExisting": str(settings.adopt_existing).lower(),
        "connect:allowedEmailDomains": json.dumps(settings.allowed_email_domains),
        "connect:deniedSecurityProfiles": json.dumps(settings.denied_security_profiles),
    }


def _dynamic(make: Callable[[], ResourceProvider]) -> Factory:
    def factory(client: ConnectClient, _: Callable[[str], None], resource: str) -> Lifecycle:
        return DynamicDoor(make(), client.settings, resource)

    return factory


def _coarse(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a dynamic provider can say: that something changes, or which arguments replace."""
    replaces = tuple(word for word in words if "replace" in word)
    return replaces or (("state",) if words and words != ("create",) else words)


class FleetDoor(Lifecycle):
    """Play one user through a fleet of one: its arguments and outputs are those of a ConnectUser."""

    def __init__(self, client: ConnectClient, report: Callable[[str], None], resource: str) -> None:
        self._fleet = FleetLifecycle(client, report, resource)
        self._tags = dict(client.settings.default_tags)

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
        before = {**self._inputs(olds), "rules": people.fingerprint(self._tags)} if olds else {}
        inputs, failures = self._fleet.check(before, self._inputs(news))
        prefix = f'users["{news["name"]}"].'
        plain = [Failure(item.path.removeprefix(prefix), item.reason) for item in failures]
        (text,) = inputs["users"].values()
        shared: dict[str, Any] = {name: inputs[name] for name in self._SHARED if name in inputs}
        own: dict[str, Any] = {**shared, **people.from_text(text), "name": news["name"]}
        return state.normalise(own), plain

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        return self._fleet.diff(self._outputs(olds), self._inputs(news))

    def create(self, props: Mapping[str, Any]) -> Result:
        return self._result(self._fleet.create(self._inputs(props)), props)

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        found = self._fleet.read(id_, self._outputs(props))
        if found is None or not found.outputs["users"]:
            return None
        return Read(id_, self._user(found.outputs, props), None)

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        return self._result(self._fleet.update(id_, self._outputs(olds), self._inputs(news)), news)

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        self._fleet.delete(id_, self._outputs(props))

    _SHARED: Final = ("instance_id", "password", "set_once")

    def _inputs(self, props: Mapping[str, Any]) -> dict[str, Any]:
        shared = {name: props[name] for name in self._SHARED if name in props}
        own = {name: value for name, value in props.items() if name not in (*shared, "name")}
        return {**shared, "users": {props["name"]: people.to_text(own)}}

    def _outputs(self, props: Mapping[str, Any]) -> dict[str, Any]:
        name = props["name"]
        return {
            "instance_id": props["instance_id"],
            "users": {name: people.keep(props, self._tags)},
            "user_ids": {name: props["user_id"]},
            "arns": {name: props["arn"]},
            "default_tags": self._tags,
            **({"set_once": props["set_once"]} if "set_once" in props else {}),
        }

    def _user(self, outputs: Mapping[str, Any], props: Mapping[str, Any]) -> dict[str, Any]:
        (name,) = outputs["users"]
        arguments: dict[str, Any] = {"instance_id": props["instance_id"], "name": name}
        arguments |= people.from_text(outputs["users"][name])
        known = {"user_id": outputs["user_ids"][name], "arn": outputs["arns"][name]}
        once = {"set_once": outputs["set_once"]} if "set_once" in outputs else {}
        held = people.drop_once(people.build_outputs(arguments, self._tags), once.get("set_once", ()))
        return {"tags_all": {}, **held, **known, **once}

    def _result(self, result: Result, props: Mapping[str, Any]) -> Result:
        whole = result.whole()
        outputs = self._user(whole.outputs, props)
        return Result(f"{outputs['instance_id']}:{outputs['user_id']}", outputs)


_SETTINGS: Final = {kind.section: kind for kind in SettingProvider.__subclasses__()}

DOORS: Final[Mapping[str, Door]] = {
    "lifecycle": Door(user_lifecycle, setting_lifecycle, every_word),
    "dynamic provider": Door(
        _dynamic(providers.ConnectUserProvider), lambda section: _dynamic(_SETTINGS[section]), _coarse
    ),
}
"""The doors by name, for users and settings alike."""

FLEET: Final = Door(FleetDoor, setting_lifecycle, _coarse, ("ListUsers",))
"""A fleet, for users only: it deletes before it makes, and knows no replacement but that."""

USER_DOORS: Final[Mapping[str, Door]] = {**DOORS, "fleet": FLEET}
user_doors = pytest.mark.parametrize("door", USER_DOORS.values(), ids=USER_DOORS)
"""The same scenario of a user leads through a fleet too."""

doors = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
"""The same scenario leads through each of them."""
