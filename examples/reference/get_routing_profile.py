"""Find a routing profile on an instance named by its alias."""

import pulumi

from connect_resources import get_routing_profile

pulumi.export("billing_profile", get_routing_profile("London Billing", "meridian-support").arn)
