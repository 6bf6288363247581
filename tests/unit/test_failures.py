"""What errors of AWS become: every one that the operations used may give is mapped."""

from __future__ import annotations

from typing import Any

import botocore.exceptions
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    DuplicateUserError,
    LimitExceededError,
    ThrottledError,
    UnavailableError,
)
from connect_resources.service.failures import classify, server_time, to_error
from connect_resources.users import facts, model
from tests.unit.test_sections import used_operations

MAPPED: dict[str, tuple[type[ConnectError], bool, bool, bool]] = {
    "InvalidRequestException": (ConnectError, False, False, False),
    "InvalidParameterException": (ConnectError, False, False, False),
    "ResourceNotFoundException": (ConnectError, False, False, False),
    "DuplicateResourceException": (DuplicateUserError, False, False, False),
    "LimitExceededException": (LimitExceededError, False, False, False),
    "UserNotFoundException": (ConnectError, False, False, False),
    "ThrottlingException": (ThrottledError, True, True, False),
    "InternalServiceException": (UnavailableError, False, True, True),
    "ConditionalOperationFailedException": (ConnectError, False, True, False),
}
"""Each error shape's class, and whether it is throttling, retryable and doubtful."""


def answer(code: str, status: int, message: str = "said so") -> ClientError:
    """Return an error as botocore raises it."""
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {
            "HTTPStatusCode": status,
            "HTTPHeaders": {"date": "Mon, 23 Nov 2026 20:00:00 GMT"},
        },
    }
    return ClientError(response, "CreateUser")


def declared() -> dict[str, int]:
    """Return the error shapes that the operations used declare, with their HTTP statuses."""
    found = model.service_model()
    names = {
        error["shape"] for name in used_operations() for error in found["operations"][name].get("errors", ())
    }
    return {name: found["shapes"][name]["error"]["httpStatusCode"] for name in names}


def test_errors_that_operations_declare_are_all_mapped() -> None:
    """An error that an operation gains in botocore's model has to be thought about."""
    assert set(declared()) - {"AccessDeniedException"} == set(MAPPED)


@pytest.mark.parametrize("code", sorted(MAPPED))
def test_declared_error_has_its_class_and_its_chance_of_passing(code: str) -> None:
    """Each declared error becomes its class, and is retried only where it may pass."""
    outcome = classify(answer(code, declared()[code]))
    kind = type(to_error(outcome, "CreateUser", {}, "user alice"))
    assert (kind, outcome.throttled, outcome.retryable, outcome.doubtful) == MAPPED[code]


@pytest.mark.parametrize("code", sorted(facts.ACCESS_CODES))
def test_access_code_is_an_access_error_at_once(code: str) -> None:
    """Credentials that are refused aren't tried again."""
    outcome = classify(answer(code, 403))
    error = to_error(outcome, "CreateUser", {}, "user alice")
    assert (type(error), outcome.retryable) == (AccessDeniedError, False)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_fault_of_any_code_may_pass_and_is_doubtful(status: int) -> None:
    """A fault of the service is retried whatever it is called, and may have been carried out."""
    outcome = classify(answer("Whatever", status))
    assert (outcome.retryable, outcome.doubtful, outcome.throttled) == (True, True, False)


def foreign_errors() -> list[type[BotoCoreError]]:
    """Return every error class of botocore that isn't an answer of a service."""
    found = vars(botocore.exceptions).values()
    return [item for item in found if isinstance(item, type) and issubclass(item, BotoCoreError)]


PASSING = {
    "ConnectionError",
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ProxyConnectionError",
    "SSLError",
    "ReadTimeoutError",
    "ConnectionClosedError",
    "HTTPClientError",
    "ResponseStreamingError",
}
"""botocore's own failures that may pass: no connection, a broken one, or no answer in time."""


@pytest.mark.parametrize("kind", foreign_errors(), ids=lambda kind: kind.__name__)
def test_foreign_error_may_pass_only_if_the_network_failed(kind: type[BotoCoreError]) -> None:
    """Each error class that botocore has is known: only failures of the network are retried."""
    make: Any = kind.__new__
    outcome = classify(make(kind))
    assert (outcome.retryable, outcome.doubtful) == (kind.__name__ in PASSING,) * 2


def test_message_holds_what_whom_code_and_remedy() -> None:
    """One line says what was tried, on whom, the API's code, and what to do."""
    error = to_error(classify(answer("LimitExceededException", 429)), "CreateUser", {}, "user alice")
    assert str(error) == (
        "CreateUser of user alice failed: LimitExceededException: said so; the instance is full: delete "
        "users, or ask AWS to raise the quota of users per instance"
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"date": "Mon, 23 Nov 2026 20:00:00 GMT"}, 1795464000.0, id="readable"),
        pytest.param({"date": "yesterday"}, None, id="unreadable"),
        pytest.param({}, None, id="absent"),
    ],
)
def test_server_time_is_the_date_header_where_it_can_be_read(
    headers: dict[str, str], expected: float | None
) -> None:
    """The service's clock comes out of the Date header; one that can't be read is no reason to fail."""
    assert server_time({"HTTPHeaders": headers}) == expected
