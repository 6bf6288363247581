"""The verbs of one sub-setting of a user that exists, whoever made it, on plain values."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import (
    ConnectError,
    ConnectResourcesError,
    InstanceNotFoundError,
    UserNotFoundError,
)
from connect_resources.lifecycle.base import Lifecycle, Read, Result, find_drift, locate
from connect_resources.lifecycle.fast_refresh import LAST_MODIFIED, keep_time, shows_no_change
from connect_resources.lifecycle.guards import guard_failures
from connect_resources.lifecycle.update import apply_changes, describe
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import Report
from connect_resources.service.run import Hold, Strength
from connect_resources.users import facts, state
from connect_resources.users.check import check_references, check_rules, check_section, check_user_id
from connect_resources.users.difference import (
    Difference,
    compare_section,
    find_section_change,
    get_stated_user,
    list_changes,
    unreadable_state,
)
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Described, Section, Target, Values
from connect_resources.users.shapes import Failure, check_shape
from connect_resources.users.state import Props

RESTORE: Final = "restore"
RETAIN: Final = "retain"
_WHOSE: Final = ("instance_id", "user_id")
_COMPUTED: Final = ("previous", "user_arn", LAST_MODIFIED)


class SettingLifecycle(Lifecycle):
    """Carry out the verbs of one section of one user.

    State keeps ``previous``: what the user had before, of each property since it is managed.
    """

    def __init__(self, client: ConnectClient, section: Section, report: Report, resource: str = "") -> None:
        """Take the client, the row of the table, where to say what should be seen, and the resource's URN."""
        self._client = client
        self._section = section
        self._report = report
        self._resource = resource or section.resource

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them.

        Calls DescribeInstance once per run, and only where a rule depends on the kind of instance.
        """
        self._client.holdings.declare(self._resource)
        given = state.drop_nulls(news)
        inputs = state.normalise(given, flat=self._section)
        before = state.normalise(state.drop_nulls(olds), flat=self._section)
        unchanged = inputs == before
        if any(inputs.get(name) != before.get(name) for name in _WHOSE):
            before = {}
        failures = list(self._failures(given))
        identity = (lambda: None) if unchanged else partial(self._identity, inputs.get("instance_id"))
        try:
            failures += check_rules(
                self._section, inputs, before, whole=False, creating=False, identity=identity
            )
        except InstanceNotFoundError as error:
            failures.append(Failure("instance_id", str(error)))
        failures += self._forbidden(inputs)
        return inputs, failures

    def _forbidden(self, inputs: Props) -> Iterator[Failure]:
        values = self._values(inputs)
        managed = [(self._section, values)] if values else []
        return guard_failures(self._client, self._report, inputs.get("instance_id"), managed, flat=True)

    def _failures(self, given: Props) -> Iterator[Failure]:
        instance_id = given.get("instance_id", "")
        bare = ids.bare(instance_id) if isinstance(instance_id, str) else instance_id
        yield from check_shape("InstanceId", bare, "instance_id")
        yield from check_user_id(given)
        yield from check_references(self._section, given)
        yield from check_section(self._section, given, flat=True)
        if self._section.extract(given, flat=True) is None:
            names = ", ".join(item.name for item in self._section.properties)
            yield Failure("", f"give at least one of {names}: there is nothing to manage otherwise")
        if given.get("on_delete", RESTORE) not in (RESTORE, RETAIN, UNKNOWN):
            yield Failure("on_delete", f"must be {RESTORE} or {RETAIN}")

    def _identity(self, instance_id: Any) -> str | None:
        return self._client.identity_management(instance_id) if isinstance(instance_id, str) else None

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done.

        Only state changes where ``on_delete`` does, or where it becomes known what the user had before a
        resource that this one follows.
        """
        old, new = state.drop_nulls(olds), state.drop_nulls(news)
        found = self._difference(old, new)
        user, previous = get_stated_user(old), _previous(old)
        if found.replaces:
            self._client.holdings.release(user, self._resource)
            return found
        strength = self._client.holdings.strength(self._resource)
        self._hold(user, strength, self._values(new) or {}, previous)
        passed_on = self._original(user, previous) != previous
        return replace(found, state_only=found.state_only or passed_on)

    def _difference(self, old: Props, new: Props) -> Difference:
        replaces = tuple(
            name for name in _WHOSE if new.get(name) is UNKNOWN or new.get(name) != old.get(name)
        )
        change = compare_section(self._section, old, new, flat=True)
        sections = (change,) if change else ()
        return Difference(
            sections,
            replaces,
            delete_before_replace=False,
            state_only=old.get("on_delete", RESTORE) != new.get("on_delete", RESTORE),
            changes=tuple(list_changes(sections, old)),
        )

    def _hold(self, user: tuple[str, str], strength: Strength, held: Values, previous: Values) -> None:
        sections = {self._section.name: held}
        self._client.holdings.hold(user, Hold(self._resource, strength, False, sections, previous))

    def _original(self, user: tuple[str, str], found: Values) -> Values:
        """Return what the user had before, of the properties found on it: by what a forerunner knows."""
        former = self._client.holdings.forerunner(user, self._resource, self._section, found)
        known = former.previous if former else {}
        return {name: known.get(name, value) for name, value in found.items()}

    def _values(self, props: Mapping[str, Any]) -> Values | None:
        return self._section.extract(props, flat=True)

    def create(self, props: Mapping[str, Any]) -> Result:
        """Record what the user has, then change what differs.

        Calls DescribeUser (or ListUserProficiencies), and one update if anything differs.
        """
        try:
            return self._create(state.drop_nulls(props))
        except UserNotFoundError as error:
            return Result(
                "", {}, error=error.advised("check user_id and instance_id, or make the user first")
            )
        except ConnectResourcesError as error:
            return Result("", {}, error=error)

    def _create(self, inputs: Props) -> Result:
        instance_id, user_id = inputs["instance_id"], inputs["user_id"]
        described = self._describe(instance_id, user_id)
        new = self._values(inputs) or {}
        current = self._current(described, new)
        previous = self._original((instance_id, user_id), current)
        target = Target(instance_id, user_id, described["Arn"])
        self._apply_or_undo(target, current, new, described)
        self._hold((instance_id, user_id), Strength.TAKEN, new, previous)
        outs = {**inputs, "previous": previous, "user_arn": target.arn}
        return Result(ids.join(instance_id, user_id, self._section.setting), outs)

    def _apply_or_undo(self, target: Target, current: Values, new: Values, described: Described) -> None:
        """Change what differs; if that fails, put back what may have been changed all the same.

        The next create would take it for what the user had before.
        """
        change = find_section_change(self._section, current, new)
        try:
            apply_changes(self._client, target, [change] if change else [], described)
        except ConnectError as error:
            try:
                with self._client.uncancelled():
                    self._bring(target, current)
            except ConnectError as second:
                said = (
                    f"{self._section.name} may have been changed and couldn't be put back ({second.code}): "
                    "look at the user before the next run, which takes what it finds for what the user had"
                )
            else:
                said = f"{self._section.name} is as it was before"
            raise error.explained(said) from None

    def _bring(self, target: Target, wanted: Values) -> None:
        """Look what the user has, and change what isn't as wanted."""
        described = self._describe(target.instance_id, target.user_id)
        change = find_section_change(self._section, self._current(described, wanted), wanted)
        apply_changes(self._client, target, [change] if change else [], described)

    def _describe(self, instance_id: str, user_id: str) -> Described:
        return describe(self._client, instance_id, user_id, [self._section])

    def _current(self, described: Described, wanted: Container[str]) -> Values:
        current = self._section.from_api(described)
        return {name: current[name] for name in current if name in wanted}

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the section as Connect holds it, or None where the user is gone."""
        olds = _readable(state.drop_nulls(props))
        instance_id, user_id = locate(id_, olds, self._client.settings)
        old = self._values(olds)
        try:
            if old and shows_no_change(self._client, instance_id, user_id, olds, [(self._section, old)]):
                self._hold((instance_id, user_id), Strength.SEEN, old, olds.get("previous", {}))
                return Read(id_, olds, None)
            described = self._describe(instance_id, user_id)
        except UserNotFoundError:
            return None
        now = self._section.from_api(described) if old is None else None
        if old is not None:
            now = state.read_section(self._section, old, described)
        where = {"instance_id": instance_id, "user_id": user_id, "user_arn": described["Arn"]}
        outs = {"previous": {}, **olds, **where, **(now or {}), **keep_time(self._client, described)}
        self._hold((instance_id, user_id), Strength.SEEN, self._values(outs) or {}, outs["previous"])
        return Read(
            ids.join(instance_id, user_id, self._section.setting),
            outs,
            find_drift(_as_inputs(olds), _as_inputs(outs)),
        )

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        """Change what differs, with one call, and record what is managed from now on."""
        before = state.drop_nulls(olds)
        try:
            return Result(id_, self._update(id_, before, state.drop_nulls(news)))
        except ConnectResourcesError as error:
            return Result(id_, before, pending=(self._section.name,), error=error)

    def _update(self, id_: str, before: Props, inputs: Props) -> Props:
        instance_id, user_id = locate(id_, before, self._client.settings)
        new = self._values(inputs) or {}
        previous = _previous(before)
        added = [name for name in new if name not in previous]
        described = self._describe(instance_id, user_id) if added else None
        if described is not None:
            previous |= self._current(described, added)
        previous = self._original((instance_id, user_id), previous)
        self._hold((instance_id, user_id), Strength.DECLARED, new, previous)
        target = Target(instance_id, user_id, before["user_arn"])
        apply_changes(self._client, target, self._difference(before, inputs).sections, described)
        return {**inputs, "previous": previous, "user_arn": target.arn}

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        """Put back what the user had, unless on_delete is retain or the user is gone.

        What another resource of the run holds by now is left to it. What can't be put back, such as a routing
        profile that was deleted since, gives a warning.
        """
        olds = state.drop_nulls(props)
        instance_id, user_id = user = locate(id_, olds, self._client.settings)
        holdings = self._client.holdings
        keepers = holdings.setting_keepers(user, self._resource, self._section)
        holdings.release(user, self._resource)
        if olds.get("on_delete", RESTORE) == RETAIN:
            return
        wanted = self._original(user, _previous(olds))
        if keepers:
            wanted = self._left_to(keepers, user, olds, wanted)
        target = Target(instance_id, user_id, olds["user_arn"])
        try:
            self._restore(target, olds, wanted, look=bool(keepers))
        except UserNotFoundError:
            self._report(f"user {user_id} of instance {instance_id} is gone: nothing to restore")
        except ConnectError as error:
            absent = error.code == facts.NOT_FOUND_CODE and not error.unexplained
            if not absent or isinstance(error, InstanceNotFoundError):
                raise
            self._report(
                f"warning: {self._section.name} of user {user_id} of instance {instance_id} stays as it is: "
                f"what it was before doesn't exist any more ({error.operation}: {error.code})"
            )

    def _restore(self, target: Target, olds: Props, wanted: Values, *, look: bool) -> None:
        """Bring the user to the wanted values; look first where state may not say what the user has."""
        change = find_section_change(self._section, self._held(olds, wanted), wanted) if wanted else None
        if change is None:
            return
        if look or self._section.incremental:
            self._bring(target, wanted)
        else:
            apply_changes(self._client, target, [change])

    def _left_to(self, keepers: list[Hold], user: tuple[str, str], olds: Props, previous: Values) -> Values:
        """Return what to restore where others hold the setting: what they want, and nothing of theirs.

        Says so, and says which value is forgotten: who follows took over what this resource had set, and
        only a refresh would have told it what the user had before.
        """
        name = self._section.name
        self._client.holdings.hold(
            user, Hold(self._resource, Strength.FORMER, False, {name: self._held(olds, previous)}, previous)
        )
        if any(name not in keeper.sections for keeper in keepers):
            return {}
        kept = {key: value for keeper in keepers for key, value in keeper.sections[name].items()}
        wanted = {key: kept.get(key, value) for key, value in previous.items()}
        labels = ", ".join(sorted({keeper.label for keeper in keepers}))
        self._report(
            f"{name} of user {user[1]} of instance {user[0]} stays as {labels} of this program has it"
        )
        heirs = [keeper for keeper in keepers if not keeper.whole]
        lost = [
            key for key in previous if key in kept and any(_unaware(key, heir, previous) for heir in heirs)
        ]
        if lost:
            self._report(
                f"warning: {labels} doesn't know what the user had of {', '.join(lost)} before; "
                "an alias, or `pulumi up --refresh`, passes it on when a resource is renamed"
            )
        return wanted

    def _held(self, olds: Props, previous: Mapping[str, Any]) -> Values:
        """Return what state says that Connect holds of each property to restore: cleared where released."""
        defaults = self._section.defaults()
        return {name: (self._values(olds) or {}).get(name, defaults[name]) for name in previous}


def _previous(props: Mapping[str, Any]) -> Values:
    """Return what state says that the user had before.

    Raises:
        InputError: state says it in a form that can't be read.
    """
    found = props.get("previous", {})
    if not isinstance(found, Mapping):
        raise unreadable_state("previous", props)
    return dict(found)


def _readable(props: Props) -> Props:
    """Leave out what the user had before where it can't be read: it is forgotten, and nothing is restored."""
    forgotten = not isinstance(props.get("previous", {}), Mapping)
    return {name: value for name, value in props.items() if not (forgotten and name == "previous")}


def _unaware(key: str, heir: Hold, previous: Values) -> bool:
    """Tell whether a resource would put back something else than what the user had."""
    return key in heir.previous and heir.previous[key] != previous[key]


def _as_inputs(outs: Mapping[str, Any]) -> Props:
    return {name: value for name, value in outs.items() if name not in _COMPUTED}
