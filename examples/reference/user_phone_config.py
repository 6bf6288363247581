"""Give a user a desk phone."""

from connect_resources import UserPhoneConfig, get_user

UserPhoneConfig(
    "tom",
    user_id=get_user("tom.baker").id,
    phone_type="DESK_PHONE",
    desk_phone_number="+442079460101",
)
