"""One call to an operation: within the quota, repeated where that is safe, page by page."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from botocore import xform_name

from connect_resources.config import Settings
from connect_resources.errors import RunCancelledError, UnavailableError
from connect_resources.service import failures
from connect_resources.service.cache import Once
from connect_resources.service.failures import Outcome
from connect_resources.service.operations import CONNECT, OPERATIONS, rate_of, service_of
from connect_resources.service.progress import Progress, Report
from connect_resources.service.throttle import IN_FLIGHT, Clock, TokenBucket

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


class Caller:
    """Call operations of Amazon Connect, and read secrets; safe to share between threads."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, report: Report = lambda line: None
    ) -> None:
        """Make no call yet; the boto3 client is made with the first one."""
        self.settings = settings
        self.clock = clock or Clock()
        self.report = report
        self._progress = Progress(settings.requests_per_second, self.clock.now, report)
        self._once = Once()
        self._cancelled = threading.Event()
        self._shield = threading.local()
        self._flight = threading.BoundedSemaphore(IN_FLIGHT)

    def cancel(self) -> None:
        """Let no further call be made, but for what has to be undone."""
        self._cancelled.set()

    @contextmanager
    def uncancelled(self) -> Iterator[None]:
        """Let this thread go on calling in a run that is cancelled: it undoes what is half done."""
        self._shield.up = True
        try:
            yield
        finally:
            self._shield.up = False

    @property
    def _is_cancelled(self) -> bool:
        return self._cancelled.is_set() and not getattr(self._shield, "up", False)

    def _stop_if_cancelled(self, operation: str, subject: str) -> None:
        if self._is_cancelled:
            remedy = "run again: what isn't done yet is done then"
            raise RunCancelledError(
                f"{operation} of {subject} wasn't called: the run was cancelled; {remedy}",
                operation=operation,
                code="RunCancelled",
                remedy=remedy,
            )

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
        service = service_of(operation)
        self._boto(service)  # before a token is taken: what takes time in between makes calls arrive at once
        bucket = self._bucket(operation)
        doubtful_since: float | None = None
        while True:
            waited = bucket.acquire(lambda: not self._is_cancelled)
            self._stop_if_cancelled(operation, subject)
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
                bucket.slow_down(started)
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
        method = getattr(self._boto(service_of(operation)), xform_name(operation))
        try:
            with self._flight:
                body: dict[str, Any] = method(**params)
        except failures.FOREIGN as error:
            return failures.classify(error)
        return failures.check_answer(operation, body)

    def _retries(self) -> int:
        return RETRIES if self.settings.max_retries is None else self.settings.max_retries

    @staticmethod
    def _pause(tries: int) -> float:
        longest = min(BACKOFF * 2.0 ** min(tries - 1, 16), LONGEST_BACKOFF)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  spreads repeats, guards nothing

    def _boto(self, service: str = CONNECT) -> Any:
        return self._once.get(("boto", service), lambda: self._service_client(service, attempts=1))

    def _service_client(self, service: str, attempts: int) -> Any:
        from connect_resources.service.session import service_client  # noqa: PLC0415 - saves runs without calls boto3

        return service_client(self.settings, service, attempts)

    def _bucket(self, operation: str) -> TokenBucket:
        settings, own = self.settings, rate_of(operation)
        rate, burst = (settings.requests_per_second, settings.burst) if own is None else (own, 1)
        bucket: TokenBucket = self._once.get(
            ("bucket", operation), lambda: TokenBucket(rate, max(burst - SPARE, 1), self.clock)
        )
        return bucket

    @property
    def region(self) -> str:
        """Return the region that calls go to."""
        return str(self._boto().meta.region_name)

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
        return failures.check_answer("GetSecretValue", body)


def _circular(operation: str, subject: str) -> UnavailableError:
    remedy = "run again; if it stays, check the endpoint"
    return UnavailableError(
        f"{operation} of {subject} failed: {failures.UNUSABLE_ANSWER}: a page leads back to one that was "
        f"there already; {remedy}",
        operation=operation,
        code=failures.UNUSABLE_ANSWER,
        remedy=remedy,
    )
