"""The life of a ConnectUser, scenario by scenario, over HTTP; the first eight are those of aws_connect_user."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.harness import (
    MANAGED,
    PASSWORD,
    SAML,
    Outside,
    Place,
    Stack,
    Step,
    group,
    play,
    routing,
    security,
)

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


def without(values: Values, *names: str) -> Values:
    """Return the values without some names."""
    return {name: value for name, value in values.items() if name not in names}


def born(args: Values | None = None, user: Values | None = None, **expected: Any) -> Step:
    """Return the step that makes the user with one call, given what differs from the plainest user."""
    extra = args or {}
    return Step(
        {**ARGS, **extra}, ("create",), ("CreateUser",), {**STATE, **extra}, {**USER, **(user or {})}, **expected
    )


def changed(section: str, operation: str | tuple[str, ...], args: Values, user: Values, **more: Any) -> Step:
    """Return a step that changes one section; args and user are what differs from the plainest user."""
    calls = (operation,) if isinstance(operation, str) else operation
    return Step({**ARGS, **args}, (section,), calls, {**STATE, **args}, {**USER, **user}, **more)


def kept(args: Values, user: Values, **more: Any) -> Step:
    """Return a step in which nothing is to be done."""
    return Step({**ARGS, **args}, (), (), {**STATE, **args}, {**USER, **user}, **more)


DESK = {"phone_type": "DESK_PHONE", "desk_phone_number": NUMBER, "after_contact_work_time_limit": 30}
DESK_API = {**PHONE, "PhoneType": "DESK_PHONE", "DeskPhoneNumber": NUMBER, "AfterContactWorkTimeLimit": 30}
FULL = {**ADA, "email": "ada@example.com", "secondary_email": "ada@example.org", "mobile": "+447700900123"}
FULL_API = {
    **USER["IdentityInfo"],
    "Email": "ada@example.com",
    "SecondaryEmail": "ada@example.org",
    "Mobile": "+447700900123",
}
GRACE = {"FirstName": "Grace", "LastName": "Okafor"}

TERRAFORM = {
    "basic": [born()],
    "disappears": [
        born(),
        Step(
            ARGS, ("create",), ("CreateUser",), STATE, USER, outside=(Outside("delete_user"),), refresh=True
        ),
    ],
    "hierarchy group": [
        born({"hierarchy_group_id": group(LONDON)}, {"HierarchyGroupId": group(LONDON)}),
        changed(
            "hierarchy",
            "UpdateUserHierarchy",
            {"hierarchy_group_id": group(BERLIN)},
            {"HierarchyGroupId": group(BERLIN)},
        ),
        changed(
            "hierarchy",
            "UpdateUserHierarchy",
            {"hierarchy_group_id": group(BERLIN)},
            {"HierarchyGroupId": group(BERLIN)},
            outside=(Outside("update_user_hierarchy", {"HierarchyGroupId": group("AMER")}),),
            refresh=True,
        ),
    ],
    "identity info": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": {**FULL, "first_name": "Grace", "email": "grace@example.com"}},
            {"IdentityInfo": {**FULL_API, "FirstName": "Grace", "Email": "grace@example.com"}},
        ),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": FULL},
            {"IdentityInfo": FULL_API},
            outside=(Outside("update_user_identity_info", {"IdentityInfo": GRACE}),),
        ),
    ],
    "phone config": [
        born({"phone_config": DESK}, {"PhoneConfig": DESK_API}),
        changed(
            "phone_config",
            ("DescribeUser", "UpdateUserPhoneConfig"),
            {"phone_config": {**DESK, "desk_phone_number": OTHER_NUMBER}},
            {"PhoneConfig": {**DESK_API, "DeskPhoneNumber": OTHER_NUMBER}},
        ),
    ],
    "routing profile": [
        born(),
        changed(
            "routing_profile",
            "UpdateUserRoutingProfile",
            {"routing_profile_id": routing("London Billing")},
            {"RoutingProfileId": routing("London Billing")},
        ),
    ],
    "security profiles": [
        born(),
        changed(
            "security_profiles",
            "UpdateUserSecurityProfiles",
            {"security_profile_ids": [security("Agent"), security("Supervisor")]},
            {"SecurityProfileIds": [security("Agent"), security("Supervisor")]},
        ),
        Step(
            {**ARGS, "security_profile_ids": [security("Supervisor"), security("Agent")]},
            (),
            (),
            {**STATE, "security_profile_ids": [security("Agent"), security("Supervisor")]},
            {**USER, "SecurityProfileIds": [security("Agent"), security("Supervisor")]},
        ),
    ],
    "tags": [
        born({"tags": {"team": "care"}}, {"Tags": {"team": "care"}}),
        changed(
            "tags",
            "TagResource",
            {"tags": {"team": "care", "site": "lhr"}},
            {"Tags": {"team": "care", "site": "lhr"}},
        ),
        changed(
            "tags",
            ("UntagResource", "TagResource"),
            {"tags": {"team": "sales"}},
            {"Tags": {"team": "sales"}},
        ),
    ],
}


def scenarios(named: dict[str, list[Step]]) -> pytest.MarkDecorator:
    """Run a test once for each scenario."""
    return pytest.mark.parametrize("steps", [pytest.param(steps, id=name) for name, steps in named.items()])


@scenarios(TERRAFORM)
def test_user_terraform_scenario_converges_with_exact_calls(place: Place, steps: list[Step]) -> None:
    """Each acceptance scenario of Terraform's aws_connect_user converges, settles and is destroyed twice."""
    play(Stack(place), steps)
