"""The plainest user: as a program writes it, as state keeps it and as DescribeUser shows it."""

from __future__ import annotations

from typing import Any

from tests.lifecycle.harness import MANAGED, PASSWORD, routing, security

Values = dict[str, Any]

ADA = {"first_name": "Ada", "last_name": "Okafor"}
STATE: Values = {
    "instance_id": MANAGED,
    "name": "alice",
    "identity_info": ADA,
    "routing_profile_id": routing(),
    "security_profile_ids": [security()],
}
ARGS: Values = {**STATE, "password": PASSWORD}
PHONE = {
    "PhoneType": "SOFT_PHONE",
    "AutoAccept": False,
    "AfterContactWorkTimeLimit": 0,
    "PersistentConnection": False,
}
USER: Values = {
    "Username": "alice",
    "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
    "PhoneConfig": PHONE,
    "RoutingProfileId": routing(),
    "SecurityProfileIds": [security()],
}
LONDON, BERLIN = "EMEA/United Kingdom/London", "EMEA/Germany/Berlin"
NUMBER, OTHER_NUMBER = "+442079460321", "+493012345678"
SKILL: Values = {"attribute_name": "vip", "attribute_value": "yes", "level": 2}
SKILL_API = {"AttributeName": "vip", "AttributeValue": "yes", "Level": 2.0}
