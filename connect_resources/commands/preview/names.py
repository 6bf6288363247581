"""What Connect says beside a preview: names for ids, and which security profiles users have.

Connect is optional here. What can't be asked is noted, once for each reason, and the answer is given without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from connect_resources import ids
from connect_resources.commands.preview.document import Preview, State
from connect_resources.commands.target import Target
from connect_resources.config import Settings
from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    ConnectResourcesError,
    UserNotFoundError,
)

if TYPE_CHECKING:
    from connect_resources.service.client import ConnectClient

_RETRIES: Final = 1
"""Repeats after a fault that may pass: what isn't answered isn't needed."""

_REFUSALS: Final = frozenset({"AccessDeniedException", "AccessDenied"})
"""What one operation may be refused with while others are allowed."""

T = TypeVar("T")


class Names:
    """Ask instances of Connect for names, each kind once; None stands for what can't be asked."""

    def __init__(self, target: Target, preview: Preview, region: str | None) -> None:
        """Take where to go.

        Args:
            target: what the command line and the stack's file say.
            preview: the preview; where its users are, Connect is asked.
            region: the region of the stack's config; None where it isn't told.
        """
        self.settings = _settings(target.settings, preview, region)
        self._target = target
        self._closed: set[str] = set()
        self._listed: dict[tuple[str, str], Mapping[str, str] | None] = {}
        self._held: dict[tuple[str, str], frozenset[str] | None] = {}
        self._ids: dict[str, dict[str, str]] = {}
        self.notes: list[str] = []

    @cached_property
    def default_instance(self) -> str:
        """Return the id of the instance that the command names, or "". Calls ListInstances for an alias."""
        from connect_resources.service.directory import find_instance  # noqa: PLC0415 - spares --help botocore

        named = self.settings.instance_id
        if named is None:
            self.notes.append("the preview tells no instance, and --instance names none: ids are shown")
            return ""
        return self._try(named, lambda: find_instance(self.client, named)) or ""

    @cached_property
    def client(self) -> ConnectClient:
        """Return the client, whose long waits are told; makes no call."""
        return replace(self._target, settings=self.settings).client()

    def security_profiles(self, instance_id: str) -> Mapping[str, str] | None:
        """Return the names of security profiles by id. Calls ListSecurityProfiles."""
        return self._list(instance_id, "ListSecurityProfiles")

    def routing_profiles(self, instance_id: str) -> Mapping[str, str] | None:
        """Return the names of routing profiles by id. Calls ListRoutingProfiles."""
        return self._list(instance_id, "ListRoutingProfiles")

    def users(self, instance_id: str) -> Mapping[str, str] | None:
        """Return the names of users by id. Calls ListUsers."""
        return self._list(instance_id, "ListUsers")

    def hierarchy_groups(self, instance_id: str) -> Mapping[str, str] | None:
        """Return the paths of groups by id. Calls SearchUserHierarchyGroups."""
        from connect_resources.service.directory import Directory  # noqa: PLC0415 - spares --help botocore

        def ask() -> dict[str, str]:
            groups = Directory(self.client, instance_id, bulk=True).hierarchy_groups()
            return {group.hierarchy_group_id: group.path for group in groups}

        return self._known(instance_id, "SearchUserHierarchyGroups", ask)

    def _list(self, instance_id: str, operation: str) -> Mapping[str, str] | None:
        def ask() -> dict[str, str]:
            entries = self.client.listing(operation, instance_id)
            return {entry["Id"]: entry.get("Name") or entry["Username"] for entry in entries}

        return self._known(instance_id, operation, ask)

    def _known(
        self, instance_id: str, operation: str, ask: Callable[[], dict[str, str]]
    ) -> Mapping[str, str] | None:
        key = instance_id, operation
        if key not in self._listed:
            self._listed[key] = self._try(instance_id, ask)
        return self._listed[key]

    def profiles_of(self, instance_id: str, user_id: str) -> frozenset[str] | None:
        """Return the ids of a user's security profiles, none of a user who is gone. Calls DescribeUser.

        Everybody has one, so that an answer without any says nothing.
        """
        key = instance_id, user_id

        def ask() -> frozenset[str] | None:
            try:
                described = self.client.describe_user(instance_id, user_id)
            except UserNotFoundError:
                return frozenset()
            return frozenset(described.get("SecurityProfileIds") or ()) or None

        if key not in self._held:
            self._held[key] = self._try(instance_id, ask) if user_id else None
        return self._held[key]

    def read_profiles(self, instance_id: str) -> None:
        """Learn the security profiles of all users at once. Calls SearchUsers, for each 500 users."""

        def ask() -> dict[tuple[str, str], frozenset[str]]:
            records = self.client.listing("SearchUsers", instance_id)
            told = (record for record in records if record.get("SecurityProfileIds"))
            return {(instance_id, record["Id"]): frozenset(record["SecurityProfileIds"]) for record in told}

        self._held |= self._try(instance_id, ask) or {}

    def find_user(self, instance_id: str, name: str) -> str | None:
        """Return the id of the user of a name, whatever its case; "" where there is none. Calls ListUsers."""
        users = self.users(instance_id)
        if users is None:
            return None
        if instance_id not in self._ids:
            self._ids[instance_id] = {known.casefold(): id_ for id_, known in users.items()}
        return self._ids[instance_id].get(name.casefold(), "")

    def _try(self, instance_id: str, ask: Callable[[], T]) -> T | None:
        """Return an answer, or None; an instance that can't be asked at all isn't asked again."""
        if not instance_id or instance_id in self._closed:
            return None
        try:
            return ask()
        except ConnectResourcesError as error:
            if not (isinstance(error, AccessDeniedError) and error.code in _REFUSALS):
                self._closed.add(instance_id)
            self._note(instance_id, error)
            return None

    def _note(self, instance_id: str, error: ConnectResourcesError) -> None:
        why = f"{error.operation}: {error.code}" if isinstance(error, ConnectError) else str(error)
        note = f"instance {instance_id} can't be asked for names ({why}): ids are shown in their place"
        if note not in self.notes:
            self.notes.append(note)


def _settings(settings: Settings, preview: Preview, region: str | None) -> Settings:
    """Return settings that go where the preview's users are, unless they say themselves where to go."""
    retries = _RETRIES if settings.max_retries is None else min(settings.max_retries, _RETRIES)
    known = settings.region or region or _region(preview) or os.environ.get("AWS_DEFAULT_REGION")
    return replace(settings, max_retries=retries, region=known)


def _region(preview: Preview) -> str | None:
    """Return the region of the first ARN of a user that the preview tells."""
    found = (ids.region(arn) for held in _states(preview) for arn in _arns(held))
    return next((region for region in found if region), None)


def _states(preview: Preview) -> Iterable[State]:
    yield from preview.refreshed.values()
    yield from (step.old for step in preview.steps if step.old is not None)


def _arns(held: State) -> Iterable[str]:
    several = held.outputs.get("arns")
    found = [held.outputs.get("arn"), held.outputs.get("user_arn")]
    found += several.values() if isinstance(several, Mapping) else ()
    yield from (arn for arn in found if isinstance(arn, str))
