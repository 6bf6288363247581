"""Users: what each operation does when all is well."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.local_server import ACCOUNT, MANAGED, SAML, Place

DEFAULT_PHONE = {
    "PhoneType": "SOFT_PHONE",
    "AutoAccept": False,
    "AfterContactWorkTimeLimit": 0,
    "PersistentConnection": False,
}


def test_create_user_with_all_members_is_described_with_all_but_the_password(place: Place) -> None:
    """What CreateUser takes, DescribeUser shows, but the password."""
    request = place.creation(
        "zoe.müller",
        IdentityInfo={
            "FirstName": "Zoë",
            "LastName": "Müller",
            "Email": "zoe@example.com",
            "SecondaryEmail": "zoe@example.org",
            "Mobile": "+491711234567",
        },
        PhoneConfig={
            "PhoneType": "DESK_PHONE",
            "AutoAccept": True,
            "AfterContactWorkTimeLimit": 30,
            "DeskPhoneNumber": "+442071838750",
            "PersistentConnection": True,
        },
        HierarchyGroupId=place.group_id("EMEA/Germany/Berlin/Claims/Team 5"),
        DirectoryUserId="S-1-5-21",
        Tags={"team": "claims"},
    )
    answer = place.client.create_user(**request)
    expected = {name: value for name, value in request.items() if name not in ("InstanceId", "Password")}
    assert place.describe(answer["UserId"]) == {
        **expected,
        "Id": answer["UserId"],
        "Arn": answer["UserArn"],
        "LastModifiedRegion": place.region,
    }
    assert answer["UserArn"] == place.arn(answer["UserId"])


def test_create_user_with_required_members_only_is_described_without_empty_ones(place: Place) -> None:
    """A member that a user doesn't have isn't in DescribeUser's answer."""
    request = place.creation("ada", SAML)
    user_id = place.client.create_user(**request)["UserId"]
    assert place.describe(user_id, SAML) == {
        "Id": user_id,
        "Arn": place.arn(user_id).replace(MANAGED, SAML),
        "Username": "ada",
        "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
        "PhoneConfig": DEFAULT_PHONE,
        "SecurityProfileIds": request["SecurityProfileIds"],
        "RoutingProfileId": request["RoutingProfileId"],
        "LastModifiedRegion": place.region,
    }


def test_update_identity_info_replaces_the_whole_record(place: Place) -> None:
    """A member of the identity that an update leaves out is cleared, and so is an empty one."""
    identity = {"FirstName": "Ada", "LastName": "Okafor", "Email": "ada@example.com"}
    user_id = place.create("ada", IdentityInfo={**identity, "Mobile": "+447700900123"})
    names = {"FirstName": "Ida", "LastName": "Novak"}
    place.update("update_user_identity_info", user_id, IdentityInfo={**names, "Email": ""})
    assert place.describe(user_id)["IdentityInfo"] == names


def test_update_routing_profile_sets_it(place: Place) -> None:
    """UpdateUserRoutingProfile sets the routing profile and nothing else."""
    user_id = place.create("ada")
    before = place.describe(user_id)
    wanted = place.routing_profile_id("London Claims")
    place.update("update_user_routing_profile", user_id, RoutingProfileId=wanted)
    assert place.describe(user_id) == {**before, "RoutingProfileId": wanted}


def test_update_security_profiles_replaces_them(place: Place) -> None:
    """UpdateUserSecurityProfiles sets all security profiles at once."""
    user_id = place.create("ada")
    before = place.describe(user_id)
    wanted = place.profile_ids("Supervisor", "Admin")
    place.update("update_user_security_profiles", user_id, SecurityProfileIds=wanted)
    assert place.describe(user_id) == {**before, "SecurityProfileIds": wanted}


@pytest.mark.parametrize("cleared", [{}, {"HierarchyGroupId": ""}], ids=["absent", "empty"])
def test_update_hierarchy_without_group_takes_user_out(place: Place, cleared: dict[str, str]) -> None:
    """UpdateUserHierarchy with a group puts the user there; without one it takes the user out."""
    user_id = place.create("ada")
    before = place.describe(user_id)
    group_id = place.group_id("EMEA/United Kingdom")
    place.update("update_user_hierarchy", user_id, HierarchyGroupId=group_id)
    assert place.describe(user_id) == {**before, "HierarchyGroupId": group_id}
    place.update("update_user_hierarchy", user_id, **cleared)
    assert place.describe(user_id) == before


