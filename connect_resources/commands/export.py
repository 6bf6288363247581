"""The command ``export``: a roster of the users that an instance has."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from connect_resources.commands import output, target
from connect_resources.commands.importing import import_text
from connect_resources.commands.options import counted, say
from connect_resources.commands.pace import announce
from connect_resources.commands.reading import (
    BULK_UNSEEN,
    People,
    read_listed,
    with_described,
    with_proficiencies,
)
from connect_resources.lifecycle.imports import import_user
from connect_resources.roster import ResolvedIds, RosterRow, once_arguments, user_arguments
from connect_resources.roster.rows import LeftOut, RowWriter
from connect_resources.roster.writer import settle, write_roster
from connect_resources.service.bulk import take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.directory import Directory
from connect_resources.service.names import Names
from connect_resources.service.proficiencies import most_calls
from connect_resources.users.section import DESCRIBE

EXAMPLE: Final = "export --instance meridian-support --output users.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    target.add_arguments(parser)
    output.add_arguments(parser)
    parser.add_argument("--format", choices=("yaml", "csv"), default="yaml", help="(default %(default)s)")
    parser.add_argument("--path", metavar="PATH", help="only users in this hierarchy group, and below it")
    parser.add_argument(
        "--tag", type=_tag, action="append", default=[], metavar="KEY=VALUE", help="only users with this tag"
    )
    parser.add_argument("--bulk-only", action="store_true", help="leave out what takes a call for each user")
    parser.add_argument(
        "--import-file", type=Path, metavar="FILE", help="write the file of the command import as well"
    )


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"must be KEY=VALUE, not {text!r}")
    return key, value


def run(arguments: argparse.Namespace) -> int:
    """Write the roster."""
    output.expect_files(arguments.output, arguments.import_file)
    where = target.read_target(arguments)
    client, instance_id = where.connect()
    names = Names(client, instance_id)
    people = _read(client, instance_id, names, arguments)
    writer = RowWriter(
        names,
        arguments.format,
        client.identity_management(instance_id),
        dict(client.settings.default_tags),
    )
    chosen = sorted(people.values(), key=lambda described: str(described["Username"]))
    found = [(described, row) for described in chosen if (row := writer.row(described)) is not None]
    _tell(writer.left_out)
    unsaid = {item.field for item in writer.left_out}
    rows = settle((row for _, row in found), arguments.format, unsaid)
    written = [(described, row) for (described, _), row in zip(found, rows, strict=True)]
    beside = {}
    if arguments.import_file is not None:
        ids = ResolvedIds(*names.ids())
        tags, once = dict(where.settings.default_tags), once_arguments(where.settings.set_once)
        states = []
        for described, row in written:
            given = {"instance_id": instance_id, **user_arguments(RosterRow(0, **row), ids)}
            states.append(import_user(given, described, tags, once))
        modified = take_snapshot(client, instance_id).modified
        beside[arguments.import_file] = import_text(states, modified, where.settings, allowed=False)
    output.write_result(write_roster(rows, arguments.format, unsaid), arguments.output, beside)
    say(f"{counted(len(written), 'user is', 'users are')} in the roster")
    return 0


def _read(client: ConnectClient, instance_id: str, names: Names, arguments: argparse.Namespace) -> People:
    """Return the users that are asked for, with all that is asked for."""
    above = None
    if arguments.path is not None:
        group = Directory(client, instance_id, bulk=True).hierarchy_group(arguments.path)
        above = group.hierarchy_group_id
    listed = read_listed(client, instance_id, BULK_UNSEEN if arguments.bulk_only else None)
    tags = set(arguments.tag)
    chosen = {
        user_id: described
        for user_id, described in listed.items()
        if tags <= (described.get("Tags") or {}).items()
        and (above is None or above in names.lineage(described.get("HierarchyGroupId") or ""))
    }
    if arguments.bulk_only:
        return chosen
    due = {DESCRIBE: len(chosen), "proficiencies": most_calls(client, instance_id, chosen)}
    announce(due, client.settings)
    described = with_described(client, instance_id, chosen, chosen)
    return with_proficiencies(client, instance_id, described, described)


def _tell(left_out: Iterable[LeftOut]) -> None:
    """Say what the roster lacks, and of whom."""
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in sorted(left_out):
        users[item.field, item.reason].append(item.user)
    for (field, reason), whom in users.items():
        many = counted(len(whom), "user") if field else counted(len(whom), "user is", "users are")
        what = f"{field} of {many} is" if field else many
        say(f"{what} left out, because {reason}: {', '.join(whom)}")
