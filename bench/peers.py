"""What others do, by threads of boto3 beside ours: the baselines."""

from __future__ import annotations

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

ATTEMPTS = 25
"""Terraform's aws provider's default of max_retries."""

PAUSE_INTERVALS = 1.2
"""AWS's bulk-agent sample waits 600 ms between calls where the quota is one in 500 ms."""


def client(connect: LocalConnect) -> Any:
    """Make a client with boto3's standard retries."""
    return boto3.client(
        "connect",
        region_name=REGION,
        endpoint_url=connect.url,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - opens nothing
        config=Config(
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS}, max_pool_connections=THREADS
        ),
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
    """Call again where boto3 gave up, as whoever runs the tool would run it again."""
    while True:
        try:
            return call()
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != THROTTLED:
                raise


def _by_threads(work: Callable[[Any], Any], items: Iterable[Any]) -> float:
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(work, items):
            pass
    return time.monotonic() - began


def create_as_terraform(connect: LocalConnect, users: int) -> float:
    """Create users with CreateUser and DescribeUser each; give the seconds."""
    api = client(connect)

    def create(number: int) -> None:
        made = _until_it_passes(lambda: api.create_user(**_request("terraform", number)))
        _until_it_passes(lambda: api.describe_user(InstanceId=INSTANCE, UserId=made["UserId"]))

    return _by_threads(create, range(users))


def create_as_lambda(connect: LocalConnect, users: int, rate: float) -> float:
    """Create users one by one with a fixed pause; give the seconds."""
    api = client(connect)
    began = time.monotonic()
    for number in range(users):
        api.create_user(**_request("lambda", number))
        time.sleep(PAUSE_INTERVALS / rate)
    return time.monotonic() - began


def update_as_terraform(connect: LocalConnect, user_ids: Iterable[str]) -> float:
    """Update one setting of users with UpdateUserRoutingProfile and DescribeUser each; give the seconds."""
    api = client(connect)
    profile = seeded("routing-profile", "Austin Billing")

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


def list_each(connect: LocalConnect, lookups: int) -> float:
    """List all routing profiles for each lookup; give the seconds."""
    api = client(connect)
    return _by_threads(
        lambda _: _until_it_passes(lambda: api.list_routing_profiles(InstanceId=INSTANCE)), range(lookups)
    )
