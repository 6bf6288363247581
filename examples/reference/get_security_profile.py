"""Find a security profile on the instance of the config."""

import pulumi

from connect_resources import get_security_profile

pulumi.export("agent_profile", get_security_profile("Agent").security_profile_id)
