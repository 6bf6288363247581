"""What is computed once, and which errors are kept like values."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from connect_resources.errors import ConnectError, InstanceNotFoundError, UnavailableError
from connect_resources.service.cache import Once
from tests.unit.threads import THREADS, at_once


def test_once_computes_a_value_once_for_all_threads() -> None:
    """Threads that ask for one key at the same moment share one computation."""
    once, numbers = Once(), itertools.count()
    assert at_once(lambda: once.get("key", lambda: next(numbers))) == [0] * THREADS
    assert next(numbers) == 1


def failing(errors: list[Exception]) -> Callable[[], str]:
    """Return a function that raises these errors one after the other, then returns a value."""

    def compute() -> str:
        if errors:
            raise errors.pop(0)
        return "value"

    return compute


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ZeroDivisionError(), id="foreign"),
        pytest.param(UnavailableError("no answer", code="ReadTimeoutError"), id="no answer"),
        pytest.param(ConnectError("old", code="ExpiredTokenException"), id="credentials that are renewed"),
    ],
)
def test_once_forgets_an_error_that_may_pass(error: Exception) -> None:
    """Who asks next tries again."""
    once, compute = Once(), failing([error])
    with pytest.raises(type(error)) as raised:
        once.get("key", compute)
    assert raised.value is error
    assert once.get("key", compute) == "value"


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
def test_once_keeps_a_definite_no(code: str) -> None:
    """The same answer would come again: it is raised anew with all that it says, and nothing is computed."""
    once, compute = (
        Once(),
        failing([InstanceNotFoundError("gone", operation="Ask", code=code, remedy="mend")]),
    )
    caught = []
    for _ in range(3):
        with pytest.raises(InstanceNotFoundError) as raised:
            once.get("key", compute)
        caught.append(raised.value)
    assert [(str(error), error.operation, error.code, error.remedy) for error in caught] == [
        ("gone", "Ask", code, "mend")
    ] * 3
    assert len({id(error) for error in caught}) == len(caught)
