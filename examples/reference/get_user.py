"""Read a user."""

import pulumi

from connect_resources import get_user

tom = get_user("tom.baker")
pulumi.export("tom", {"id": tom.user_id, "phone_type": tom.phone_config["phone_type"]})
