"""What a failed call means: whether it may pass, whether it may have been carried out, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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

from connect_resources import facts
from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    DuplicateUserError,
    LimitExceededError,
    ThrottledError,
    UnavailableError,
)


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


def classify(error: ClientError | BotoCoreError) -> Outcome:
    """Return what an error of botocore means."""
    if isinstance(error, ClientError):
        return _classify_answer(error)
    name = type(error).__name__
    passing = isinstance(error, _PASSING)
    return Outcome(error=error, code=name, message=str(error), retryable=passing, doubtful=passing)


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
        "a user of that name exists (case doesn't matter): take it over with adopt_existing=True or "
        "`pulumi config set connect:adoptExisting true`, or choose another name",
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

_CREDENTIALS: Final = (
    "set aws:profile, or aws:accessKey and aws:secretKey, or boto3's environment (AWS_PROFILE, ...)"
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
    said = f"{outcome.code}: {redacted(outcome.message, params)}".rstrip(": ")
    return kind(f"{what} failed: {said}; {remedy}", operation=operation, code=outcome.code, remedy=remedy)


def _kind(outcome: Outcome) -> tuple[type[ConnectError], str]:
    if outcome.code in _REMEDIES:
        return _REMEDIES[outcome.code]
    if outcome.throttled:
        return ThrottledError, "lower connect:requestsPerSecond: something else uses the quota up"
    if outcome.code in facts.ACCESS_CODES:
        return AccessDeniedError, "check the credentials and that their policy allows the operation"
    if isinstance(outcome.error, _CREDENTIAL_ERRORS):
        return AccessDeniedError, _CREDENTIALS
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

_PERSONAL: Final = frozenset(
    {
        "Password",
        "FirstName",
        "LastName",
        "Email",
        "SecondaryEmail",
        "Mobile",
        "DeskPhoneNumber",
        "PhoneNumber",
    }
)
"""Request members whose values never stand in a message."""


def redacted(message: str, params: Mapping[str, Any]) -> str:
    """Return the message with every secret or personal value of the request taken out."""
    for value in sorted(_personal(params), key=len, reverse=True):
        message = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "***", message)
    return message


def _personal(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in _PERSONAL and isinstance(item, str) and item:
                yield item
            else:
                yield from _personal(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _personal(item)
