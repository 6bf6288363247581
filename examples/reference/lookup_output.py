"""Look up a name that is known only when other resources exist."""

import pulumi

from connect_resources import get_routing_profile_output

name = pulumi.Output.from_input("VIP Care")
pulumi.export("vip_profile", get_routing_profile_output(name).apply(lambda profile: profile.id))
