"""State that 0.1 wrote before its modules moved into folders is read, refreshed, updated and deleted.

The README in state_of_0_1 says how that state was made. KEPT and MINIMAL are the program that made it, and
stay as they are: what changes is in CHANGES.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.story import BASIC, Props, Story, lasting
from tests.lifecycle.harness import group, routing, security
from tools.local_connect import MANAGED, MUTATING, SAML, LocalConnect

FIXTURE = Path(__file__).with_name("state_of_0_1")
REGION = "eu-before-rooms-1"
TYPE = "pulumi-python:dynamic/connect:"
SKILL = ("AttributeName", "AttributeValue", "Level")

KEPT = """
ConnectUser(
    "full",
    instance_id=INSTANCE,
    name="ada.okafor",
    password=pulumi.Config("connect").require_secret("initialPassword"),
    identity_info=UserIdentityInfoArgs(
        "Ada", "Okafor", "ada@example.com", "ada.second@example.com", "+442079460011"
    ),
    phone_config=UserPhoneConfigArgs("DESK_PHONE", False, 30, "+442079460014", False),
    routing_profile_id=routing(),
    security_profile_ids=[security("Agent"), security("Reporting")],
    hierarchy_group_id=group("EMEA/United Kingdom/London"),
    directory_user_id="directory-1",
    proficiencies=[
        UserProficiencyArgs("connect:Language", "German", 2),
        UserProficiencyArgs("connect:Language", "French", 3),
    ],
    tags={"site": "London", "team": "1"},
)
ConnectUser(
    "by-channel",
    instance_id=INSTANCE,
    password=PASSWORD,
    identity_info=dict(first_name="Bela", last_name="Nagy"),
    auto_accept_configs=[
        UserAutoAcceptConfigArgs("VOICE", True, agent_first_callback_auto_accept=False),
        UserAutoAcceptConfigArgs("CHAT", False),
    ],
    after_contact_work_configs=[
        UserAfterContactWorkConfigArgs(
            "VOICE", AfterContactWorkConfigArgs(45), AfterContactWorkConfigArgs(15)
        ),
        UserAfterContactWorkConfigArgs("EMAIL", AfterContactWorkConfigArgs(60)),
    ],
    phone_number_configs=[UserPhoneNumberConfigArgs("VOICE", "DESK_PHONE", "+442079460015")],
    persistent_connection_configs=[UserPersistentConnectionConfigArgs("VOICE", False)],
    voice_enhancement_configs=[UserVoiceEnhancementConfigArgs("VOICE", "NOISE_SUPPRESSION")],
    routing_profile_id=routing(),
    security_profile_ids=[security()],
)
ConnectUser.get("read", get_user("dan", INSTANCE).id)
hand = dict(instance_id=INSTANCE, user_id=get_user("hand", INSTANCE).user_id)
UserIdentityInfo("identity-info", **hand, last_name="Lind", email="lind@example.com")
UserPhoneConfig("phone-config", **hand, auto_accept=True, after_contact_work_time_limit=20)
UserConfig(
    "config",
    instance_id=INSTANCE,
    user_id=get_user("eve", INSTANCE).user_id,
    auto_accept_configs=[UserAutoAcceptConfigArgs("VOICE", True), UserAutoAcceptConfigArgs("CHAT", True)],
    voice_enhancement_configs=[UserVoiceEnhancementConfigArgs("VOICE", "VOICE_ISOLATION")],
)
UserRoutingProfile("routing-profile", **hand, routing_profile_id=routing("VIP Care"))
UserSecurityProfiles("security-profiles", **hand, security_profile_ids=[security("Supervisor")])
UserHierarchy("hierarchy", **hand, hierarchy_group_id=group("EMEA/Germany/Berlin"))
UserProficiencies(
    "proficiencies", **hand, proficiencies=[UserProficiencyArgs("connect:Language", "Czech", 4)]
)
"""
MINIMAL = """
ConnectUser(
    "minimal",
    instance_id=SAML,
    identity_info=dict(first_name="Chi", last_name="Lind"),
    routing_profile_id=get_routing_profile("Basic Routing Profile", SAML).routing_profile_id,
    security_profile_ids=[get_security_profile("Agent", SAML).security_profile_id],
)
"""
CHANGES = {
    '"Ada", "Okafor", "ada@example.com"': '"Ada", "Nagy", "nagy@example.com"',
    '"DESK_PHONE", False, 30,': '"DESK_PHONE", False, 40,',
    'routing(),\n    security_profile_ids=[security("Agent"), security("Reporting")]': (
        'routing("VIP Care"),\n    security_profile_ids=[security("Agent"), security("Supervisor")]'
    ),
    'group("EMEA/United Kingdom/London")': 'group("EMEA/Germany")',
    '"German", 2),\n': '"Spanish", 5),\n',
    '"French", 3)': '"French", 1)',
    '{"site": "London", "team": "1"}': '{"site": "Berlin"}',
    'UserAfterContactWorkConfigArgs("EMAIL", AfterContactWorkConfigArgs(60))': (
        'UserAfterContactWorkConfigArgs("EMAIL", AfterContactWorkConfigArgs(90))'
    ),
    "lind@example.com": "chi@example.com",
    "after_contact_work_time_limit=20": "after_contact_work_time_limit=25",
    "VOICE_ISOLATION": "NONE",
    '**hand, routing_profile_id=routing("VIP Care")': '**hand, routing_profile_id=routing("Retention")',
    '**hand, security_profile_ids=[security("Supervisor")]': (
        '**hand, security_profile_ids=[security("Reporting")]'
    ),
    'group("EMEA/Germany/Berlin")': 'group("EMEA/United Kingdom")',
    '"Czech", 4': '"Czech", 1',
}
"""What the changed program says instead: one thing of each section of each resource."""

PLAIN: Props = {**BASIC, "RoutingProfileId": routing(), "SecurityProfileIds": [security()]}
BY_HAND = {
    "hand": {
        **PLAIN,
        "HierarchyGroupId": group("EMEA"),
        "Proficiencies": [("connect:Language", "English", 5.0)],
    },
    "eve": {**PLAIN, "Proficiencies": []},
    "dan": {**PLAIN, "Proficiencies": []},
}
"""What the users that were made by hand were before 0.1 managed settings of theirs."""


READ = {
    "ada.okafor": ["DescribeUser", "ListUserProficiencies"],
    "by-channel": ["DescribeUser"],
    "minimal": ["DescribeUser"],
    "dan": ["DescribeUser", "ListUserProficiencies"],
    "eve": ["DescribeUser"],
    "hand": [*["DescribeUser"] * 6, "ListUserProficiencies"],
}
UPDATED = {
    "ada.okafor": [
        "AssociateUserProficiencies",
        "DisassociateUserProficiencies",
        "TagResource",
        "UntagResource",
        "UpdateUserHierarchy",
        "UpdateUserIdentityInfo",
        "UpdateUserPhoneConfig",
        "UpdateUserProficiencies",
        "UpdateUserRoutingProfile",
        "UpdateUserSecurityProfiles",
    ],
    "by-channel": ["UpdateUserConfig"],
    "eve": ["UpdateUserConfig"],
    "hand": [
        "UpdateUserHierarchy",
        "UpdateUserIdentityInfo",
        "UpdateUserPhoneConfig",
        "UpdateUserProficiencies",
        "UpdateUserRoutingProfile",
        "UpdateUserSecurityProfiles",
    ],
}
DESTROYED = {
    "ada.okafor": ["DeleteUser"],
    "by-channel": ["DeleteUser"],
    "minimal": ["DeleteUser"],
    "eve": ["UpdateUserConfig"],
    "hand": [
        "AssociateUserProficiencies",
        "DisassociateUserProficiencies",
        "UpdateUserHierarchy",
        "UpdateUserIdentityInfo",
        "UpdateUserPhoneConfig",
        "UpdateUserRoutingProfile",
        "UpdateUserSecurityProfiles",
    ],
}
RESOURCES = {
    "full": "ConnectUser",
    "by-channel": "ConnectUser",
    "minimal": "ConnectUser",
    "read": "ConnectUser",
    "identity-info": "UserIdentityInfo",
    "phone-config": "UserPhoneConfig",
    "config": "UserConfig",
    "routing-profile": "UserRoutingProfile",
    "security-profiles": "UserSecurityProfiles",
    "hierarchy": "UserHierarchy",
    "proficiencies": "UserProficiencies",
}


@dataclass
class Played:
    """Hold what this code did with the state of before, step by step; calls are by the user's name."""

    unchanged: list[str]
    compared: list[str]
    refreshed: Props
    read: dict[str, list[str]]
    lost: Props
    updated: dict[str, list[str]]
    users: Props


