"""What an instance has beside users: profiles, features, predefined attributes, and tags on all of them."""

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.contract.local_server import ACCOUNT, MANAGED, SAML, Place
from tests.contract.violations import UNKNOWN_ID


@pytest.mark.parametrize(("attribute", "value"), [("INBOUND_CALLS", "true"), ("CONTACTFLOW_LOGS", "false")])
def test_instance_attribute_tells_whether_a_feature_is_on(place: Place, attribute: str, value: str) -> None:
    """DescribeInstanceAttribute is served, and not taken for DescribeInstance."""
    answer = place.client.describe_instance_attribute(InstanceId=MANAGED, AttributeType=attribute)
    assert answer["Attribute"] == {"AttributeType": attribute, "Value": value}


def test_path_beyond_an_operation_of_one_parameter_is_another_operation(place: Place) -> None:
    """A parameter never spans slashes: a longer path isn't taken for a shorter one of an odd id."""
    with pytest.raises(ClientError) as refusal:
        place.client.list_instance_attributes(InstanceId=MANAGED)
    assert refusal.value.response["Error"] == {
        "Code": "UnknownOperationException",
        "Message": "The local Connect doesn't serve ListInstanceAttributes",
    }


def test_slash_inside_a_parameter_arrives(place: Place) -> None:
    """A slash that the client escapes belongs to the value."""
    with pytest.raises(ClientError) as refusal:
        place.client.describe_instance(InstanceId=f"{MANAGED}/attribute")
    assert refusal.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": f"Instance not found with Id: {MANAGED}/attribute",
    }


def test_routing_profile_is_described_with_the_number_of_its_users(place: Place) -> None:
    """DescribeRoutingProfile shows the profile, its channels, and how many users have it now."""
    profile_id = place.routing_profile_id("VIP Care")
    place.create("ada", RoutingProfileId=profile_id)
    request = {"InstanceId": MANAGED, "RoutingProfileId": profile_id}
    shown = place.client.describe_routing_profile(**request)["RoutingProfile"]
    queue_id = shown.pop("DefaultOutboundQueueId")
    del shown["LastModifiedTime"]
    assert shown == {
        "InstanceId": MANAGED,
        "Name": "VIP Care",
        "RoutingProfileArn": _arn(place, f"routing-profile/{profile_id}"),
        "RoutingProfileId": profile_id,
        "Description": "Routing profile VIP Care",
        "MediaConcurrencies": [
            {
                "Channel": channel,
                "Concurrency": most,
                "CrossChannelBehavior": {"BehaviorType": "ROUTE_CURRENT_CHANNEL_ONLY"},
            }
            for channel, most in (("VOICE", 1), ("CHAT", 2), ("TASK", 1))
        ],
        "NumberOfAssociatedQueues": 1,
        "NumberOfAssociatedManualAssignmentQueues": 0,
        "NumberOfAssociatedUsers": 1,
        "AgentAvailabilityTimer": "TIME_SINCE_LAST_ACTIVITY",
        "IsDefault": False,
        "LastModifiedRegion": place.region,
    }
    listed = place.client.list_routing_profile_queues(**request)["RoutingProfileQueueConfigSummaryList"]
    queue = {"QueueId": queue_id, "QueueArn": _arn(place, f"queue/{queue_id}"), "QueueName": "BasicQueue"}
    assert listed == [
        {**queue, "Priority": 1, "Delay": 0, "Channel": channel} for channel in ("VOICE", "CHAT", "TASK")
    ]


def test_security_profile_is_described_with_its_type(place: Place) -> None:
    """DescribeSecurityProfile and ListSecurityProfiles show one and the same profile."""
    (profile_id,) = place.profile_ids("Agent")
    listed = place.client.list_security_profiles(InstanceId=MANAGED)["SecurityProfileSummaryList"]
    summary = next(profile for profile in listed if profile["Id"] == profile_id)
    request = {"InstanceId": MANAGED, "SecurityProfileId": profile_id}
    shown = place.client.describe_security_profile(**request)["SecurityProfile"]
    assert summary["Type"] == "CUSTOMER_MANAGED"
    assert shown == {
        **{name: value for name, value in summary.items() if name != "Name"},
        "SecurityProfileName": "Agent",
        "Description": "Security profile Agent",
        "OrganizationResourceId": MANAGED,
    }
    permissions = place.client.list_security_profile_permissions(**request)["Permissions"]
    assert permissions == ["BasicAgentAccess", "OutboundCallAccess"]


