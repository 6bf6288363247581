"""The command ``iam-policy``: the least policy of IAM for what the code calls."""

from __future__ import annotations

import argparse
import json
from typing import Any

from connect_resources import ids
from connect_resources.commands import output, target
from connect_resources.commands.options import say
from connect_resources.commands.rights import FIRST_PASSWORDS, SETTINGS, build_policy, choose_operations
from connect_resources.commands.target import Target, read_target
from connect_resources.errors import ConfigError

EXAMPLE = (
    "iam-policy --roster --instance "
    "arn:aws:connect:eu-west-2:111122223333:instance/7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    parser.add_argument(
        "--read-only", action="store_true", help="leave out what only an update or a destroy calls"
    )
    of = parser.add_mutually_exclusive_group()
    of.add_argument("--roster", action="store_true", help="what the program at the root calls for a roster")
    of.add_argument(
        "--settings",
        nargs="+",
        action="extend",
        choices=SETTINGS,
        metavar="NAME",
        help=f"what these sub-settings call: {', '.join(SETTINGS)}",
    )
    target.add_arguments(parser)
    output.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the policy. Calls DescribeInstance for an id, ListInstances for an alias, nothing for an ARN."""
    output.expect_files(arguments.output)
    place = read_target(arguments)
    operations = choose_operations(
        read_only=arguments.read_only,
        roster=arguments.roster,
        settings=arguments.settings or (),
        alias=ids.is_instance_alias(place.instance),
    )
    policy = build_policy(operations, _find_instance(place))
    output.write_result(f"{json.dumps(policy, indent=2)}\n", arguments.output)
    _explain_secrets(policy["Statement"])
    return 0


def _find_instance(place: Target) -> ids.InstanceArn:
    """Return the instance's ARN, looked up where the instance is named in another way."""
    arn = place.instance
    if not arn.startswith("arn:"):
        from connect_resources.service.directory import find_instance_arn  # noqa: PLC0415 - spares ARNs botocore

        arn = find_instance_arn(place.client(), arn)
    found = ids.parse_instance_arn(arn)
    if found is None:
        raise ConfigError(f"Connect says no ARN of instance {place.instance}: {target.NAME_IT}")
    return found


def _explain_secrets(statements: list[dict[str, Any]]) -> None:
    for statement in statements:
        if statement["Sid"] == FIRST_PASSWORDS:
            (pattern,) = statement["Resource"]
            say(
                f"{FIRST_PASSWORDS} allows the secrets {pattern}: name those of password_secret_id so, "
                "put their own ARNs there, or take the statement out"
            )
