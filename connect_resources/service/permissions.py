"""What IAM asks for each operation: its action, the resources that it is allowed on, and what comes along.

Source: the Service Authorization Reference, pages "Actions, resources, and condition keys" of Amazon Connect
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnect.html), AWS Secrets
Manager, AWS Directory Service and AWS CloudTrail, of October 2026. Actions that come along stood there as
"dependent actions" in April 2026; the edition of October lists none, and doesn't say that they aren't needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from connect_resources.service.operations import CONNECT, OPERATIONS

INSTANCE: Final = "{instance}"
USERS: Final = "{instance}/agent/*"
HIERARCHY_GROUPS: Final = "{instance}/agent-group/*"
ROUTING_PROFILES: Final = "{instance}/routing-profile/*"
SECURITY_PROFILES: Final = "{instance}/security-profile/*"
QUICK_CONNECTS: Final = "{instance}/transfer-destination/*"
"""ARNs of the kinds of resources, as the reference gives them; ``agent`` is a user."""

CALLER: Final = "{instance}/user/${{aws:userid}}"
"""The session that asks for a token of its own: IAM puts its id in."""

SECRETS: Final = "arn:{partition}:secretsmanager:{region}:{account}:secret:connect-users/*"
"""Secrets of first passwords, by a convention of this project: to allow every secret would be too much."""

ANYTHING: Final = "*"
"""For actions that the reference has no kind of resource for."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Hold what one operation needs.

    Attributes:
        on: the resources, as patterns of ARNs with the parts of the instance's ARN left open.
        along: operations, or actions of other services, that have to be allowed as well.
    """

    on: tuple[str, ...] = (USERS,)
    along: tuple[str, ...] = ()


_OF_USERS: Final = Permission()
_OF_INSTANCE: Final = Permission((INSTANCE,))
_OF_PROFICIENCIES: Final = Permission((INSTANCE, USERS))
_OF_QUICK_CONNECTS: Final = Permission((QUICK_CONNECTS,))
_OF_NOTHING: Final = Permission((ANYTHING,))
_DIRECTORIES: Final = "ds:DescribeDirectories"

_OTHERS: Final[Mapping[str, Permission]] = {
    "AssociateUserProficiencies": _OF_PROFICIENCIES,
    "CreateUser": Permission((USERS, HIERARCHY_GROUPS, ROUTING_PROFILES, SECURITY_PROFILES)),
    "DescribeInstance": Permission((INSTANCE,), along=(_DIRECTORIES,)),
    "DescribePredefinedAttribute": _OF_INSTANCE,
    "DescribeUserHierarchyGroup": Permission((HIERARCHY_GROUPS,)),
    "DescribeUserHierarchyStructure": _OF_INSTANCE,
    "DisassociateUserProficiencies": _OF_PROFICIENCIES,
    # The reference says the instance; the policy under "Configure SAML with IAM" in Amazon Connect's
    # Administrator Guide says the caller. Which of them is asked for isn't documented.
    "GetFederationToken": Permission((INSTANCE, CALLER)),
    "GetSecretValue": Permission((SECRETS,)),
    "ListInstances": Permission((ANYTHING,), along=(_DIRECTORIES,)),
    "ListPredefinedAttributes": _OF_INSTANCE,
    "ListRoutingProfiles": _OF_INSTANCE,
    "ListSecurityProfiles": _OF_INSTANCE,
    "ListUserHierarchyGroups": _OF_INSTANCE,
    "ListUserProficiencies": _OF_PROFICIENCIES,
    "ListUsers": _OF_INSTANCE,
    "SearchUserHierarchyGroups": Permission((INSTANCE,), along=("DescribeUserHierarchyGroup",)),
    "SearchUsers": Permission((INSTANCE,), along=("DescribeUser", "ListUserProficiencies")),
    "UpdateUserHierarchy": Permission((USERS, HIERARCHY_GROUPS)),
    "UpdateUserProficiencies": _OF_PROFICIENCIES,
    "UpdateUserRoutingProfile": Permission((USERS, ROUTING_PROFILES)),
    "UpdateUserSecurityProfiles": Permission((USERS, SECURITY_PROFILES)),
    "connect:DescribeQuickConnect": _OF_QUICK_CONNECTS,
    "connect:ListQuickConnects": _OF_QUICK_CONNECTS,
    "cloudtrail:LookupEvents": _OF_NOTHING,
    _DIRECTORIES: _OF_NOTHING,
}
"""What isn't allowed on users alone.

The reference has no UpdateUserConfig (undocumented): it changes a user, and is taken for what its neighbours
are. That CreateUser with tags needs TagResource, as in some other services, isn't documented either.
"""


def find_action(operation: str) -> str:
    """Return the action of an operation, such as ``connect:CreateUser``: it has the operation's name.

    What is an action already stays one.
    """
    if ":" in operation:
        return operation
    row = OPERATIONS.get(operation)
    return f"{CONNECT if row is None else row.service}:{operation}"


def find_permission(operation: str) -> Permission:
    """Return what an operation, or an action, needs."""
    return _OTHERS.get(operation, _OF_USERS)
