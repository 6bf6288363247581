"""Every kind of change of a ConnectUser, each on a user of its own, in one stack on the real engine.

The first eight are the acceptance scenarios of Terraform's aws_connect_user but for "disappears", which
test_user_drift.py plays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.engine.story import BASIC, Props, Story
from tests.lifecycle.harness import group, routing, security
from tools.local_connect import MANAGED, LocalConnect

REGION = "eu-updates-1"
TEAM_1 = "EMEA/United Kingdom/London/Billing/Team 1"
TEAM_3 = "EMEA/United Kingdom/London/Claims/Team 3"
ARN = f"arn:aws:connect:{REGION}:123456789012:instance/{MANAGED}"

BEFORE = f"""
user("basic")
user("hierarchy", hierarchy_group_id=group("{TEAM_1}"))
user("identity", identity_info=dict(first_name="Ada", last_name="Okafor", email="ada@example.com"))
user("phone", phone_config=UserPhoneConfigArgs(phone_type="SOFT_PHONE", auto_accept=False))
user("routing")
user("security")
user("tags", tags={{"site": "London", "team": "1"}})
user("cleared", identity_info=dict(first_name="Ada", last_name="Okafor", email="ada@example.com"))
user("emptied", identity_info=dict(first_name="Ada", last_name="Okafor", email="ada@example.com"))
user("ungrouped", hierarchy_group_id=group("{TEAM_1}"))
user("unmanaged", phone_config=dict(phone_type="SOFT_PHONE", auto_accept=True))
user("desk", phone_config=dict(phone_type="DESK_PHONE", desk_phone_number="+442079460014"))
user("renamed", name="renamed-before")
user("by-arn")
user("by-alias", instance_id="meridian-support")
user("ignoring", opts=pulumi.ResourceOptions(ignore_changes=["routing_profile_id"]))
user("reordered", security_profile_ids=[security("Agent"), security("Reporting")])
user("password")
user("channels", phone_config=dict(phone_type="SOFT_PHONE", after_contact_work_time_limit=30))
user("skilled", proficiencies=[
    UserProficiencyArgs("connect:Language", "German", 2),
    UserProficiencyArgs("connect:Language", "French", 3),
])
"""

AFTER = f"""
user("basic")
user("hierarchy", hierarchy_group_id=group("{TEAM_3}"))
user("identity", identity_info=dict(first_name="Ada", last_name="Nagy", email="nagy@example.com"))
user("phone", phone_config=UserPhoneConfigArgs(phone_type="DESK_PHONE", desk_phone_number="+442079460014"))
user("routing", routing_profile_id=routing("VIP Care"))
user("security", security_profile_ids=[security("Agent"), security("Supervisor")])
user("tags", tags={{"site": "Berlin", "desk": "4"}})
user("cleared", identity_info=dict(first_name="Ada", last_name="Okafor", email=""))
user("emptied", identity_info=dict(first_name="Ada", last_name="Okafor"))
user("ungrouped")
user("unmanaged")
user("desk", phone_config=dict(phone_type="SOFT_PHONE"))
user("renamed", name="renamed-after")
user("by-arn", instance_id="{ARN}")
user("by-alias")
user("ignoring", routing_profile_id=routing("VIP Care"),
     opts=pulumi.ResourceOptions(ignore_changes=["routing_profile_id"]))