def test_delete_user_frees_the_name_and_leaves_nothing(place: Place) -> None:
    """A deleted user is in no listing, and its name, tags and proficiencies are gone."""
    user_id = place.create("ada", Tags={"team": "claims"})
    place.update("associate_user_proficiencies", user_id, UserProficiencies=[_proficiency("German", 3)])
    place.update("delete_user", user_id)
    assert place.client.list_users(InstanceId=MANAGED)["UserSummaryList"] == []
    assert place.client.search_users(InstanceId=MANAGED)["Users"] == []
    again = place.create("ada")
    assert place.client.list_user_proficiencies(InstanceId=MANAGED, UserId=again)["UserProficiencyList"] == []
    assert "Tags" not in place.describe(again)


def test_list_users_shows_summaries_in_order_of_creation(place: Place) -> None:
    """ListUsers shows id, ARN, name, and when and where the user was last changed."""
    ids = [place.create(name) for name in ("zoe", "ada")]
    listed = place.client.list_users(InstanceId=MANAGED)["UserSummaryList"]
    assert listed == [
        {
            "Id": user_id,
            "Arn": place.arn(user_id),
            "Username": name,
            "LastModifiedTime": _last_modified(place, user_id),
            "LastModifiedRegion": place.region,
        }
        for user_id, name in zip(ids, ("zoe", "ada"), strict=True)
    ]


WRITES: dict[str, dict[str, Any]] = {
    "update_user_identity_info": {"IdentityInfo": {"FirstName": "A", "LastName": "B"}},
    "update_user_phone_config": {"PhoneConfig": {"PhoneType": "SOFT_PHONE"}},
    "update_user_config": {"AutoAcceptConfigs": [{"Channel": "CHAT", "AutoAccept": True}]},
    "update_user_hierarchy": {},
    "associate_user_proficiencies": {"UserProficiencies": []},
    "update_user_proficiencies": {"UserProficiencies": []},
    "disassociate_user_proficiencies": {"UserProficiencies": []},
}


@pytest.mark.parametrize("operation", WRITES)
def test_last_modified_time_moves_with_every_update(place: Place, operation: str) -> None:
    """Every write to a user moves its LastModifiedTime, within the second too."""
    user_id = place.create("ada")
    created = _last_modified(place, user_id)
    place.update(operation, user_id, **WRITES[operation])
    assert created < _last_modified(place, user_id) < created + timedelta(seconds=5)
    assert abs(datetime.now(UTC) - created) < timedelta(seconds=5)


def test_last_modified_time_moves_with_tags_and_profiles(place: Place) -> None:
    """Tags and profiles count as writes to the user."""
    user_id = place.create("ada")
    times = [_last_modified(place, user_id)]
    place.client.tag_resource(resourceArn=place.arn(user_id), tags={"team": "claims"})
    times.append(_last_modified(place, user_id))
    place.client.untag_resource(resourceArn=place.arn(user_id), tagKeys=["team"])
    times.append(_last_modified(place, user_id))
    profile_id = place.routing_profile_id("VIP Care")
    place.update("update_user_routing_profile", user_id, RoutingProfileId=profile_id)
    times.append(_last_modified(place, user_id))
    place.update("update_user_security_profiles", user_id, SecurityProfileIds=place.profile_ids("Admin"))
    times.append(_last_modified(place, user_id))
    assert times == sorted(set(times))


def test_proficiencies_are_added_changed_and_taken_away(place: Place) -> None:
    """The three operations write what ListUserProficiencies shows."""
    user_id = place.create("ada")
    german, french = _proficiency("German", 3), _proficiency("French", 5)
    place.update("associate_user_proficiencies", user_id, UserProficiencies=[german, french])
    assert _proficiencies(place, user_id) == [german, french]
    better = _proficiency("German", 4)
    place.update("update_user_proficiencies", user_id, UserProficiencies=[better])
    assert _proficiencies(place, user_id) == [better, french]
    gone = [{"AttributeName": "connect:Skill", "AttributeValue": value} for value in ("German", "Norse")]
    place.update("disassociate_user_proficiencies", user_id, UserProficiencies=gone)
    assert _proficiencies(place, user_id) == [french]


