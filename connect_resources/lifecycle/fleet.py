"""The verbs of a fleet: many users as one resource, on plain values; what a user is, its own verbs know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import ConnectResourcesError, FleetError, InputError
from connect_resources.lifecycle.base import Lifecycle, Read, Result
from connect_resources.lifecycle.fast_refresh import LAST_MODIFIED, expect_unchanged
from connect_resources.lifecycle.fleet_check import STORED, TEXTS, FleetCheck
from connect_resources.lifecycle.fleet_lines import Pace, tell
from connect_resources.lifecycle.fleet_plan import Held, Plan, show
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import Report
from connect_resources.service.run import Hold, Later, build_member
from connect_resources.service.throttle import IN_FLIGHT
from connect_resources.users import people, state
from connect_resources.users.change import Action, build_argument_change
from connect_resources.users.deletions import Deletions, refusal
from connect_resources.users.difference import Difference, find_difference
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure
from connect_resources.users.state import Props

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_KEPT: Final = ("instance_id", "max_deletes", "rules", "hidden", *STORED)


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

    def _user(self, name: str, fleet: Mapping[str, Any] = _NOTHING) -> UserLifecycle:
        member = build_member(self._resource, name)
        return UserLifecycle(self._client, self._report, member, bulk=True, once=people.get_once(fleet))

    # What a program says of one user, and what state holds of one.

    _arguments = staticmethod(people.get_arguments)
    _outputs = staticmethod(people.get_outputs)

    # Check and diff.

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them, each with the user's name.

        Calls DescribeInstance once per run where a user is new or changed, and ListUsers once where users
        that exist change, so that the ids of those which stay are known in a preview.
        """
        inputs, failures = FleetCheck(self._client, self._resource, self._user).check(olds, news)
        if not (olds or failures) and self._client.holdings.notes(self._resource).planning:
            plan = Plan(created={name: {} for name in inputs[TEXTS]})
            tell(self._report, plan.lines(self._foretold(plan, inputs)))
        return inputs, failures

    def _foretold(self, plan: Plan, inputs: Mapping[str, Any]) -> dict[str, str]:
        """Return what a preview says of users that come from another resource of the stack, or go to one."""
        holdings, instance_id = self._client.holdings, str(inputs.get("instance_id"))
        leaving = holdings.notes(self._resource).leaving
        coming = {name: "to be taken over" for name in plan.new if holdings.expects(instance_id, name)}
        going = {name: "to be left to another resource" for name in plan.deleted if name in leaving}
        return {**coming, **going}

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done, user by user, as data. Calls as a ConnectUser's diff does.

        Raises:
            InputError: an update would delete or replace more users than it may.
        """
        texts = news.get(TEXTS, {})
        if news.get("instance_id") != olds.get("instance_id"):
            self._refuse(olds, [], list(olds.get(TEXTS) or {}))
            return Difference((), ("instance_id",), delete_before_replace=False)
        if texts is UNKNOWN:
            return Difference((), (), delete_before_replace=False, state_only=True)
        plan, notes = self._plan(olds, news), self._client.holdings.notes(self._resource)
        self._refuse(olds, [name for name in plan.deleted if name not in notes.leaving], list(plan.replaced))
        if notes.planning:
            tell(self._report, plan.lines(self._foretold(plan, news)))
        stored = [name for name in STORED if olds.get(name) != news.get(name)]
        stored += ["failed"] if olds.get("failed") else []
        own = (build_argument_change("", Action.UPDATE, name, None, UNKNOWN) for name in stored)
        changes = (*plan.changes(), *own)
        return Difference((), (), False, state_only=bool(plan or stored), changes=changes)

    def _refuse(self, olds: Mapping[str, Any], gone: list[str], replaced: list[str]) -> None:
        limit = self._client.holdings.notes(self._resource).limit
        before = len(olds.get(TEXTS) or {})
        reason = None if limit is None else refusal(Deletions(before, gone, replaced), limit)
        if reason is not None:
            raise InputError(reason)

    def _plan(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Plan:
        before, texts = olds.get(TEXTS) or {}, news[TEXTS]
        plan = Plan(hidden=frozenset((*(olds.get("hidden") or ()), *(news.get("hidden") or ()))))
        same = (olds.get("default_tags") or {}) == self._default_tags
        same &= list(people.get_once(olds)) == list(people.get_once(news))
        for name in sorted(before):
            if name not in texts:
                plan.deleted[name] = self._outputs(olds, name)
        for name, text in sorted(texts.items()):
            if text is UNKNOWN:
                plan.unknown[name] = name not in before
            elif name not in before:
                plan.created[name] = self._arguments(news, name, text)
            elif text != before[name] or not same:
                self._compare(plan, olds, news, name)
            else:
                self._hold(olds, name)
        return plan

    def _hold(self, olds: Mapping[str, Any], name: str) -> None:
        """Note that the fleet keeps a user; its text is only read if somebody asks what it manages."""
        user = (olds["instance_id"], olds["user_ids"].get(name, ""))
        holdings, member = self._client.holdings, build_member(self._resource, name)
        managed = Later(lambda: {item.name: of for item, of in state.get_sections(self._outputs(olds, name))})
        holdings.hold(user, Hold(member, holdings.strength(member), whole=True, sections=managed))

    def _compare(self, plan: Plan, olds: Mapping[str, Any], news: Mapping[str, Any], name: str) -> None:
        outputs = self._outputs(olds, name)
        arguments = state.normalise(self._arguments(news, name, news[TEXTS][name]))
        found = self._user(name, news).diff(outputs, arguments)
        if found.replaces:
            plan.replaced[name] = (outputs, arguments, found)
        elif any(not change.released for change in found.sections):
            plan.updated[name] = (outputs, arguments, found)
        elif found:
            plan.rewritten[name] = news[TEXTS][name]

    # Create, update, delete.

    def create(self, props: Mapping[str, Any]) -> Result:
        """Make every user, at most IN_FLIGHT calls at once; who fails doesn't stop the others."""
        return self._carry_out({**props, TEXTS: {}, "user_ids": {}, "arns": {}}, props, self._new_id(props))

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        """Delete who is gone, then change who differs, then make who is new."""
        return self._carry_out(olds, news, id_)

    def _new_id(self, props: Mapping[str, Any]) -> str:
        return ids.join(props["instance_id"], ids.name_of(self._resource))

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
        tell(self._report, plan.lines(held.told, but=held.failed), len(held.failed))
        outputs = {name: news[name] for name in _KEPT if name in news} | held.outputs()
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
        # Until something is done this holds, whatever the text says under the tags and lists of now.
        held.put(name, people.keep(outputs, self._default_tags), outputs)
        id_ = ids.join(outputs["instance_id"], outputs["user_id"])
        done = self._user(name, news).update(id_, outputs, arguments)
        held.told[name] = "changed"
        self._put(news, held, name, done)
        done.whole()

    def _put(self, news: Mapping[str, Any], held: Held, name: str, done: Result) -> None:
        """Note what holds of a user now: the program's text, if all of it was done."""
        whole = done.error is None
        text = news[TEXTS][name] if whole else people.keep(done.outputs, self._default_tags)
        held.put(name, text, done.outputs)

    def _create_one(self, news: Mapping[str, Any], held: Held, fresh: Mapping[str, Props], name: str) -> None:
        made = self._user(name, news).create(state.normalise(fresh[name]))
        held.told[name] = _adopted(made) if made.adopted else "made"
        if made.id:
            self._put(news, held, name, made)
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
        users = {name: self._seen(props, held, name) for name in held.users}
        tags, hidden = props.get("default_tags") or {}, frozenset(props.get("hidden") or ())
        with Pace(self._report, len(held.users), self._client.settings.requests_per_second) as pace:
            expect_unchanged(self._client, props["instance_id"], users.values())

            def read(name: str) -> None:
                self._read_one(users[name], held, found, name, tags, hidden=name in hidden)
                pace.step()

            with ThreadPoolExecutor(IN_FLIGHT) as pool:
                list(pool.map(read, held.users))
        tell(self._report, (f"{name}: {found.told[name]}" for name in sorted(found.told)))
        kept = {name: props[name] for name in _KEPT if name in props}
        outputs = {**kept, **({"default_tags": tags} if tags else {}), **found.outputs()}
        before = {name: held.users[name] for name in sorted(found.users)}
        inputs = {**kept, TEXTS: before, "user_ids": outputs["user_ids"]}
        return Read(id_, outputs, inputs if found.told else None)

    def _seen(self, props: Mapping[str, Any], held: Held, name: str) -> Props:
        """Return what state holds of a user, with the time of its last change where that was seen."""
        outputs = self._outputs(props, name)
        return {**outputs, LAST_MODIFIED: held.seen[name]} if name in held.seen else outputs

    def _read_one(
        self,
        outputs: Props,
        held: Held,
        found: Held,
        name: str,
        default_tags: Mapping[str, str],
        *,
        hidden: bool,
    ) -> None:
        now = self._user(name).read(ids.join(outputs["instance_id"], outputs["user_id"]), outputs)
        if now is None:
            found.told[name] = "gone from Connect"
        elif now.inputs is None:
            found.put(name, held.users[name], now.outputs)
        else:
            before, after = map(state.drop_unmanaged_tags, (outputs, now.outputs))
            drift = find_difference(before, after).changes
            found.told[name] = f"changed in Connect {show(drift, hidden=hidden)}"
            text = people.keep({**now.inputs, "tags_all": now.outputs["tags_all"]}, default_tags)
            found.put(name, text, now.outputs)


def _adopted(made: Result) -> str:
    return f"adopted; changed: {', '.join(made.applied) or 'nothing'}"