user("reordered", security_profile_ids=[security("Reporting"), security("Agent")])
user("password", password="An0ther-horse")
user("channels", after_contact_work_configs=[
    UserAfterContactWorkConfigArgs("VOICE", AfterContactWorkConfigArgs(45)),
    UserAfterContactWorkConfigArgs("CHAT", AfterContactWorkConfigArgs(60)),
])
user("skilled", proficiencies=[
    UserProficiencyArgs("connect:Language", "French", 5),
    UserProficiencyArgs("connect:Language", "Czech", 4),
])
"""


NAMES: Props = {"first_name": "Ada", "last_name": "Okafor"}
REACHABLE = {**NAMES, "email": "ada@example.com"}
SOFT_PHONE: Props = {"phone_type": "SOFT_PHONE"}
DESK_PHONE: Props = {
    "phone_type": "DESK_PHONE",
    "desk_phone_number": "+442079460014",
}
LISTS = [
    {"channel": "VOICE", "after_contact_work_config": {"after_contact_work_time_limit": 45}},
    {"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": 60}},
]
LANGUAGES, MORE_LANGUAGES = (
    [
        {"attribute_name": "connect:Language", "attribute_value": value, "level": level}
        for value, level in given
    ]
    for given in ([("German", 2), ("French", 3)], [("French", 5), ("Czech", 4)])
)
PLAIN: Props = {**BASIC, "RoutingProfileId": routing(), "SecurityProfileIds": [security()]}


@dataclass(frozen=True)
class Change:
    """Say what a user's change comes to.

    Attributes:
        step: what the preview means to do: update, replace, or "" for nothing.
        shows: the arguments that the preview shows as changed, each with its old and new value.
        calls: the calls that name the user.
        holds: what Connect holds afterwards where it isn't what PLAIN says.
    """

    step: str = ""
    shows: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    calls: tuple[str, ...] = ()
    holds: Props = field(default_factory=dict)


UNCHANGED = Change()
CHANGES = {
    "basic": UNCHANGED,
    "hierarchy": Change(
        "update",
        {"hierarchy_group_id": (group(TEAM_1), group(TEAM_3))},
        ("UpdateUserHierarchy",),
        {"HierarchyGroupId": group(TEAM_3)},
    ),
    "identity": Change(
        "update",
        {"identity_info": (REACHABLE, {**NAMES, "last_name": "Nagy", "email": "nagy@example.com"})},
        ("DescribeUser", "UpdateUserIdentityInfo"),
        {"IdentityInfo": {"FirstName": "Ada", "LastName": "Nagy", "Email": "nagy@example.com"}},
    ),
    "phone": Change(
        "update",
        {"phone_config": ({**SOFT_PHONE, "auto_accept": False}, DESK_PHONE)},
        ("DescribeUser", "UpdateUserPhoneConfig"),
        {
            "PhoneConfig": {
                **BASIC["PhoneConfig"],
                "PhoneType": "DESK_PHONE",
                "DeskPhoneNumber": "+442079460014",
            }
        },
    ),
    "routing": Change(
        "update",
        {"routing_profile_id": (routing(), routing("VIP Care"))},
        ("UpdateUserRoutingProfile",),
        {"RoutingProfileId": routing("VIP Care")},
    ),
    "security": Change(
        "update",
        {"security_profile_ids": ([security()], [security(), security("Supervisor")])},
        ("UpdateUserSecurityProfiles",),
        {"SecurityProfileIds": [security(), security("Supervisor")]},
    ),
    "tags": Change(
        "update",
        {"tags": ({"site": "London", "team": "1"}, {"site": "Berlin", "desk": "4"})},
        ("UntagResource", "TagResource"),
        {"Tags": {"site": "Berlin", "desk": "4"}},
    ),
    "cleared": Change(
        "update",
        {"identity_info": (REACHABLE, {**NAMES, "email": ""})},
        ("DescribeUser", "UpdateUserIdentityInfo"),
    ),
    "emptied": Change(
        "update", {"identity_info": (REACHABLE, NAMES)}, ("DescribeUser", "UpdateUserIdentityInfo")
    ),
    "ungrouped": Change("update", {"hierarchy_group_id": (group(TEAM_1), None)}, ("UpdateUserHierarchy",)),
    "unmanaged": Change(
        "update",
        {"phone_config": ({**SOFT_PHONE, "auto_accept": True}, None)},
        (),
        {"PhoneConfig": {**BASIC["PhoneConfig"], "AutoAccept": True}},
    ),
    "desk": Change(
        "update", {"phone_config": (DESK_PHONE, SOFT_PHONE)}, ("DescribeUser", "UpdateUserPhoneConfig")
    ),
    "renamed": Change("replace", {"name": ("renamed-before", "renamed-after")}, ("DeleteUser",)),
    "by-arn": UNCHANGED,
    "by-alias": UNCHANGED,
    "ignoring": UNCHANGED,
    "reordered": Change(holds={"SecurityProfileIds": [security(), security("Reporting")]}),
    "password": UNCHANGED,
    "channels": Change(
        "update",
        {
            "phone_config": ({**SOFT_PHONE, "after_contact_work_time_limit": 30}, None),
            "after_contact_work_configs": (None, LISTS),
        },
        ("DescribeUser", "UpdateUserConfig"),
        {
            "PhoneConfig": {**BASIC["PhoneConfig"], "AfterContactWorkTimeLimit": 45},
            "AfterContactWorkConfigs": [
                {"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 45}},
                {"Channel": "CHAT", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 60}},
            ],
        },
    ),
    "skilled": Change(
        "update",
        {"proficiencies": (LANGUAGES, MORE_LANGUAGES)},
        ("DisassociateUserProficiencies", "UpdateUserProficiencies", "AssociateUserProficiencies"),
    ),
}


@dataclass(kw_only=True)
class Played:
    """Hold what the one run of all steps showed, for the tests below."""

    created: list[str]
    unchanged: list[str]
    steps: dict[str, Change]
    previous: dict[str, str]
    calls: dict[str, list[str]]
    ids: dict[str, str]
    users: dict[str, Props]
    proficiencies: list[Props]
    settled: list[str]
    destroyed: list[str]
    left: list[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Bring the users up, see that nothing is left to do, change them, look again, and take them down."""
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("updates"), BEFORE)
    story.stack.up()
    created = story.operations()
    story.stack.up("--expect-no-changes")
    story.stack.refresh("--expect-no-changes")
    unchanged, previous = story.operations(), state_ids(story)
    story.program(AFTER)
    steps = {step.name: Change(step.operation, step.changed) for step in story.stack.steps()}
    story.connect.reset_calls()
    story.stack.up()
    calls, ids = story.operations_by_user(), state_ids(story)
    users = {name: story.described(user_id) for name, user_id in ids.items()}
    skills = story.boto.list_user_proficiencies(InstanceId=MANAGED, UserId=ids["skilled"])
    story.stack.preview("--expect-no-changes")
    story.stack.refresh("--expect-no-changes")
    settled = story.operations()
    story.boto.delete_user(InstanceId=MANAGED, UserId=ids["basic"])
    story.connect.reset_calls()
    story.stack.destroy()
    return Played(
        created=created,
        unchanged=unchanged,
        steps=steps,
        previous=previous,
        calls=calls,
        ids=ids,
        users=users,
        proficiencies=skills["UserProficiencyList"],
        settled=settled,
        destroyed=story.operations(),
        left=[*story.resources(), *story.user_ids()],
    )