@dataclass
class Destroyed:
    """Hold what a destroy of the state of before called at once, and what it left."""

    calls: dict[str, list[str]]
    resources: Props
    users: Props


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Take the state over, look, refresh, lose a user, refresh in full, change everything, and destroy."""
    with taken_over(tmp_path_factory.mktemp("played")) as (story, names):
        story.stack.preview("--expect-no-changes")
        unchanged = story.operations()
        story.stack.refresh("--expect-no-changes")
        compared, refreshed = sorted(call["operation"] for call in story.connect.calls()), held(story)
        story.boto.delete_user(InstanceId=SAML, UserId=story.user_ids(SAML)["minimal"])
        story.connect.reset_calls()
        story.pulumi("refresh", "--skip-preview", environment={"CONNECT_REFRESH": "full"})
        read, lost = called(story, names), held(story)
        story.program(changed())
        story.stack.up()
        updated = mutating(called(story, names))
        story.stack.destroy()
        return Played(unchanged, compared, refreshed, read, lost, updated, users(story))


@pytest.fixture(scope="module")
def destroyed(tmp_path_factory: pytest.TempPathFactory) -> Destroyed:
    """Take the state over, and take everything down at once."""
    with taken_over(tmp_path_factory.mktemp("destroyed")) as (story, names):
        story.stack.destroy()
        calls = mutating(called(story, names))
        return Destroyed(calls, story.resources(), users(story))


@contextmanager
def taken_over(folder: Path) -> Iterator[tuple[Story, dict[str, str]]]:
    """Give a story with the Connect, the config and the state of before, and its users' names by id."""
    state = shutil.copy(FIXTURE / "connect.json", folder)
    with LocalConnect("--state", str(state)) as connect:
        story = Story(connect, REGION, folder / "stack", KEPT + MINIMAL)
        shutil.copy(FIXTURE / "Pulumi.local.yaml", story.stack.project / "stacks")
        story.stack.pulumi("stack", "import", "--file", str(FIXTURE / "stack.json"))
        ids = {**story.user_ids(), **story.user_ids(SAML)}
        connect.reset_calls()
        yield story, {user_id: name for name, user_id in ids.items()}


