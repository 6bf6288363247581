"""Manage a team as one resource; what all have is said once."""

import pulumi

from connect_resources import (
    ConnectUserArgs,
    ConnectUsers,
    UserIdentityInfoArgs,
    get_routing_profile,
    get_security_profile,
)

team = ConnectUsers(
    "team",
    defaults=ConnectUserArgs(
        routing_profile_id=get_routing_profile("London Billing").routing_profile_id,
        security_profile_ids=[get_security_profile("Agent").security_profile_id],
        tags={"site": "London"},
    ),
    users={
        "ana.lopez": ConnectUserArgs(identity_info=UserIdentityInfoArgs(first_name="Ana", last_name="Lopez")),
        "sam.reed": {"identity_info": {"first_name": "Sam", "last_name": "Reed"}, "tags": {"site": "Leeds"}},
    },
    password=pulumi.Config("connect").require_secret("initialPassword"),
)
pulumi.export("users", team.user_ids)