def test_update_proficiencies_that_the_user_lacks_is_refused(place: Place) -> None:
    """UpdateUserProficiencies changes levels; it adds nothing."""
    user_id = place.create("ada")
    with pytest.raises(ClientError) as refusal:
        place.update("update_user_proficiencies", user_id, UserProficiencies=[_proficiency("German", 3)])
    assert refusal.value.response["Error"]["Code"] == "InvalidParameterException"
    assert _proficiencies(place, user_id) == []


def test_tags_are_added_changed_and_taken_off(place: Place) -> None:
    """Tags of a user show in ListTagsForResource and DescribeUser alike."""
    arn = place.arn(user_id := place.create("ada", Tags={"team": "claims", "Büro": "Köln"}))
    place.client.tag_resource(resourceArn=arn, tags={"team": "billing", "shift": ""})
    place.client.untag_resource(resourceArn=arn, tagKeys=["Büro", "unknown"])
    expected = {"team": "billing", "shift": ""}
    assert place.client.list_tags_for_resource(resourceArn=arn)["tags"] == expected
    assert place.describe(user_id)["Tags"] == expected


def test_tag_resource_beyond_the_models_most_tags_is_refused(place: Place) -> None:
    """A resource holds at most as many tags as the model's TagMap."""
    arn = place.arn(place.create("ada", Tags={f"key{number}": "x" for number in range(50)}))
    with pytest.raises(ClientError) as refusal:
        place.client.tag_resource(resourceArn=arn, tags={"one": "more"})
    assert refusal.value.response["Error"]["Code"] == "InvalidParameterException"


def test_seed_holds_two_instances_of_this_account_and_region(place: Place) -> None:
    """Every region starts with the same two instances, under ARNs of its own."""
    listed = place.client.list_instances()["InstanceSummaryList"]
    assert [
        (item["Id"], item["Arn"], item["InstanceAlias"], item["IdentityManagementType"]) for item in listed
    ] == [
        (MANAGED, _instance_arn(place, MANAGED), "meridian-support", "CONNECT_MANAGED"),
        (SAML, _instance_arn(place, SAML), "meridian-saml", "SAML"),
    ]


def test_hierarchy_has_five_levels_and_a_name_under_two_parents(place: Place) -> None:
    """The structure names five levels; groups of one name differ in id and path."""
    structure = place.client.describe_user_hierarchy_structure(InstanceId=MANAGED)["HierarchyStructure"]
    assert [level["Name"] for level in structure.values()] == [
        "Region",
        "Country",
        "Site",
        "Department",
        "Team",
    ]
    london = place.group_id("EMEA/United Kingdom/London/Billing")
    berlin = place.group_id("EMEA/Germany/Berlin/Billing")
    shown = [
        place.client.describe_user_hierarchy_group(InstanceId=MANAGED, HierarchyGroupId=group_id)
        for group_id in (london, berlin)
    ]
    assert london != berlin
    assert [(answer["HierarchyGroup"]["Name"], answer["HierarchyGroup"]["LevelId"]) for answer in shown] == [
        ("Billing", structure["LevelFour"]["Id"]),
        ("Billing", structure["LevelFour"]["Id"]),
    ]


def _instance_arn(place: Place, instance_id: str) -> str:
    return f"arn:aws:connect:{place.region}:{ACCOUNT}:instance/{instance_id}"


def _last_modified(place: Place, user_id: str) -> datetime:
    answer = place.client.describe_user(InstanceId=MANAGED, UserId=user_id)
    time: datetime = answer["User"]["LastModifiedTime"]
    return time


def _proficiency(value: str, level: float) -> dict[str, Any]:
    return {"AttributeName": "connect:Skill", "AttributeValue": value, "Level": float(level)}


def _proficiencies(place: Place, user_id: str) -> list[dict[str, Any]]:
    answer = place.client.list_user_proficiencies(InstanceId=MANAGED, UserId=user_id)
    found: list[dict[str, Any]] = answer["UserProficiencyList"]
    return found
