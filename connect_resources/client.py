"""The only door to Amazon Connect: quota, retries, paging, caches and errors in one place."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, TypeVar

from botocore import xform_name

from connect_resources import facts, failures
from connect_resources.config import Settings
from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    InstanceNotFoundError,
    UnavailableError,
    UserNotFoundError,
)
from connect_resources.failures import Outcome
from connect_resources.holdings import Holdings
from connect_resources.once import Once
from connect_resources.operations import OPERATIONS
from connect_resources.progress import Progress, Report
from connect_resources.throttle import Clock, TokenBucket

RETRIES: Final = 4
"""How often a call is repeated after a fault that may pass, unless aws:maxRetries says otherwise."""

BACKOFF: Final = 0.3
LONGEST_BACKOFF: Final = 20.0
"""Seconds before the first repeat, doubled each time, and the most; up to half is taken off at random."""


SPARE: Final = 1
"""Tokens of the burst that stay unused: calls don't reach the service exactly as they were spaced.

Measured with four threads against a bucket as tight as ours: without one, a run had 1-3 throttled answers.
"""

T = TypeVar("T")


class ConnectClient:
    """Call Amazon Connect within its quota; safe to share between threads."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, report: Report = lambda line: None
    ) -> None:
        """Make no call yet; the boto3 client is made with the first one."""
        self.settings = settings
        self.clock = clock or Clock()
        self.holdings = Holdings()
        self._progress = Progress(settings.requests_per_second, self.clock.now, report)
        self._once = Once()
        self._lock = threading.Lock()
        self._reads = 0
        self._names: dict[tuple[str, str], str] = {}

    # ---- one call

    def call(self, operation: str, params: Mapping[str, Any], subject: str = "") -> dict[str, Any]:
        """Call one operation and return the members of its response.

        Waits for the quota; repeats throttled calls until they pass, and other passing faults a few times.

        Args:
            operation: the operation, such as ``CreateUser``.
            params: its parameters.
            subject: whom it is for, for the error's text.

        Raises:
            ConnectError: the subclass tells what went wrong.
        """
        throttles = faults = 0
        self._boto()  # before a token is taken: what takes time in between makes calls arrive at once
        bucket = self._bucket(operation)
        doubtful_since: float | None = None
        while True:
            waited = bucket.acquire()
            started = self.clock.now()
            outcome = self._try(operation, params)
            if not outcome.throttled:
                self._progress.resume(operation)
            if outcome.error is None:
                bucket.recover()
                self._progress.count(operation, waited=waited)
                return outcome.body
            if outcome.doubtful and doubtful_since is None:
                doubtful_since = started
            if outcome.throttled:
                bucket.slow_down()
                self._progress.throttle(operation, subject)
                throttles += 1
            elif outcome.retryable and faults < self._retries():
                faults += 1
            else:
                error = failures.to_error(outcome, operation, params, subject)
                error.doubtful_since = doubtful_since
                raise error
            self.clock.sleep(self._pause(throttles + faults))

    def _try(self, operation: str, params: Mapping[str, Any]) -> Outcome:
        method = getattr(self._boto(), xform_name(operation))
        try:
            body: dict[str, Any] = method(**params)
        except failures.FOREIGN as error:
            return failures.classify(error)
        return failures.answered(operation, body)

    def _retries(self) -> int:
        return RETRIES if self.settings.max_retries is None else self.settings.max_retries

    @staticmethod
    def _pause(tries: int) -> float:
        longest = min(BACKOFF * 2.0 ** min(tries - 1, 16), LONGEST_BACKOFF)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  spreads repeats, guards nothing

    def _boto(self) -> Any:
        return self._once.get("boto", lambda: self._service_client("connect", attempts=1))

    def _service_client(self, service: str, attempts: int) -> Any:
        from connect_resources.session import service_client  # noqa: PLC0415 - saves runs without calls boto3

        return service_client(self.settings, service, attempts)

    def _bucket(self, operation: str) -> TokenBucket:
        settings = self.settings
        bucket: TokenBucket = self._once.get(
            ("bucket", operation),
            lambda: TokenBucket(settings.requests_per_second, max(settings.burst - SPARE, 1), self.clock),
        )
        return bucket

    @property
    def region(self) -> str:
        """Return the region that calls go to."""
        return str(self._boto().meta.region_name)

    # ---- pages and listings

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what a function gives, called once in the life of the client."""
        found: T = self._once.get(key, compute)
        return found

    def pages(self, operation: str, params: Mapping[str, Any], subject: str = "") -> Iterator[dict[str, Any]]:
        """Yield the pages of a listing, each as large as the API gives them.

        Raises:
            UnavailableError: a page leads back to one that was there already.
        """
        asked = {"MaxResults": OPERATIONS[operation].page_size, **params}
        seen: set[str] = set()
        while True:
            body = self.call(operation, asked, subject)
            yield body
            token = body.get("NextToken")
            if not token:
                return
            if token in seen:
                raise _circular(operation, subject)
            seen.add(token)
            asked["NextToken"] = token

    def entries(self, operation: str, params: Mapping[str, Any], subject: str = "") -> list[dict[str, Any]]:
        """Return the entries of all pages of a listing."""
        (member,) = OPERATIONS[operation].result
        return [entry for page in self.pages(operation, params, subject) for entry in page[member]]

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

    # ---- instances

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

    # ---- users

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

    def user_proficiencies(self, instance_id: str, user_id: str) -> list[dict[str, Any]]:
        """Return what ListUserProficiencies says of a user; errors as describe_user."""
        params = {"InstanceId": instance_id, "UserId": user_id}
        subject = self.whom(instance_id, user_id)
        try:
            return self.entries("ListUserProficiencies", params, subject)
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

    # ---- secrets

    def _secrets(self) -> Any:
        return self._once.get("secrets", lambda: self._service_client("secretsmanager", RETRIES + 1))

    def secret(self, secret_id: str) -> str:
        """Return the value of a Secrets Manager secret; it is neither kept nor logged.

        Raises:
            ConnectError: the secret can't be read; the message names the secret, never its value.
        """
        outcome = self._read_secret(secret_id)
        if outcome.error is not None:
            raise failures.to_error(outcome, "GetSecretValue", {}, f"secret {secret_id}")
        return str(outcome.body.get("SecretString") or "")

    def _read_secret(self, secret_id: str) -> Outcome:
        read = self._secrets().get_secret_value
        try:
            body = read(SecretId=secret_id)
        except failures.FOREIGN as error:
            return failures.classify(error)
        return failures.answered("GetSecretValue", body)


def _circular(operation: str, subject: str) -> UnavailableError:
    remedy = "run again; if it stays, check the endpoint"
    return UnavailableError(
        f"{operation} of {subject} failed: {failures.UNUSABLE_ANSWER}: a page leads back to one that was "
        f"there already; {remedy}",
        operation=operation,
        code=failures.UNUSABLE_ANSWER,
        remedy=remedy,
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
