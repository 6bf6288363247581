"""The verbs of one sub-setting of a user that exists, whoever made it, on plain values."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from connect_resources import facts, ids, values
from connect_resources.applying import Described, apply_changes, describe
from connect_resources.checking import check_reference, check_references, check_section, saml_email
from connect_resources.client import ConnectClient
from connect_resources.diffing import Difference, section_change
from connect_resources.errors import ConnectError, InstanceNotFoundError, UserNotFoundError
from connect_resources.kinds import UNKNOWN
from connect_resources.lifecycle import Read, drifted, located
from connect_resources.progress import Report
from connect_resources.rows import Section, Target, Values
from connect_resources.shapes import Failure, check_shape
from connect_resources.snapshot import LAST_MODIFIED, remembered, shows_no_change
from connect_resources.values import Props

RESTORE: Final = "restore"
RETAIN: Final = "retain"
REPLACING: Final = ("instance_id", "user_id")
COMPUTED: Final = ("previous", "user_arn", LAST_MODIFIED)


class SettingLifecycle:
    """Carry out the verbs of one section of one user.

    State keeps ``previous``: what the user had before, of each property since it is managed.
    """

    def __init__(self, client: ConnectClient, section: Section, report: Report) -> None:
        """Take the client, the row of the table, and where to say what should be seen."""
        self._client = client
        self._section = section
        self._report = report

    # ---- check and diff

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them."""
        given = values.without_nulls(news)
        inputs = values.normalised(given, flat=self._section)
        failures = list(self._failures(given))
        if inputs != values.normalised(values.without_nulls(olds), flat=self._section):
            failures += self._saml_failures(inputs)
        return inputs, failures

    def _failures(self, given: Props) -> Iterator[Failure]:
        yield from check_shape("InstanceId", ids.bare(str(given.get("instance_id", ""))), "instance_id")
        yield from check_reference(given.get("user_id", ""), "user_id", given.get("instance_id"))
        yield from check_references(given)
        yield from check_section(self._section, given, flat=True)
        if self._section.extract(given, flat=True) is None:
            names = ", ".join(item.name for item in self._section.properties)
            yield Failure("", f"give at least one of {names}: there is nothing to manage otherwise")
        if given.get("on_delete", RESTORE) not in (RESTORE, RETAIN, UNKNOWN):
            yield Failure("on_delete", f"must be {RESTORE} or {RETAIN}")

    def _saml_failures(self, inputs: Props) -> list[Failure]:
        instance_id = inputs.get("instance_id")
        if not isinstance(instance_id, str) or "email" not in inputs:
            return []
        try:
            identity = self._client.identity_management(instance_id)
        except InstanceNotFoundError as error:
            return [Failure("instance_id", str(error))]
        return (
            [Failure("email", item.reason) for item in saml_email(inputs)] if identity == facts.SAML else []
        )

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done; a changed on_delete only changes state."""
        old, new = values.without_nulls(olds), values.without_nulls(news)
        replaces = tuple(
            name for name in REPLACING if new.get(name) is UNKNOWN or new.get(name) != old.get(name)
        )
        change = section_change(self._section, self._values(old), self._values(new))
        return Difference(
            (change,) if change else (),
            replaces,
            delete_before_replace=False,
            state_only=old.get("on_delete", RESTORE) != new.get("on_delete", RESTORE),
        )

    def _values(self, props: Mapping[str, Any]) -> Values | None:
        return self._section.extract(props, flat=True)

    # ---- create, read, update, delete

    def create(self, props: Mapping[str, Any]) -> tuple[str, Props]:
        """Record what the user has, then change what differs.

        Calls DescribeUser (or ListUserProficiencies), and one update if anything differs.
        """
        inputs = values.without_nulls(props)
        instance_id, user_id = inputs["instance_id"], inputs["user_id"]
        described = self._describe(instance_id, user_id)
        new = self._values(inputs) or {}
        previous = self._current(described, new)
        change = section_change(self._section, previous, new)
        target = Target(instance_id, user_id, described["Arn"])
        apply_changes(self._client, target, [change] if change else [], described)
        outs = {**inputs, "previous": previous, "user_arn": target.arn}
        return ids.join(instance_id, user_id, self._section.setting), outs

    def _describe(self, instance_id: str, user_id: str) -> Described:
        return describe(self._client, instance_id, user_id, [self._section])

    def _current(self, described: Described, wanted: Container[str]) -> Values:
        current = self._section.from_api(described)
        return {name: current[name] for name in current if name in wanted}

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the section as Connect holds it, or None where the user is gone."""
        olds = values.without_nulls(props)
        instance_id, user_id = located(id_, olds, self._client.settings)
        old = self._values(olds)
        if old and shows_no_change(self._client, instance_id, user_id, olds, [(self._section, old)]):
            return Read(id_, olds, None)
        try:
            described = self._describe(instance_id, user_id)
        except UserNotFoundError:
            return None
        now = self._section.from_api(described) if old is None else None
        if old is not None:
            now = values.refreshed(self._section, old, described)
        where = {"instance_id": instance_id, "user_id": user_id, "user_arn": described["Arn"]}
        outs = {"previous": {}, **olds, **where, **(now or {}), **remembered(self._client, described)}
        return Read(
            ids.join(instance_id, user_id, self._section.setting),
            outs,
            drifted(_as_inputs(olds), _as_inputs(outs)),
        )

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Props:
        """Change what differs, with one call, and record what is managed from now on."""
        before, inputs = values.without_nulls(olds), values.without_nulls(news)
        instance_id, user_id = located(id_, before, self._client.settings)
        new = self._values(inputs) or {}
        previous = dict(before.get("previous", {}))
        added = [name for name in new if name not in previous]
        described = self._describe(instance_id, user_id) if added else None
        if described is not None:
            previous |= self._current(described, added)
        target = Target(instance_id, user_id, before["user_arn"])
        apply_changes(self._client, target, self.diff(before, inputs).changes, described)
        return {**inputs, "previous": previous, "user_arn": target.arn}

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        """Put back what the user had, unless on_delete is retain or the user is gone.

        What can't be put back, such as a routing profile that was deleted since, gives a warning.
        """
        olds = values.without_nulls(props)
        if olds.get("on_delete", RESTORE) == RETAIN:
            return
        instance_id, user_id = located(id_, olds, self._client.settings)
        previous = olds.get("previous", {})
        change = section_change(self._section, self._held(olds, previous), previous) if previous else None
        target = Target(instance_id, user_id, olds["user_arn"])
        try:
            apply_changes(self._client, target, [change] if change else [])
        except UserNotFoundError:
            self._report(f"user {user_id} of instance {instance_id} is gone: nothing to restore")
        except ConnectError as error:
            if error.code != facts.NOT_FOUND_CODE or isinstance(error, InstanceNotFoundError):
                raise
            self._report(
                f"warning: {self._section.name} of user {user_id} of instance {instance_id} stays as it is: "
                f"what it was before doesn't exist any more ({error.operation}: {error.code})"
            )

    def _held(self, olds: Props, previous: Mapping[str, Any]) -> Values:
        """Return what state says that Connect holds of each property to restore: cleared where released."""
        defaults = self._section.defaults()
        return {name: (self._values(olds) or {}).get(name, defaults[name]) for name in previous}


def _as_inputs(outs: Mapping[str, Any]) -> Props:
    return {name: value for name, value in outs.items() if name not in COMPUTED}
