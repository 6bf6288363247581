"""Say what a user speaks."""

from connect_resources import UserProficiencies, UserProficiencyArgs, get_user

UserProficiencies(
    "tom",
    user_id=get_user("tom.baker").id,
    proficiencies=[UserProficiencyArgs(attribute_name="Language", attribute_value="German", level=4)],
)
