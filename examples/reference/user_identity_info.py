"""Change a last name; first name, e-mail and mobile stay as they are."""

from connect_resources import UserIdentityInfo, get_user

UserIdentityInfo("tom", user_id=get_user("tom.baker").id, last_name="Baker-Hill")
