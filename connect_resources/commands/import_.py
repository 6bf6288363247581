"""The command ``import``: the file with which the engine takes users over that exist."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, Final

from connect_resources.commands import output, rosters, target
from connect_resources.commands.importing import import_text
from connect_resources.commands.options import counted, say
from connect_resources.commands.pace import announce
from connect_resources.commands.reading import (
    DESCRIBED_ONLY,
    People,
    read_listed,
    with_described,
    with_proficiencies,
)
from connect_resources.errors import ConfigError
from connect_resources.lifecycle.imports import Imported, import_user
from connect_resources.roster import once_arguments, user_arguments
from connect_resources.service.bulk import take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiencies import most_calls
from connect_resources.users import state
from connect_resources.users.people import drop_once
from connect_resources.users.section import DESCRIBE

EXAMPLE: Final = "import stacks/london.users.yaml --stack london --output london.import.json"

Wanted = dict[str, dict[str, Any]]
"""Arguments of users that exist, by user id."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    rosters.add_arguments(parser)
    target.add_arguments(parser)
    output.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    output.expect_files(arguments.output, read=[*arguments.roster, arguments.teams])
    roster, ids, client, instance_id = rosters.read_resolved(
        arguments.roster, target.read_target(arguments), arguments.teams
    )
    rows = [{"instance_id": instance_id, **user_arguments(row, ids)} for row in roster.rows]
    wanted: Wanted = {}
    for row in rows:
        summary = client.find_user(instance_id, row["name"])
        if summary is not None:
            wanted[summary["Id"]] = row
    tags = dict(client.settings.default_tags)
    once = once_arguments(roster.set_once)
    managed = {user_id: drop_once(arguments, once) for user_id, arguments in wanted.items()}
    people = _read(client, instance_id, managed)
    found = [import_user(wanted[user_id], described, tags, once) for user_id, described in people.items()]
    _refuse_replacements(found)
    modified = take_snapshot(client, instance_id).modified
    output.write_result(import_text(found, modified, client.settings, allowed=True), arguments.output)
    _tell(len(found), len(rows) - len(found), sum(item.differs for item in found))
    return 0


def _read(client: ConnectClient, instance_id: str, wanted: Wanted) -> People:
    """Return what Connect holds of users, one by one only where listings don't show what is managed."""
    managed = {user_id: _managed(arguments) for user_id, arguments in wanted.items()}
    alone = [user_id for user_id, names in managed.items() if names & DESCRIBED_ONLY]
    skilled = [user_id for user_id, names in managed.items() if "proficiencies" in names]
    listed = read_listed(client, instance_id)
    due = {DESCRIBE: len(alone), "proficiencies": most_calls(client, instance_id, skilled)}
    announce(due, client.settings)
    chosen = {user_id: listed[user_id] for user_id in wanted if user_id in listed}
    described = with_described(client, instance_id, chosen, alone)
    return with_proficiencies(client, instance_id, described, [id_ for id_ in skilled if id_ in described])


def _managed(arguments: Mapping[str, Any]) -> frozenset[str]:
    """Return the properties that a user's arguments manage."""
    sections = state.get_sections(state.normalise(arguments))
    return frozenset(name for _, values in sections for name in values)


def _refuse_replacements(found: list[Imported]) -> None:
    """Refuse users that the next update would delete and make again.

    Raises:
        ConfigError: there is one.
    """
    for item in found:
        if item.difference.replaces:
            raise ConfigError(
                f"user {item.outputs['name']} can't be imported: its {item.difference.replaces[0]} isn't the "
                "roster's, and Connect can't change it; mend the roster"
            )


def _tell(found: int, missing: int, differing: int) -> None:
    say(f"{counted(found, 'user is', 'users are')} to be imported")
    if missing:
        say(
            f"{counted(missing, 'row names', 'rows name')} nobody in Connect: the next `pulumi up` makes them"
        )
    if differing:
        whom = counted(differing, "user differs", "users differ")
        say(f"{whom} from the roster: imported all the same, and the next `pulumi up` changes them")
