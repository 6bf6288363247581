"""What a failed call means: whether it may pass, whether it may have been carried out, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from connect_resources.config import CREDENTIALS_REMEDY
from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    DuplicateUserError,
    LimitExceededError,
    ThrottledError,
    UnavailableError,
)
from connect_resources.service import operations
from connect_resources.service.redaction import redact
from connect_resources.users import facts


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what one try of a call came to.

    Attributes:
        body: the response's members; {} where there is no usable answer.
        error: the foreign error, or None where the call succeeded.
        code: the API's error code, or the foreign error's class.
        message: the API's message.
        throttled: the quota refused the call; it wasn't carried out.
        retryable: the fault may pass.
        doubtful: whether the call was carried out isn't known.
    """

    body: dict[str, Any] = field(default_factory=dict)
    error: Exception | None = None
    code: str = ""
    message: str = ""
    throttled: bool = False
    retryable: bool = False
    doubtful: bool = False


_PASSING: Final = (BotoConnectionError, HTTPClientError)
"""No connection, a connection that broke, or no answer in time."""


_UNREADABLE: Final = (ResponseParserError, AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What botocore's parsers raise for an answer of another form than the model's."""

FOREIGN: Final = (ClientError, BotoCoreError, OSError, *_UNREADABLE)
"""What a call through botocore may raise; what goes wrong on the way to the service is a BotoCoreError."""

UNUSABLE_ANSWER: Final = "UnusableAnswer"
"""The code of an answer that says that the call was carried out, and lacks what it should hold."""


def check_answer(operation: str, body: dict[str, Any]) -> Outcome:
    """Return what an answer comes to; without a member of its result it is as good as lost."""
    lacking = operations.lacking(operation, body)
    return Outcome(body=body) if lacking is None else _unusable(f"the answer lacks {lacking}")


def _unusable(message: str) -> Outcome:
    """Whether the call was carried out isn't known, and least of all that there is nothing."""
    error = ResponseParserError(message)
    return Outcome(error=error, code=UNUSABLE_ANSWER, message=message, retryable=True, doubtful=True)


def classify(error: Exception) -> Outcome:
    """Return what an error of botocore means."""
    if isinstance(error, ClientError):
        return _classify_answer(error)
    if isinstance(error, _UNREADABLE) and not isinstance(error, BotoCoreError):
        return _unusable(f"the answer can't be read ({type(error).__name__})")
    name = type(error).__name__
    if _is_of_a_file(error):
        return Outcome(error=error, code=name, message=f"the credentials can't be read: {error}")
    passing = isinstance(error, _PASSING)
    return Outcome(error=error, code=name, message=str(error), retryable=passing, doubtful=passing)


def _is_of_a_file(error: Exception | None) -> bool:
    """Tell whether a file with credentials can't be read; some of botocore's own are an OSError too."""
    return isinstance(error, OSError) and not isinstance(error, BotoCoreError)


def _classify_answer(error: ClientError) -> Outcome:
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    code, status = str(details.get("Code", "")), int(metadata.get("HTTPStatusCode", 0))
    throttled = code in facts.THROTTLING_CODES
    fault = code in facts.RETRYABLE_CODES or status >= _SERVER_FAULT
    return Outcome(
        error=error,
        code=code,
        message=str(details.get("Message", "")),
        throttled=throttled,
        retryable=throttled or fault or code == facts.CONFLICT_CODE,
        doubtful=fault,
    )


_SERVER_FAULT: Final = 500
"""HTTP statuses from here on are the service's own faults."""


def server_time(metadata: Mapping[str, Any]) -> float | None:
    """Return the service's clock in epoch seconds, out of the Date header of an answer."""
    header = metadata.get("HTTPHeaders", {}).get("date")
    try:
        return parsedate_to_datetime(header).timestamp() if header else None
    except ValueError:
        return None


_REMEDIES: Final[Mapping[str, tuple[type[ConnectError], str]]] = {
    facts.LIMIT_CODE: (
        LimitExceededError,
        "the instance is full: delete users, or ask AWS to raise the quota of users per instance",
    ),
    facts.DUPLICATE_CODE: (
        DuplicateUserError,
        "a user of that name exists (case doesn't matter): if a resource was renamed, say what it was called "
        "with aliases=[pulumi.Alias(name=...)]; if none has the user, take it over with adopt_existing=True "
        "or `pulumi config set connect:adoptExisting true`; or choose another name",
    ),
    facts.NOT_FOUND_CODE: (
        ConnectError,
        "check that instance, routing profile, security profiles and hierarchy group exist in this region",
    ),
    facts.USER_NOT_FOUND_CODE: (
        ConnectError,
        "call it with a role whose session name is a Connect user's name",
    ),
    facts.CONFLICT_CODE: (ConnectError, "somebody else changed the user at the same time: run again"),
}

_MEND: Final = (
    "mend the argument that the message names, or run `pulumi up --refresh` if Connect was changed elsewhere"
)


def to_error(outcome: Outcome, operation: str, params: Mapping[str, Any], subject: str) -> ConnectError:
    """Return the error of this package for a call that failed for good.

    Args:
        outcome: the last try's.
        operation: the operation that was called.
        params: its parameters; personal and secret ones are taken out of the message.
        subject: whom it was for.
    """
    kind, remedy = _kind(outcome)
    if operation == "GetSecretValue" and outcome.code == facts.NOT_FOUND_CODE:
        remedy = "check that the secret exists in this region and account"
    if outcome.doubtful and operation == "CreateUser":
        remedy += " with connect:adoptExisting true, because the user may have been made"
    what = f"{operation} of {subject}" if subject else operation
    said = f"{outcome.code}: {redact(outcome.message, params)}".rstrip(": ")
    return kind(f"{what} failed: {said}; {remedy}", operation=operation, code=outcome.code, remedy=remedy)


def _kind(outcome: Outcome) -> tuple[type[ConnectError], str]:
    if outcome.code in _REMEDIES:
        return _REMEDIES[outcome.code]
    if outcome.throttled:
        return ThrottledError, "lower connect:requestsPerSecond: something else uses the quota up"
    if outcome.code in facts.ACCESS_CODES:
        return AccessDeniedError, "check the credentials and that their policy allows the operation"
    if isinstance(outcome.error, _CREDENTIAL_ERRORS) or _is_of_a_file(outcome.error):
        return AccessDeniedError, CREDENTIALS_REMEDY
    if outcome.doubtful:
        return UnavailableError, "check the endpoint, the region and the network, then run again"
    if isinstance(outcome.error, ParamValidationError):
        return ConnectError, "this is a fault of connect_resources: please report it"
    return ConnectError, _MEND


_CREDENTIAL_ERRORS: Final = (
    NoCredentialsError,
    PartialCredentialsError,
    CredentialRetrievalError,
    TokenRetrievalError,
)
