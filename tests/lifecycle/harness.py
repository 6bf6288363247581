"""The engine's part in a resource's life, played by hand: check, diff, create, replace, update, read, delete.

Each ``up``, ``refresh`` and ``destroy`` is a run of its own: a new client, as a new provider process has one.
Values pass through JSON with floats for numbers in between, as the engine passes them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from connect_resources.config import Settings
from connect_resources.lifecycle.base import Lifecycle
from connect_resources.lifecycle.setting import SettingLifecycle
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.service.throttle import Clock
from connect_resources.users.difference import Difference
from connect_resources.users.shapes import Failure
from connect_resources.users.table import BY_NAME
from tools.local_connect import MANAGED, SAML, LocalConnect

PASSWORD = "Correct-h0rse"
UNTHROTTLED = 1000
ACCOUNT = "123456789012"
KEEPING, STRICT = "keeping", "strict"
KINDS: dict[str, tuple[str, ...]] = {KEEPING: (), STRICT: ("--strict-config",)}
"""The two kinds of local Connect, by what UpdateUserConfig does with lists that it leaves out."""

of_both_kinds = pytest.mark.parametrize("place", KINDS, indirect=True)
"""Run a test in a place of each kind."""

Props = dict[str, Any]
Args = Mapping[str, Any]
Factory = Callable[[ConnectClient, Callable[[str], None], str], Lifecycle]


def stable_id(kind: str, name: str, instance_id: str = MANAGED) -> str:
    """Return the id that the seed gives a profile (by name) or a group (by path)."""
    return str(uuid5(NAMESPACE_URL, f"connect:{instance_id}/{kind}/{name}"))


def routing(name: str = "Basic Routing Profile", instance_id: str = MANAGED) -> str:
    """Return the id of a routing profile."""
    return stable_id("routing-profile", name, instance_id)


def security(name: str = "Agent", instance_id: str = MANAGED) -> str:
    """Return the id of a security profile."""
    return stable_id("security-profile", name, instance_id)


def group(path: str) -> str:
    """Return the id of a hierarchy group."""
    return stable_id("agent-group", path)


class SkippedTime:
    """A clock whose sleeps take no time, but pass."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    @property
    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(lambda: time.monotonic() + sum(self.slept), self.slept.append)


@dataclass
class Place:
    """One region of the local Connect, which no other test uses."""

    server: LocalConnect
    region: str
    time: SkippedTime = field(default_factory=SkippedTime)
    reports: list[str] = field(default_factory=list)

    @cached_property
    def boto(self) -> Any:
        """Return a client that works behind Pulumi's back."""
        return self.server.boto(self.region)

    def settings(self, **changes: Any) -> Settings:
        """Return settings for this place: as good as unthrottled, unless changed."""
        services = ("connect", "secretsmanager", "sts")
        values: dict[str, Any] = {
            "region": self.region,
            "access_key": "local",
            "secret_key": "local",
            "endpoints": tuple((service, self.server.url) for service in services),
            "requests_per_second": UNTHROTTLED,
            "burst": UNTHROTTLED,
            **changes,
        }
        return Settings(**values)

    def client(self, **changes: Any) -> ConnectClient:
        """Return a client of a new run."""
        return ConnectClient(self.settings(**changes), self.time.clock)

    def user(self, user_id: str, instance_id: str = MANAGED) -> Props:
        """Return what DescribeUser shows, without ids and times; the call isn't counted."""
        found = self.boto.describe_user(InstanceId=instance_id, UserId=user_id)["User"]
        computed = ("Id", "Arn", "LastModifiedTime", "LastModifiedRegion")
        return {name: value for name, value in found.items() if name not in computed}

    def proficiencies(self, user_id: str) -> list[Props]:
        """Return what ListUserProficiencies shows."""
        answer = self.boto.list_user_proficiencies(InstanceId=MANAGED, UserId=user_id)
        found: list[Props] = answer["UserProficiencyList"]
        return found

    def names(self, instance_id: str = MANAGED) -> list[str]:
        """Return the names of all users."""
        found = self.boto.list_users(InstanceId=instance_id)["UserSummaryList"]
        return [user["Username"] for user in found]

    def outside(self, operation: str, **members: Any) -> Props:
        """Call an operation behind Pulumi's back."""
        answer: Props = getattr(self.boto, operation)(**members)
        return answer

    def make_user(self, name: str = "alice", instance_id: str = MANAGED, **members: Any) -> str:
        """Create a user behind Pulumi's back, and return its id."""
        secret = {"Password": PASSWORD} if instance_id == MANAGED else {}
        request = {
            "InstanceId": instance_id,
            "Username": name,
            "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
            "RoutingProfileId": routing(instance_id=instance_id),
            "SecurityProfileIds": [security(instance_id=instance_id)],
            **secret,
            **members,
        }
        return str(self.outside("create_user", **request)["UserId"])

    def counted(self, what: Callable[[], Any]) -> tuple[Any, tuple[str, ...]]:
        """Return what a function returns, and the operations that were called meanwhile."""
        self.server.reset_calls()
        result = what()
        return result, self.called()

    def called(self) -> tuple[str, ...]:
        """Return the operations called since the count began."""
        return tuple(call["operation"] for call in self.server.calls())


