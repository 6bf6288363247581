"""The verbs of a fleet: many users as one resource, on plain values; what a user is, its own verbs know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import ConnectResourcesError, FleetError
from connect_resources.lifecycle.base import Lifecycle, Read, Result
from connect_resources.lifecycle.fast_refresh import LAST_MODIFIED, expect_unchanged
from connect_resources.lifecycle.fleet_lines import Lines, Pace
from connect_resources.lifecycle.fleet_plan import Held, Plan
from connect_resources.lifecycle.guards import fingerprint as forbidden
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import Report
from connect_resources.service.run import build_member
from connect_resources.service.throttle import IN_FLIGHT
from connect_resources.users import people, state
from connect_resources.users.deletions import Deletions, Limit, parse, refusal
from connect_resources.users.difference import Difference, find_difference
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure, check_shape, type_name
from connect_resources.users.state import Props

ELSEWHERE: Final = "another fleet"
"""Stands for a resource that isn't known, but declared."""

_TEXTS: Final = "users"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class FleetLifecycle(Lifecycle):
    """Carry out the verbs of a fleet for one client.

    State holds, in inputs and outputs, one text a user. A user whose text is equal in both is neither parsed
    nor checked, compared or called for.
    """

    def __init__(self, client: ConnectClient, report: Report, resource: str = "") -> None:
        """Take the client, where to say what should be seen, and the fleet's URN."""
        self._client = client
        self._report = report
        self._resource = resource or type(self).__name__
        self._default_tags = dict(client.settings.default_tags)
        self._rules = people.fingerprint(self._default_tags, forbidden(client.settings))

    def _user(self, name: str, fleet: Mapping[str, Any] = _NOTHING) -> UserLifecycle:
        member = build_member(self._resource, name)
        return UserLifecycle(self._client, self._report, member, bulk=True, once=people.get_once(fleet))

    # What a program says of one user, and what state holds of one.

    _arguments = staticmethod(people.get_arguments)
    _outputs = staticmethod(people.get_outputs)

    # Check.

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them, each with the user's name.

        Calls DescribeInstance once per run where a user is new or changed, and ListUsers once where users
        that exist change, so that the ids of those which stay are known in a preview.
        """
        given = state.drop_nulls({name: value for name, value in news.items() if name != _TEXTS})
        texts = news.get(_TEXTS, {})
        planning = bool(given.pop("planning", False))
        counted = bool(given.pop("counted", False))
        moving = (given.pop("arriving", []), given.pop("leaving", []))
        if isinstance(texts, Mapping):
            texts = dict(sorted(texts.items()))
        inputs = state.normalise({**given, _TEXTS: texts})
        failures = list(self._shape_failures(inputs))
        if failures or texts is UNKNOWN or inputs.get("instance_id") is UNKNOWN:
            return inputs, failures
        self._note_moving(inputs, *moving)
        changed = self._changed(olds, inputs)
        found = (failure for name in changed for failure in self._user_failures(olds, inputs, name))
        failures += dict.fromkeys(found)
        failures += [] if counted else self._limit_failures(olds, inputs)
        inputs["rules"] = self._rules
        inputs["user_ids"] = dict(olds.get("user_ids") or {})
        self._client.holdings.plan(self._resource, planning=planning)
        differs = bool(changed) or olds.get(_TEXTS, {}).keys() != texts.keys()
        if differs and not failures:
            self._foresee(olds, inputs, planning=planning)
        return inputs, failures

    def _shape_failures(self, inputs: Mapping[str, Any]) -> Iterator[Failure]:
        texts = inputs.get(_TEXTS)
        if texts is not UNKNOWN and not isinstance(texts, Mapping):
            yield Failure(_TEXTS, f"must be a map of user names, not {type_name(texts)}")
            return
        instance_id = inputs.get("instance_id", "")
        if instance_id is not UNKNOWN:
            yield from check_shape("InstanceId", instance_id, "instance_id")
        first: dict[str, str] = {}
        for name in texts if isinstance(texts, Mapping) else ():
            other = first.setdefault(name.casefold(), name)
            if other != name:
                yield Failure(_TEXTS, f"{name} and {other} are the same user: upper and lower case are equal")
        yield from people.check_once(inputs)
        if "max_deletes" in inputs and inputs["max_deletes"] is not UNKNOWN:
            yield from _limit_shape(inputs["max_deletes"])

    def _note_moving(self, inputs: Props, arriving: Iterable[str], leaving: Iterable[str]) -> None:
        """Note whom the program gives to another of its fleets, so that nobody is deleted on the way."""
        holdings, instance_id = self._client.holdings, inputs["instance_id"]
        holdings.leave(self._resource, leaving)
        for name in leaving:
            holdings.declare_name(instance_id, name, ELSEWHERE)
        for name in arriving:
            holdings.expect(instance_id, name)
        for name in inputs[_TEXTS]:
            holdings.declare_name(instance_id, name, build_member(self._resource, name))

    def _changed(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[str]:
        """Return who has to be checked."""
        texts = inputs[_TEXTS]
        shared = ("instance_id", "password_secret_id", "adopt_existing", "set_once")
        same = olds.get("rules") == self._rules and all(olds.get(name) == inputs.get(name) for name in shared)
        before = olds.get(_TEXTS, {}) if same else {}
        return [name for name, text in texts.items() if before.get(name) != text]

    def _user_failures(
        self, olds: Mapping[str, Any], inputs: Mapping[str, Any], name: str
    ) -> Iterator[Failure]:
        text = inputs[_TEXTS][name]
        if text is UNKNOWN:
            return
        where = f'users["{name}"]'
        try:
            arguments = self._arguments(inputs, name, text)
        except ValueError:
            yield Failure(where, "isn't the text of a user's arguments")
            return
        for unknown in sorted(people.from_text(text).keys() - people.KNOWN):
            yield Failure(f"{where}.{unknown}", "is unknown, or belongs to the whole fleet")
        before: Props = {}
        if name in olds.get(_TEXTS, {}) and olds.get("instance_id") == inputs["instance_id"]:
            before = self._arguments(olds, name, olds[_TEXTS][name])
        own = people.from_text(text)
        _, failures = self._user(name).check(before, arguments)
        for item in failures:
            if item.path in people.SHARED and item.path not in own:
                yield item
            else:
                yield Failure(f"{where}.{item.path}" if item.path else where, item.reason)

    def _limit_failures(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[Failure]:
        """Refuse an update that would delete or replace more users than it may."""
        before = olds.get(_TEXTS) or {}
        limit = self._limit(inputs)
        if not before or limit is None:
            return
        moved = olds.get("instance_id") != inputs["instance_id"]
        gone = [] if moved else [name for name in before if name not in inputs[_TEXTS]]
        replaced = [name for name in before if moved or self._is_replaced(before, inputs[_TEXTS], name)]
        reason = refusal(Deletions(len(before), gone, replaced), limit)
        if reason is not None:
            yield Failure("", reason)

    @staticmethod
    def _is_replaced(before: Mapping[str, str], texts: Mapping[str, Any], name: str) -> bool:
        if texts.get(name) in (None, UNKNOWN, before[name]):
            return False
        old, new = (people.from_text(item).get("directory_user_id") for item in (before[name], texts[name]))
        return new is not None and old is not None and old != new

    def _limit(self, inputs: Mapping[str, Any]) -> Limit | None:
        given = inputs.get("max_deletes")
        if given is UNKNOWN:
            return None
        limit = self._client.settings.limit_of(None if given is None else _limit_text(given))
        return None if limit.is_open else limit

    def _foresee(self, olds: Mapping[str, Any], inputs: Props, *, planning: bool) -> None:
        """Put into the arguments what a preview is to know of the outputs, and say who is to be made."""
        inputs["user_ids"] = self._known_ids(inputs, planning=planning) if olds else {}
        if planning:
            inputs["arns"] = inputs["failed"] = UNKNOWN
            if not olds:
                inputs["user_ids"] = dict.fromkeys(inputs[_TEXTS], UNKNOWN)
                self._announce_creation(inputs)

    def _known_ids(self, inputs: Mapping[str, Any], *, planning: bool) -> dict[str, Any]:
        """Return the ids of the users that exist; in a plan, those of new ones are to come."""
        found: dict[str, Any] = {}
        for name in inputs[_TEXTS]:
            summary = self._client.find_user(inputs["instance_id"], name)
            if summary is not None:
                found[name] = summary["Id"]
            elif planning:
                found[name] = UNKNOWN
        return found

    def _announce_creation(self, inputs: Mapping[str, Any]) -> None:
        plan = Plan(created={name: {} for name in inputs[_TEXTS]})
        self._tell(plan.lines(self._foretold(plan, inputs)))

    def _tell(self, lines: Iterable[str]) -> None:
        """Say a line for each user, as far as there is room."""
        limited = Lines(self._report)
        for line in lines:
            limited.add(line)
        limited.end()

    def _foretold(self, plan: Plan, inputs: Mapping[str, Any]) -> dict[str, str]:
        """Return what a preview says of users that come from another resource of the stack, or go to one."""
        holdings, instance_id = self._client.holdings, str(inputs.get("instance_id"))
        coming = {name: "to be taken over" for name in plan.created if holdings.expects(instance_id, name)}
        going = {
            name: "to be left to another resource"
            for name in plan.deleted
            if name in holdings.leaving(self._resource)
        }
        return {**coming, **going}

    # Diff.

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done, user by user, as data. Calls as a ConnectUser's diff does."""
        texts = news.get(_TEXTS, {})
        if news.get("instance_id") != olds.get("instance_id"):
            return Difference((), ("instance_id",), delete_before_replace=False)
        if texts is UNKNOWN:
            return Difference((), (), delete_before_replace=False, state_only=True)
        plan = self._plan(olds, news)
        changes = tuple(plan.changes())
        if self._client.holdings.plans(self._resource):
            self._tell(plan.lines(self._foretold(plan, news)))
        stored = ("password_secret_id", "adopt_existing", "set_once")
        shared = any(olds.get(name) != news.get(name) for name in stored)
        return Difference((), (), False, state_only=bool(plan) or shared, changes=changes)

    def _plan(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Plan:
        before, texts = olds.get(_TEXTS) or {}, news[_TEXTS]
        plan = Plan()
        same = (olds.get("default_tags") or {}) == self._default_tags
        same &= list(people.get_once(olds)) == list(people.get_once(news))
        for name in sorted(before):
            if name not in texts:
                plan.deleted[name] = self._outputs(olds, name)
        for name, text in sorted(texts.items()):
            if text is UNKNOWN:
                plan.unknown.append(name)
            elif name not in before:
                plan.created[name] = self._arguments(news, name, text)
            elif text != before[name] or not same:
                self._compare(plan, olds, news, name)
            else:
                self._hold(olds, name)
        return plan

    def _hold(self, olds: Mapping[str, Any], name: str) -> None:
        """Note that the fleet keeps a user, without a look at its text."""
        user = (olds["instance_id"], olds["user_ids"].get(name, ""))
        self._client.holdings.keep(user, build_member(self._resource, name))

    def _compare(self, plan: Plan, olds: Mapping[str, Any], news: Mapping[str, Any], name: str) -> None:
        outputs = self._outputs(olds, name)
        arguments = state.normalise(self._arguments(news, name, news[_TEXTS][name]))
        found = self._user(name, news).diff(outputs, arguments)
        if found.replaces:
            plan.replaced[name] = (outputs, arguments, found)
        elif any(not change.released for change in found.sections):
            plan.updated[name] = (outputs, arguments, found)
        elif found:
            plan.rewritten[name] = news[_TEXTS][name]

    # Create, update, delete.

    def create(self, props: Mapping[str, Any]) -> Result:
        """Make every user, at most IN_FLIGHT calls at once; who fails doesn't stop the others."""
        return self._carry_out({**props, _TEXTS: {}, "user_ids": {}, "arns": {}}, props, self._new_id(props))

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        """Delete who is gone, then change who differs, then make who is new."""
        return self._carry_out(olds, news, id_)

    def _new_id(self, props: Mapping[str, Any]) -> str:
        return ids.join(props["instance_id"], self._resource.rsplit("::", 1)[-1])

    def _carry_out(self, olds: Mapping[str, Any], news: Mapping[str, Any], id_: str) -> Result:
        held = Held.of(olds)
        plan = self._plan(olds, news)
        for name, text in plan.rewritten.items():
            held.users[name] = text
        with Pace(self._report, plan.size(), self._client.settings.requests_per_second) as pace:
            self._each(
                [*plan.deleted, *plan.replaced], lambda name: self._delete_one(olds, held, name), held, pace
            )
            self._each(plan.updated, lambda name: self._update_one(news, held, plan, name), held, pace)
            fresh = {**plan.created, **{name: item[1] for name, item in plan.replaced.items()}}
            fresh = {name: item for name, item in fresh.items() if name not in held.failed}
            self._each(fresh, lambda name: self._create_one(news, held, fresh, name), held, pace)
        self._tell(plan.lines(held.told, but=held.failed))
        kept = ("instance_id", "password_secret_id", "adopt_existing", "max_deletes", "set_once")
        outputs = {name: news[name] for name in kept if name in news} | held.outputs()
        if self._default_tags:
            outputs["default_tags"] = self._default_tags
        error = FleetError(held.failed) if held.failed else None
        return Result(id_, outputs, pending=tuple(held.failed), error=error)

    @staticmethod
    def _each(names: Iterable[str], act: Callable[[str], None], held: Held, pace: Pace) -> None:
        """Do something for each user, side by side; who fails is noted."""

        def attempt(name: str) -> None:
            try:
                act(name)
            except ConnectResourcesError as error:
                held.failed[name] = str(error)
            except Exception as error:  # noqa: BLE001 - what was done for others must reach the state
                held.failed[name] = f"{type(error).__name__}: a fault of this package; please report it"
            pace.step()

        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            list(pool.map(attempt, names))

    def _delete_one(self, olds: Mapping[str, Any], held: Held, name: str) -> None:
        outputs = self._outputs(olds, name)
        user = (outputs["instance_id"], outputs["user_id"])
        self._user(name).delete(ids.join(*user), outputs)
        stays = self._client.holdings.deleted_by(user) is None
        held.told[name] = "stays, because another resource has it" if stays else "deleted"
        held.drop(name)

    def _update_one(self, news: Mapping[str, Any], held: Held, plan: Plan, name: str) -> None:
        outputs, arguments, _ = plan.updated[name]
        id_ = ids.join(outputs["instance_id"], outputs["user_id"])
        done = self._user(name, news).update(id_, outputs, arguments)
        held.told[name] = "changed"
        if done.error is None:
            held.put(name, news[_TEXTS][name], done.outputs)
            return
        if done.applied:
            held.put(name, people.keep(done.outputs, self._default_tags), done.outputs)
        raise done.error

    def _create_one(self, news: Mapping[str, Any], held: Held, fresh: Mapping[str, Props], name: str) -> None:
        made = self._user(name, news).create(state.normalise(fresh[name]))
        held.told[name] = _adopted(made) if made.adopted else "made"
        if made.id:
            whole = made.error is None
            text = news[_TEXTS][name] if whole else people.keep(made.outputs, self._default_tags)
            held.put(name, text, made.outputs)
        made.whole()

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        """Delete every user; who is gone already is a success, and who fails doesn't stop the others.

        Raises:
            FleetError: users are left; state is refreshed before anything else is tried.
        """
        held = Held.of(props)
        names = list(held.users)
        with Pace(self._report, len(names), self._client.settings.requests_per_second) as pace:
            self._each(names, lambda name: self._delete_one(props, held, name), held, pace)
        if held.failed:
            raise FleetError(
                held.failed,
                f"{len(names) - len(held.failed):,} of {len(names):,} users were deleted; "
                "run `pulumi refresh` first, which takes them out of the state",
            )

    # Read.

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the fleet as Connect holds it: who is gone leaves it, who drifted shows.

        Reads as many ConnectUsers would: whole listings in a fast refresh, user by user in a full one.
        """
        held, found = Held.of(props), Held()
        lines = Lines(self._report)
        users = {name: self._seen(props, held, name) for name in held.users}
        with Pace(self._report, len(held.users), self._client.settings.requests_per_second) as pace:
            expect_unchanged(self._client, props["instance_id"], users.values())

            def read(name: str) -> None:
                self._read_one(users[name], held, found, lines, name)
                pace.step()

            with ThreadPoolExecutor(IN_FLIGHT) as pool:
                list(pool.map(read, held.users))
        lines.end()
        outputs = {name: value for name, value in props.items() if name not in found.outputs()}
        outputs.pop("last_modified_times", None)
        return Read(id_, {**outputs, **found.outputs()}, None)

    def _seen(self, props: Mapping[str, Any], held: Held, name: str) -> Props:
        """Return what state holds of a user, with the time of its last change where that was seen."""
        outputs = self._outputs(props, name)
        return {**outputs, LAST_MODIFIED: held.seen[name]} if name in held.seen else outputs

    def _read_one(self, outputs: Props, held: Held, found: Held, lines: Lines, name: str) -> None:
        now = self._user(name).read(ids.join(outputs["instance_id"], outputs["user_id"]), outputs)
        if now is None:
            lines.add(f"{name}: gone from Connect")
        elif now.inputs is None:
            found.put(name, held.users[name], now.outputs)
        else:
            before, after = map(state.drop_unmanaged_tags, (outputs, now.outputs))
            drift = find_difference(before, after).changes
            lines.add(f"{name}: changed in Connect {'; '.join(map(str, drift))}")
            found.put(
                name,
                people.keep({**now.inputs, "tags_all": now.outputs["tags_all"]}, self._default_tags),
                now.outputs,
            )


def _adopted(made: Result) -> str:
    return f"adopted; changed: {', '.join(made.applied) or 'nothing'}"


def _limit_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _limit_shape(value: Any) -> Iterator[Failure]:
    try:
        parse(_limit_text(value))
    except ValueError as error:
        yield Failure("max_deletes", str(error))
