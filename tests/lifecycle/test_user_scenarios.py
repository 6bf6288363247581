"""The life of a ConnectUser over HTTP, scenario by scenario; Terraform's eight come first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.doors import Door, doors, user_doors
from tests.lifecycle.harness import (
    MANAGED,
    SAML,
    Outside,
    Place,
    Stack,
    Step,
    group,
    kinds_for,
    play,
    routing,
    security,
)
from tests.lifecycle.plain import (
    ADA,
    ARGS,
    BERLIN,
    LONDON,
    NUMBER,
    OTHER_NUMBER,
    PHONE,
    STATE,
    USER,
    Values,
)


def without(values: Values, *names: str) -> Values:
    """Return the values without some names."""
    return {name: value for name, value in values.items() if name not in names}


def born(args: Values | None = None, user: Values | None = None, **expected: Any) -> Step:
    """Return the step that makes the user with one call, given what differs from the plainest user."""
    extra = args or {}
    return Step(
        {**ARGS, **extra},
        ("create",),
        ("CreateUser",),
        {**STATE, **extra},
        {**USER, **(user or {})},
        **expected,
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


def emptied(user: Values, *path: str) -> Values:
    """Return a user without one member of one record."""
    record, member = path
    return {record: without(user[record], member)}


SOFT = {"phone_type": "SOFT_PHONE", "auto_accept": True, "persistent_connection": True}
SOFT_API = {**PHONE, "AutoAccept": True, "PersistentConnection": True}
FIRST = {"IdentityInfo": {"FirstName": "Ada", "LastName": "Lovelace"}}

CLEARING = {
    "an empty email clears it": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": {**FULL, "email": ""}},
            emptied({"IdentityInfo": FULL_API}, "IdentityInfo", "Email"),
        ),
    ],
    "an empty secondary email clears it": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": {**FULL, "secondary_email": ""}},
            emptied({"IdentityInfo": FULL_API}, "IdentityInfo", "SecondaryEmail"),
        ),
    ],
    "an empty secondary email of a user that has none": [
        born({"identity_info": {**ADA, "secondary_email": ""}}),
        changed(
            "identity_info",
            ("DescribeUser", "UpdateUserIdentityInfo"),
            {"identity_info": {**ADA, "first_name": "Grace", "secondary_email": ""}},
            {"IdentityInfo": GRACE},
        ),
    ],
    "an empty mobile clears it": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": {**FULL, "mobile": ""}},
            emptied({"IdentityInfo": FULL_API}, "IdentityInfo", "Mobile"),
        ),
    ],
    "a field removed from identity_info is cleared": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": without(FULL, "secondary_email")},
            emptied({"IdentityInfo": FULL_API}, "IdentityInfo", "SecondaryEmail"),
        ),
    ],
    "a field removed from phone_config takes its default": [
        born({"phone_config": SOFT}, {"PhoneConfig": SOFT_API}),
        changed(
            "phone_config",
            ("DescribeUser", "UpdateUserPhoneConfig"),
            {"phone_config": without(SOFT, "auto_accept")},
            {"PhoneConfig": {**SOFT_API, "AutoAccept": False}},
        ),
    ],
    "a field at its default that is removed needs no call": [
        born(
            {"phone_config": {**SOFT, "auto_accept": False}},
            {"PhoneConfig": {**SOFT_API, "AutoAccept": False}},
        ),
        changed(
            "release phone_config",
            (),
            {"phone_config": without(SOFT, "auto_accept")},
            {"PhoneConfig": {**SOFT_API, "AutoAccept": False}},
        ),
    ],
    "an empty phone_config is all defaults": [
        born({"phone_config": SOFT}, {"PhoneConfig": SOFT_API}),
        changed("phone_config", ("DescribeUser", "UpdateUserPhoneConfig"), {"phone_config": {}}, {}),
    ],
    "desk phone to soft phone drops the number": [
        born({"phone_config": DESK}, {"PhoneConfig": DESK_API}),
        changed(
            "phone_config",
            ("DescribeUser", "UpdateUserPhoneConfig"),
            {"phone_config": {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 30}},
            {"PhoneConfig": {**PHONE, "AfterContactWorkTimeLimit": 30}},
        ),
    ],
    "a hierarchy group removed from the program is left": [
        born({"hierarchy_group_id": group(LONDON)}, {"HierarchyGroupId": group(LONDON)}),
        changed("hierarchy", "UpdateUserHierarchy", {}, {}),
    ],
    "an empty hierarchy group is left": [
        born({"hierarchy_group_id": group(LONDON)}, {"HierarchyGroupId": group(LONDON)}),
        changed("hierarchy", "UpdateUserHierarchy", {"hierarchy_group_id": ""}, {}),
        changed("release hierarchy", (), {}, {}),
    ],
    "tags removed from the program are untagged": [
        born({"tags": {"team": "care"}}, {"Tags": {"team": "care"}}),
        changed("tags", "UntagResource", {}, {}),
    ],
    "empty tags are untagged": [
        born({"tags": {"team": "care"}}, {"Tags": {"team": "care"}}),
        changed("tags", "UntagResource", {"tags": {}}, {}),
    ],
}

UNMANAGED = {
    "identity_info removed from the program stays in Connect": [
        born(),
        Step(
            without(ARGS, "identity_info"),
            ("release identity_info",),
            (),
            without(STATE, "identity_info"),
            USER,
        ),
    ],
    "phone_config removed from the program stays in Connect": [
        born({"phone_config": DESK}, {"PhoneConfig": DESK_API}),
        changed("release phone_config", (), {}, {"PhoneConfig": DESK_API}),
    ],
    "drift in what isn't managed is not seen": [
        born(),
        kept(
            {},
            {"PhoneConfig": SOFT_API, "Tags": {"owner": "elsewhere"}, "HierarchyGroupId": group("AMER")},
            outside=(
                Outside("update_user_phone_config", {"PhoneConfig": SOFT_API}),
                Outside("tag_resource", {"tags": {"owner": "elsewhere"}}),
                Outside("update_user_hierarchy", {"HierarchyGroupId": group("AMER")}),
            ),
            refresh=True,
        ),
    ],
    "one name changed keeps what others wrote": [
        born({"identity_info": {"first_name": "Ada", "last_name": "Okafor"}}),
        changed(
            "identity_info",
            ("DescribeUser", "UpdateUserIdentityInfo"),
            {"identity_info": {"first_name": "Ada", "last_name": "Lovelace"}},
            {"IdentityInfo": {**FULL_API, "LastName": "Lovelace"}},
            outside=(Outside("update_user_identity_info", {"IdentityInfo": FULL_API}),),
        ),
    ],
    "drift of a managed field is repaired with one call": [
        born({"identity_info": FULL}, {"IdentityInfo": FULL_API}),
        changed(
            "identity_info",
            "UpdateUserIdentityInfo",
            {"identity_info": FULL},
            {"IdentityInfo": FULL_API},
            outside=(Outside("update_user_identity_info", {"IdentityInfo": GRACE}),),
            refresh=True,
        ),
    ],
    "one phone setting newly managed keeps the others": [
        born(),
        changed(
            "phone_config",
            ("DescribeUser", "UpdateUserPhoneConfig"),
            {"phone_config": {"auto_accept": True}},
            {"PhoneConfig": {**DESK_API, "AutoAccept": True}},
            outside=(Outside("update_user_phone_config", {"PhoneConfig": DESK_API}),),
        ),
    ],
    "a changed password is no diff": [born(), Step({**ARGS, "password": "Other-h0rse"}, (), (), STATE, USER)],
}

ACCEPT = {"auto_accept_configs": [{"channel": "CHAT", "auto_accept": True}]}
ACCEPT_API = {"AutoAcceptConfigs": [{"Channel": "CHAT", "AutoAccept": True}]}
NUMBERS: Values = {
    "phone_number_configs": [{"channel": "VOICE", "phone_type": "DESK_PHONE", "phone_number": NUMBER}],
    "after_contact_work_configs": [
        {"channel": "VOICE", "after_contact_work_config": {"after_contact_work_time_limit": 45}},
        {"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": 90}},
    ],
}
NUMBERS_API = {
    "PhoneNumberConfigs": [{"Channel": "VOICE", "PhoneType": "DESK_PHONE", "PhoneNumber": NUMBER}],
    "AfterContactWorkConfigs": [
        {"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 45}},
        {"Channel": "CHAT", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 90}},
    ],
}
NUMBERS_PHONE = {
    **PHONE,
    "PhoneType": "DESK_PHONE",
    "DeskPhoneNumber": NUMBER,
    "AfterContactWorkTimeLimit": 45,
}

CHANNELS = {
    "lists are created, changed and released": [
        born(NUMBERS, {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE}),
        changed(
            "config",
            ("DescribeUser", "UpdateUserConfig"),
            {**NUMBERS, **ACCEPT},
            {**NUMBERS_API, **ACCEPT_API, "PhoneConfig": NUMBERS_PHONE},
        ),
        changed("release config", (), {}, {**NUMBERS_API, **ACCEPT_API, "PhoneConfig": NUMBERS_PHONE}),
    ],
    "one list removed from the program while others stay is cleared": [
        born({**NUMBERS, **ACCEPT}, {**NUMBERS_API, **ACCEPT_API, "PhoneConfig": NUMBERS_PHONE}),
        changed(
            "config",
            ("DescribeUser", "UpdateUserConfig"),
            NUMBERS,
            {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE},
        ),
    ],
    "the order of channels never matters": [
        born(NUMBERS, {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE}),
        Step(
            {**ARGS, **NUMBERS, "after_contact_work_configs": NUMBERS["after_contact_work_configs"][::-1]},
            (),
            (),
            {**STATE, **NUMBERS},
            {**USER, **NUMBERS_API, "PhoneConfig": NUMBERS_PHONE},
        ),
    ],
    "phone_config to lists is one update that keeps what the lists don't speak of": [
        born(
            {"phone_config": {**DESK, "auto_accept": True}}, {"PhoneConfig": {**DESK_API, "AutoAccept": True}}
        ),
        Step(
            {**ARGS, **NUMBERS},
            ("release phone_config", "config"),
            ("DescribeUser", "UpdateUserConfig"),
            {**STATE, **NUMBERS},
            {
                **USER,
                **NUMBERS_API,
                "AutoAcceptConfigs": [
                    {"Channel": channel, "AutoAccept": True} for channel in ("VOICE", "CHAT", "TASK", "EMAIL")
                ],
                "PhoneConfig": {**NUMBERS_PHONE, "AutoAccept": True},
            },
        ),
    ],
    "lists to phone_config is one update": [
        born(NUMBERS, {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE}),
        Step(
            {**ARGS, "phone_config": SOFT},
            ("phone_config", "release config"),
            ("DescribeUser", "UpdateUserPhoneConfig"),
            {**STATE, "phone_config": SOFT},
            {**USER, "PhoneConfig": {**SOFT_API, "DeskPhoneNumber": NUMBER, "AfterContactWorkTimeLimit": 45}},
        ),
    ],
    "lists that somebody else made stay beside the one that is managed": [
        born(ACCEPT, ACCEPT_API),
        changed(
            "config",
            ("DescribeUser", "UpdateUserConfig"),
            {"auto_accept_configs": []},
            {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE},
            outside=(Outside("update_user_config", {**NUMBERS_API, **ACCEPT_API}),),
        ),
    ],
    "drift in one channel is repaired with one call": [
        born(NUMBERS, {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE}),
        changed(
            "config",
            ("DescribeUser", "UpdateUserConfig"),
            NUMBERS,
            {**NUMBERS_API, "PhoneConfig": NUMBERS_PHONE},
            outside=(Outside("update_user_config", {"PhoneNumberConfigs": []}),),
            refresh=True,
        ),
    ],
}


def skill(name: str, level: int, value: str = "yes") -> Values:
    """Return a proficiency as a program writes it."""
    return {"attribute_name": name, "attribute_value": value, "level": level}


def skill_api(name: str, level: int, value: str = "yes") -> Values:
    """Return a proficiency as ListUserProficiencies shows it."""
    return {"AttributeName": name, "AttributeValue": value, "Level": float(level)}


SKILLS: Values = {"proficiencies": [skill("billing", 3), skill("claims", 1)]}
SKILLS_API = [skill_api("billing", 3), skill_api("claims", 1)]
MORE_SKILLS = {"proficiencies": [skill("billing", 5), skill("sales", 2), skill("vip", 4)]}
MORE_SKILLS_API = [skill_api("billing", 5), skill_api("sales", 2), skill_api("vip", 4)]
SKILLED = Step(
    {**ARGS, **SKILLS},
    ("create",),
    ("CreateUser", "AssociateUserProficiencies"),
    {**STATE, **SKILLS},
    USER,
    expect_proficiencies=SKILLS_API,
)

PROFICIENCIES = {
    "added, changed and removed take three calls": [
        SKILLED,
        changed(
            "proficiencies",
            ("DisassociateUserProficiencies", "UpdateUserProficiencies", "AssociateUserProficiencies"),
            MORE_SKILLS,
            {},
            expect_proficiencies=MORE_SKILLS_API,
        ),
    ],
    "removed from the program takes one call": [
        SKILLED,
        changed("proficiencies", "DisassociateUserProficiencies", {}, {}),
    ],
    "an empty list takes one call": [
        SKILLED,
        changed("proficiencies", "DisassociateUserProficiencies", {"proficiencies": []}, {}),
    ],
    "newly managed reads what is there and takes the rest away": [
        born(),
        changed(
            "proficiencies",
            (
                "DescribeUser",
                "ListUserProficiencies",
                "DisassociateUserProficiencies",
                "AssociateUserProficiencies",
            ),
            SKILLS,
            {},
            expect_proficiencies=[skill_api("claims", 1), skill_api("billing", 3)],
            outside=(
                Outside(
                    "associate_user_proficiencies",
                    {"UserProficiencies": [skill_api("claims", 1), skill_api("sales", 1)]},
                ),
            ),
        ),
    ],
    "drift is repaired with one call": [
        SKILLED,
        changed(
            "proficiencies",
            "UpdateUserProficiencies",
            SKILLS,
            {},
            expect_proficiencies=SKILLS_API,
            outside=(Outside("update_user_proficiencies", {"UserProficiencies": [skill_api("billing", 1)]}),),
            refresh=True,
        ),
    ],
    "their order never matters": [
        SKILLED,
        Step(
            {**ARGS, "proficiencies": SKILLS["proficiencies"][::-1]},
            (),
            (),
            {**STATE, **SKILLS},
            USER,
            expect_proficiencies=SKILLS_API,
        ),
    ],
}

SAML_STATE: Values = {
    "instance_id": SAML,
    "name": "alice@example.com",
    "identity_info": ADA,
    "routing_profile_id": routing(instance_id=SAML),
    "security_profile_ids": [security(instance_id=SAML)],
}
SAML_USER: Values = {
    **USER,
    "Username": "alice@example.com",
    "RoutingProfileId": routing(instance_id=SAML),
    "SecurityProfileIds": [security(instance_id=SAML)],
}
EU_ARN = "arn:aws:connect:eu-west-2:123456789012:instance"

REPLACING = {
    "a new name replaces": [
        born(),
        Step(
            {**ARGS, "name": "bob"},
            ("replace name",),
            ("CreateUser", "DeleteUser"),
            {**STATE, "name": "bob"},
            {**USER, "Username": "bob"},
        ),
    ],
    "a name that changes only its case deletes first": [
        born(),
        Step(
            {**ARGS, "name": "Alice"},
            ("delete before replace name",),
            ("DeleteUser", "CreateUser"),
            {**STATE, "name": "Alice"},
            {**USER, "Username": "Alice"},
        ),
    ],
    "an instance by ARN equals its id": [
        born(),
        Step({**ARGS, "instance_id": f"{EU_ARN}/{MANAGED}"}, (), (), STATE, USER),
    ],
    "profiles and groups by ARN or composite id equal their ids": [
        born({"hierarchy_group_id": group(LONDON)}, {"HierarchyGroupId": group(LONDON)}),
        Step(
            {
                **ARGS,
                "routing_profile_id": f"{MANAGED}:{routing()}",
                "security_profile_ids": [f"{EU_ARN}/{MANAGED}/security-profile/{security()}"],
                "hierarchy_group_id": f"{EU_ARN}/{MANAGED}/agent-group/{group(LONDON)}",
            },
            (),
            (),
            {**STATE, "hierarchy_group_id": group(LONDON)},
            {**USER, "HierarchyGroupId": group(LONDON)},
        ),
    ],
    "another instance replaces": [
        born(),
        Step(
            SAML_STATE | {"name": "alice"},
            ("routing_profile", "security_profiles", "replace instance_id"),
            ("CreateUser", "DeleteUser"),
            SAML_STATE | {"name": "alice"},
            SAML_USER | {"Username": "alice"},
        ),
    ],
}

WITH_SAML = {
    "one name changed sends no email": [
        Step(SAML_STATE, ("create",), ("CreateUser",), SAML_STATE, SAML_USER),
        Step(
            {**SAML_STATE, "identity_info": {**ADA, "last_name": "Lovelace"}},
            ("identity_info",),
            ("DescribeUser", "UpdateUserIdentityInfo"),
            {**SAML_STATE, "identity_info": {**ADA, "last_name": "Lovelace"}},
            {**SAML_USER, **FIRST},
        ),
    ],
}

MANY = {
    "every section changes with one call each": [
        born(),
        Step(
            {
                **ARGS,
                **SKILLS,
                "identity_info": FULL,
                "phone_config": {**DESK, "auto_accept": True, "persistent_connection": False},
                "routing_profile_id": routing("London Billing"),
                "security_profile_ids": [security("Supervisor")],
                "hierarchy_group_id": group(LONDON),
                "tags": {"team": "care"},
            },
            (
                "identity_info",
                "phone_config",
                "routing_profile",
                "security_profiles",
                "hierarchy",
                "proficiencies",
                "tags",
            ),
            (
                "DescribeUser",
                "ListUserProficiencies",
                "UpdateUserIdentityInfo",
                "UpdateUserPhoneConfig",
                "UpdateUserRoutingProfile",
                "UpdateUserSecurityProfiles",
                "UpdateUserHierarchy",
                "AssociateUserProficiencies",
                "TagResource",
            ),
            {
                **STATE,
                **SKILLS,
                "identity_info": FULL,
                "phone_config": {**DESK, "auto_accept": True, "persistent_connection": False},
                "routing_profile_id": routing("London Billing"),
                "security_profile_ids": [security("Supervisor")],
                "hierarchy_group_id": group(LONDON),
                "tags": {"team": "care"},
            },
            {
                **USER,
                "IdentityInfo": FULL_API,
                "PhoneConfig": {**DESK_API, "AutoAccept": True},
                "RoutingProfileId": routing("London Billing"),
                "SecurityProfileIds": [security("Supervisor")],
                "HierarchyGroupId": group(LONDON),
                "Tags": {"team": "care"},
            },
            expect_proficiencies=SKILLS_API,
        ),
    ],
}


def scenarios(named: dict[str, list[Step]]) -> pytest.MarkDecorator:
    """Run a test once for each scenario, in a place of both kinds where phones or channels are set."""
    runs = [
        pytest.param(steps, kind, id=f"{name}-{kind}")
        for name, steps in named.items()
        for kind in kinds_for(name for step in steps for name in step.args)
    ]
    return pytest.mark.parametrize(("steps", "place"), runs, indirect=["place"])


@scenarios(TERRAFORM)
@user_doors
def test_user_terraform_scenario_converges_with_exact_calls(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """Each acceptance scenario of Terraform's aws_connect_user converges, settles and is destroyed twice."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(CLEARING)
@user_doors
def test_user_clearing_scenario_clears_with_exact_calls(place: Place, door: Door, steps: list[Step]) -> None:
    """What is given empty, or removed where removal clears, is cleared in Connect."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(UNMANAGED)
@user_doors
def test_user_unmanaged_scenario_leaves_connect_alone(place: Place, door: Door, steps: list[Step]) -> None:
    """What a program doesn't speak of is neither compared nor overwritten."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(CHANNELS)
@user_doors
def test_user_channel_scenario_converges_with_exact_calls(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """The per-channel lists are written with one UpdateUserConfig, and change places with phone_config."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(PROFICIENCIES)
@user_doors
def test_user_proficiency_scenario_converges_with_fewest_calls(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """Proficiencies take at most one call of each kind, with exactly what differs."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(REPLACING)
@doors
def test_user_replacing_scenario_replaces_only_for_another_meaning(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """What Connect can't change replaces the user; another way to write the same doesn't."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(WITH_SAML)
@user_doors
def test_user_on_saml_scenario_converges_with_exact_calls(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """On an instance with SAML no request holds what SAML refuses."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)


@scenarios(MANY)
@user_doors
def test_user_many_sections_scenario_makes_one_call_for_each(
    place: Place, door: Door, steps: list[Step]
) -> None:
    """An update of many sections calls one operation for each, in the order of the table."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), steps)
