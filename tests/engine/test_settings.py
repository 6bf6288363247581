"""The seven sub-settings, on users that something else made and beside a ConnectUser, in one stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.story import Props, Story
from tests.lifecycle.harness import group, routing, security
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Step

LONDON, BERLIN = "EMEA/United Kingdom/London", "EMEA/Germany/Berlin"
NAMES = ("ada", "bela", "chi", "dan")

PROGRAM = f"""
ADA, BELA, CHI, DAN = IDS
vip = routing("VIP Care")
UserIdentityInfo("identity-info", instance_id=INSTANCE, user_id=ADA, email="ada@example.com")
UserPhoneConfig("phone-config", instance_id=INSTANCE, user_id=ADA, auto_accept=True)
UserConfig("config", instance_id=INSTANCE, user_id=BELA, auto_accept_configs=[
    UserAutoAcceptConfigArgs("VOICE", True, agent_first_callback_auto_accept=False),
])
UserRoutingProfile("routing-profile", instance_id=INSTANCE, user_id=BELA, routing_profile_id=vip)
UserSecurityProfiles("security-profiles", instance_id=INSTANCE, user_id=CHI,
                     security_profile_ids=[security("Supervisor"), security("Agent")])
UserHierarchy("hierarchy", instance_id=INSTANCE, user_id=CHI, hierarchy_group_id=group("{LONDON}"))
UserProficiencies("proficiencies", instance_id=INSTANCE, user_id=CHI,
                  proficiencies=[UserProficiencyArgs("connect:Language", "German", 2)])
UserRoutingProfile("retained", instance_id=INSTANCE, user_id=CHI, routing_profile_id=vip, on_delete="retain")
UserHierarchy("moving", instance_id=INSTANCE, user_id=MOVING, hierarchy_group_id=group("{BERLIN}"))
ConnectUser.get("foreign", f"{{INSTANCE}}:{{DAN}}")
eve = user("eve", phone_config=None)
UserPhoneConfig("beside", user_id=eve.id, after_contact_work_time_limit=30)
"""
DRIFTED = {
    "identity-info": {"email": "ada@example.com"},
    "phone-config": {"auto_accept": True},
    "config": {
        "auto_accept_configs": [
            {"channel": "VOICE", "auto_accept": True, "agent_first_callback_auto_accept": False}
        ]
    },
    "routing-profile": {"routing_profile_id": routing("VIP Care")},
    "security-profiles": {"security_profile_ids": [security("Supervisor"), security("Agent")]},
    "hierarchy": {"hierarchy_group_id": group(LONDON)},
    "proficiencies": {
        "proficiencies": [{"attribute_name": "connect:Language", "attribute_value": "German", "level": 2}]
    },
}
"""The settings that drift, each with what the program says."""

REPAIRS = {
    "ada": ["UpdateUserIdentityInfo", "UpdateUserPhoneConfig"],
    "bela": ["UpdateUserConfig", "UpdateUserRoutingProfile"],
    "chi": ["UpdateUserHierarchy", "UpdateUserProficiencies", "UpdateUserSecurityProfiles"],
}


@dataclass(kw_only=True)
class Played:
    """Hold what the one run of all steps showed; users are named, without their ids."""

    ids: dict[str, str]
    resource_ids: dict[str, str]
    before: dict[str, Any]
    created: dict[str, list[str]]
    after: dict[str, Any]
    settled: list[str]
    external: Props
    steps: list[Step]
    repairs: dict[str, list[str]]
    moving: list[Step]
    moved: dict[str, Any]
    destroyed: dict[str, list[str]]
    restored: dict[str, Any]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Manage settings of users that something else made, let them drift, move one, and take them away."""
    story = Story(shared_connect, "eu-settings-1", tmp_path_factory.mktemp("settings"), "")
    ids = {name: story.make_user(name) for name in NAMES}
    before = users(story, ids)
    declare(story, ids, "dan")
    story.connect.reset_calls()
    story.stack.up()
    created = mutations(story, ids)
    after = users(story, ids)
    state = story.resources()
    story.connect.reset_calls()
    story.stack.up("--expect-no-changes")
    story.stack.refresh("--expect-no-changes")
    settled = story.operations()
    drift(story, ids)
    steps = story.stack.steps("--refresh")
    story.connect.reset_calls()
    story.stack.up("--refresh")
    repairs = mutations(story, ids)
    declare(story, ids, "ada")
    moving = story.stack.steps()
    story.stack.up()
    moved = users(story, ids)
    story.connect.reset_calls()
    story.stack.destroy()
    destroyed = mutations(story, ids)
    return Played(
        ids=ids,
        resource_ids={name: found["id"] for name, found in state.items()},
        before=before,
        created=created,
        after=after,
        settled=settled,
        external=state["foreign"],
        steps=steps,
        repairs=repairs,
        moving=moving,
        moved=moved,
        destroyed=destroyed,
        restored=users(story, ids),
    )


