"""An instance, a profile of each kind and a team by pulumi-aws, and their users by connect_resources.

Outputs of pulumi-aws go into ConnectUser as they are: ids, ARNs, or composite ids such as RoutingProfile.id.
"""

import pulumi
import pulumi_aws as aws

from connect_resources import (
    ConnectUser,
    UserIdentityInfoArgs,
    UserPhoneConfigArgs,
    UserProficiencies,
    UserProficiencyArgs,
)

instance = aws.connect.Instance(
    "harbour",
    identity_management_type="CONNECT_MANAGED",
    instance_alias="harbour-support",
    inbound_calls_enabled=True,
    outbound_calls_enabled=True,
)
hours = aws.connect.HoursOfOperation(
    "weekdays",
    instance_id=instance.id,
    name="Weekdays",
    time_zone="Europe/London",
    configs=[
        {"day": day, "start_time": {"hours": 8, "minutes": 0}, "end_time": {"hours": 18, "minutes": 0}}
        for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
    ],
)
queue = aws.connect.Queue(
    "billing", instance_id=instance.id, name="Billing", hours_of_operation_id=hours.hours_of_operation_id
)
routing_profile = aws.connect.RoutingProfile(
    "billing",
    instance_id=instance.id,
    name="London Billing",
    description="Billing calls of London",
    default_outbound_queue_id=queue.queue_id,
    media_concurrencies=[{"channel": "VOICE", "concurrency": 1}],
)
agent = aws.connect.SecurityProfile(
    "agent", instance_id=instance.id, name="Agent", permissions=["BasicAgentAccess", "OutboundCallAccess"]
)
reporting = aws.connect.SecurityProfile(
    "reporting", instance_id=instance.id, name="Reporting", permissions=["AccessMetrics"]
)
structure = aws.connect.UserHierarchyStructure(
    "levels", instance_id=instance.id, hierarchy_structure={"level_one": {"name": "Site"}}
)
london = aws.connect.UserHierarchyGroup(
    "london",
    instance_id=instance.id,
    name="London",
    opts=pulumi.ResourceOptions(depends_on=[structure]),
)

password = pulumi.Config("connect").require_secret("initialPassword")

ana = ConnectUser(
    "ana.lopez",
    instance_id=instance.id,
    password=password,
    identity_info=UserIdentityInfoArgs(first_name="Ana", last_name="López"),
    phone_config=UserPhoneConfigArgs(phone_type="SOFT_PHONE", auto_accept=True),
    routing_profile_id=routing_profile.id,
    security_profile_ids=[agent.id, reporting.arn],
    hierarchy_group_id=london.id,
)
jo = ConnectUser(
    "jo.park",
    instance_id=instance.arn,
    password=password,
    identity_info=UserIdentityInfoArgs(first_name="Jo", last_name="Park"),
    routing_profile_id=routing_profile.routing_profile_id,
    security_profile_ids=[agent.security_profile_id],
    hierarchy_group_id=london.arn,
)
UserProficiencies(
    "jo.park",
    user_id=jo.id,
    proficiencies=[UserProficiencyArgs(attribute_name="Language", attribute_value="Korean", level=5)],
)
pulumi.export("users", {"ana.lopez": ana.user_id, "jo.park": jo.user_id})
