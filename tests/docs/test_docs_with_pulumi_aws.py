"""The example with pulumi-aws, under Pulumi's mocks: its plugin isn't here to make the resources."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.config import Settings
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from tests.docs.mocked import Registered, registered_by
from tests.docs.staff import PASSWORD, routing_profile, security_profile, user
from tools.local_connect import MANAGED, REGION, LocalConnect
from tools.stack import ROOT

PROGRAM = ROOT / "examples" / "with-pulumi-aws" / "__main__.py"
CONNECT_USER = "pulumi-python:dynamic/connect:ConnectUser"
INSTANCE_ARN = f"arn:aws:connect:{REGION}:123456789012:instance/{MANAGED}"
JO = f"{MANAGED}:2a4c6e80-1b3d-4f5a-8c7e-9d0b2f4a6c8e"


def made(kind: str, id_: str, arn_part: str) -> dict[str, str]:
    """Return the outputs of one of pulumi-aws's resources: a composite id, a bare id, an ARN."""
    return {"id": f"{MANAGED}:{id_}", f"{kind}_id": id_, "arn": f"{INSTANCE_ARN}/{arn_part}/{id_}"}


@pytest.fixture
def ids(connect: LocalConnect) -> dict[str, str]:
    """Give the ids of what the example's resources stand for on the local Connect."""
    groups = connect.boto().list_user_hierarchy_groups(InstanceId=MANAGED, MaxResults=1000)
    listed = groups["UserHierarchyGroupSummaryList"]
    return {
        "routing_profile": routing_profile(connect, "London Billing"),
        "agent": security_profile(connect, "Agent"),
        "reporting": security_profile(connect, "Reporting"),
        "london": next(group["Id"] for group in listed if group["Name"] == "London"),
    }


@pytest.fixture
def registered(ids: dict[str, str]) -> Registered:
    """Run the example, with pulumi-aws's resources answering in pulumi-aws's forms."""
    security = {
        name: made("security_profile", ids[name], "security-profile") for name in ("agent", "reporting")
    }
    outputs: dict[str, Any] = {
        "aws:connect/instance:Instance": {"harbour": {"id": MANAGED, "arn": INSTANCE_ARN}},
        "aws:connect/routingProfile:RoutingProfile": {
            "billing": made("routing_profile", ids["routing_profile"], "routing-profile")
        },
        "aws:connect/securityProfile:SecurityProfile": security,
        "aws:connect/userHierarchyGroup:UserHierarchyGroup": {
            "london": made("hierarchy_group", ids["london"], "agent-group")
        },
        CONNECT_USER: {"jo.park": {"id": JO}},
    }
    return registered_by(PROGRAM, outputs, {"connect:initialPassword": PASSWORD})


def test_pulumi_aws_outputs_reach_connect_users_as_they_are(
    registered: Registered, ids: dict[str, str]
) -> None:
    """Composite ids, bare ids and ARNs are registered as pulumi-aws gives them; the password as a secret."""
    without = {"directory_user_id", "password_secret_id", "proficiencies", "tags", "adopt_existing"}
    users = {
        name: {key: value for key, value in inputs.items() if value is not None and key not in without}
        for name, inputs in registered[CONNECT_USER].items()
    }
    assert users == {
        "ana.lopez": {
            "name": "ana.lopez",
            "instance_id": MANAGED,
            "password": {"secret": PASSWORD},
            "identity_info": {"first_name": "Ana", "last_name": "López"},
            "phone_config": {"phone_type": "SOFT_PHONE", "auto_accept": True},
            "routing_profile_id": f"{MANAGED}:{ids['routing_profile']}",
            "security_profile_ids": [
                f"{MANAGED}:{ids['agent']}",
                f"{INSTANCE_ARN}/security-profile/{ids['reporting']}",
            ],
            "hierarchy_group_id": f"{MANAGED}:{ids['london']}",
        },
        "jo.park": {
            "name": "jo.park",
            "instance_id": MANAGED,
            "password": {"secret": PASSWORD},
            "identity_info": {"first_name": "Jo", "last_name": "Park"},
            "routing_profile_id": ids["routing_profile"],
            "security_profile_ids": [ids["agent"]],
            "hierarchy_group_id": f"{INSTANCE_ARN}/agent-group/{ids['london']}",
        },
    }


def test_pulumi_aws_user_gets_a_sub_setting_by_its_id(registered: Registered) -> None:
    """A sub-setting takes a ConnectUser's id, and finds the instance in it."""
    setting = registered["pulumi-python:dynamic/connect:UserProficiencies"]["jo.park"]
    assert (setting["user_id"], setting["instance_id"]) == (JO, MANAGED)


def test_pulumi_aws_outputs_make_the_user_that_they_describe(
    registered: Registered, ids: dict[str, str], connect: LocalConnect
) -> None:
    """What the example registers passes check and creates, with one call, a user with exactly these ids."""
    endpoints = (("connect", connect.url),)
    settings = Settings(region=REGION, access_key="local", secret_key="local", endpoints=endpoints)
    lifecycle = UserLifecycle(ConnectClient(settings), print)
    given = {**registered[CONNECT_USER]["ana.lopez"], "password": PASSWORD}
    inputs, failures = lifecycle.check({}, given)
    assert failures == []
    lifecycle.create(inputs).whole()
    assert connect.mutating_calls() == ["CreateUser"]
    shown = user(connect, "ana.lopez")
    assert (shown["RoutingProfileId"], sorted(shown["SecurityProfileIds"]), shown["HierarchyGroupId"]) == (
        ids["routing_profile"],
        sorted([ids["agent"], ids["reporting"]]),
        ids["london"],
    )
