"""The client that all threads share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from connect_resources.config import AssumeRole, Settings
from connect_resources.errors import AccessDeniedError, ConfigError
from connect_resources.service.client import shared_client
from tests.unit.threads import at_once


@pytest.fixture
def _eager_switching() -> Iterator[None]:
    """Let threads take turns as often as they can, so that a race shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_eager_switching")
def test_shared_client_is_one_for_all_threads() -> None:
    """Equal settings lead to the same client, even where all threads ask for the first time at once."""
    for number in range(50):
        found = at_once(lambda region=f"eu-client-{number}": shared_client(Settings(region=region)))  # type: ignore[misc]  # mypy has no type for a default in a lambda
        assert {id(client) for client in found} == {id(found[0])}


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
    with pytest.raises(AccessDeniedError) as caught:
        shared_client(Settings(region="eu-west-2")).call("ListInstances", {})
    assert str(caught.value) == (
        "ListInstances failed: NoCredentialsError: Unable to locate credentials; set aws:profile, or "
        "aws:accessKey and aws:secretKey, or boto3's environment (AWS_PROFILE, ...)"
    )


@pytest.mark.parametrize("roles", [1, 2], ids=["one role", "a chain"])
def test_client_without_credentials_for_a_role_says_how_to_set_them(roles: int) -> None:
    """A role is assumed with credentials: without any there is nothing to call."""
    chain = tuple(AssumeRole(f"arn:aws:iam::111122223333:role/r{number}") for number in range(roles))
    with pytest.raises(ConfigError) as caught:
        shared_client(Settings(region="eu-west-2", assume_roles=chain)).call("ListInstances", {})
    assert str(caught.value) == (
        "no AWS credentials to assume arn:aws:iam::111122223333:role/r0 with (config aws:assumeRoles); "
        "set aws:profile, or aws:accessKey and aws:secretKey, or boto3's environment (AWS_PROFILE, ...)"
    )
