"""Check the arguments of a fleet: what is wrong, with the user's name, and what a preview is to know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from connect_resources.lifecycle.base import Lifecycle
from connect_resources.lifecycle.guards import fingerprint as forbidden
from connect_resources.service.client import ConnectClient
from connect_resources.service.run import Notes, build_member
from connect_resources.users import people, state
from connect_resources.users.deletions import Limit, parse
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure, check_shape, type_name
from connect_resources.users.state import Props

ELSEWHERE: Final = "another resource"
"""Stands for a resource that isn't known, but declared."""

_TOLD: Final = ("planning", "parts", "hidden", "allowed", "arriving", "leaving", "declared")
"""What a program tells the check beside the arguments."""

TEXTS: Final = "users"

STORED: Final = ("password_secret_id", "adopt_existing", "set_once")
"""What a fleet's state keeps of its arguments, so that a change of it is one of the state."""


class FleetCheck:
    """Check a fleet for one client: a user whose text is the one of before isn't looked at again."""

    def __init__(self, client: ConnectClient, resource: str, user: Callable[[str], Lifecycle]) -> None:
        """Take the client, the fleet's URN, and what gives the verbs of one of its users."""
        self._client = client
        self._resource = resource
        self._user = user
        self._rules = people.fingerprint(dict(client.settings.default_tags), forbidden(client.settings))

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them.

        What the program tells the check alone is taken out: that it is a preview's, what is known of users
        whose text isn't, how many users the run may delete, who comes from another resource or goes to one,
        and whom all resources declare.
        """
        self._client.holdings.declare(self._resource)
        given = state.drop_nulls({name: value for name, value in news.items() if name != TEXTS})
        told = {name: given.pop(name, None) for name in _TOLD}
        texts = news.get(TEXTS, {})
        if isinstance(texts, Mapping):
            texts = dict(sorted(texts.items()))
        inputs = state.normalise({**given, TEXTS: texts})
        failures = list(_shape_failures(inputs))
        if failures or texts is UNKNOWN or inputs.get("instance_id") is UNKNOWN:
            return inputs, failures
        self._note(olds, inputs, told)
        changed = self._changed(olds, inputs)
        parts = told["parts"] or {}
        found = (item for name in changed for item in self._user_failures(olds, inputs, name, parts))
        failures += dict.fromkeys(found)
        inputs["rules"] = self._rules
        inputs |= {"hidden": hidden} if (hidden := _hidden(inputs, told["hidden"])) else {}
        differs = bool(changed) or olds.get(TEXTS, {}).keys() != texts.keys()
        if not failures:
            self._foresee(olds, inputs, planning=bool(told["planning"]), differs=differs)
        return inputs, failures

    def _note(self, olds: Mapping[str, Any], inputs: Props, told: Mapping[str, Any]) -> None:
        """Note what the verbs of this run are to know, so that nobody is deleted on the way elsewhere."""
        holdings, instance_id = self._client.holdings, inputs["instance_id"]
        leaving = [*(told["leaving"] or []), *_leaving(olds, inputs, told["declared"])]
        limit = parse(told["allowed"]) if told["allowed"] else self._limit(inputs)
        holdings.note(self._resource, Notes(bool(told["planning"]), frozenset(leaving), limit))
        for name in leaving:
            holdings.declare_name(instance_id, name, ELSEWHERE)
        for name in (*leaving, *(told["arriving"] or [])):
            holdings.expect(instance_id, name)
        for name in inputs[TEXTS]:
            holdings.declare_name(instance_id, name, build_member(self._resource, name))

    def _limit(self, inputs: Mapping[str, Any]) -> Limit | None:
        given = inputs.get("max_deletes")
        if given is UNKNOWN:
            return None
        return self._client.settings.limit_of(None if given is None else _limit_text(given))

    def _changed(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[str]:
        """Return who has to be checked."""
        texts = inputs[TEXTS]
        shared = ("instance_id", *STORED)
        same = olds.get("rules") == self._rules and all(olds.get(name) == inputs.get(name) for name in shared)
        before = olds.get(TEXTS, {}) if same else {}
        return [name for name, text in texts.items() if before.get(name) != text]

    def _user_failures(
        self, olds: Mapping[str, Any], inputs: Mapping[str, Any], name: str, parts: Mapping[str, Any]
    ) -> Iterator[Failure]:
        text = inputs[TEXTS][name]
        where = f'users["{name}"]'
        try:
            own = parts.get(name) if text is UNKNOWN else people.from_text(text)
        except ValueError:
            yield Failure(where, "must be a map of a user's arguments")
            return
        if not isinstance(own, Mapping):
            return
        for unknown in sorted(own.keys() - people.KNOWN):
            yield Failure(f"{where}.{unknown}", "is unknown, or belongs to the whole fleet")
        before: Props = {}
        if name in olds.get(TEXTS, {}) and olds.get("instance_id") == inputs["instance_id"]:
            before = people.get_arguments(olds, name, olds[TEXTS][name])
        _, failures = self._user(name).check(before, people.share(inputs, name, own))
        for item in failures:
            if item.path in people.SHARED and item.path not in own:
                yield item
            else:
                yield Failure(f"{where}.{item.path}" if item.path else where, item.reason)

    def _foresee(self, olds: Mapping[str, Any], inputs: Props, *, planning: bool, differs: bool) -> None:
        """Put into the arguments what a preview is to know of the outputs.

        Where nothing differs only the state may lack something, which check isn't told: an id that isn't
        known here is to come.
        """
        before = olds.get("user_ids") or {}
        known = self._known_ids(olds, inputs) if olds and differs else before
        inputs["user_ids"] = {name: known[name] for name in inputs[TEXTS] if name in known}
        if planning:
            inputs["user_ids"] = {name: known.get(name, UNKNOWN) for name in inputs[TEXTS]}
            if differs:
                inputs["arns"] = inputs["failed"] = UNKNOWN

    def _known_ids(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, str]:
        """Return the ids of the users that exist, and that nobody makes anew."""
        before, texts = olds.get(TEXTS) or {}, inputs[TEXTS]
        anew = {name.casefold() for name in before if name not in texts or _is_replaced(before, texts, name)}
        found = {name: self._client.find_user(inputs["instance_id"], name) for name in texts}
        return {
            name: summary["Id"]
            for name, summary in found.items()
            if summary is not None and name.casefold() not in anew
        }


def _shape_failures(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    texts = inputs.get(TEXTS)
    if texts is not UNKNOWN and not isinstance(texts, Mapping):
        yield Failure(TEXTS, f"must be a map of user names, not {type_name(texts)}")
        return
    instance_id = inputs.get("instance_id", "")
    if instance_id is not UNKNOWN:
        yield from check_shape("InstanceId", instance_id, "instance_id")
    first: dict[str, str] = {}
    for name in texts if isinstance(texts, Mapping) else ():
        other = first.setdefault(name.casefold(), name)
        if other != name:
            yield Failure(TEXTS, f"{name} and {other} are the same user: upper and lower case are equal")
    yield from people.check_once(inputs)
    if "max_deletes" in inputs and inputs["max_deletes"] is not UNKNOWN:
        yield from _limit_shape(inputs["max_deletes"])


def _hidden(inputs: Props, secret: Any) -> list[str]:
    """Return who has a secret among the arguments; the program says so of each user, or of all."""
    names: Mapping[str, Any] = inputs[TEXTS]
    return [name for name in names if (secret.get(name) if isinstance(secret, Mapping) else secret)]


def _leaving(olds: Mapping[str, Any], inputs: Mapping[str, Any], declared: str | None) -> list[str]:
    """Return who goes from the fleet to another resource: the program declares the name, and not here."""
    if not declared or olds.get("instance_id") != inputs["instance_id"]:
        return []
    going = [name for name in olds.get(TEXTS) or {} if name not in inputs[TEXTS]]
    names = {name.casefold() for name in json.loads(declared)} if going else set()
    own = {name.casefold() for name in inputs[TEXTS]} if going else set()
    return [name for name in going if name.casefold() in names - own]


def _limit_shape(value: Any) -> Iterator[Failure]:
    try:
        parse(_limit_text(value))
    except ValueError as error:
        yield Failure("max_deletes", str(error))


def _limit_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_replaced(before: Mapping[str, str], texts: Mapping[str, Any], name: str) -> bool:
    if texts.get(name) in (None, UNKNOWN, before[name]):
        return False
    old, new = (people.from_text(item).get("directory_user_id") for item in (before[name], texts[name]))
    return new is not None and old is not None and old != new
