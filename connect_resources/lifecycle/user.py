"""The verbs of a ConnectUser on plain values: check, diff, create, read, update, delete. Knows no engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from connect_resources import ids
from connect_resources.errors import (
    ConnectError,
    ConnectResourcesError,
    DuplicateUserError,
    InputError,
    InstanceNotFoundError,
    UserNotFoundError,
)
from connect_resources.lifecycle.adoption import adopt
from connect_resources.lifecycle.base import Lifecycle, Read, Result, find_drift, find_pending, locate
from connect_resources.lifecycle.creation import create_user
from connect_resources.lifecycle.fast_refresh import keep_time, shows_no_change
from connect_resources.lifecycle.guards import guard_failures
from connect_resources.lifecycle.update import apply_changes, describe
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import Report
from connect_resources.service.run import Hold, Strength
from connect_resources.users import people, state
from connect_resources.users.check import check_default_tags, check_merged_tags, check_required, check_user
from connect_resources.users.difference import Difference, SectionChange, find_difference, get_stated_user
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Target
from connect_resources.users.shapes import Failure, check_shape
from connect_resources.users.state import Props
from connect_resources.users.table import SECTIONS

CLOCK_TOLERANCE: Final = 3.0
"""Seconds by which LastModifiedTime and the service's Date header (whole seconds) may lie apart."""


