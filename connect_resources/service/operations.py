"""The operations that give a result: what an answer has to hold, and how much one page does.

botocore takes an answer whose body is cut, malformed or empty for one without members. Nothing may be
concluded from such an answer, least of all that Connect holds nothing: see ``lacking``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

CONNECT: Final = "connect"
SECRETS_MANAGER: Final = "secretsmanager"
CLOUD_TRAIL: Final = "cloudtrail"


@dataclass(frozen=True, slots=True)
class Operation:
    """Describe one operation that is called for its result.

    Attributes:
        name: the operation.
        result: the members that each answer has.
        holding: what each of them holds, or each of its entries where it is a list.
        page_size: the most that one page may hold; None where the operation has no pages. Source: shapes
            of MaxResults in botocore's model.
        service: the service's name in boto3.
        rate: calls a second that it takes, one at a time; None where it has the quota of the settings.
    """

    name: str
    result: tuple[str, ...]
    holding: tuple[str, ...] = ()
    page_size: int | None = None
    service: str = CONNECT
    rate: float | None = None


_SUMMARY: Final = ("Id", "Arn", "Name")
_USER: Final = ("Id", "Arn", "Username")
_PROFICIENCY: Final = ("AttributeName", "AttributeValue", "Level")
_TOKENS: Final = ("AccessToken", "AccessTokenExpiration", "RefreshToken", "RefreshTokenExpiration")

LOOKUPS_PER_SECOND: Final = 2.0
"""Source: text of the operation LookupEvents in botocore's model, "limited to two per second"."""

_ROWS: Final = (
    Operation("CreateUser", ("UserId", "UserArn")),
    Operation("DescribeInstance", ("Instance",), ("Id", "IdentityManagementType")),
    Operation("DescribePredefinedAttribute", ("PredefinedAttribute",), ("Name", "Values")),
    Operation("DescribeUser", ("User",), _USER),
    Operation("DescribeUserHierarchyGroup", ("HierarchyGroup",), _SUMMARY),
    Operation("DescribeUserHierarchyStructure", ("HierarchyStructure",)),
    Operation("GetFederationToken", ("Credentials",), _TOKENS),
    Operation("GetSecretValue", ("ARN",), service=SECRETS_MANAGER),
    Operation("ListInstances", ("InstanceSummaryList",), ("Id",), page_size=10),
    Operation("ListPredefinedAttributes", ("PredefinedAttributeSummaryList",), ("Name",), page_size=100),
    Operation("ListRoutingProfiles", ("RoutingProfileSummaryList",), _SUMMARY, page_size=1000),
    Operation("ListSecurityProfiles", ("SecurityProfileSummaryList",), _SUMMARY, page_size=1000),
    Operation("ListUserHierarchyGroups", ("UserHierarchyGroupSummaryList",), _SUMMARY, page_size=1000),
    Operation("ListUserProficiencies", ("UserProficiencyList",), _PROFICIENCY, page_size=100),
    Operation("ListUsers", ("UserSummaryList",), _USER, page_size=1000),
    Operation(
        "LookupEvents",
        ("Events",),
        ("EventName",),
        page_size=50,
        service=CLOUD_TRAIL,
        rate=LOOKUPS_PER_SECOND,
    ),
    Operation("SearchUserHierarchyGroups", ("UserHierarchyGroups",), _SUMMARY, page_size=100),
    Operation("SearchUsers", ("Users",), ("Id",), page_size=500),
)

OPERATIONS: Final[Mapping[str, Operation]] = {row.name: row for row in _ROWS}
"""The rows by name; an operation that stands in none is called for what it does."""


def service_of(operation: str) -> str:
    """Return the service that an operation belongs to."""
    row = OPERATIONS.get(operation)
    return CONNECT if row is None else row.service


def rate_of(operation: str) -> float | None:
    """Return the calls a second of an operation with a quota of its own; None of the others."""
    row = OPERATIONS.get(operation)
    return None if row is None else row.rate


def lacking(operation: str, body: Mapping[str, Any]) -> str | None:
    """Name the first member that an answer lacks, such as ``UserSummaryList[3].Id``, or None."""
    row = OPERATIONS.get(operation)
    if row is None:
        return None
    return next((path for name in row.result if (path := _lacking(body, name, row.holding))), None)


def _lacking(body: Mapping[str, Any], name: str, holding: tuple[str, ...]) -> str | None:
    value = body.get(name)
    if value is None or value == "":
        return name
    if not isinstance(value, list):
        return _lacking_member(value, name, holding)
    entries = (_lacking_member(entry, f"{name}[{position}]", holding) for position, entry in enumerate(value))
    return next((path for path in entries if path), None)


def _lacking_member(record: Any, path: str, holding: tuple[str, ...]) -> str | None:
    if not holding:
        return None
    if not isinstance(record, Mapping):
        return path
    return next((f"{path}.{member}" for member in holding if record.get(member) in (None, "")), None)