def state_ids(story: Story) -> dict[str, str]:
    """Return the user ids that state holds, by resource."""
    return {name: resource["outputs"]["user_id"] for name, resource in story.resources().items()}


def test_users_new_are_created_with_one_call_each(played: Played) -> None:
    """Each user costs one CreateUser, and the one with proficiencies one call more."""
    assert sorted(played.created) == ["AssociateUserProficiencies", *["CreateUser"] * len(CHANGES)]


def test_users_unchanged_cause_no_mutating_call(played: Played) -> None:
    """A second up, a preview and a refresh of the same program change nothing, before and after changes."""
    assert (played.unchanged, played.settled) == ([], [])


@pytest.mark.parametrize("name", CHANGES)
def test_user_changed_shows_in_preview_exactly(played: Played, name: str) -> None:
    """The preview shows the changed arguments of a changed user, and no other user."""
    expected = CHANGES[name]
    assert played.steps.get(name, UNCHANGED) == Change(expected.step, expected.shows)


@pytest.mark.parametrize("name", CHANGES)
def test_user_changed_costs_one_call_per_section(played: Played, name: str) -> None:
    """Each changed section costs one update; a record with unmanaged fields is read before."""
    assert tuple(played.calls.get(played.previous[name], ())) == CHANGES[name].calls


@pytest.mark.parametrize("name", CHANGES)
def test_user_changed_is_in_connect_as_declared(played: Played, name: str) -> None:
    """Connect holds what the program says, and leaves alone what it doesn't."""
    assert played.users[name] == {**PLAIN, **CHANGES[name].holds}


def test_user_renamed_is_another_user(played: Played) -> None:
    """A new name makes a new user; every other change keeps the user."""
    moved = {name for name, user_id in played.previous.items() if played.ids[name] != user_id}
    assert moved == {"renamed"}


def test_user_proficiencies_are_in_connect_as_declared(played: Played) -> None:
    """Of the proficiencies one went, one came, and one has its new level."""
    found = {item["AttributeValue"]: item["Level"] for item in played.proficiencies}
    assert found == {"French": 5.0, "Czech": 4.0}


def test_users_destroyed_leave_nothing(played: Played) -> None:
    """Destroy costs one call each, and a user that something else deleted before is no error."""
    assert (played.destroyed, played.left) == (["DeleteUser"] * len(CHANGES), [])