def changed() -> str:
    """Return the changed program."""
    program = KEPT
    for old, new in CHANGES.items():
        assert program.count(old) == 1, old
        program = program.replace(old, new)
    return program


def called(story: Story, names: dict[str, str]) -> dict[str, list[str]]:
    """List the operations since the last reset by the user's name, and forget all calls.

    They are sorted, because resources of one user take turns as they like.
    """
    return {names[user_id]: sorted(found) for user_id, found in story.operations_by_user().items()}


def mutating(calls: dict[str, list[str]]) -> dict[str, list[str]]:
    """Keep the operations that change something."""
    changing = {name: [item for item in found if item.startswith(MUTATING)] for name, found in calls.items()}
    return {name: found for name, found in changing.items() if found}


def users(story: Story) -> Props:
    """Return what Connect holds of each user, proficiencies among it."""
    found = {}
    for instance_id in (MANAGED, SAML):
        for name, user_id in story.user_ids(instance_id).items():
            listed = story.boto.list_user_proficiencies(InstanceId=instance_id, UserId=user_id)
            skills = [tuple(item[key] for key in SKILL) for item in listed["UserProficiencyList"]]
            found[name] = {**story.described(user_id, instance_id), "Proficiencies": skills}
    return found


def held(story: Story) -> Props:
    """Return what the state holds of each resource."""
    return owned(story.resources())


def owned(resources: Mapping[str, Props]) -> Props:
    """Return what is the providers' own of each resource, without ciphertexts, which differ each time."""
    keys = ("type", "id", "inputs", "outputs")
    found = {name: {key: item[key] for key in keys} for name, item in resources.items()}
    picked: Props = lasting(json.dumps(found))
    return picked


def kept() -> Props:
    """Return what the fixture holds of each resource."""
    resources = json.loads((FIXTURE / "stack.json").read_text())["deployment"]["resources"]
    ours = [item for item in resources if item["type"].startswith(TYPE)]
    return owned({item["urn"].rsplit("::", 1)[-1]: item for item in ours})


def test_state_of_before_has_every_resource() -> None:
    """The state that is kept holds each resource that 0.1 had, and a user that is only read."""
    assert {name: found["type"].removeprefix(TYPE) for name, found in kept().items()} == RESOURCES


def test_state_of_before_shows_no_diff(played: Played) -> None:
    """A preview of the program that made the state shows no change, and makes no call that changes any."""
    assert played.unchanged == []


def test_state_of_before_is_refreshed_to_itself(played: Played) -> None:
    """A fast refresh finds everything as the state says, and writes the same again.

    Listings tell of all but the proficiencies of three resources, which few enough have to be asked for.
    """
    listed = ["ListUserProficiencies"] * 3 + ["ListUsers"] * 2 + ["SearchUsers"] * 2
    assert (played.compared, played.refreshed) == (listed, kept())


def test_state_of_before_is_read_resource_by_resource(played: Played) -> None:
    """A full refresh reads each resource, drops the user that is gone, and finds the others as they were."""
    expected = {name: found for name, found in kept().items() if name != "minimal"}
    assert (played.read, played.lost) == (READ, expected)


def test_state_of_before_is_updated_with_one_call_per_section(played: Played) -> None:
    """Each changed section of each resource costs its one call, the user that is only read none."""
    assert played.updated == UPDATED


def test_state_of_before_is_deleted(destroyed: Destroyed) -> None:
    """Destroy deletes each user and restores each setting, with its calls, and empties the state."""
    assert (destroyed.calls, destroyed.resources) == (DESTROYED, {})


def test_settings_of_before_are_restored(played: Played, destroyed: Destroyed) -> None:
    """Users made by hand are again what they were before 0.1, also where settings changed in between."""
    assert (played.users, destroyed.users) == (BY_HAND, BY_HAND)