def as_the_engine_passes(value: Any) -> Any:
    """Return a value as it comes back from the engine: numbers are floats."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Mapping):
        return {key: as_the_engine_passes(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_the_engine_passes(item) for item in value]
    return value


def stored(value: Props) -> Props:
    """Return outputs as the state holds them: JSON."""
    found: Props = as_the_engine_passes(json.loads(json.dumps(value)))
    return found


def in_words(found: Difference) -> tuple[str, ...]:
    """Return a difference as a scenario writes it."""
    sections = tuple(
        f"release {change.section.name}" if change.released else change.section.name
        for change in found.sections
    )
    how = "delete before replace" if found.delete_before_replace else "replace"
    replaces = tuple(f"{how} {name}" for name in found.replaces)
    return sections + replaces + (("state",) if found.state_only else ())


def user_lifecycle(client: ConnectClient, report: Callable[[str], None], resource: str = "") -> Lifecycle:
    """Return the verbs of ConnectUser."""
    return UserLifecycle(client, report, resource)


def setting_lifecycle(section: str) -> Factory:
    """Return the verbs of a sub-setting."""
    return lambda client, report, resource: SettingLifecycle(client, BY_NAME[section], report, resource)


Words = Callable[[tuple[str, ...]], tuple[str, ...]]
"""Gives what a door tells of a difference, out of all that there is to tell."""


def every_word(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return all that there is to tell."""
    return words


