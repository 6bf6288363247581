"""The program at the root: one ConnectUser for each row of the stack's roster."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import pulumi

from connect_resources.config import Settings
from connect_resources.errors import ConfigError, ConnectResourcesError
from connect_resources.program.fleets import declare_fleets
from connect_resources.program.guard import guard
from connect_resources.program.spare import spare_collections, spare_debug_messages
from connect_resources.program.stack_users import StackUser, read_stack_users
from connect_resources.roster import (
    Lookups,
    Problems,
    ResolvedIds,
    Roster,
    RosterRow,
    inspect_stack_roster,
    once_arguments,
    resolve,
    user_arguments,
)
from connect_resources.sdk.lookups import (
    check_hierarchy_group,
    get_hierarchy_group,
    get_routing_profile,
    get_security_profile,
    resolve_instance,
)
from connect_resources.sdk.stack import program_client, program_settings
from connect_resources.sdk.user import ConnectUser

_EXPLAINED: Final = 32
"""Exit status of a program that has shown its error, so that the engine adds no line of its own.

Source: PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE of the engine's language host.
"""

Users = dict[str, dict[str, Any]]
"""The arguments of each user, by name."""

_LONG: Final = 60.0
"""Seconds from which on an update is announced with the time that it may take."""


def run() -> None:
    """Declare the users of the stack's roster, and export their ids by name.

    Reads config connect:roster, connect:instanceId and connect:maxDeletes. A user without a secret of its
    own gets the secret config connect:initialPassword, where it is set; a stack on an instance with SAML
    leaves that out.
    Calls DescribeInstance; ListRoutingProfiles, ListSecurityProfiles and ListUserHierarchyGroups where the
    roster uses such names, once each; ListInstances for an alias. A roster without problems takes a call of
    DescribeUserHierarchyGroup for each of its groups as well.

    Raises:
        SystemExit: if the configuration or the roster has a problem, which was shown. Nothing was declared.
    """
    spare_debug_messages()
    spare_collections()
    with _explained():
        settings = program_settings()
        users, once = _wanted(settings)
    _announce(len(users), settings)
    pulumi.run(partial(_declare, users, once, settings))


@contextmanager
def _explained() -> Iterator[None]:
    """End the program with an error's own text alone."""
    try:
        yield
    except ConnectResourcesError as error:
        pulumi.log.error(str(error))
        sys.exit(_EXPLAINED)


async def _declare(users: Users, once: Sequence[str], settings: Settings) -> None:
    """Declare the users, once it is sure that the run deletes no more of them than it may."""
    with _explained():
        held = await _held(settings)
        if not settings.max_deletes.is_open:
            await guard(settings.max_deletes, {name: user.outputs for name, user in held.items()}, users)
    fleets, limit = settings.fleet, settings.max_deletes
    ids = declare_fleets(users, held, fleets, once, limit) if fleets else _declare_each(users, held, once)
    pulumi.export("users", ids)
    # Let all registrations start, so that the SDK waits for them in turn. It would wait for every output at
    # once else, again and again: with the square of the number of users.
    await asyncio.sleep(0)


async def _held(settings: Settings) -> dict[str, StackUser]:
    """Return the users that the stack has; an engine that doesn't say matters only where they are counted."""
    try:
        return await read_stack_users()
    except ConfigError:
        if settings.max_deletes.is_open:
            return {}
        raise


def _declare_each(users: Users, held: dict[str, StackUser], once: Sequence[str]) -> dict[str, Any]:
    """Declare a resource for each user; one that a fleet of the stack lets go of is taken over."""
    declared = {}
    for name, arguments in users.items():
        moving: dict[str, Any] = {"adopt_existing": True} if name in held and held[name].fleet else {}
        declared[name] = ConnectUser.of_roster(name, {**arguments, **moving}, set_once=once)
    return {name: user.user_id for name, user in declared.items()}


def _wanted(settings: Settings) -> tuple[Users, tuple[str, ...]]:
    """Return the arguments of each user of the roster, and those of them that are set once."""
    roster, problems = inspect_stack_roster(settings, _roster_files(settings), settings.teams)
    instance, ids = _resolved(roster, problems, settings)
    password = pulumi.Config("connect").get_secret("initialPassword")
    users = {row.name: {"instance_id": instance, **_arguments(row, ids, password)} for row in roster.rows}
    return users, once_arguments(roster.set_once)


def _resolved(roster: Roster, problems: Problems, settings: Settings) -> tuple[str, ResolvedIds]:
    """Return the instance and the ids of all names; a call that fails hides no problem of the roster."""
    lookups = Lookups(get_routing_profile, get_security_profile, get_hierarchy_group, check_hierarchy_group)
    with problems.kept():
        instance = resolve_instance()
        identity_management = program_client(settings).identity_management(instance)
        ids = resolve(roster, lookups, identity_management, problems)
    return instance, ids


def _announce(users: int, settings: Settings) -> None:
    """Say at the start of a long update how long it may take: what changes only the engine knows."""
    seconds = users / settings.requests_per_second
    if seconds < _LONG or pulumi.runtime.is_dry_run():
        return
    pulumi.log.info(
        f"{users:,} users; Connect is called {settings.requests_per_second:g} times a second "
        "(connect:requestsPerSecond), once for each new user: about "
        f"{math.ceil(seconds / 60)} minutes if all are new; users that don't change take no call"
    )


def _roster_files(settings: Settings) -> tuple[str, ...]:
    if not settings.roster:
        example = f"stacks/{pulumi.get_stack()}.users.yaml"
        raise ConfigError(
            f"no roster: set the stack's with `pulumi config set connect:roster {example}`; "
            "it ends in .yaml, .yml or .csv"
        )
    return settings.roster


def _arguments(row: RosterRow, ids: ResolvedIds, password: pulumi.Output[str] | None) -> dict[str, Any]:
    arguments = user_arguments(row, ids)
    if password is not None and row.password_secret_id is None:
        arguments["password"] = password
    return arguments
