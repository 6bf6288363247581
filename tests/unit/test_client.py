"""What is computed once, and the client that all threads share."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connect_resources.client import Once, shared_client
from connect_resources.config import Settings
from connect_resources.errors import ConfigError

THREADS = 8


@pytest.fixture
def _eager_switching() -> Iterator[None]:
    """Let threads take turns as often as they can, so that a race shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(what: Callable[[], Any]) -> list[Any]:
    """Return what a function returned to many threads that called it at the same moment."""
    start, results = threading.Barrier(THREADS), []

    def run() -> None:
        start.wait()
        results.append(what())

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.usefixtures("_eager_switching")
def test_shared_client_is_one_for_all_threads() -> None:
    """Equal settings lead to the same client, even where all threads ask for the first time at once."""
    for number in range(50):
        found = at_once(lambda region=f"eu-client-{number}": shared_client(Settings(region=region)))  # type: ignore[misc]  # mypy has no type for a default in a lambda
        assert {id(client) for client in found} == {id(found[0])}


def test_once_computes_a_value_once_for_all_threads() -> None:
    """Threads that ask for one key at the same moment share one computation."""
    once, numbers = Once(), itertools.count()
    assert at_once(lambda: once.get("key", lambda: next(numbers))) == [0] * THREADS
    assert next(numbers) == 1


def test_once_forgets_an_error() -> None:
    """An error isn't kept: who asks next tries again."""
    once = Once()
    with pytest.raises(ZeroDivisionError):
        once.get("key", lambda: 1 // 0)
    assert once.get("key", lambda: "value") == "value"


def test_client_without_a_region_says_how_to_set_one() -> None:
    """A missing region is named with the two ways to set it."""
    with pytest.raises(ConfigError) as caught:
        shared_client(Settings(access_key="a", secret_key="b")).call("ListInstances", {})
    assert str(caught.value) == (
        "no AWS region: set one with `pulumi config set aws:region <region>` or AWS_REGION"
    )


def test_client_with_an_unknown_profile_names_it() -> None:
    """A profile that doesn't exist is a fault of the settings."""
    with pytest.raises(ConfigError) as caught:
        shared_client(Settings(region="eu-west-2", profile="nobody")).call("ListInstances", {})
    assert str(caught.value) == (
        "the AWS settings can't be used: The config profile (nobody) could not be found"
    )


def test_client_without_credentials_says_how_to_set_them() -> None:
    """Missing credentials fail at once, with the keys and variables that mend it."""
    with pytest.raises(Exception, match="NoCredentialsError") as caught:
        shared_client(Settings(region="eu-west-2")).call("ListInstances", {})
    assert str(caught.value) == (
        "ListInstances failed: NoCredentialsError: Unable to locate credentials; set aws:profile, or "
        "aws:accessKey and aws:secretKey, or boto3's environment (AWS_PROFILE, ...)"
    )
