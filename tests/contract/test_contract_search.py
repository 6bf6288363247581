"""SearchUsers: what its conditions pick, what it shows, and how late."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.local_server import MANAGED, SEARCH_LAG_SECONDS, LocalServer, Place

LONDON, TEAM = "EMEA/United Kingdom/London", "EMEA/United Kingdom/London/Billing/Team 1"


@pytest.fixture(scope="module")
def staff(server: LocalServer) -> Place:
    """Give a region with four users who differ in all that is searched by."""
    place = Place(server, "eu-search-1", server.client(region="eu-search-1"))
    place.create("ada.okafor", HierarchyGroupId=place.group_id(TEAM), Tags={"site": "London"})
    place.create(
        "ida.novak",
        IdentityInfo={"FirstName": "Ida", "LastName": "Novák"},
        HierarchyGroupId=place.group_id(LONDON),
        Tags={"site": "London", "lead": "yes"},
    )
    place.create(
        "joe.smith",
        IdentityInfo={"FirstName": "Joe", "LastName": "Smith"},
        RoutingProfileId=place.routing_profile_id("VIP Care"),
        SecurityProfileIds=place.profile_ids("Agent", "Supervisor"),
        Tags={"site": "Austin"},
    )
    place.create("zoe.smith", IdentityInfo={"FirstName": "Zoë", "LastName": "Smith"})
    return place


def _string(field: str, value: str, comparison: str = "EXACT") -> dict[str, Any]:
    return {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": comparison}}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, ["ada.okafor", "ida.novak", "joe.smith", "zoe.smith"]),
        (_string("Username", "ida.novak"), ["ida.novak"]),
        (_string("Username", "IDA.NOVAK"), ["ida.novak"]),
        (_string("Username", "ida"), []),
        (_string("FirstName", "jo", "STARTS_WITH"), ["joe.smith"]),
        (_string("LastName", "mit", "CONTAINS"), ["joe.smith", "zoe.smith"]),
        ({"AndConditions": [_string("LastName", "Smith"), _string("FirstName", "Zoë")]}, ["zoe.smith"]),
        (
            {"OrConditions": [_string("FirstName", "Ada"), _string("FirstName", "Joe")]},
            ["ada.okafor", "joe.smith"],
        ),
        (
            {
                "OrConditions": [
                    {"AndConditions": [_string("LastName", "Smith"), _string("FirstName", "Joe")]},
                    _string("FirstName", "Ida"),
                ]
            },
            ["ida.novak", "joe.smith"],
        ),
    ],
    ids=["all", "exact", "case", "part", "starts", "contains", "and", "or", "nested"],
)
def test_search_by_text_finds_who_matches(staff: Place, criteria: Any, expected: list[str]) -> None:
    """String conditions compare regardless of case, and combine with And and Or."""
    assert _found(staff, SearchCriteria=criteria) == expected


def test_search_by_profile_and_id_finds_who_matches(staff: Place) -> None:
    """Ids of profiles and of the user itself are searched by like texts."""
    vip, basic = staff.routing_profile_id("VIP Care"), staff.routing_profile_id("Basic Routing Profile")
    (supervisor,) = staff.profile_ids("Supervisor")
    user_id = staff.client.list_users(InstanceId=MANAGED)["UserSummaryList"][3]["Id"]
    assert _found(staff, SearchCriteria=_string("RoutingProfileId", vip)) == ["joe.smith"]
    others = ["ada.okafor", "ida.novak", "zoe.smith"]
    assert _found(staff, SearchCriteria=_string("RoutingProfileId", basic)) == others
    assert _found(staff, SearchCriteria=_string("SecurityProfileId", supervisor)) == ["joe.smith"]
    assert _found(staff, SearchCriteria=_string("resourceId", user_id)) == ["zoe.smith"]


@pytest.mark.parametrize(
    ("match", "expected"), [("EXACT", ["ida.novak"]), ("WITH_CHILD_GROUPS", ["ada.okafor", "ida.novak"])]
)
@pytest.mark.parametrize("place_in_request", ["criteria", "filter"])
def test_search_by_hierarchy_group_finds_members(
    staff: Place, match: str, expected: list[str], place_in_request: str
) -> None:
    """A group is matched alone or with all below it, as a criterion and as a filter."""
    condition = {
        "HierarchyGroupCondition": {"Value": staff.group_id(LONDON), "HierarchyGroupMatchType": match}
    }
    if place_in_request == "criteria":
        assert _found(staff, SearchCriteria=condition) == expected
    else:
        assert _found(staff, SearchFilter={"UserAttributeFilter": condition}) == expected


TAG_LONDON, TAG_LEAD = {"TagKey": "site", "TagValue": "London"}, {"TagKey": "lead", "TagValue": "yes"}
TAG_AUSTIN = {"TagKey": "site", "TagValue": "Austin"}


@pytest.mark.parametrize(
    ("search_filter", "expected"),
    [
        ({"TagFilter": {"TagCondition": TAG_LONDON}}, ["ada.okafor", "ida.novak"]),
        ({"TagFilter": {"AndConditions": [TAG_LONDON, TAG_LEAD]}}, ["ida.novak"]),
        (
            {"TagFilter": {"OrConditions": [[TAG_LONDON, TAG_LEAD], [TAG_AUSTIN]]}},
            ["ida.novak", "joe.smith"],
        ),
        ({"UserAttributeFilter": {"AndCondition": {"TagConditions": [TAG_AUSTIN]}}}, ["joe.smith"]),
        (
            {
                "UserAttributeFilter": {
                    "OrConditions": [{"TagConditions": [TAG_LEAD]}, {"TagConditions": [TAG_AUSTIN]}]
                }
            },
            ["ida.novak", "joe.smith"],
        ),
    ],
    ids=["one", "and", "or", "attribute-and", "attribute-or"],
)
def test_search_by_tags_finds_who_has_them(staff: Place, search_filter: Any, expected: list[str]) -> None:
    """Tag filters are an Or of Ands."""
    assert _found(staff, SearchFilter=search_filter) == expected


@pytest.mark.parametrize(
    ("request_members", "code"),
    [
        ({"SearchCriteria": _string("Email", "ada@example.com")}, "InvalidParameterException"),
        ({"SearchCriteria": _string("Username", "a", "CONTAINS")}, "InvalidParameterException"),
        (
            {"SearchCriteria": {"AndConditions": [{"OrConditions": [_string("Email", "a@example.com")]}]}},
            "InvalidParameterException",
        ),
        ({"SearchFilter": {"TagFilter": {}, "UserAttributeFilter": {}}}, "AccessDeniedException"),
        (
            {
                "SearchFilter": {
                    "UserAttributeFilter": {"TagCondition": TAG_LEAD, "AndCondition": {"TagConditions": []}}
                }
            },
            "InvalidParameterException",
        ),
        (
            {"SearchFilter": {"UserAttributeFilter": {"AndCondition": {"TagConditions": [TAG_LEAD] * 26}}}},
            "InvalidParameterException",
        ),
        (
            {
                "SearchFilter": {
                    "UserAttributeFilter": {
                        "OrConditions": [{"HierarchyGroupCondition": {"Value": "x"}}] * 21
                    }
                }
            },
            "InvalidParameterException",
        ),
    ],
    ids=["field", "contains-short", "nested", "both-filters", "two-fields", "26-tags", "21-groups"],
)
def test_search_that_cannot_be_met_is_refused(staff: Place, request_members: Any, code: str) -> None:
    """What isn't searched by is refused, and not taken as found nowhere."""
    with pytest.raises(ClientError) as refusal:
        _found(staff, **request_members)
    assert refusal.value.response["Error"]["Code"] == code


