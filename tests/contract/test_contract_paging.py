"""Pages: complete, of the size asked for, and with tokens that are good for one query only."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.local_server import MANAGED, SAML, LocalServer, Place

LISTINGS = {
    "list_users": ("UserSummaryList", 7),
    "list_security_profiles": ("SecurityProfileSummaryList", 8),
    "list_routing_profiles": ("RoutingProfileSummaryList", 25),
    "list_user_hierarchy_groups": ("UserHierarchyGroupSummaryList", 21),
    "list_predefined_attributes": ("PredefinedAttributeSummaryList", 8),
    "search_user_hierarchy_groups": ("UserHierarchyGroups", 21),
    "search_users": ("Users", 7),
}
PAGE = 3


@pytest.fixture(scope="module")
def paged(server: LocalServer) -> Any:
    """Give a client of a region with seven users."""
    place = Place(server, "eu-paged-1", server.client(region="eu-paged-1"))
    request = place.creation("")
    for number in range(LISTINGS["list_users"][1]):
        place.client.create_user(**{**request, "Username": f"agent{number}"})
    return place.client


@pytest.mark.parametrize("operation", LISTINGS)
def test_pages_together_hold_each_item_once(paged: Any, operation: str) -> None:
    """All pages but the last are full, and together they hold what one large page holds."""
    member, total = LISTINGS[operation]
    pages = [page[member] for page in _pages(paged, operation, PAGE)]
    whole = getattr(paged, operation)(InstanceId=MANAGED)[member]
    assert [len(page) for page in pages] == [PAGE] * (total // PAGE) + [total % PAGE] * (total % PAGE > 0)
    assert [item for page in pages for item in page] == whole


@pytest.mark.parametrize("operation", LISTINGS)
def test_page_of_exactly_all_items_is_the_last(paged: Any, operation: str) -> None:
    """A page that holds the last item has no token."""
    _, total = LISTINGS[operation]
    assert len(list(_pages(paged, operation, total))) == 1


def test_instances_and_proficiencies_are_paged_too(place: Place) -> None:
    """ListInstances and ListUserProficiencies follow the same rules."""
    first = place.client.list_instances(MaxResults=1)
    second = place.client.list_instances(MaxResults=1, NextToken=first["NextToken"])
    listed = [item["Id"] for page in (first, second) for item in page["InstanceSummaryList"]]
    assert (listed, "NextToken" in second) == ([MANAGED, SAML], False)
    user_id = place.create("ada")
    entries = [
        {"AttributeName": "connect:Skill", "AttributeValue": value, "Level": 1.0}
        for value in ("Czech", "French", "German")
    ]
    place.update("associate_user_proficiencies", user_id, UserProficiencies=entries)
    request = {"InstanceId": MANAGED, "UserId": user_id, "MaxResults": 2}
    first = place.client.list_user_proficiencies(**request)
    second = place.client.list_user_proficiencies(**request, NextToken=first["NextToken"])
    assert [*first["UserProficiencyList"], *second["UserProficiencyList"]] == entries


def test_pages_stay_right_when_earlier_users_go(place: Place) -> None:
    """A user that is deleted between two pages makes the next page skip nobody."""
    ids = [place.create(f"agent{number}") for number in range(4)]
    first = place.client.list_users(InstanceId=MANAGED, MaxResults=2)
    place.update("delete_user", ids[0])
    second = place.client.list_users(InstanceId=MANAGED, NextToken=first["NextToken"])
    assert [user["Id"] for user in second["UserSummaryList"]] == ids[2:]


def test_token_that_was_tampered_with_is_refused(paged: Any) -> None:
    """A token is taken only as it was given."""
    token = paged.list_users(InstanceId=MANAGED, MaxResults=PAGE)["NextToken"]
    raw = bytearray(base64.urlsafe_b64decode(token))
    raw[-1] ^= 1
    for wrong in (base64.urlsafe_b64encode(raw).decode(), token[:-4], "x", "ÄÖ"):
        assert _refusal(paged, "list_users", wrong) == "InvalidParameterException"


@pytest.mark.parametrize(
    ("operation", "changes"),
    [
        ("list_routing_profiles", {}),
        ("list_users", {"InstanceId": SAML}),
        (
            "search_users",
            {"SearchCriteria": {"StringCondition": {"FieldName": "Username", "Value": "a"}}},
        ),
    ],
    ids=["operation", "instance", "search"],
)
def test_token_of_another_query_is_refused(paged: Any, operation: str, changes: dict[str, Any]) -> None:
    """A token is good for its own operation, instance and search only."""
    origin = "search_users" if operation == "search_users" else "list_users"
    token = getattr(paged, origin)(InstanceId=MANAGED, MaxResults=PAGE)["NextToken"]
    assert _refusal(paged, operation, token, **changes) == "InvalidParameterException"


def test_token_of_another_region_is_refused(paged: Any, place: Place) -> None:
    """A token is good for its own region only."""
    token = paged.list_users(InstanceId=MANAGED, MaxResults=PAGE)["NextToken"]
    assert _refusal(place.client, "list_users", token) == "InvalidParameterException"


def _pages(client: Any, operation: str, size: int) -> Any:
    return client.get_paginator(operation).paginate(InstanceId=MANAGED, PaginationConfig={"PageSize": size})


def _refusal(client: Any, operation: str, token: str, **changes: Any) -> str:
    with pytest.raises(ClientError) as refusal:
        getattr(client, operation)(**{"InstanceId": MANAGED, "NextToken": token, **changes})
    return str(refusal.value.response["Error"]["Code"])
