"""The people whom another system has made, before any of the documentation's programs runs."""

from __future__ import annotations

from typing import Any

from tools.local_connect import MANAGED, SAML, LocalConnect

PASSWORD = "Correct-h0rse"
NAMES = ("tom.baker", "mina.sato")


def routing_profile(connect: LocalConnect, name: str, instance_id: str = MANAGED) -> str:
    """Find a routing profile's id."""
    listed = connect.boto().list_routing_profiles(InstanceId=instance_id, MaxResults=1000)
    return str(next(item["Id"] for item in listed["RoutingProfileSummaryList"] if item["Name"] == name))


def security_profile(connect: LocalConnect, name: str, instance_id: str = MANAGED) -> str:
    """Find a security profile's id."""
    listed = connect.boto().list_security_profiles(InstanceId=instance_id, MaxResults=1000)
    return str(next(item["Id"] for item in listed["SecurityProfileSummaryList"] if item["Name"] == name))


def add_user(connect: LocalConnect, name: str, instance_id: str = MANAGED, **members: Any) -> str:
    """Make a user, as another system would, and return the id."""
    first, last = name.split(".")
    request = {
        "InstanceId": instance_id,
        "Username": name,
        "IdentityInfo": {"FirstName": first.capitalize(), "LastName": last.capitalize()},
        "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 20},
        "RoutingProfileId": routing_profile(connect, "Basic Routing Profile", instance_id),
        "SecurityProfileIds": [security_profile(connect, "Agent", instance_id)],
        **({"Password": PASSWORD} if instance_id == MANAGED else {}),
        **members,
    }
    return str(connect.boto().create_user(**request)["UserId"])


def add_staff(connect: LocalConnect) -> None:
    """Make the staff on the managed instance, and who signs in through SAML."""
    for name in NAMES:
        add_user(connect, name)
    add_user(connect, "ana.lopez", SAML)


def user(connect: LocalConnect, name: str) -> dict[str, Any]:
    """Return all that Connect says of a user of the managed instance, but ids and times."""
    client = connect.boto()
    listed = client.list_users(InstanceId=MANAGED, MaxResults=1000)["UserSummaryList"]
    where = {"InstanceId": MANAGED, "UserId": next(item["Id"] for item in listed if item["Username"] == name)}
    found: dict[str, Any] = client.describe_user(**where)["User"]
    held = client.list_user_proficiencies(**where)["UserProficiencyList"]
    computed = ("Id", "Arn", "LastModifiedTime", "LastModifiedRegion")
    shown = {key: value for key, value in found.items() if key not in computed}
    return {**shown, "Proficiencies": held}


def names(connect: LocalConnect) -> list[str]:
    """List who is on the managed instance."""
    listed = connect.boto().list_users(InstanceId=MANAGED, MaxResults=1000)["UserSummaryList"]
    return sorted(item["Username"] for item in listed)
