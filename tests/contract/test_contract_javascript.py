"""The same server, driven by the AWS SDK for JavaScript: a second client with code of its own."""

import json
import re

import pytest

from tests.contract.javascript_client import PINS, SOURCES, default_cache, install, missing_tools, run
from tests.contract.local_server import MANAGED, PASSWORD, Place
from tests.contract.violations import UNKNOWN_ID

MISSING = missing_tools()


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
def test_javascript_sdk_leads_users_through_their_lives(place: Place) -> None:
    """Create, describe, list by pages, update, search, be refused, and delete: all as the SDK expects it."""
    (agent,) = place.profile_ids("Agent")
    basic, other = (place.routing_profile_id(name) for name in ("Basic Routing Profile", "VIP Care"))
    ids = {
        "password": PASSWORD,
        "securityProfile": agent,
        "routingProfile": basic,
        "otherRoutingProfile": other,
        "unknown": UNKNOWN_ID,
    }
    packages = install(default_cache())
    seen = run(packages, place.server.url, place.region, MANAGED, json.dumps(ids))
    user_id = seen["created"]["UserId"]
    described = {
        "Id": user_id,
        "Arn": place.arn(user_id),
        "Username": "zoë",
        "IdentityInfo": {"FirstName": "Zoë", "LastName": "Müller", "Email": "zoe@example.com"},
        "PhoneConfig": {
            "PhoneType": "DESK_PHONE",
            "DeskPhoneNumber": "+442071838750",
            "AutoAccept": False,
            "AfterContactWorkTimeLimit": 30,
            "PersistentConnection": False,
        },
        "SecurityProfileIds": [agent],
        "RoutingProfileId": basic,
        "Tags": {"büro": "Köln"},
        "LastModifiedRegion": place.region,
        "isDate": True,
    }
    assert seen == {
        "created": {"UserId": user_id, "UserArn": place.arn(user_id)},
        "described": described,
        "pages": [["zoë", "ada"], ["bela"]],
        "updated": {
            **described,
            "IdentityInfo": {"FirstName": "Zoe", "LastName": "Miller"},
            "AutoAcceptConfigs": [{"Channel": "CHAT", "AutoAccept": True}],
            "RoutingProfileId": other,
            "Tags": {"a/b": "c d"},
        },
        "found": ["zoë"],
        "attribute": {"AttributeType": "INBOUND_CALLS", "Value": "true"},
        "refusals": {
            "duplicate": _refusal(
                "DuplicateResourceException", 409, "A user with this username already exists"
            ),
            "limit": _refusal(
                "InvalidParameterException",
                400,
                "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must "
                r"satisfy regular expression pattern: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/",
            ),
            "rule": _refusal(
                "InvalidRequestException",
                400,
                "LastName is required where Amazon Connect or SAML manages identities",
            ),
            "missing": _refusal("ResourceNotFoundException", 404, f"User not found in instance {MANAGED}"),
            "unserved": {
                "class": "ConnectServiceException",
                "code": "UnknownOperationException",
                "status": 501,
                "message": "The local Connect doesn't serve ListQueues",
            },
        },
        "gone": _refusal("ResourceNotFoundException", 404, f"User not found in instance {MANAGED}"),
        "left": [[]],
    }


def test_javascript_packages_are_pinned_without_an_address() -> None:
    """Every package has its version and its hash in the lock file, and none says where it comes from."""
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all({"version", "integrity"} <= package.keys() for package in packages.values())
    assert (
        packages["node_modules/@aws-sdk/client-connect"]["version"]
        == (json.loads((SOURCES / "package.json").read_text())["dependencies"]["@aws-sdk/client-connect"])
    )
    assert [name for name in PINS if re.search(r"https?:|\"resolved\"", (SOURCES / name).read_text())] == []


def _refusal(code: str, status: int, message: str) -> dict[str, object]:
    return {"class": code, "code": code, "status": status, "message": message}
