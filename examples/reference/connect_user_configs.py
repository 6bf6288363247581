"""Manage an agent whose settings differ between channels."""

import pulumi

from connect_resources import (
    AfterContactWorkConfigArgs,
    ConnectUser,
    UserAfterContactWorkConfigArgs,
    UserAutoAcceptConfigArgs,
    UserIdentityInfoArgs,
    get_routing_profile,
    get_security_profile,
)

ravi = ConnectUser(
    "ravi.iyer",
    password=pulumi.Config("connect").require_secret("initialPassword"),
    identity_info=UserIdentityInfoArgs(first_name="Ravi", last_name="Iyer"),
    auto_accept_configs=[
        UserAutoAcceptConfigArgs(channel="VOICE", auto_accept=True),
        UserAutoAcceptConfigArgs(channel="CHAT", auto_accept=False),
    ],
    after_contact_work_configs=[
        UserAfterContactWorkConfigArgs(
            channel="VOICE",
            after_contact_work_config=AfterContactWorkConfigArgs(after_contact_work_time_limit=60),
        )
    ],
    routing_profile_id=get_routing_profile("Tier 1 Chat").id,
    security_profile_ids=[get_security_profile("Agent").id],
)
