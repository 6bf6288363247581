"""What others do, by threads of boto3 beside ours: the baselines.

Terraform's is as good as its own provider for AWS, version 5.100.0, run against the same local Connect: the
same calls, as many at once, and after a throttled answer the pauses of its SDK (for Go, version 2).
docs/scale.md has what that provider itself took.
"""

from __future__ import annotations

import functools
import itertools
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from bench.common import THROTTLED
from bench.project.values import INSTANCE, seeded
from tools.local_connect import REGION, LocalConnect

THREADS = 10
"""Terraform's default parallelism."""

LONGEST_PAUSE = 300.0
"""Seconds. Source: aws-sdk-go-base, which Terraform's provider makes its clients with."""

PAUSE_INTERVALS = 1.2
"""AWS's bulk-agent sample waits 600 ms between calls where the quota is one in 500 ms."""


def client(connect: LocalConnect) -> Any:
    """Make a client without retries of its own."""
    return boto3.client(
        "connect",
        region_name=REGION,
        endpoint_url=connect.url,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - opens nothing
        config=Config(retries={"total_max_attempts": 1}, max_pool_connections=THREADS),
    )


def _request(prefix: str, number: int) -> dict[str, Any]:
    return {
        "InstanceId": INSTANCE,
        "Username": f"{prefix}-{number:05}",
        "Password": "Correct-h0rse",
        "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
        "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AfterContactWorkTimeLimit": 30},
        "RoutingProfileId": seeded("routing-profile", "London Billing"),
        "SecurityProfileIds": [seeded("security-profile", "Agent")],
    }


def _until_it_passes(call: Callable[[], Any]) -> Any:
    """Call again after each throttled answer, with the pauses of the AWS SDK for Go, version 2."""
    for attempt in itertools.count(1):
        try:
            return call()
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != THROTTLED:
                raise
        time.sleep(pause(attempt))
    raise AssertionError("an endless loop has ended")


def pause(attempt: int) -> float:
    """Give the seconds before the next attempt: anything up to a limit that doubles each time.

    Source: ExponentialJitterBackoff of github.com/aws/aws-sdk-go-v2/aws/retry.
    """
    return min(random.uniform(0, 2.0**attempt), LONGEST_PAUSE)  # noqa: S311 - a pause is no secret


def _by_threads(work: Callable[[Any], Any], items: Iterable[Any]) -> float:
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(work, items):
            pass
    return time.monotonic() - began


def create_as_terraform(connect: LocalConnect, users: int, prefix: str) -> float:
    """Create users with CreateUser and DescribeUser each; give the seconds."""
    api = client(connect)

    def create(number: int) -> None:
        made = _until_it_passes(lambda: api.create_user(**_request(prefix, number)))
        _until_it_passes(lambda: api.describe_user(InstanceId=INSTANCE, UserId=made["UserId"]))

    return _by_threads(create, range(users))


def create_as_lambda(connect: LocalConnect, users: int, rate: float) -> float:
    """Create users one by one with a fixed pause; give the seconds."""
    api = client(connect)
    began = time.monotonic()
    for number in range(users):
        create = functools.partial(api.create_user, **_request("lambda", number))
        _until_it_passes(create)
        time.sleep(PAUSE_INTERVALS / rate)
    return time.monotonic() - began


def update_as_terraform(connect: LocalConnect, user_ids: Iterable[str], routing_profile: str) -> float:
    """Update one setting of users with UpdateUserRoutingProfile and DescribeUser each; give the seconds."""
    api = client(connect)
    profile = seeded("routing-profile", routing_profile)

    def update(user_id: str) -> None:
        where = {"InstanceId": INSTANCE, "UserId": user_id}
        _until_it_passes(lambda: api.update_user_routing_profile(**where, RoutingProfileId=profile))
        _until_it_passes(lambda: api.describe_user(**where))

    return _by_threads(update, user_ids)


def describe_each(connect: LocalConnect, user_ids: Iterable[str]) -> float:
    """Read users one by one, as a refresh of Terraform does; give the seconds."""
    api = client(connect)
    return _by_threads(
        lambda user_id: _until_it_passes(lambda: api.describe_user(InstanceId=INSTANCE, UserId=user_id)),
        user_ids,
    )