def declare(story: Story, ids: dict[str, str], moving: str) -> None:
    """Write the program for users of these ids, with the setting that moves on one of them."""
    story.program(f"IDS, MOVING = {list(ids.values())}, {ids[moving]!r}\n{PROGRAM}")


def users(story: Story, ids: dict[str, str]) -> dict[str, Any]:
    """Return what Connect holds of each user, proficiencies among it."""
    found = {name: story.described(user_id) for name, user_id in ids.items()}
    for name, user_id in ids.items():
        skills = story.boto.list_user_proficiencies(InstanceId=MANAGED, UserId=user_id)
        found[name]["Proficiencies"] = [
            (item["AttributeValue"], item["Level"]) for item in skills["UserProficiencyList"]
        ]
    return found


def mutations(story: Story, ids: dict[str, str]) -> dict[str, list[str]]:
    """List the mutating operations since the last reset by user, sorted, and forget all calls."""
    names = {user_id: name for name, user_id in ids.items()}
    found = story.operations_by_user()
    changed = {
        names[user_id]: sorted(item for item in operations if not item.startswith(("Describe", "List")))
        for user_id, operations in found.items()
        if user_id in names
    }
    return {name: operations for name, operations in changed.items() if operations}


def drift(story: Story, ids: dict[str, str]) -> None:
    """Change every setting behind Pulumi's back."""
    ada, bela, chi = ({"InstanceId": MANAGED, "UserId": ids[name]} for name in NAMES[:3])
    boto = story.boto
    boto.update_user_identity_info(**ada, IdentityInfo={"FirstName": "Ada", "LastName": "Okafor"})
    boto.update_user_phone_config(**ada, PhoneConfig={"PhoneType": "SOFT_PHONE"})
    boto.update_user_config(**bela, AutoAcceptConfigs=[{"Channel": "VOICE", "AutoAccept": False}])
    boto.update_user_routing_profile(**bela, RoutingProfileId=routing())
    boto.update_user_security_profiles(**chi, SecurityProfileIds=[security("Admin")])
    boto.update_user_hierarchy(**chi)
    skill = {"AttributeName": "connect:Language", "AttributeValue": "German", "Level": 5}
    boto.update_user_proficiencies(**chi, UserProficiencies=[skill])


def test_settings_new_cost_one_call_each(played: Played) -> None:
    """Each setting is written with one call, and no other setting of the user with it."""
    assert played.created == {
        "ada": ["UpdateUserIdentityInfo", "UpdateUserPhoneConfig"],
        "bela": ["UpdateUserConfig", "UpdateUserRoutingProfile"],
        "chi": [
            "AssociateUserProficiencies",
            "UpdateUserHierarchy",
            "UpdateUserRoutingProfile",
            "UpdateUserSecurityProfiles",
        ],
        "dan": ["UpdateUserHierarchy"],
    }


