"""Which operations the code calls for what, and the policy of IAM that allows a choice of them.

The operations of a user's settings come out of the table; what is here beside them is held complete by tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import asdict, dataclass
from typing import Any, Final

from connect_resources.ids import InstanceArn
from connect_resources.service.permissions import find_action, find_permission
from connect_resources.users.kinds import pascal
from connect_resources.users.section import DESCRIBE, Section
from connect_resources.users.table import SECTIONS

FIRST_PASSWORDS: Final = "ReadFirstPasswords"
"""The statement whose resource follows from a convention, and not from the instance."""


@dataclass(frozen=True, slots=True)
class Right:
    """Hold what a statement of the policy is for.

    Attributes:
        sid: the statement's name.
        operations: what is called; an action with its service where no module calls it yet, or AWS does.
        updating: only an update or a destroy calls it: no preview, no refresh and no command does.
        roster: the program at the root calls it for a roster.
        always: every resource calls it, a sub-setting as well.
    """

    sid: str
    operations: tuple[str, ...]
    updating: bool = False
    roster: bool = True
    always: bool = False


def _setting(section: Section) -> Right:
    return Right(f"Change{pascal(section.name)}", section.operations, updating=True)


_READERS: Final = tuple(sorted({section.reader for section in SECTIONS} - {DESCRIBE}))

BY_ALIAS: Final = Right("FindInstanceByAlias", ("ListInstances",), roster=False)

RIGHTS: Final[tuple[Right, ...]] = (
    Right("ReadInstance", ("DescribeInstance", "ListUsers", "SearchUsers"), always=True),
    Right("ReadDirectories", ("ds:DescribeDirectories",)),
    Right("ReadUsers", (DESCRIBE,), always=True),
    Right("ReadProficiencies", _READERS),
    Right("SearchProficiencies", ("DescribePredefinedAttribute", "ListPredefinedAttributes")),
    Right("LookUpNames", ("ListRoutingProfiles", "ListSecurityProfiles", "ListUserHierarchyGroups")),
    Right("LookUpGroups", ("DescribeUserHierarchyGroup",)),
    Right("LookUpLevels", ("DescribeUserHierarchyStructure",), roster=False),
    BY_ALIAS,
    Right("SignIn", ("GetFederationToken",), roster=False),
    Right("SearchGroups", ("SearchUserHierarchyGroups",), roster=False),
    Right("ReportQuickConnects", ("connect:DescribeQuickConnect", "connect:ListQuickConnects"), roster=False),
    Right("ExplainDrift", ("cloudtrail:LookupEvents",), roster=False),
    Right("CreateUsers", ("CreateUser",), updating=True),
    Right(FIRST_PASSWORDS, ("GetSecretValue",), updating=True),
    *map(_setting, SECTIONS),
    Right("DeleteUsers", ("DeleteUser",), updating=True),
)
"""All that the code calls, in the order of the policy's statements; no operation stands in two."""

_BY_SETTING: Final = {section.setting: section for section in SECTIONS if section.resource}

SETTINGS: Final = tuple(_BY_SETTING)
"""The sub-settings by their names of ids."""

_READING: Final = frozenset(name for right in RIGHTS if not right.updating for name in right.operations)


def choose_operations(
    *, read_only: bool = False, roster: bool = False, settings: Iterable[str] = (), alias: bool = False
) -> frozenset[str]:
    """Return the operations that a use of the code calls, and those that AWS wants allowed beside them.

    Args:
        read_only: only what previews, refreshes and commands call.
        roster: what the program at the root calls for a roster.
        settings: what sub-settings of these names call; with neither of both, all that the code calls.
        alias: the instance is named by its alias.
    """
    chosen = set(_chosen(roster, tuple(settings), alias))
    if read_only:
        chosen &= _READING
    for name in tuple(chosen):
        chosen.update(find_permission(name).along)
    return frozenset(chosen)


def _chosen(roster: bool, settings: tuple[str, ...], alias: bool) -> Iterator[str]:
    everything = not roster and not settings
    for right in RIGHTS:
        if everything or (roster and right.roster) or right.always or (alias and right is BY_ALIAS):
            yield from right.operations
    for section in map(_BY_SETTING.__getitem__, settings):
        yield from (*section.operations, section.reader)
        if section.instead:
            yield section.instead


def build_policy(operations: Set[str], instance: InstanceArn) -> dict[str, Any]:
    """Return the policy that allows operations on an instance, in the form of IAM's JSON."""
    statements = [
        _statement(right.sid, called, instance)
        for right in RIGHTS
        if (called := [name for name in right.operations if name in operations])
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(sid: str, called: list[str], instance: InstanceArn) -> dict[str, Any]:
    parts = {**asdict(instance), "instance": instance.arn}
    patterns = {pattern for name in called for pattern in find_permission(name).on}
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted(map(find_action, called)),
        "Resource": sorted(pattern.format(**parts) for pattern in patterns),
    }
