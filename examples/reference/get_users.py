"""List everybody."""

import pulumi

from connect_resources import get_users

pulumi.export("user_names", sorted(user.name for user in get_users()))