class UserLifecycle(Lifecycle):
    """Carry out the verbs of ConnectUser for one client."""

    def __init__(
        self,
        client: ConnectClient,
        report: Report,
        resource: str = "",
        *,
        bulk: bool = False,
        once: Collection[str] = (),
    ) -> None:
        """Take the client and the resource that the verbs are for.

        Args:
            client: the door to Connect, shared by all resources of a run.
            report: takes what the person at the terminal should see.
            resource: the resource's URN; "" where it isn't known, and then resources of one kind can't be
                told apart.
            bulk: the user is one of many: what listings show of it isn't asked for again.
            once: what is written only when the user is made, where its arguments don't say so themselves.
        """
        self._client = client
        self._report = report
        self._resource = resource or type(self).__name__
        self._bulk = bulk
        self._once = once
        self._default_tags = dict(client.settings.default_tags)

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them.

        Calls DescribeInstance once per run, and only where arguments are new or changed. A password that
        state doesn't hold any more, after drift was read, is left out for a user that exists: nothing can be
        done with it. For a replacement the engine checks again, without the old arguments.
        """
        given = state.drop_nulls(news)
        inputs = state.normalise(given)
        self._declare(inputs)
        if olds and "password" not in olds:
            inputs.pop("password", None)
        unchanged = bool(olds) and state.normalise(state.drop_nulls(olds)) == inputs
        identity, failures = (None, []) if unchanged else self._identity(inputs)
        failures += check_required(given)
        failures += check_user(
            {"adopt_existing": self._adopting(given), **given},
            identity_management=identity,
            creating=not olds,
            before=state.drop_nulls(olds),
        )
        failures += check_merged_tags(inputs, self._default_tags)
        failures += check_default_tags(self._default_tags)
        failures += people.check_once(given)
        managed = state.get_sections(inputs)
        failures += guard_failures(self._client, self._report, inputs.get("instance_id"), managed)
        return inputs, failures

    def _identity(self, inputs: Props) -> tuple[str | None, list[Failure]]:
        instance_id = inputs.get("instance_id")
        if not isinstance(instance_id, str) or list(check_shape("InstanceId", instance_id, "")):
            return None, []
        try:
            return self._client.identity_management(instance_id), []
        except InstanceNotFoundError as error:
            return None, [Failure("instance_id", str(error))]

    def _declare(self, inputs: Props) -> None:
        """Note that the program declares the resource, and which user it asks for."""
        self._client.holdings.declare(self._resource)
        instance_id, name = inputs.get("instance_id"), inputs.get("name")
        if isinstance(instance_id, str) and isinstance(name, str):
            self._client.holdings.declare_name(instance_id, name, self._resource)

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done to lead from state to the arguments.

        Makes no call, but DescribeUser where ``directory_user_id`` is given for a user that was managed
        without: only Connect knows whether it is the user's already.

        Raises:
            InputError: another resource of this run deleted the user, or has just adopted it.
        """
        old, wanted = self._managed(olds, news)
        found = self._directory_known(self._difference(old, wanted), old, wanted)
        self._keep(old, wanted, found)
        return replace(found, state_only=True) if self._holds_once(olds, news) else found

    def _once_of(self, props: Mapping[str, Any]) -> Collection[str]:
        """Return what is written only when the user is made."""
        return self._once or people.get_once(props)

    def _managed(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, Props]:
        """Return what state holds and what is wanted, but for what is written when the user is made alone."""
        once = self._once_of(news)
        wanted = state.merge_tags(state.drop_nulls(news), self._default_tags)
        return people.drop_once(state.drop_nulls(olds), once), people.drop_once(wanted, once)

    def _holds_once(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
        """Tell whether state still manages what isn't to be managed any more: a refresh would compare it."""
        once = self._once_of(news)
        old = state.drop_unmanaged_tags(state.drop_nulls(olds)) if once else {}
        return people.drop_once(old, once) != old

    def _difference(self, old: Props, wanted: Props) -> Difference:
        found = find_difference(state.drop_unmanaged_tags(old), wanted)
        if "tags" in wanted:
            return found
        return replace(found, sections=tuple(map(_keep_foreign, found.sections)))

    def _directory_known(self, found: Difference, old: Props, wanted: Props) -> Difference:
        """Spare a user the replacement whose directory id is the wanted one, though state lacks it."""
        added = "directory_user_id"
        if found.replaces != (added,) or added in old or wanted[added] is UNKNOWN or "user_id" not in old:
            return found
        try:
            described = self._client.describe_user(*get_stated_user(old))
        except UserNotFoundError:
            return found
        if described.get("DirectoryUserId", "") != wanted[added]:
            return found
        return replace(found, replaces=(), delete_before_replace=False, state_only=True)

    def _keep(self, old: Props, wanted: Props, found: Difference) -> None:
        """Note that the resource keeps its user, or that it lets go of it for another one."""
        if "user_id" not in old:
            return
        user, holdings = get_stated_user(old), self._client.holdings
        other = holdings.deleted_by(user)
        if other not in {None, self._resource}:
            raise InputError(
                f"user {old.get('name')} ({user[1]}) of instance {user[0]} was deleted in this run, because "
                "another resource of the state held it too and was replaced; run `pulumi up --refresh`"
            )
        rival = holdings.taker(user, self._resource)
        if rival is not None:
            raise InputError(
                f"user {old.get('name')} ({user[1]}) of instance {user[0]} is held by two resources of this "
                f"program: {rival.label} has just adopted it; declare each user once"
            )
        if found.replaces:
            holdings.release(user, self._resource)
        else:
            self._hold(user, wanted, holdings.strength(self._resource))

    def _hold(self, user: tuple[str, str], wanted: Props, strength: Strength) -> None:
        sections = {section.name: managed for section, managed in state.get_sections(wanted)}
        self._client.holdings.hold(user, Hold(self._resource, strength, whole=True, sections=sections))

    def create(self, props: Mapping[str, Any]) -> Result:
        """Make the user, or take one of that name over.

        Calls CreateUser; AssociateUserProficiencies where there are any. Adoption calls ListUsers once per
        run, DescribeUser, and one update for each section that differs. A step that fails after CreateUser
        undoes the create; only where that fails as well the result has an id.
        """
        inputs = state.drop_nulls(props)
        wanted = state.merge_tags(inputs, self._default_tags)
        try:
            self._delete_postponed()
            if self._adopting(inputs):
                summary = self._client.find_user(inputs["instance_id"], inputs["name"])
                if summary is not None:
                    return self._adopt(wanted, summary["Id"])
            return self._create_or_take(wanted)
        except ConnectResourcesError as error:
            return Result("", {}, error=error)

    def _create_or_take(self, wanted: Props) -> Result:
        """Make the user, unless another resource of the stack has said only meanwhile that it leaves it."""
        instance_id, name = wanted["instance_id"], wanted["name"]
        try:
            return self._create(wanted)
        except DuplicateUserError:
            expected = self._client.holdings.expects(instance_id, name)
            summary = self._client.find_user(instance_id, name) if expected else None
            if summary is None:
                raise
            return self._adopt(wanted, summary["Id"])

    def _adopting(self, inputs: Mapping[str, Any]) -> Any:
        if self._client.holdings.expects(str(inputs.get("instance_id")), str(inputs.get("name"))):
            return True
        return inputs.get("adopt_existing", self._client.settings.adopt_existing)

    def _create(self, wanted: Props) -> Result:
        user_id, arn = create_user(self._client, wanted)
        target = Target(wanted["instance_id"], user_id, arn)
        managed = people.drop_once(wanted, self._once_of(wanted))
        self._client.name_user(target.instance_id, user_id, wanted["name"])
        self._hold((target.instance_id, user_id), managed, Strength.TAKEN)
        made = Result(ids.join(target.instance_id, user_id), state.build_outputs(managed, user_id, arn))
        late = [
            SectionChange(section, {}, found)
            for section in SECTIONS
            if not section.in_create and (found := section.extract(wanted)) is not None
        ]
        try:
            apply_changes(self._client, target, late)
        except ConnectError as error:
            return self._undone(made, target, error)
        return made

    def _undone(self, made: Result, target: Target, error: ConnectError) -> Result:
        """Delete a user whose create can't be completed."""
        name = made.outputs["name"]
        self._client.holdings.release((target.instance_id, target.user_id), self._resource)
        try:
            with self._client.uncancelled():
                self._delete(target.instance_id, target.user_id)
        except ConnectError as second:
            left = (
                f"user {name} was made ({target.user_id}) and couldn't be deleted again ({second.code}): "
                "delete it, or take it over with adopt_existing=True"
            )
            outputs = state.keep_settings(made.outputs, {}, error.settings)
            return Result(made.id, outputs, pending=error.settings, error=error.explained(left))
        return Result("", {}, error=error.explained(f"user {name} was deleted again, nothing is left over"))

    def _adopt(self, wanted: Props, user_id: str) -> Result:
        instance_id = wanted["instance_id"]
        managed = people.drop_once(wanted, self._once_of(wanted))
        self._claim(instance_id, user_id, managed)
        described, written = adopt(self._client, managed, user_id, bulk=self._bulk)
        self._tell(
            f"adopted user {wanted['name']} ({user_id}) of instance {instance_id}; "
            f"changed: {', '.join(written) or 'nothing'}"
        )
        outputs = state.build_outputs(managed, described["Id"], described["Arn"])
        return Result(ids.join(instance_id, user_id), outputs, applied=written, adopted=True)

    def _tell(self, line: str) -> None:
        """Say what became of the user; of one of many its fleet does."""
        if not self._bulk:
            self._report(line)

    def _claim(self, instance_id: str, user_id: str, wanted: Props) -> None:
        sections = {section.name: managed for section, managed in state.get_sections(wanted)}
        hold = Hold(self._resource, Strength.TAKEN, whole=True, sections=sections)
        rival = self._client.holdings.take((instance_id, user_id), hold)
        if rival is not None:
            raise InputError(
                f"user {wanted['name']} ({user_id}) of instance {instance_id} can't be adopted: resource "
                f"{rival.label} of this program holds it; declare each user once"
            )

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the user as Connect holds it, or None where it is gone from an instance that is there.

        Calls DescribeUser; ListUserProficiencies where they are managed. A fast refresh calls neither for a
        user that the listings, and the searches for proficiencies, show unchanged.

        Raises:
            ConnectError: the instance isn't there or can't be reached, so that nothing is known.
        """
        olds = state.drop_nulls(props)
        instance_id, user_id = locate(id_, olds, self._client.settings)
        self._client.name_user(instance_id, user_id, olds.get("name", ""))
        try:
            if "user_id" not in olds:
                return self._get(instance_id, user_id)
            found = self._refresh(id_, olds, instance_id, user_id)
        except UserNotFoundError:
            return None
        self._hold((instance_id, user_id), found.outputs, Strength.SEEN)
        return found

    def _get(self, instance_id: str, user_id: str) -> Read:
        described = describe(self._client, instance_id, user_id, SECTIONS)
        outs = state.read_whole_user(described, instance_id)
        return Read(ids.join(instance_id, user_id), outs, state.to_inputs(outs))

    def _refresh(self, id_: str, olds: Props, instance_id: str, user_id: str) -> Read:
        held = state.get_sections(olds)
        if shows_no_change(self._client, instance_id, user_id, olds, held):
            return Read(id_, olds, None)
        self._client.count_read(self._report)
        described = describe(self._client, instance_id, user_id, [section for section, _ in held])
        outs = state.read_user({**olds, "instance_id": instance_id}, described, self._default_tags)
        outs |= keep_time(self._client, described)
        return Read(id_, outs, find_drift(state.to_inputs(olds), state.to_inputs(outs)))

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        """Change the sections that differ, one call each.

        An update that would overwrite unmanaged fields reads the user first.
        """
        before, wanted = self._managed(olds, news)
        instance_id, user_id = locate(id_, before, self._client.settings)
        self._client.name_user(instance_id, user_id, wanted["name"])
        target = Target(instance_id, user_id, before["arn"])
        self._hold((instance_id, user_id), wanted, Strength.DECLARED)
        outputs = state.build_outputs(wanted, user_id, target.arn)
        changes = self._difference(before, wanted).sections
        due = tuple(change.section.name for change in changes if not change.released)
        try:
            apply_changes(self._client, target, changes)
        except ConnectResourcesError as error:
            pending = find_pending(error, due)
            applied = tuple(name for name in due if name not in pending)
            return Result(id_, state.keep_settings(outputs, before, pending), applied, pending, error=error)
        return Result(id_, outputs, applied=due)

    def delete(self, id_: str, props: Mapping[str, Any] | None = None) -> None:
        """Delete the user; a user that is gone already is a success, an instance that isn't there isn't.

        A user that another resource of the run holds stays: it was renamed, moved or adopted, and this
        resource only leaves the state.
        """
        user = locate(id_, {}, self._client.settings)
        name = str((props or {}).get("name") or "")
        self._client.name_user(*user, name)
        holdings = self._client.holdings
        keeper = holdings.keeper(user, self._resource, name)
        holdings.release(user, self._resource)
        if keeper is None:
            self._delete(*user)
            return
        holdings.postpone(user, self._resource)
        self._tell(
            f"user {name or user[1]} ({user[1]}) of instance {user[0]} stays: {keeper} of this program holds "
            "it; only this entry of the state goes"
        )

    def _delete(self, instance_id: str, user_id: str) -> None:
        with suppress(UserNotFoundError):
            self._client.user_call("DeleteUser", {"InstanceId": instance_id, "UserId": user_id})
        self._client.holdings.delete((instance_id, user_id), self._resource)

    def _delete_postponed(self) -> None:
        """Delete what the engine wanted gone before this create: only now it is sure that nobody keeps it."""
        user = self._client.holdings.postponed(self._resource)
        if user is not None and self._client.holdings.keeper(user, self._resource) is None:
            self._delete(*user)


def _keep_foreign(change: SectionChange) -> SectionChange:
    """Treat what others have put there as unseen where the program manages none of its own."""
    return replace(change, seen=True) if change.section.keeps_foreign else change