def test_search_shows_no_contact_details_and_no_time(place: Place) -> None:
    """A search summary has all that DescribeUser shows but email, second email, mobile, time and region."""
    identity = {"FirstName": "Ada", "LastName": "Okafor"}
    contact = {"Email": "a@example.com", "SecondaryEmail": "b@example.com", "Mobile": "+447700900123"}
    user_id = place.create("ada", IdentityInfo={**identity, **contact}, Tags={"site": "London"})
    expected = {**place.describe(user_id), "IdentityInfo": identity}
    del expected["LastModifiedRegion"]
    answer = place.client.search_users(InstanceId=MANAGED)
    assert (answer["Users"], answer["ApproximateTotalCount"]) == ([expected], 1)


def test_search_lag_shows_writes_late_and_nothing_else_does(flagged: Place) -> None:
    """With --search-lag, SearchUsers alone shows the users as they were some seconds ago."""
    time.sleep(SEARCH_LAG_SECONDS)
    user_id = flagged.create("ada")
    assert (_found(flagged), flagged.describe(user_id)["Username"]) == ([], "ada")
    time.sleep(SEARCH_LAG_SECONDS)
    assert _found(flagged) == ["ada"]
    flagged.update("delete_user", user_id)
    listed = flagged.client.list_users(InstanceId=MANAGED)["UserSummaryList"]
    assert (_found(flagged), listed) == (["ada"], [])
    time.sleep(SEARCH_LAG_SECONDS)
    assert _found(flagged) == []


def _found(place: Place, **members: Any) -> list[str]:
    answer = place.client.search_users(InstanceId=MANAGED, **members)
    return [user["Username"] for user in answer["Users"]]