@pytest.mark.parametrize(
    ("operation", "member", "of_profile"),
    [
        ("ListRoutingProfileQueues", "RoutingProfileQueueConfigSummaryList", "RoutingProfileId"),
        ("ListSecurityProfilePermissions", "Permissions", "SecurityProfileId"),
    ],
)
def test_what_a_profile_has_is_paged(place: Place, operation: str, member: str, of_profile: str) -> None:
    """Pages of one item hold together what one large page holds; a token is good for its own profile."""
    if of_profile == "RoutingProfileId":
        ids = [place.routing_profile_id(name) for name in ("VIP Care", "Complaints")]
    else:
        ids = place.profile_ids("Agent", "Admin")
    call = getattr(place.client, xform_name(operation))
    request = {"InstanceId": MANAGED, of_profile: ids[0]}
    paginator = place.client.get_paginator(xform_name(operation))
    pages = [page[member] for page in paginator.paginate(**request, PaginationConfig={"PageSize": 1})]
    assert [item for page in pages for item in page] == call(**request)[member]
    token = call(**request, MaxResults=1)["NextToken"]
    with pytest.raises(ClientError, match="InvalidParameterException"):
        call(**{**request, of_profile: ids[1]}, NextToken=token)


@pytest.mark.parametrize(
    ("operation", "member"),
    [
        ("DescribeRoutingProfile", "RoutingProfileId"),
        ("ListRoutingProfileQueues", "RoutingProfileId"),
        ("DescribeSecurityProfile", "SecurityProfileId"),
        ("ListSecurityProfilePermissions", "SecurityProfileId"),
        ("DescribePredefinedAttribute", "Name"),
    ],
)
def test_unknown_profile_or_attribute_is_not_found(place: Place, operation: str, member: str) -> None:
    """What an instance doesn't have is a 404."""
    with pytest.raises(ClientError) as refusal:
        getattr(place.client, xform_name(operation))(**{"InstanceId": MANAGED, member: UNKNOWN_ID})
    assert refusal.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_predefined_attribute_is_described_with_its_values(place: Place) -> None:
    """ListPredefinedAttributes names the attributes, DescribePredefinedAttribute shows the values of one."""
    listed = place.client.list_predefined_attributes(InstanceId=MANAGED)["PredefinedAttributeSummaryList"]
    names = [attribute["Name"] for attribute in listed]
    assert {"Language", "connect:Language", "connect:Skill"} < set(names)
    (summary,) = [attribute for attribute in listed if attribute["Name"] == "connect:Language"]
    request = {"InstanceId": MANAGED, "Name": "connect:Language"}
    assert place.client.describe_predefined_attribute(**request)["PredefinedAttribute"] == {
        **summary,
        "Values": {"StringList": ["Czech", "English", "French", "German", "Spanish"]},
    }


@pytest.mark.parametrize("kind", ["instance", "group", "routing-profile", "security-profile"])
def test_tags_show_in_the_description(place: Place, kind: str) -> None:
    """An instance, a hierarchy group and a profile can be tagged like a user, and show it."""
    arn, describe = _tagged(place, kind)
    assert "Tags" not in describe()
    place.client.tag_resource(resourceArn=arn, tags={"cost": "support", "team": "one"})
    place.client.untag_resource(resourceArn=arn, tagKeys=["team", "unknown"])
    assert describe()["Tags"] == {"cost": "support"}
    assert place.client.list_tags_for_resource(resourceArn=arn)["tags"] == {"cost": "support"}
    place.client.untag_resource(resourceArn=arn, tagKeys=["cost"])
    assert "Tags" not in describe()


def _tagged(place: Place, kind: str) -> tuple[str, Any]:
    """Give the ARN of something that takes tags, and what describes it."""
    client, of = place.client, {"InstanceId": MANAGED}
    if kind == "group":
        group_id = place.group_id("EMEA/Germany")
        return _arn(place, f"agent-group/{group_id}"), lambda: client.describe_user_hierarchy_group(
            **of, HierarchyGroupId=group_id
        )["HierarchyGroup"]
    if kind == "routing-profile":
        profile_id = place.routing_profile_id("VIP Care")
        return _arn(place, f"{kind}/{profile_id}"), lambda: client.describe_routing_profile(
            **of, RoutingProfileId=profile_id
        )["RoutingProfile"]
    if kind == "security-profile":
        (profile_id,) = place.profile_ids("Agent")
        return _arn(place, f"{kind}/{profile_id}"), lambda: client.describe_security_profile(
            **of, SecurityProfileId=profile_id
        )["SecurityProfile"]
    return _arn(place), lambda: client.describe_instance(**of)["Instance"]


