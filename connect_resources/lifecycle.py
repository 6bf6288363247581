"""The verbs of a ConnectUser on plain values: check, diff, create, read, update, delete. Knows no engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn, Protocol

from connect_resources import ids, values
from connect_resources.applying import Described, apply_changes, describe
from connect_resources.checking import check_required, check_user
from connect_resources.client import ConnectClient
from connect_resources.config import Settings
from connect_resources.diffing import Change, Difference, section_change, stated_user, user_difference
from connect_resources.errors import (
    ConnectError,
    DuplicateUserError,
    InputError,
    InstanceNotFoundError,
    UserNotFoundError,
)
from connect_resources.holdings import Hold, Strength
from connect_resources.kinds import UNKNOWN
from connect_resources.progress import Report
from connect_resources.rows import Section, Target
from connect_resources.sections import BY_NAME, SECTIONS
from connect_resources.shapes import Failure, check_shape
from connect_resources.snapshot import remembered, shows_no_change
from connect_resources.values import Props

CLOCK_TOLERANCE: Final = 3.0
"""Seconds by which LastModifiedTime and the service's Date header (whole seconds) may lie apart."""


@dataclass(frozen=True, slots=True)
class Read:
    """Hold what a read found.

    Attributes:
        id: the resource's id.
        outputs: what Connect holds.
        inputs: the arguments that would lead to it, so that drift shows; None where nothing drifted. They
            lack the password, which no output holds, so the engine keeps its own unless it has to.
    """

    id: str
    outputs: Props
    inputs: Props | None


class Lifecycle(Protocol):
    """What a resource's verbs look like to a front door; UserLifecycle and SettingLifecycle fit."""

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]: ...  # noqa: D102

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference: ...  # noqa: D102

    def create(self, props: Mapping[str, Any]) -> tuple[str, Props]: ...  # noqa: D102

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None: ...  # noqa: D102

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Props: ...  # noqa: D102

    def delete(self, id_: str, props: Mapping[str, Any]) -> None: ...  # noqa: D102


