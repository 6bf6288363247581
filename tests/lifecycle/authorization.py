"""What AWS asks a policy for, of each action that this project may need: an oracle of its own.

An excerpt, in other words, of the Service Authorization Reference of October 2026
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnect.html and its
neighbours); what comes along with an action as it stood there in April 2026. It is written down
apart from the table in ``connect_resources``, so that each is held against the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect_resources.__main__ import COMMANDS


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what an action asks for.

    Attributes:
        of: the kinds of resources of which the one that a request names must be allowed; () for any ("*").
        named: kinds that are asked for where the request names one.
        along: actions that must be allowed as well.
    """

    of: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    along: tuple[str, ...] = ()


IN_INSTANCE = {
    "user": "agent",
    "hierarchy-group": "agent-group",
    "routing-profile": "routing-profile",
    "security-profile": "security-profile",
    "quick-connect": "transfer-destination",
    "caller": "user",
}
"""Where the kinds stand in an ARN behind that of the instance."""

USER = Asked(("user",))
INSTANCE = Asked(("instance",))
BOTH = Asked(("instance", "user"))
DIRECTORIES = ("ds:DescribeDirectories",)

ASKED = {
    "cloudtrail:LookupEvents": Asked(),
    "connect:AssociateUserProficiencies": BOTH,
    "connect:CreateUser": Asked(("user", "routing-profile", "security-profile"), ("hierarchy-group",)),
    "connect:DeleteUser": USER,
    "connect:DescribeInstance": Asked(("instance",), along=DIRECTORIES),
    "connect:DescribePredefinedAttribute": INSTANCE,
    "connect:DescribeQuickConnect": Asked(("quick-connect",)),
    "connect:DescribeUser": USER,
    "connect:DescribeUserHierarchyGroup": Asked(("hierarchy-group",)),
    "connect:DescribeUserHierarchyStructure": INSTANCE,
    "connect:DisassociateUserProficiencies": BOTH,
    # The instance by the reference; the caller's own session by the Administrator Guide, "Configure SAML".
    "connect:GetFederationToken": Asked(("instance", "caller")),
    "connect:ListInstances": Asked(along=DIRECTORIES),
    "connect:ListPredefinedAttributes": INSTANCE,
    "connect:ListQuickConnects": Asked(("quick-connect",)),
    "connect:ListRoutingProfiles": INSTANCE,
    "connect:ListSecurityProfiles": INSTANCE,
    "connect:ListUserHierarchyGroups": INSTANCE,
    "connect:ListUserProficiencies": BOTH,
    "connect:ListUsers": INSTANCE,
    "connect:SearchUserHierarchyGroups": Asked(("instance",), along=("connect:DescribeUserHierarchyGroup",)),
    "connect:SearchUsers": Asked(
        ("instance",), along=("connect:DescribeUser", "connect:ListUserProficiencies")
    ),
    "connect:TagResource": USER,
    "connect:UntagResource": USER,
    # In no edition of the reference; CloudFormation's schema of AWS::Connect::User names the action.
    "connect:UpdateUserConfig": USER,
    "connect:UpdateUserHierarchy": Asked(("user",), ("hierarchy-group",)),
    "connect:UpdateUserIdentityInfo": USER,
    "connect:UpdateUserPhoneConfig": USER,
    "connect:UpdateUserProficiencies": BOTH,
    "connect:UpdateUserRoutingProfile": Asked(("routing-profile", "user")),
    "connect:UpdateUserSecurityProfiles": Asked(("security-profile", "user")),
    "ds:DescribeDirectories": Asked(),
    "secretsmanager:GetSecretValue": Asked(("secret",)),
}

LATER = {
    "connect:DescribeQuickConnect": "report",
    "connect:ListQuickConnects": "report",
}
"""What the policy allows for commands that come later, each until its command is there."""


def not_called_yet() -> set[str]:
    """Return the actions whose command isn't there yet."""
    return {action for action, command in LATER.items() if command not in COMMANDS}
