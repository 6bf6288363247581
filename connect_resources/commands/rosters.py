"""A roster as the commands read it: its rows, the ids of its names, and all that is wrong with it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from connect_resources.commands.target import Target
from connect_resources.errors import Problem, RosterError
from connect_resources.roster import (
    Lookups,
    Problems,
    ResolvedIds,
    Roster,
    inspect_stack_roster,
    resolve,
)

if TYPE_CHECKING:
    from connect_resources.service.client import ConnectClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the rosters and their teams; docs/commands.md explains them."""
    parser.add_argument("roster", nargs="+", metavar="ROSTER", help="the roster, or several files of one")
    parser.add_argument("--teams", metavar="FILE", help="YAML file of teams, over the stack's connect:teams")


def read_resolved(
    files: Sequence[str], target: Target, teams: str | None = None
) -> tuple[Roster, ResolvedIds, ConnectClient, str]:
    """Return a roster without problems, the ids of all names in it, and the instance that has them.

    The files are read before any call is made.

    Args:
        files: the roster's files.
        target: the instance, and the config of the stack.
        teams: a file of teams, over that of the config.

    Raises:
        RosterError: with every problem.
        ConfigError: a file can't be opened, or is of another kind.
        ConnectError: the instance can't be asked.

    Calls DescribeInstance, and the listings of what the roster names, groups a hundred a call.
    """
    roster, problems = _inspected(files, target, teams)
    with problems.kept():
        client, instance_id = target.connect()
        ids = resolve(
            roster, _lookups(client, instance_id), client.identity_management(instance_id), problems
        )
    return roster, ids, client, instance_id


def find_problems(
    rosters: Sequence[Sequence[str]], target: Target, teams: str | None = None
) -> tuple[int, list[Problem]]:
    """Return how many users rosters have, and all that is wrong with them.

    Args:
        rosters: the files of each roster.
        target: the config of the stack; an instance is asked only where one is named.
        teams: a file of teams, over that of the config.

    Raises:
        ConfigError: a file can't be opened, or is of another kind.
        ConnectError: the instance that is named can't be asked.

    Calls as ``read_resolved`` does, and ListUsers; none where no instance is named.
    """
    place = None
    users = 0
    found: list[Problem] = []
    for files in rosters:
        try:
            roster, problems = _inspected(files, target, teams)
            users += len(roster.rows)
            if target.has_instance:
                place = place or target.connect()
                _resolve_all(roster, problems, *place)
        except RosterError as error:
            found += error.problems
        else:
            found += problems.all()
    # What is wrong with the teams of a file of their own is told by each roster that is read with it.
    return users, list(dict.fromkeys(found))


def _inspected(files: Sequence[str], target: Target, teams: str | None) -> tuple[Roster, Problems]:
    if teams is None and target.settings.teams is not None:
        teams = target.path(target.settings.teams)
    return inspect_stack_roster(target.settings, files, teams)


def _resolve_all(roster: Roster, problems: Problems, client: ConnectClient, instance_id: str) -> None:
    """Note what the instance refuses, of users that it doesn't have yet as well."""
    lookups = replace(
        _lookups(client, instance_id), is_new=lambda name: client.find_user(instance_id, name) is None
    )
    # Where the kind of instance may not be asked for, what it refuses isn't known, and there is no answer.
    resolve(roster, lookups, client.instance(instance_id)["IdentityManagementType"], problems)


def _lookups(client: ConnectClient, instance_id: str) -> Lookups:
    from connect_resources.service.directory import Directory  # noqa: PLC0415 - spares the others botocore

    directory = Directory(client, instance_id, bulk=True)
    return Lookups(
        directory.routing_profile,
        directory.security_profile,
        directory.hierarchy_group,
        # A group's path costs no call of its own here, so that all is told at once.
        directory.hierarchy_group,
    )
