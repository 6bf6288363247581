"""Give a user reports, for good."""

from connect_resources import UserSecurityProfiles, get_security_profile, get_user

UserSecurityProfiles(
    "tom",
    user_id=get_user("tom.baker").id,
    security_profile_ids=[get_security_profile(name).id for name in ("Agent", "Reporting")],
    on_delete="retain",
)
