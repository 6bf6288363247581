"""The rights of a policy, held against what the code calls and what the table says."""

from __future__ import annotations

import pytest

from connect_resources.commands.rights import RIGHTS, SETTINGS, build_policy, choose_operations
from connect_resources.ids import InstanceArn
from connect_resources.service.operations import OPERATIONS
from connect_resources.service.permissions import find_action
from connect_resources.users.table import SECTIONS
from tests.lifecycle.authorization import not_called_yet
from tests.unit.test_sections import used_operations

CHINA = InstanceArn(
    "arn:aws-cn:connect:cn-north-1:111122223333:instance/i-1", "aws-cn", "cn-north-1", "111122223333"
)


def actions(operations: frozenset[str]) -> set[str]:
    """Return the actions that a policy allows."""
    statements = build_policy(operations, CHINA)["Statement"]
    return {action for statement in statements for action in statement["Action"]}


def test_everything_is_each_operation_that_the_code_names() -> None:
    """An operation that a module calls stands in the policy for everything, and nothing else does."""
    named = {find_action(operation) for operation in {*used_operations(), *OPERATIONS}}
    assert actions(choose_operations()) == named | not_called_yet() | {"ds:DescribeDirectories"}


def test_setting_that_the_table_gains_is_in_the_policy() -> None:
    """The operations of each section are in it, and a statement names each."""
    written = {name for section in SECTIONS for name in section.operations}
    assert written <= choose_operations() & choose_operations(roster=True)
    assert not written & choose_operations(read_only=True)


@pytest.mark.parametrize("read_only", [False, True])
def test_part_is_no_more_than_the_whole(read_only: bool) -> None:
    """What a roster or a setting needs, everything has; what is read of it, it has too."""
    whole = choose_operations(read_only=read_only)
    for part in ({"roster": True}, *({"settings": [name]} for name in SETTINGS)):
        chosen = choose_operations(read_only=read_only, **part)  # type: ignore[arg-type]  # one of two options
        assert chosen < whole
        assert choose_operations(read_only=True, **part) <= choose_operations(**part)  # type: ignore[arg-type]


def test_alias_takes_a_listing_of_instances() -> None:
    """Only an instance named by its alias is looked for among all."""
    plain, alias = choose_operations(roster=True), choose_operations(roster=True, alias=True)
    assert alias - plain == {"ListInstances"}


def test_policy_in_another_partition_has_its_arns() -> None:
    """Secrets stand in the partition, region and account of the instance."""
    (statement,) = build_policy(frozenset({"GetSecretValue"}), CHINA)["Statement"]
    assert statement["Resource"] == [
        "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:connect-users/*"
    ]


def test_rights_have_names_that_iam_takes() -> None:
    """A Sid is letters and digits."""
    assert [right.sid for right in RIGHTS if not right.sid.isalnum()] == []
