"""Put a user into a team."""

from connect_resources import UserHierarchy, get_hierarchy_group, get_user

UserHierarchy(
    "tom",
    user_id=get_user("tom.baker").id,
    hierarchy_group_id=get_hierarchy_group("EMEA/Germany/Berlin/Claims/Team 5").id,
)
