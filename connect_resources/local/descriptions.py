"""What an instance's profiles, features and predefined attributes look like in the API.

Users refer to profiles by id alone, so a seed gives no more than their names; the rest is the same for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .exceptions import ResourceNotFoundException
from .instance import CREATED_TIME, ROUTING_PROFILE, Instance, Resource, stable_id

QUEUE, QUEUE_NAME = "queue", "BasicQueue"  # the queue that every new instance comes with
CONCURRENCY: Mapping[str, int] = {"VOICE": 1, "CHAT": 2, "TASK": 1}
PERMISSIONS = ("BasicAgentAccess", "OutboundCallAccess")
SECURITY_PROFILE_TYPE = "CUSTOMER_MANAGED"
_STAYS_ON_CHANNEL = {"BehaviorType": "ROUTE_CURRENT_CHANNEL_ONLY"}
FEATURES_ON = frozenset(
    {"INBOUND_CALLS", "OUTBOUND_CALLS", "CONTACT_LENS", "EARLY_MEDIA", "AUTO_RESOLVE_BEST_VOICES"}
)


def describe_attribute(attribute_type: str) -> dict[str, str]:
    """Show whether a feature of an instance is on, as DescribeInstanceAttribute does."""
    return {"AttributeType": attribute_type, "Value": "true" if attribute_type in FEATURES_ON else "false"}


def summarise_security_profile(profile: Resource) -> dict[str, Any]:
    """Show a security profile as ListSecurityProfiles does."""
    return {**profile.to_summary(), "Type": SECURITY_PROFILE_TYPE}


def describe_security_profile(instance: Instance, profile: Resource) -> dict[str, Any]:
    """Show a security profile as DescribeSecurityProfile does."""
    return {
        "Id": profile.id,
        "OrganizationResourceId": instance.id,
        "Arn": profile.arn,
        "SecurityProfileName": profile.name,
        "Description": f"Security profile {profile.name}",
        "Type": SECURITY_PROFILE_TYPE,
        **profile.modified(),
        **instance.shown_tags(profile.arn),
    }


def describe_routing_profile(instance: Instance, profile: Resource) -> dict[str, Any]:
    """Show a routing profile as DescribeRoutingProfile does, which leaves the ids of its queues out."""
    users = sum(user.routing_profile_id == profile.id for user in instance.users.values())
    return {
        "InstanceId": instance.id,
        "Name": profile.name,
        "RoutingProfileArn": profile.arn,
        "RoutingProfileId": profile.id,
        "Description": f"Routing profile {profile.name}",
        "MediaConcurrencies": [
            {"Channel": channel, "Concurrency": most, "CrossChannelBehavior": _STAYS_ON_CHANNEL}
            for channel, most in CONCURRENCY.items()
        ],
        "DefaultOutboundQueueId": _queue_id(instance),
        "NumberOfAssociatedQueues": 1,
        "NumberOfAssociatedManualAssignmentQueues": 0,
        "NumberOfAssociatedUsers": users,
        "AgentAvailabilityTimer": "TIME_SINCE_LAST_ACTIVITY",
        "IsDefault": profile.id == next(iter(instance.resources[ROUTING_PROFILE])),
        **profile.modified(),
        **instance.shown_tags(profile.arn),
    }


def list_queues(instance: Instance) -> list[dict[str, Any]]:
    """Show the queue of every routing profile as ListRoutingProfileQueues does, once a channel."""
    queue_id = _queue_id(instance)
    return [
        {
            "QueueId": queue_id,
            "QueueArn": f"{instance.arn}/{QUEUE}/{queue_id}",
            "QueueName": QUEUE_NAME,
            "Priority": 1,
            "Delay": 0,
            "Channel": channel,
        }
        for channel in CONCURRENCY
    ]


def summarise_predefined_attribute(instance: Instance, name: str) -> dict[str, Any]:
    """Show a predefined attribute as ListPredefinedAttributes does."""
    return {"Name": name, "LastModifiedTime": CREATED_TIME, "LastModifiedRegion": instance.region}


def describe_predefined_attribute(instance: Instance, name: str) -> dict[str, Any]:
    """Show a predefined attribute as DescribePredefinedAttribute does, or say that there is none."""
    values = instance.predefined_attributes.get(name)
    if values is None:
        raise ResourceNotFoundException(f"Predefined attribute not found in instance {instance.id}")
    return {**summarise_predefined_attribute(instance, name), "Values": {"StringList": list(values)}}


def _queue_id(instance: Instance) -> str:
    return stable_id(instance.id, QUEUE, QUEUE_NAME)