class CheckFailedError(Exception):
    """Report what check refused."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("; ".join(map(str, failures)))
        self.failures = tuple(failures)


class Stack:
    """Hold the state of one resource, and run the verbs on it as the engine would."""

    def __init__(
        self,
        place: Place,
        factory: Factory = user_lifecycle,
        *,
        words: Words = every_word,
        beside: tuple[str, ...] = (),
        **settings: Any,
    ) -> None:
        """Start without the resource; a door may make calls of its own beside those of the verbs."""
        self.place = place
        self.words = words
        self.beside = beside
        self.settings = settings
        self.resource = "urn:pulumi:test::connect::pulumi-python:dynamic/connect:Resource::one"
        self.id = ""
        self.inputs: Props = {}
        self.outputs: Props = {}
        self._factory = factory

    def lifecycle(self) -> Lifecycle:
        """Return the verbs for a new run."""
        return self._factory(self.place.client(**self.settings), self.place.reports.append, self.resource)

    @property
    def exists(self) -> bool:
        """Tell whether the state holds the resource."""
        return bool(self.id)

    @property
    def user_id(self) -> str:
        """Return the user's bare id."""
        return self.id.partition(":")[2].partition("/")[0]

    def preview(self, args: Args, lifecycle: Lifecycle | None = None) -> tuple[str, ...]:
        """Return what an ``up`` would do, in words."""
        return in_words(self._planned(lifecycle or self.lifecycle(), args)[1])

    def preview_new(self, args: Args) -> None:
        """Preview the resource before it exists: the engine checks its arguments, and no more."""
        self._checked(self.lifecycle(), {}, args)

    def up(self, args: Args) -> tuple[str, ...]:
        """Bring the resource to its arguments, and return what was done, in words."""
        lifecycle = self.lifecycle()
        if not self.exists:
            self._create(lifecycle, args)
            return ("create",)
        inputs, found = self._planned(lifecycle, args)
        if found.replaces:
            self._replace(lifecycle, args, delete_first=found.delete_before_replace)
        elif found:
            self.outputs = stored(lifecycle.update(self.id, self.outputs, inputs).whole().outputs)
            self.inputs = stored(inputs)
        else:
            self.inputs = stored(inputs)
        return in_words(found)

    def refresh(self, lifecycle: Lifecycle | None = None) -> None:
        """Bring the state to what Connect holds."""
        found = (lifecycle or self.lifecycle()).read(self.id, self.outputs)
        if found is None:
            self.id, self.inputs, self.outputs = "", {}, {}
        else:
            self.id, self.outputs = found.id, stored(found.outputs)
            self.inputs = self.inputs if found.inputs is None else stored(found.inputs)

    def destroy(self, lifecycle: Lifecycle | None = None) -> None:
        """Delete the resource; the state forgets it."""
        (lifecycle or self.lifecycle()).delete(self.id, self.outputs)
        self.id, self.inputs, self.outputs = "", {}, {}

    def _checked(self, lifecycle: Lifecycle, olds: Props, args: Args) -> Props:
        inputs, failures = lifecycle.check(olds, as_the_engine_passes(args))
        if failures:
            raise CheckFailedError(failures)
        return inputs

    def _planned(self, lifecycle: Lifecycle, args: Args) -> tuple[Props, Difference]:
        inputs = self._checked(lifecycle, self.inputs, args)
        return inputs, lifecycle.diff(self.outputs, inputs)

    def _create(self, lifecycle: Lifecycle, args: Args) -> None:
        inputs = self._checked(lifecycle, {}, args)
        made = lifecycle.create(inputs).whole()
        self.id, self.inputs, self.outputs = made.id, stored(inputs), stored(made.outputs)

    def _replace(self, lifecycle: Lifecycle, args: Args, *, delete_first: bool) -> None:
        old = (self.id, self.outputs)
        if delete_first:
            lifecycle.delete(*old)
        self._create(lifecycle, args)
        if not delete_first:
            lifecycle.delete(*old)


