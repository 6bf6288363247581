"""The API as a program writes it; mypy in strict mode takes every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_type

import pulumi

import connect_resources as connect
from connect_resources.lookups import (
    FederationToken,
    HierarchyGroup,
    HierarchyStructure,
    RoutingProfile,
    SecurityProfile,
    User,
    UserSummary,
)

profile: pulumi.Output[str] = pulumi.Output.from_input("routing-profile")
kind: pulumi.Output[str] = pulumi.Output.from_input("SOFT_PHONE")
later: pulumi.Output[Mapping[str, Any]] = pulumi.Output.from_input({"channel": "TASK", "auto_accept": True})
agent = connect.get_security_profile("Agent")
london = connect.get_hierarchy_group("EMEA/United Kingdom/London")

typed = connect.ConnectUser(
    "alice",
    instance_id="meridian-support",
    name="alice",
    password=pulumi.Config().require_secret("initialPassword"),
    identity_info=connect.UserIdentityInfoArgs(
        first_name="Ada", last_name=pulumi.Output.from_input("Okafor")
    ),
    phone_config=connect.UserPhoneConfigArgs(
        phone_type="SOFT_PHONE", auto_accept=True, after_contact_work_time_limit=30
    ),
    routing_profile_id=profile,
    security_profile_ids=[agent.security_profile_id, pulumi.Output.from_input("s-2")],
    hierarchy_group_id=london.id,
    proficiencies=[connect.UserProficiencyArgs(attribute_name="vip", attribute_value="yes", level=3)],
    tags={"team": "care", "site": pulumi.Output.from_input("lhr")},
    adopt_existing=True,
    opts=pulumi.ResourceOptions(protect=True),
)

plain = connect.ConnectUser(
    "bob",
    identity_info={"first_name": "Bob", "last_name": "Okafor"},
    auto_accept_configs=[{"channel": "CHAT", "auto_accept": True}, later],
    after_contact_work_configs=[
        connect.UserAfterContactWorkConfigArgs(
            channel="VOICE",
            after_contact_work_config=connect.AfterContactWorkConfigArgs(after_contact_work_time_limit=30),
        ),
        {"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": None}},
    ],
    phone_number_configs=[connect.UserPhoneNumberConfigArgs(channel="VOICE", phone_type="SOFT_PHONE")],
    routing_profile_id="r-1",
    security_profile_ids=["s-1"],
)

assert_type(typed.user_id, pulumi.Output[str])
assert_type(typed.arn, pulumi.Output[str])
assert_type(typed.tags_all, pulumi.Output[Mapping[str, str]])
assert_type(typed.security_profile_ids, pulumi.Output[Sequence[str]])
assert_type(typed.identity_info, pulumi.Output[Mapping[str, Any] | None])
assert_type(connect.ConnectUser.get("carol", "i-1:u-1"), connect.ConnectUser)

connect.UserIdentityInfo("identity", user_id=typed.id, first_name="Grace", on_delete="retain")
connect.UserPhoneConfig("phone", user_id=typed.id, after_contact_work_time_limit=30)
connect.UserPhoneConfig("later", user_id=typed.id, phone_type=kind)
connect.UserConfig("config", user_id=typed.id, auto_accept_configs=[{"channel": "TASK", "auto_accept": True}])
connect.UserRoutingProfile("routing", user_id=typed.id, routing_profile_id=profile)
connect.UserSecurityProfiles("security", user_id=typed.id, security_profile_ids=["s-1"])
connect.UserHierarchy("hierarchy", user_id=typed.id, hierarchy_group_id="")
connect.UserProficiencies("skills", user_id=typed.id, proficiencies=[])

assert_type(agent, SecurityProfile)
assert_type(london, HierarchyGroup)
assert_type(connect.get_routing_profile("VIP Care", "i-1"), RoutingProfile)
assert_type(connect.get_hierarchy_structure(), HierarchyStructure)
assert_type(connect.get_user("alice"), User)
assert_type(connect.get_users(), list[UserSummary])
assert_type(connect.get_federation_token(), FederationToken)
assert_type(connect.get_routing_profile_output(profile), pulumi.Output[RoutingProfile])
assert_type(connect.get_hierarchy_structure_output(profile), pulumi.Output[HierarchyStructure])
