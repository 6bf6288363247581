"""A stack's story: commands of the engine in a region of the local Connect that nothing else uses."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from tools.local_connect import MANAGED, SAML, LocalConnect
from tools.stack import Run, Stack

PASSWORD = "Correct-h0rse"
UNTHROTTLED = {"CONNECT_REQUESTS_PER_SECOND": "1000", "CONNECT_BURST": "1000"}
COMPUTED = ("Id", "Arn", "Username", "LastModifiedTime", "LastModifiedRegion")
Props = dict[str, Any]

HEADER = f'''
import pulumi
from connect_resources import *

INSTANCE, SAML, PASSWORD = "{MANAGED}", "{SAML}", "{PASSWORD}"


def routing(name="Basic Routing Profile"):
    return get_routing_profile(name, INSTANCE).routing_profile_id


def security(name="Agent"):
    return get_security_profile(name, INSTANCE).security_profile_id


def group(path):
    return get_hierarchy_group(path, INSTANCE).hierarchy_group_id


def user(resource_name, **arguments):
    """Declare a user with what CreateUser needs, and with what is given here; None leaves an argument out."""
    needed = dict(
        instance_id=INSTANCE,
        password=PASSWORD,
        identity_info=dict(first_name="Ada", last_name="Okafor"),
        routing_profile_id=routing(),
        security_profile_ids=[security()],
    )
    return ConnectUser(resource_name, **{{**needed, **arguments}})

'''
"""What the programs of these tests begin with."""

BASIC: Props = {
    "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
    "PhoneConfig": {
        "PhoneType": "SOFT_PHONE",
        "AutoAccept": False,
        "AfterContactWorkTimeLimit": 0,
        "PersistentConnection": False,
    },
}
"""What Connect shows of the user that HEADER declares, but for ids of profiles."""


class Story:
    """Play one stack, and see what Connect, the state and the log of calls hold of it."""

    def __init__(
        self,
        connect: LocalConnect,
        region: str,
        folder: Path,
        program: str | None,
        *,
        name: str = "local",
        **environment: str,
    ) -> None:
        """Make the stack, of the program at the project's root if none is given; no call is logged yet."""
        self.connect, self.region, self.folder = connect, region, folder
        self.boto = connect.boto(region)
        own = {**connect.environment(region), **UNTHROTTLED, **environment}
        source = None if program is None else HEADER + program
        self.stack = Stack(folder, program=source, environment=own, name=name)
        connect.clear_faults()
        connect.reset_calls()

    def program(self, program: str) -> None:
        """Put another program in the place of the one there."""
        self.stack.write_program(HEADER + program)

    def pulumi(self, *arguments: str, environment: Mapping[str, str], fails: bool = False) -> Run:
        """Run a command of the engine with other variables for this run alone."""
        usual = self.stack.environment
        self.stack.environment = {**usual, **environment}
        try:
            return self.stack.pulumi(*arguments, fails=fails)
        finally:
            self.stack.environment = usual

    # ---- what there is to see

    @property
    def state_file(self) -> Path:
        """Where the backend keeps the state."""
        return self.folder / "state" / ".pulumi" / "stacks" / "connect-users" / f"{self.stack.name}.json"

    def resources(self) -> dict[str, Props]:
        """Read the state's dynamic resources by name, out of the backend's file."""
        latest = json.loads(self.state_file.read_text())["checkpoint"]["latest"]
        found = [item for item in latest.get("resources", []) if item["type"].startswith("pulumi-python:")]
        return {item["urn"].rsplit("::", 1)[-1]: item for item in found}

    def user_ids(self, instance_id: str = MANAGED) -> dict[str, str]:
        """List the users that Connect holds, by name."""
        pages = self.boto.get_paginator("list_users").paginate(InstanceId=instance_id)
        return {user["Username"]: user["Id"] for page in pages for user in page["UserSummaryList"]}

    def described(self, user_id: str, instance_id: str = MANAGED) -> Props:
        """Return what DescribeUser says, without what Connect computes."""
        found = self.boto.describe_user(InstanceId=instance_id, UserId=user_id)["User"]
        return {name: value for name, value in found.items() if name not in COMPUTED}

    def make_user(self, name: str, instance_id: str = MANAGED, **members: Any) -> str:
        """Make a user behind Pulumi's back; its id."""
        profiles = self.boto.list_routing_profiles(InstanceId=instance_id)["RoutingProfileSummaryList"]
        securities = self.boto.list_security_profiles(InstanceId=instance_id)["SecurityProfileSummaryList"]
        needed = {
            "Username": name,
            "InstanceId": instance_id,
            "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
            "PhoneConfig": {"PhoneType": "SOFT_PHONE"},
            "RoutingProfileId": _named(profiles, "Basic Routing Profile"),
            "SecurityProfileIds": [_named(securities, "Agent")],
            **({"Password": PASSWORD} if instance_id == MANAGED else {}),
        }
        user_id: str = self.boto.create_user(**{**needed, **members})["UserId"]
        return user_id

    def operations(self) -> list[str]:
        """List the mutating operations since the last reset, and forget all calls."""
        found = self.connect.mutating_calls()
        self.connect.reset_calls()
        return found

    def operations_by_user(self) -> dict[str, list[str]]:
        """List the operations that name a user, by user id, and forget all calls."""
        found: dict[str, list[str]] = {}
        for call in self.connect.calls():
            if call["user_id"]:
                found.setdefault(call["user_id"], []).append(call["operation"])
        self.connect.reset_calls()
        return found


def _named(summaries: list[Mapping[str, Any]], name: str) -> str:
    return next(str(item["Id"]) for item in summaries if item["Name"] == name)


ANEW = ("time", "modified", "ciphertext", "propertyDependencies")
"""What the engine writes anew with every refresh, whatever came of it: a nonce is in each ciphertext."""


def lasting(state: str) -> Any:
    """Return a state as the backend keeps it without what every run writes anew."""
    return _without(json.loads(state), ANEW)


def _without(value: Any, names: Container[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(item, names) for key, item in value.items() if key not in names}
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    return value
