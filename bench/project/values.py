"""What the bench's users look like."""

import os
from typing import Any
from uuid import NAMESPACE_URL, uuid5

INSTANCE = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"


def seeded(kind: str, name: str) -> str:
    """Return the id that the local Connect's seed gives a profile or a group."""
    return str(uuid5(NAMESPACE_URL, f"connect:{INSTANCE}/{kind}/{name}"))


def values(number: int) -> dict[str, Any]:
    """Return the arguments of one user, but the password: what a contact centre sets on an agent."""
    name = f"agent-{number:05}"
    routing_profile = os.environ.get("BENCH_ROUTING_PROFILE", "London Billing")
    return {
        "name": name,
        "instance_id": INSTANCE,
        "identity_info": {"first_name": "Ada", "last_name": name, "email": f"{name}@example.com"},
        "phone_config": {
            "phone_type": "SOFT_PHONE",
            "auto_accept": True,
            "after_contact_work_time_limit": 30,
            "persistent_connection": False,
        },
        "routing_profile_id": seeded("routing-profile", routing_profile),
        "security_profile_ids": [
            seeded("security-profile", "Agent"),
            seeded("security-profile", "Reporting"),
        ],
        "hierarchy_group_id": seeded("agent-group", "EMEA/United Kingdom/London"),
        "tags": {"site": "London", "team": "Billing"},
    }