def test_settings_are_in_connect_beside_what_was_there(played: Played) -> None:
    """Connect holds the settings, and the unmanaged fields beside them as they were."""
    ada, bela, chi, dan = (played.before[name] for name in NAMES)
    auto = {"AutoAccept": True}
    assert played.after == {
        "ada": {
            **ada,
            "IdentityInfo": {**ada["IdentityInfo"], "Email": "ada@example.com"},
            "PhoneConfig": {**ada["PhoneConfig"], **auto},
        },
        "bela": {
            **bela,
            "RoutingProfileId": routing("VIP Care"),
            "PhoneConfig": {**bela["PhoneConfig"], **auto},
            "AutoAcceptConfigs": [{"Channel": "VOICE", **auto, "AgentFirstCallbackAutoAccept": False}],
        },
        "chi": {
            **chi,
            "RoutingProfileId": routing("VIP Care"),
            "SecurityProfileIds": [security("Supervisor"), security("Agent")],
            "HierarchyGroupId": group(LONDON),
            "Proficiencies": [("German", 2.0)],
        },
        "dan": {**dan, "HierarchyGroupId": group(BERLIN)},
    }


def test_settings_unchanged_cause_no_mutating_call(played: Played) -> None:
    """A second up and a refresh show nothing to do, also where a setting stands beside its ConnectUser."""
    assert played.settled == []


@pytest.mark.parametrize("name", DRIFTED)
def test_setting_drifted_shows_in_preview(played: Played, name: str) -> None:
    """A preview with refresh shows the drifted setting, going back to what the program says."""
    found = {step.name: step for step in played.steps}[name]
    assert (found.operation, {key: new for key, (_, new) in found.changed.items()}) == (
        "update",
        DRIFTED[name],
    )


def test_settings_drifted_are_repaired_with_one_call_each(played: Played) -> None:
    """Up repairs each drifted setting with one call, and nothing else drifted."""
    assert (played.repairs, {step.name for step in played.steps}) == (REPAIRS, set(DRIFTED))


def test_setting_of_another_user_is_replaced_and_restores_the_first(played: Played) -> None:
    """A changed user_id moves the setting: one user gets it, the other has what it had before."""
    assert [(step.operation, step.name, set(step.changed)) for step in played.moving] == [
        ("replace", "moving", {"user_id"}),
    ]
    places = {name: user.get("HierarchyGroupId") for name, user in played.moved.items()}
    assert places == {"ada": group(BERLIN), "bela": None, "chi": group(LONDON), "dan": None}


def test_settings_destroyed_restore_what_was_there_but_the_retained(played: Played) -> None:
    """Destroy puts everything back as it was before, except what on_delete says to retain."""
    chi = {**played.before["chi"], "RoutingProfileId": routing("VIP Care")}
    assert played.restored == {**played.before, "chi": chi}
    assert "UpdateUserRoutingProfile" not in played.destroyed["chi"]


def test_setting_id_names_instance_user_and_setting(played: Played) -> None:
    """A setting's id is instanceId:userId/setting, and the seven settings have the contract's names."""
    owners = {
        "ada": ["identity-info", "phone-config"],
        "bela": ["config", "routing-profile"],
        "chi": ["security-profiles", "hierarchy", "proficiencies"],
    }
    expected = {name: f"{MANAGED}:{played.ids[owner]}/{name}" for owner, n in owners.items() for name in n}
    assert {name: played.resource_ids[name] for name in expected} == expected


def test_user_got_is_read_and_never_changed_or_deleted(played: Played) -> None:
    """ConnectUser.get reads a user that the program doesn't manage; up and destroy leave it alone."""
    outputs = played.external["outputs"]
    assert (played.external["external"], outputs["name"], outputs["arn"].rsplit("/", 1)[-1]) == (
        True,
        "dan",
        played.ids["dan"],
    )
    assert "dan" not in played.destroyed
