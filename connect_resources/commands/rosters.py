"""A roster as the commands read it: its rows, and the ids of the names that it uses."""

from __future__ import annotations

from collections.abc import Sequence

from connect_resources.commands.target import Target
from connect_resources.roster import Lookups, ResolvedIds, Roster, inspect_roster, resolve
from connect_resources.service.client import ConnectClient
from connect_resources.service.directory import Directory


def read_resolved(files: Sequence[str], target: Target) -> tuple[Roster, ResolvedIds, ConnectClient, str]:
    """Return a roster without problems, the ids of all names in it, and the instance that has them.

    The files are read before any call is made.

    Raises:
        RosterError: with every problem.
        ConfigError: a file can't be opened, or is of another kind.
        ConnectError: the instance can't be asked.

    Calls DescribeInstance, and the listings of what the roster names, groups a hundred a call.
    """
    settings = target.settings
    teams = (
        settings.teams
        if target.stack is None or settings.teams is None
        else target.stack.path(settings.teams)
    )
    roster, problems = inspect_roster(*files, teams=teams, set_once=settings.set_once)
    client, instance_id = target.connect()
    directory = Directory(client, instance_id, bulk=True)
    lookups = Lookups(
        directory.routing_profile,
        directory.security_profile,
        directory.hierarchy_group,
        directory.check_hierarchy_group,
    )
    ids = resolve(roster, lookups, client.identity_management(instance_id), problems)
    return roster, ids, client, instance_id