class UserLifecycle:
    """Carry out the verbs of ConnectUser for one client."""

    def __init__(self, client: ConnectClient, report: Report, resource: str = "") -> None:
        """Take the client and the resource that the verbs are for.

        Args:
            client: the door to Connect, shared by all resources of a run.
            report: takes what the person at the terminal should see.
            resource: the resource's URN; "" where it isn't known, and then resources of one kind can't be
                told apart.
        """
        self._client = client
        self._report = report
        self._resource = resource or type(self).__name__
        self._default_tags = dict(client.settings.default_tags)

    # ---- check and diff

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them.

        Calls DescribeInstance once per run, and only where arguments are new or changed. A password that
        state doesn't hold any more, after drift was read, is left out for a user that exists: nothing can be
        done with it. For a replacement the engine checks again, without the old arguments.
        """
        given = values.without_nulls(news)
        inputs = values.normalised(given)
        self._declare(inputs)
        if olds and "password" not in olds:
            inputs.pop("password", None)
        unchanged = bool(olds) and values.normalised(values.without_nulls(olds)) == inputs
        identity, failures = (None, []) if unchanged else self._identity(inputs)
        failures += check_required(given)
        failures += check_user(
            {"adopt_existing": self._adopting(given), **given},
            identity_management=identity,
            creating=not olds,
            before=values.without_nulls(olds),
        )
        failures += self._merged_tags(inputs)
        return inputs, failures

    def _merged_tags(self, inputs: Props) -> list[Failure]:
        if not self._default_tags or not isinstance(inputs.get("tags", {}), Mapping):
            return []
        merged = values.with_all_tags(inputs, self._default_tags)["tags_all"]
        counted = [item for item in check_shape("TagMap", merged, "tags_all") if item.path == "tags_all"]
        return counted + list(check_shape("TagMap", self._default_tags, "aws:defaultTags"))

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
        old = values.without_nulls(olds)
        wanted = values.with_all_tags(values.without_nulls(news), self._default_tags)
        found = self._directory_known(self._difference(old, wanted), old, wanted)
        self._keep(old, wanted, found)
        return found

    def _difference(self, old: Props, wanted: Props) -> Difference:
        found = user_difference(values.managed(old), wanted)
        if "tags" in wanted:
            return found
        return replace(found, changes=tuple(map(_keep_foreign_tags, found.changes)))

    def _directory_known(self, found: Difference, old: Props, wanted: Props) -> Difference:
        """Spare a user the replacement whose directory id is the wanted one, though state lacks it."""
        added = "directory_user_id"
        if found.replaces != (added,) or added in old or wanted[added] is UNKNOWN or "user_id" not in old:
            return found
        try:
            described = self._client.describe_user(*stated_user(old))
        except UserNotFoundError:
            return found
        if described.get("DirectoryUserId", "") != wanted[added]:
            return found
        return replace(found, replaces=(), delete_before_replace=False, state_only=True)

    def _keep(self, old: Props, wanted: Props, found: Difference) -> None:
        """Note that the resource keeps its user, or that it lets go of it for another one."""
        if "user_id" not in old:
            return
        user, holdings = stated_user(old), self._client.holdings
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
        sections = {section.name: managed for section, managed in values.held(wanted)}
        self._client.holdings.hold(user, Hold(self._resource, strength, whole=True, sections=sections))

    # ---- create

    def create(self, props: Mapping[str, Any]) -> tuple[str, Props]:
        """Make the user, or take one of that name over; return its id and outputs.

        Calls CreateUser; AssociateUserProficiencies where there are any. Adoption calls ListUsers once per
        run, DescribeUser, and one update for each section that differs.

        Raises:
            ConnectError: nothing is left over, unless the message says so.
        """
        inputs = values.without_nulls(props)
        wanted = values.with_all_tags(inputs, self._default_tags)
        self._delete_postponed()
        if self._adopting(inputs):
            summary = self._client.find_user(inputs["instance_id"], inputs["name"])
            if summary is not None:
                return self._adopt(wanted, summary["Id"])
        user_id, arn = self._create(wanted)
        self._client.name_user(inputs["instance_id"], user_id, inputs["name"])
        self._hold((inputs["instance_id"], user_id), wanted, Strength.TAKEN)
        self._complete(wanted, Target(inputs["instance_id"], user_id, arn))
        return ids.join(inputs["instance_id"], user_id), values.outputs(wanted, user_id, arn)

    def _adopting(self, inputs: Mapping[str, Any]) -> Any:
        return inputs.get("adopt_existing", self._client.settings.adopt_existing)

    def _create(self, wanted: Props) -> tuple[str, str]:
        instance_id, name = wanted["instance_id"], wanted["name"]
        params = self._request(wanted)
        try:
            body = self._client.call("CreateUser", params, f"user {name} on instance {instance_id}")
        except ConnectError as error:
            own = self._own(wanted, error.doubtful_since)
            if own is not None:
                return own
            if isinstance(error, DuplicateUserError):
                self._raise_duplicate(wanted, error)
            raise self._client.whether_instance(error, instance_id) from None
        return body["UserId"], body["UserArn"]

    def _request(self, wanted: Props) -> dict[str, Any]:
        request: dict[str, Any] = {"InstanceId": wanted["instance_id"], "Username": wanted["name"]}
        for section in SECTIONS:
            found = section.extract(wanted)
            if found is not None and section.in_create:
                request.update(section.to_api(found, creating=True))
        if wanted.get("directory_user_id"):
            request["DirectoryUserId"] = wanted["directory_user_id"]
        password = wanted.get("password") or self._password(wanted.get("password_secret_id"))
        return {**request, "Password": password} if password else request

    def _password(self, secret_id: str | None) -> str | None:
        """Read the initial password from Secrets Manager: plain, or JSON with a ``password`` key."""
        if not secret_id:
            return None
        secret = self._client.secret(secret_id)
        try:
            parsed = json.loads(secret)
        except ValueError:
            parsed = None
        if isinstance(parsed, dict):
            secret = parsed.get("password", "")
        if list(check_shape("Password", secret, "")):
            raise InputError(
                f"the secret {secret_id} doesn't hold a password that Connect takes: it must be a plain "
                "string, or JSON with a key `password`, of 8-64 characters without spaces, with an "
                "upper-case letter, a lower-case letter and a digit"
            )
        return str(secret)

    def _own(self, wanted: Props, doubtful_since: float | None) -> tuple[str, str] | None:
        """Recognise the user that a try with a lost answer has made, however the last try ended."""
        if doubtful_since is None:
            return None
        try:
            summary = self._client.find_user(wanted["instance_id"], wanted["name"], fresh=True)
            if summary is None:
                return None
            described, now = self._client.describe_user_at(wanted["instance_id"], summary["Id"])
        except ConnectError:
            return None
        age = self._client.clock.now() - doubtful_since
        if _made_within(age, described, now) and _matches(wanted, described):
            return described["Id"], described["Arn"]
        return None

    def _raise_duplicate(self, wanted: Props, error: DuplicateUserError) -> NoReturn:
        instance_id, name = wanted["instance_id"], wanted["name"]
        try:
            summary = self._client.find_user(instance_id, name)
            summary = summary or self._client.find_user(instance_id, name, fresh=True)
        except ConnectError as refused:
            raise error.explained(
                f"the existing user couldn't be looked up ({refused.operation}: {refused.code})"
            ) from None
        if summary is None:
            raise error
        raise error.explained(f"the existing user's id is {summary['Id']}") from None

    def _complete(self, wanted: Props, target: Target) -> None:
        """Write the sections that CreateUser doesn't take; if that fails for good, undo the create."""
        late = [
            Change(section, {}, found)
            for section in SECTIONS
            if not section.in_create and (found := section.extract(wanted)) is not None
        ]
        try:
            apply_changes(self._client, target, late)
        except ConnectError as error:
            self._undo(target, wanted["name"], error)

    def _undo(self, target: Target, name: str, error: ConnectError) -> NoReturn:
        self._client.holdings.release((target.instance_id, target.user_id), self._resource)
        try:
            self._delete(target.instance_id, target.user_id)
        except ConnectError as second:
            left = (
                f"user {name} was made ({target.user_id}) and couldn't be deleted again ({second.code}): "
                "delete it, or take it over with adopt_existing=True"
            )
        else:
            left = f"user {name} was deleted again, nothing is left over"
        raise error.explained(left) from None

    # ---- adoption

    def _adopt(self, wanted: Props, user_id: str) -> tuple[str, Props]:
        """Bring a user that exists under management: only sections that differ are written."""
        instance_id = wanted["instance_id"]
        self._claim(instance_id, user_id, wanted)
        described = describe(
            self._client, instance_id, user_id, [section for section, _ in values.held(wanted)]
        )
        directory = wanted.get("directory_user_id")
        if directory and directory != described.get("DirectoryUserId"):
            raise InputError(
                f"user {wanted['name']} of instance {instance_id} can't be adopted: its directory user id "
                "isn't directory_user_id, and Connect can't change it; delete the user, or mend the argument"
            )
        changes = [change for section in SECTIONS if (change := _adoption(section, wanted, described))]
        apply_changes(
            self._client, Target(instance_id, described["Id"], described["Arn"]), changes, described
        )
        written = ", ".join(change.section.name for change in changes) or "nothing"
        self._report(
            f"adopted user {wanted['name']} ({user_id}) of instance {instance_id}; changed: {written}"
        )
        return ids.join(instance_id, user_id), values.outputs(wanted, described["Id"], described["Arn"])

    def _claim(self, instance_id: str, user_id: str, wanted: Props) -> None:
        sections = {section.name: managed for section, managed in values.held(wanted)}
        hold = Hold(self._resource, Strength.TAKEN, whole=True, sections=sections)
        rival = self._client.holdings.take((instance_id, user_id), hold)
        if rival is not None:
            raise InputError(
                f"user {wanted['name']} ({user_id}) of instance {instance_id} can't be adopted: resource "
                f"{rival.label} of this program holds it; declare each user once"
            )

    # ---- read, update, delete

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the user as Connect holds it, or None where it is gone from an instance that is there.

        Calls DescribeUser; ListUserProficiencies where they are managed. A fast refresh calls neither for a
        user that the listings show unchanged.

        Raises:
            ConnectError: the instance isn't there or can't be reached, so that nothing is known.
        """
        olds = values.without_nulls(props)
        instance_id, user_id = located(id_, olds, self._client.settings)
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
        outs = values.whole_user(described, instance_id)
        return Read(ids.join(instance_id, user_id), outs, values.as_inputs(outs))

    def _refresh(self, id_: str, olds: Props, instance_id: str, user_id: str) -> Read:
        held = values.held(olds)
        if shows_no_change(self._client, instance_id, user_id, olds, held):
            return Read(id_, olds, None)
        self._client.count_read(self._report)
        described = describe(self._client, instance_id, user_id, [section for section, _ in held])
        outs = values.read_user({**olds, "instance_id": instance_id}, described, self._default_tags)
        outs |= remembered(self._client, described)
        return Read(id_, outs, drifted(values.as_inputs(olds), values.as_inputs(outs)))

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Props:
        """Change the sections that differ, one call each, and return the new outputs.

        An update that would overwrite unmanaged fields reads the user first.
        """
        before, inputs = values.without_nulls(olds), values.without_nulls(news)
        instance_id, user_id = located(id_, before, self._client.settings)
        self._client.name_user(instance_id, user_id, inputs["name"])
        target = Target(instance_id, user_id, before["arn"])
        wanted = values.with_all_tags(inputs, self._default_tags)
        self._hold((instance_id, user_id), wanted, Strength.DECLARED)
        apply_changes(self._client, target, self._difference(before, wanted).changes)
        return values.outputs(wanted, user_id, target.arn)

    def delete(self, id_: str, props: Mapping[str, Any] | None = None) -> None:
        """Delete the user; a user that is gone already is a success, an instance that isn't there isn't.

        A user that another resource of the run holds stays: it was renamed, moved or adopted, and this
        resource only leaves the state.
        """
        user = located(id_, {}, self._client.settings)
        name = str((props or {}).get("name") or "")
        self._client.name_user(*user, name)
        holdings = self._client.holdings
        keeper = holdings.keeper(user, self._resource, name)
        holdings.release(user, self._resource)
        if keeper is None:
            self._delete(*user)
            return
        holdings.postpone(user, self._resource)
        self._report(
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


def drifted(old: Props, now: Props) -> Props | None:
    """Return the arguments that lead to what Connect holds, or None where they are the old ones."""
    return None if old == now else now


def located(id_: str, props: Mapping[str, Any], settings: Settings) -> tuple[str, str]:
    """Return the instance's and the user's bare ids out of a resource's id, its state and the settings.

    Raises:
        InputError: nothing names an instance.
    """
    found = ids.parse(id_)
    instance_id = found.instance_id or props.get("instance_id") or settings.instance_id
    if not instance_id:
        raise InputError(f"the id {id_} doesn't name an instance: it must be `instanceId:userId`")
    return ids.bare(instance_id), found.id


def _keep_foreign_tags(change: Change) -> Change:
    """Treat the tags of others as unseen where only the config's default tags are managed."""
    return replace(change, seen=True) if change.section is BY_NAME["tags"] else change


def _adoption(section: Section, wanted: Props, described: Described) -> Change | None:
    new = section.extract(wanted)
    if new is None:
        return None
    current = section.from_api(described)
    if section is BY_NAME["tags"] and "tags" not in wanted:
        current = {"tags_all": {k: v for k, v in current["tags_all"].items() if k in new["tags_all"]}}
    return section_change(section, {name: current[name] for name in new}, new)


def _made_within(age: float, described: Described, now: float | None) -> bool:
    """Tell whether the user was written in the last seconds, by the service's own clock."""
    modified = described.get("LastModifiedTime")
    if modified is None or now is None:
        return True
    return bool(modified.timestamp() >= now - age - CLOCK_TOLERANCE)


def _matches(wanted: Props, described: Described) -> bool:
    """Tell whether a user holds exactly what the request asked for."""
    sections = (section for section in SECTIONS if section.in_create)
    return str(described["Username"]) == wanted["name"] and all(
        _adoption(section, wanted, described) is None for section in sections
    )
