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
        "kit.moore": ConnectUserArgs(identity_info=UserIdentityInfoArgs(first_name="Kit", last_name="Moore")),
        "eva.lang": {"identity_info": {"first_name": "Eva", "last_name": "Lang"}, "tags": {"site": "Leeds"}},
    },
    password=pulumi.Config("connect").require_secret("initialPassword"),
)
pulumi.export("users", team.user_ids)
