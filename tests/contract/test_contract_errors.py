"""Errors: what is unknown, what exists already, and what isn't served."""

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from connect_resources.local.responses import SERVED as SERVED_METHODS
from connect_resources.users.table import SECTIONS
from tests.contract.local_server import MANAGED, SAML, LocalServer, Place
from tests.contract.violations import MODEL, SERVED, UNKNOWN_ID, lawful

REFERENCE_OPERATIONS = SERVED[:15]


def _taking(member: str) -> list[str]:
    return [name for name in SERVED if member in MODEL.operation_model(name).input_shape.members]


def test_served_operations_are_those_of_the_contract() -> None:
    """The server serves the 15 operations of the reference, those of the contract, and new rows' own."""
    written = {operation for section in SECTIONS for operation in section.operations}
    assert set(SERVED) <= set(SERVED_METHODS) <= set(SERVED) | written


@pytest.mark.parametrize("operation", _taking("InstanceId"))
def test_unknown_instance_is_not_found(place: Place, operation: str) -> None:
    """Every operation on an instance says so when the instance isn't there."""
    assert _error(place, operation, {**lawful(operation), "InstanceId": UNKNOWN_ID}) == (
        404,
        "ResourceNotFoundException",
    )


@pytest.mark.parametrize("operation", _taking("UserId"))
def test_unknown_user_is_not_found(place: Place, operation: str) -> None:
    """Every operation on a user says so when the user isn't there."""
    request = {**lawful(operation), "UserId": UNKNOWN_ID}
    if operation == "UpdateUserPhoneConfig":
        request["PhoneConfig"] = {"PhoneType": "SOFT_PHONE"}
    assert _error(place, operation, request) == (404, "ResourceNotFoundException")


@pytest.mark.parametrize("operation", _taking("UserId"))
def test_user_of_another_instance_is_not_found(place: Place, operation: str) -> None:
    """A user's id is good in its own instance only."""
    request = {**lawful(operation), "InstanceId": MANAGED, "UserId": place.create("ada", SAML)}
    if operation == "UpdateUserPhoneConfig":
        request["PhoneConfig"] = {"PhoneType": "SOFT_PHONE"}
    assert _error(place, operation, request) == (404, "ResourceNotFoundException")


@pytest.mark.parametrize(
    "changes",
    [
        {"RoutingProfileId": UNKNOWN_ID},
        {"SecurityProfileIds": [UNKNOWN_ID]},
        {"HierarchyGroupId": UNKNOWN_ID},
    ],
    ids=["routing-profile", "security-profile", "hierarchy-group"],
)
def test_create_user_with_unknown_profile_or_group_creates_nobody(place: Place, changes: Any) -> None:
    """A profile or group that isn't there is refused, and no user comes of it."""
    assert _error(place, "CreateUser", place.creation("ada", **changes)) == (404, "ResourceNotFoundException")
    assert place.client.list_users(InstanceId=MANAGED)["UserSummaryList"] == []


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("UpdateUserRoutingProfile", {"RoutingProfileId": UNKNOWN_ID}),
        ("UpdateUserSecurityProfiles", {"SecurityProfileIds": [UNKNOWN_ID]}),
        ("UpdateUserHierarchy", {"HierarchyGroupId": UNKNOWN_ID}),
    ],
)
def test_update_to_unknown_profile_or_group_changes_nothing(
    place: Place, operation: str, members: dict[str, Any]
) -> None:
    """A profile or group that isn't there is refused, and the user stays as it was."""
    user_id = place.create("ada")
    before = place.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"]
    request = {"InstanceId": MANAGED, "UserId": user_id, **members}
    assert _error(place, operation, request) == (404, "ResourceNotFoundException")
    assert place.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"] == before


def test_unknown_hierarchy_group_is_not_found(place: Place) -> None:
    """DescribeUserHierarchyGroup says so when the group isn't there."""
    request = {"InstanceId": MANAGED, "HierarchyGroupId": UNKNOWN_ID}
    assert _error(place, "DescribeUserHierarchyGroup", request) == (404, "ResourceNotFoundException")


@pytest.mark.parametrize("name", ["ada", "ADA", "Ada"])
def test_create_user_with_taken_name_is_refused_regardless_of_case(place: Place, name: str) -> None:
    """Two users of one instance never differ by case alone."""
    place.create("Ada")
    assert _error(place, "CreateUser", place.creation(name)) == (409, "DuplicateResourceException")


def test_create_user_with_name_of_another_instance_succeeds(place: Place) -> None:
    """Names are unique within an instance only."""
    assert place.create("ada") != place.create("ada", SAML)


@pytest.mark.parametrize("operation", ["TagResource", "UntagResource", "ListTagsForResource"])
@pytest.mark.parametrize(
    "suffix", ["/agent/" + UNKNOWN_ID, "/routing-profile/" + UNKNOWN_ID], ids=["user", "profile"]
)
def test_tags_of_unknown_resource_are_not_found(place: Place, operation: str, suffix: str) -> None:
    """Tag operations say so when no instance or user has the ARN."""
    instance_arn = place.client.describe_instance(InstanceId=MANAGED)["Instance"]["Arn"]
    request = {**lawful(operation), "resourceArn": f"{instance_arn}{suffix}"}
    assert _error(place, operation, request) == (404, "ResourceNotFoundException")


def test_list_that_names_a_channel_twice_is_refused(place: Place) -> None:
    """A channel has one setting."""
    twice = [{"Channel": "VOICE", "AutoAccept": value} for value in (True, False)]
    request = place.creation("ada", AutoAcceptConfigs=twice)
    assert _error(place, "CreateUser", request) == (400, "InvalidParameterException")


def test_operation_that_is_not_served_says_so(server: LocalServer) -> None:
    """An operation of Connect beyond the contract is refused by name, not answered wrongly."""
    with pytest.raises(ClientError) as refusal:
        server.client().list_queues(InstanceId=MANAGED)
    assert refusal.value.response["Error"] == {
        "Code": "UnknownOperationException",
        "Message": "The local Connect doesn't serve ListQueues",
    }


def test_create_user_beyond_the_quota_exceeds_the_limit(flagged: Place) -> None:
    """With --max-users an instance that is full takes no more, until one goes."""
    user_id = flagged.create("ada")
    assert _error(flagged, "CreateUser", flagged.creation("ida")) == (429, "LimitExceededException")
    flagged.create("ida", SAML)
    flagged.update("delete_user", user_id)
    flagged.update("delete_user", flagged.create("ida"))


def _error(place: Place, operation: str, request: dict[str, Any]) -> tuple[int, str]:
    with pytest.raises(ClientError) as refusal:
        getattr(place.client, xform_name(operation))(**request)
    response = refusal.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]
