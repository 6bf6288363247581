"""Read a user that the program doesn't manage."""

import pulumi

from connect_resources import ConnectUser, get_user

mina = ConnectUser.get("mina", get_user("mina.sato").id)
pulumi.export("mina_routing_profile", mina.routing_profile_id)
