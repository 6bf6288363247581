"""Lend a user to another desk, until this is removed again."""

from connect_resources import UserRoutingProfile, get_routing_profile, get_user

UserRoutingProfile(
    "tom",
    user_id=get_user("tom.baker").id,
    routing_profile_id=get_routing_profile("VIP Care").id,
)