def test_instances_keep_what_belongs_to_each(place: Place) -> None:
    """A profile of one instance isn't found in the other."""
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        place.client.describe_routing_profile(
            InstanceId=SAML, RoutingProfileId=place.routing_profile_id("VIP Care")
        )


def _arn(place: Place, suffix: str = "") -> str:
    return f"arn:aws:connect:{place.region}:{ACCOUNT}:instance/{MANAGED}{suffix and f'/{suffix}'}"


@pytest.mark.parametrize(
    ("request_", "paths"),
    [
        pytest.param(
            {"SearchCriteria": {"StringCondition": {"FieldName": "Name", "Value": "team 1"}}},
            ["EMEA/United Kingdom/London/Billing/Team 1", "AMER/United States/Austin/Sales/Team 1"],
            id="name",
        ),
        pytest.param(
            {
                "SearchCriteria": {
                    "AndConditions": [
                        {"StringCondition": {"FieldName": "parentId", "Value": "EMEA/United Kingdom/London"}},
                        {
                            "StringCondition": {
                                "FieldName": "name",
                                "Value": "c",
                                "ComparisonType": "STARTS_WITH",
                            }
                        },
                    ]
                }
            },
            ["EMEA/United Kingdom/London/Claims"],
            id="all of several",
        ),
        pytest.param(
            {"SearchFilter": {"AttributeFilter": {"TagCondition": {"TagKey": "site"}}}},
            ["EMEA/United Kingdom/London"],
            id="tag",
        ),
        pytest.param(
            {
                "SearchFilter": {
                    "AttributeFilter": {
                        "OrConditions": [
                            {"TagConditions": [{"TagKey": "site", "TagValue": "Paris"}]},
                            {"TagConditions": [{"TagKey": "site", "TagValue": "London"}]},
                        ]
                    }
                }
            },
            ["EMEA/United Kingdom/London"],
            id="one of several tags",
        ),
    ],
)
def test_groups_are_searched(place: Place, request_: dict[str, Any], paths: list[str]) -> None:
    """SearchUserHierarchyGroups picks groups as asked, and shows each with its path."""
    everybody = _searched(place)
    place.client.tag_resource(
        resourceArn=everybody["EMEA/United Kingdom/London"]["Arn"], tags={"site": "London"}
    )
    try:
        assert list(_searched(place, **_with_ids(request_, everybody))) == paths
    finally:
        place.client.untag_resource(
            resourceArn=everybody["EMEA/United Kingdom/London"]["Arn"], tagKeys=["site"]
        )


def test_groups_are_not_searched_by_other_fields(place: Place) -> None:
    """A field that the service doesn't search by is refused, wherever it stands."""
    wrong = {"OrConditions": [{"StringCondition": {"FieldName": "path", "Value": "x"}}]}
    with pytest.raises(ClientError) as refusal:
        place.client.search_user_hierarchy_groups(InstanceId=MANAGED, SearchCriteria=wrong)
    assert refusal.value.response["Error"]["Code"] == "InvalidParameterException"


def test_group_is_searched_as_it_is_described(place: Place) -> None:
    """A search shows what DescribeUserHierarchyGroup shows."""
    found = _searched(place)["EMEA/United Kingdom/London/Billing/Team 1"]
    described = place.client.describe_user_hierarchy_group(InstanceId=MANAGED, HierarchyGroupId=found["Id"])
    assert found == described["HierarchyGroup"]


def _searched(place: Place, **request: Any) -> dict[str, Any]:
    answer = place.client.search_user_hierarchy_groups(InstanceId=MANAGED, **request)
    groups = answer["UserHierarchyGroups"]
    assert answer["ApproximateTotalCount"] == len(groups)
    return {"/".join(step["Name"] for step in group["HierarchyPath"].values()): group for group in groups}


def _with_ids(request: Any, groups: dict[str, Any]) -> Any:
    if isinstance(request, dict):
        return {key: _with_ids(value, groups) for key, value in request.items()}
    if isinstance(request, list):
        return [_with_ids(item, groups) for item in request]
    return groups[request]["Id"] if request in groups else request