@dataclass(frozen=True, slots=True)
class Outside:
    """Hold one change that is made behind Pulumi's back: an operation on the user, and its members."""

    operation: str
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one ``up`` of a scenario.

    Attributes:
        args: the program's arguments.
        expect_diff: what the preview shows.
        expect_calls: the operations that the ``up`` calls beside the check's DescribeInstance, in order.
        expect_state: the outputs afterwards, without ``user_id`` and ``arn``, and ``tags_all`` like ``tags``.
        expect_user: what DescribeUser shows afterwards, without ids and times.
        expect_proficiencies: what ListUserProficiencies shows afterwards.
        outside: what happened behind Pulumi's back before.
        refresh: whether the ``up`` refreshes first.
    """

    args: Args
    expect_diff: tuple[str, ...]
    expect_calls: tuple[str, ...]
    expect_state: Mapping[str, Any]
    expect_user: Mapping[str, Any]
    expect_proficiencies: Sequence[Mapping[str, Any]] = ()
    outside: tuple[Outside, ...] = ()
    refresh: bool = False


def kinds_for(names: Iterable[str]) -> tuple[str, ...]:
    """Name the kinds of local Connect that matter to arguments: both, where phones or channels are set."""
    concerned = any(name == "phone_config" or name.endswith("_configs") for name in names)
    return tuple(KINDS) if concerned else (KEEPING,)


READ_CALLS = ("DescribeUser",)
READ_CALLS_WITH_PROFICIENCIES = ("DescribeUser", "ListUserProficiencies")
CHECK_CALLS: tuple[tuple[str, ...], ...] = ((), ("DescribeInstance",))


def play(stack: Stack, steps: Sequence[Step]) -> None:
    """Run a scenario: each step, an empty second preview and a clean refresh; then destroy twice."""
    for step in steps:
        _happen(stack, step)
        _run(stack, step)
        _assert_settled(stack, step)
    _assert_destroyed(stack)


def _happen(stack: Stack, step: Step) -> None:
    place = stack.place
    for change in step.outside:
        where = {"InstanceId": stack.outputs["instance_id"], "UserId": stack.user_id}
        where = {"resourceArn": stack.outputs["arn"]} if "tag" in change.operation else where
        place.outside(change.operation, **where, **change.members)
    if step.refresh:
        managed = stack.outputs.get("proficiencies") is not None
        _, calls = place.counted(stack.refresh)
        gone = not stack.exists
        allowed = ("DescribeUser", "DescribeInstance") if gone else READ_CALLS
        assert calls == (READ_CALLS_WITH_PROFICIENCIES if managed and not gone else allowed)


def _run(stack: Stack, step: Step) -> None:
    place = stack.place
    if stack.exists:
        found, calls = place.counted(lambda: stack.preview(step.args))
        assert (found, _own(stack, calls) in CHECK_CALLS) == (stack.words(step.expect_diff), True)
    done, calls = place.counted(lambda: stack.up(step.args))
    calls = _own(stack, calls)
    made = calls[1:] if calls[:1] == ("DescribeInstance",) else calls
    assert (done, made) == (stack.words(step.expect_diff), step.expect_calls)


def _own(stack: Stack, calls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the calls of the verbs alone."""
    return tuple(call for call in calls if call not in stack.beside)


def _assert_settled(stack: Stack, step: Step) -> None:
    place = stack.place
    kept = {name: value for name, value in stack.outputs.items() if name not in ("user_id", "arn")}
    assert kept == {"tags_all": step.expect_state.get("tags", {}), **step.expect_state}
    assert stack.outputs["user_id"] == stack.user_id
    assert place.user(stack.user_id, stack.outputs["instance_id"]) == step.expect_user
    if stack.outputs["instance_id"] == MANAGED:
        assert place.proficiencies(stack.user_id) == list(step.expect_proficiencies)
    before = (stack.id, stack.outputs)
    assert place.counted(lambda: stack.preview(step.args)) == ((), ())
    if step.outside and not step.refresh:
        return
    lifecycle = stack.lifecycle()
    stack.refresh(lifecycle)
    assert (stack.id, stack.outputs) == before
    found, calls = place.counted(lambda: stack.preview(step.args, lifecycle))
    assert (found, calls in CHECK_CALLS) == ((), True)


def _assert_destroyed(stack: Stack) -> None:
    place, id_, outputs, lifecycle = stack.place, stack.id, stack.outputs, stack.lifecycle()
    assert place.counted(lambda: stack.destroy(lifecycle)) == (None, ("DeleteUser",))
    assert place.names(outputs["instance_id"]) == []
    again = place.counted(lambda: lifecycle.delete(id_, outputs))
    assert again == (None, ("DeleteUser", "DescribeInstance"))


__all__ = [
    "KEEPING",
    "KINDS",
    "MANAGED",
    "PASSWORD",
    "SAML",
    "STRICT",
    "CheckFailedError",
    "Outside",
    "Place",
    "Stack",
    "Step",
    "Words",
    "every_word",
    "group",
    "kinds_for",
    "of_both_kinds",
    "play",
    "routing",
    "security",
    "setting_lifecycle",
    "user_lifecycle",
]
