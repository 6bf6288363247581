"""The only door to Amazon Connect: listings, instances and users, each asked for once where that will do."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final

from connect_resources.config import Settings
from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    InstanceNotFoundError,
    UserNotFoundError,
)
from connect_resources.service import failures
from connect_resources.service.cache import Once
from connect_resources.service.caller import Caller
from connect_resources.service.progress import Report
from connect_resources.service.run import Holdings
from connect_resources.service.throttle import Clock
from connect_resources.users import facts


class ConnectClient(Caller):
    """Ask and change Amazon Connect within its quota; safe to share between threads."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, report: Report = lambda line: None
    ) -> None:
        """Make no call yet."""
        super().__init__(settings, clock, report)
        self.holdings = Holdings()
        self._lock = threading.Lock()
        self._reads = 0
        self._names: dict[tuple[str, str], str] = {}

    def listing(self, operation: str, instance_id: str) -> list[dict[str, Any]]:
        """Return all entries of a listing of an instance; fetched once in the life of the client."""
        found: list[dict[str, Any]] = self._once.get(
            (operation, instance_id), lambda: self._listed(operation, instance_id)
        )
        return found

    def _listed(self, operation: str, instance_id: str) -> list[dict[str, Any]]:
        try:
            return self.entries(operation, {"InstanceId": instance_id}, f"instance {instance_id}")
        except ConnectError as error:
            if error.code == facts.NOT_FOUND_CODE:
                raise self.instance_not_found(instance_id, operation) from None
            raise

    def instances(self) -> list[dict[str, Any]]:
        """Return the summaries of all instances of the account in the region; fetched once."""
        found: list[dict[str, Any]] = self._once.get("instances", lambda: self.entries("ListInstances", {}))
        return found

    def hierarchy_group(self, instance_id: str, group_id: str) -> dict[str, Any]:
        """Return what DescribeUserHierarchyGroup says of a group; fetched once."""
        params = {"InstanceId": instance_id, "HierarchyGroupId": group_id}
        found: dict[str, Any] = self._once.get(
            ("group", instance_id, group_id),
            lambda: self.call("DescribeUserHierarchyGroup", params, f"group {group_id}")["HierarchyGroup"],
        )
        return found

    def hierarchy_structure(self, instance_id: str) -> dict[str, Any]:
        """Return what DescribeUserHierarchyStructure says of an instance; fetched once."""
        found: dict[str, Any] = self._once.get(
            ("structure", instance_id),
            lambda: self.call(
                "DescribeUserHierarchyStructure", {"InstanceId": instance_id}, f"instance {instance_id}"
            )["HierarchyStructure"],
        )
        return found

    def instance(self, instance_id: str) -> dict[str, Any]:
        """Return what DescribeInstance says; fetched once.

        Raises:
            InstanceNotFoundError: there is no such instance in this account and region.
        """
        found: dict[str, Any] = self._once.get(("instance", instance_id), lambda: self._describe(instance_id))
        return found

    def _describe(self, instance_id: str) -> dict[str, Any]:
        try:
            body = self.call("DescribeInstance", {"InstanceId": instance_id}, f"instance {instance_id}")
        except ConnectError as error:
            if error.code == facts.NOT_FOUND_CODE:
                raise self.instance_not_found(instance_id, "DescribeInstance") from None
            raise
        found: dict[str, Any] = body["Instance"]
        return found

    def identity_management(self, instance_id: str) -> str | None:
        """Return how the instance knows its users, or None where the credentials may not ask; asked once."""
        found: str | None = self._once.get(("identity", instance_id), lambda: self._identity(instance_id))
        return found

    def _identity(self, instance_id: str) -> str | None:
        try:
            found: str | None = self.instance(instance_id).get("IdentityManagementType")
        except AccessDeniedError as error:
            if error.code != "AccessDeniedException":
                raise
            return None
        return found

    def confirm_instance(self, instance_id: str) -> None:
        """Make sure that the instance is there, so that "not found" can only mean the user.

        Raises:
            InstanceNotFoundError: it isn't.
        """
        if self.identity_management(instance_id) is None:
            self.listing("ListUsers", instance_id)

    def whether_instance(self, error: ConnectError, instance_id: str) -> ConnectError:
        """Return an error of a call to an instance that is there, or isn't known to be.

        Raises:
            InstanceNotFoundError: the error says "not found", and means the instance.
        """
        if error.code != facts.NOT_FOUND_CODE:
            return error
        try:
            self.confirm_instance(instance_id)
        except InstanceNotFoundError:
            raise
        except ConnectError as refused:
            return error.without_explanation(refused)
        return error

    def instance_not_found(self, instance_id: str, operation: str) -> InstanceNotFoundError:
        """Return the error for an instance that isn't there."""
        remedy = "check connect:instanceId, aws:region and the account of the credentials"
        return InstanceNotFoundError(
            f"instance {instance_id} was not found in region {self.region} ({operation}: "
            f"{facts.NOT_FOUND_CODE}); {remedy}",
            operation=operation,
            code=facts.NOT_FOUND_CODE,
            remedy=remedy,
        )

    def name_user(self, instance_id: str, user_id: str, name: str) -> None:
        """Note a user's name, so that errors tell it beside the id."""
        if name:
            self._names[instance_id, user_id] = name

    def whom(self, instance_id: str, user_id: str) -> str:
        """Return a user for an error's text, by name and id where the name is known."""
        return f"{self._user(instance_id, user_id)} of instance {instance_id}"

    def _user(self, instance_id: str, user_id: str) -> str:
        name = self._names.get((instance_id, user_id))
        return f"user {user_id}" if name is None else f"user {name} ({user_id})"

    def describe_user(self, instance_id: str, user_id: str) -> dict[str, Any]:
        """Return what DescribeUser says of a user.

        Raises:
            UserNotFoundError: the user is gone; the instance was seen to be there.
            InstanceNotFoundError: the instance isn't there.
        """
        return self.describe_user_at(instance_id, user_id)[0]

    def describe_user_at(self, instance_id: str, user_id: str) -> tuple[dict[str, Any], float | None]:
        """Return what DescribeUser says of a user, and the service's clock then, in epoch seconds."""
        body = self.user_call("DescribeUser", {"InstanceId": instance_id, "UserId": user_id})
        self.name_user(instance_id, user_id, body["User"].get("Username", ""))
        return body["User"], failures.server_time(body.get("ResponseMetadata", {}))

    def find_user(self, instance_id: str, name: str, *, fresh: bool = False) -> dict[str, Any] | None:
        """Return the summary of the user of that name, regardless of case, or None.

        A user that this run deleted isn't there, whatever a listing from before says.

        Args:
            instance_id: the instance's id.
            name: the user name.
            fresh: list the users now; otherwise the one listing of this run is used.
        """
        found = self._index(instance_id, fresh=fresh).get(name.casefold())
        deleted = found is not None and self.holdings.deleted_by((instance_id, found["Id"])) is not None
        return None if deleted else found

    def _index(self, instance_id: str, *, fresh: bool) -> dict[str, dict[str, Any]]:
        if fresh:
            return _by_name(self._listed("ListUsers", instance_id))
        found: dict[str, dict[str, Any]] = self._once.get(
            ("names", instance_id),
            lambda: _by_name(self.listing("ListUsers", instance_id)),
        )
        return found

    def user_entries(self, operation: str, instance_id: str, user_id: str) -> list[dict[str, Any]]:
        """Return what a listing such as ListUserProficiencies says of a user; errors as describe_user."""
        params = {"InstanceId": instance_id, "UserId": user_id}
        subject = self.whom(instance_id, user_id)
        try:
            return self.entries(operation, params, subject)
        except ConnectError as error:
            raise self.whose(error, instance_id, user_id) from None

    def user_call(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Call an operation in which "not found" can mean the user or the instance, and tell them apart."""
        instance_id, user_id = params["InstanceId"], params["UserId"]
        try:
            return self.call(operation, params, self.whom(instance_id, user_id))
        except ConnectError as error:
            raise self.whose(error, instance_id, user_id) from None

    def whose(self, error: ConnectError, instance_id: str, user_id: str) -> ConnectError:
        """Return what "not found" means where it can mean the user or the instance; else the error itself.

        Raises:
            InstanceNotFoundError: it means the instance.
        """
        error = self.whether_instance(error, instance_id)
        if error.code != facts.NOT_FOUND_CODE or error.unexplained:
            return error
        remedy = "it was deleted outside this program: `pulumi refresh` takes it out of the state"
        user = self._user(instance_id, user_id)
        said = f"{user} was not found on instance {instance_id} ({error.operation}: {error.code})"
        return UserNotFoundError(
            f"{said}; {remedy}",
            operation=error.operation,
            code=error.code,
            remedy=remedy,
        )

    def count_read(self, report: Report) -> None:
        """Count a user that is refreshed by a call of its own, and say once that there is a faster way."""
        with self._lock:
            self._reads += 1
            due = self._reads == facts.MANY_READS and self.settings.refresh == "full"
        if due:
            report(
                f"more than {facts.MANY_READS - 1} users are read one by one, "
                f"{self.settings.requests_per_second:g} a second: `pulumi config set connect:refresh fast` "
                "(CONNECT_REFRESH=fast for one run) compares whole listings instead"
            )


def _by_name(summaries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {summary["Username"].casefold(): summary for summary in summaries}


_CLIENTS: Final = Once()


def shared_client(settings: Settings, report: Report = lambda line: None) -> ConnectClient:
    """Return the client that all threads and providers of this process share for these settings.

    A process of providers serves one run of the engine; programs have ``stack.program_client``.
    """
    found: ConnectClient = _CLIENTS.get(settings, lambda: ConnectClient(settings, report=report))
    return found
