"""A local Connect in a process of its own, and clients for it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
from botocore.config import Config

ROOT = Path(__file__).parents[2]
MANAGED = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
SAML = "c41f8e07-6a2d-4b93-8e15-90d3f7c2b5a8"
DIRECTORY = "11111111-2222-4333-8444-555555555555"  # of the server with flags alone
ACCOUNT = "123456789012"
REGION = "eu-west-2"
PASSWORD = "Correct-h0rse"
STOP_SECONDS = 10
LATENCY_MS = 100
SEARCH_LAG_SECONDS = 1.0

_session = boto3.Session(aws_access_key_id="contract", aws_secret_access_key="contract")


class LocalServer:
    """Run ``python -m connect_resources local`` on a free port."""

    def __init__(
        self,
        *options: str,
        environment: Mapping[str, str] | None = None,
        regions: tuple[str, ...] = ("--region", "every"),
    ) -> None:
        """Start the server, and wait until it says that it serves."""
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "connect_resources",
                "local",
                "--port",
                "0",
                *regions,
                *options,
            ],
            cwd=ROOT,
            env=None if environment is None else dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline()
        self.url = self.greeting.split()[-1] if self.greeting else ""

    def client(
        self,
        service: str = "connect",
        region: str = REGION,
        *,
        validates: bool = True,
        credentials: Mapping[str, str] | None = None,
    ) -> Any:
        """Make a client that never retries, so that each call is one request."""
        keys = credentials or {}
        return _session.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=validates),
            aws_access_key_id=keys.get("AccessKeyId"),
            aws_secret_access_key=keys.get("SecretAccessKey"),
            aws_session_token=keys.get("SessionToken"),
        )

    def control(self, method: str, path: str, content: object = None) -> Any:
        """Call a control path, and give its JSON answer if it has one."""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.url}/_local/{path}", data=body, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                text = answer.read()
        except HTTPError as refusal:
            refusal.close()
            raise
        return json.loads(text) if text else None

    def stop(self) -> tuple[int, str, str]:
        """End the server as a service manager would; give its status and what else it wrote."""
        self.process.terminate()
        output, errors = self.process.communicate(timeout=STOP_SECONDS)
        return self.process.returncode, output, errors

    def kill(self) -> None:
        """End the server as a crash would."""
        self.process.kill()
        self.process.communicate(timeout=STOP_SECONDS)


class Place:
    """One region of a server, which no other test uses, with what its managed instance refers to."""

    def __init__(self, server: LocalServer, region: str, client: Any) -> None:
        """Look up the ids that requests need."""
        self.server = server
        self.region = region
        self.client = client

    def profile_ids(self, *names: str, instance_id: str = MANAGED) -> list[str]:
        """Give the ids of security profiles."""
        found = self.client.list_security_profiles(InstanceId=instance_id)["SecurityProfileSummaryList"]
        ids = {profile["Name"]: profile["Id"] for profile in found}
        return [ids[name] for name in names]

    def routing_profile_id(self, name: str, instance_id: str = MANAGED) -> str:
        """Give the id of a routing profile."""
        found = self.client.list_routing_profiles(InstanceId=instance_id)["RoutingProfileSummaryList"]
        return str(next(profile["Id"] for profile in found if profile["Name"] == name))

    def group_id(self, path: str) -> str:
        """Give the id of the hierarchy group with a path."""
        listed = self.client.list_user_hierarchy_groups(InstanceId=MANAGED)["UserHierarchyGroupSummaryList"]
        for group in listed:
            answer = self.client.describe_user_hierarchy_group(
                InstanceId=MANAGED, HierarchyGroupId=group["Id"]
            )
            steps = answer["HierarchyGroup"]["HierarchyPath"].values()
            if "/".join(step["Name"] for step in steps) == path:
                return str(group["Id"])
        raise LookupError(path)

    def creation(self, name: str, instance_id: str = MANAGED, **changes: Any) -> dict[str, Any]:
        """Give a lawful request for CreateUser; a change to None leaves the member out."""
        own_password = {"Password": PASSWORD} if instance_id == MANAGED else {}
        request = {
            "InstanceId": instance_id,
            "Username": name,
            "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
            "SecurityProfileIds": self.profile_ids("Agent", instance_id=instance_id),
            "RoutingProfileId": self.routing_profile_id("Basic Routing Profile", instance_id),
            **own_password,
            **changes,
        }
        return {member: value for member, value in request.items() if value is not None}

    def create(self, name: str, instance_id: str = MANAGED, **changes: Any) -> str:
        """Create a user, and give its id."""
        answer = self.client.create_user(**self.creation(name, instance_id, **changes))
        return str(answer["UserId"])

    def describe(self, user_id: str, instance_id: str = MANAGED) -> dict[str, Any]:
        """Give what DescribeUser shows, without the time."""
        user: dict[str, Any] = self.client.describe_user(InstanceId=instance_id, UserId=user_id)["User"]
        del user["LastModifiedTime"]
        return user

    def update(self, operation: str, user_id: str, **members: Any) -> None:
        """Call an operation on a user of the managed instance."""
        getattr(self.client, operation)(InstanceId=MANAGED, UserId=user_id, **members)

    def arn(self, user_id: str) -> str:
        """Give the ARN of a user of the managed instance."""
        return f"arn:aws:connect:{self.region}:{ACCOUNT}:instance/{MANAGED}/agent/{user_id}"
