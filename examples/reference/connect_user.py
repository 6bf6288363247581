"""Manage a new agent."""

import pulumi

from connect_resources import (
    ConnectUser,
    UserIdentityInfoArgs,
    UserPhoneConfigArgs,
    UserProficiencyArgs,
    get_hierarchy_group,
    get_routing_profile,
    get_security_profile,
)

ana = ConnectUser(
    "ana.lopez",
    password=pulumi.Config("connect").require_secret("initialPassword"),
    identity_info=UserIdentityInfoArgs(first_name="Ana", last_name="López", email="ana.lopez@example.com"),
    phone_config=UserPhoneConfigArgs(
        phone_type="SOFT_PHONE", auto_accept=True, after_contact_work_time_limit=30
    ),
    routing_profile_id=get_routing_profile("London Billing").routing_profile_id,
    security_profile_ids=[get_security_profile("Agent").security_profile_id],
    hierarchy_group_id=get_hierarchy_group("EMEA/United Kingdom/London/Billing/Team 1").id,
    proficiencies=[UserProficiencyArgs(attribute_name="Language", attribute_value="Spanish", level=5)],
    tags={"site": "London"},
)
pulumi.export("ana", ana.user_id)
