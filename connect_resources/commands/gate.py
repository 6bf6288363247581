"""The command ``gate``: whether what a preview means to do may be done without a second look."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from connect_resources.commands import output, target
from connect_resources.commands.options import counted, whole
from connect_resources.commands.preview import frame
from connect_resources.commands.preview.document import Preview, read_preview
from connect_resources.commands.preview.names import Names
from connect_resources.commands.preview.privileges import DEFAULT, Guard, unknown_names
from connect_resources.commands.preview.reader import read_config, read_users
from connect_resources.commands.preview.same import find_differences
from connect_resources.commands.preview.shown import Result, name_settings, show_people
from connect_resources.commands.preview.user_change import UserChange
from connect_resources.commands.preview.writers import Words
from connect_resources.users.change import Action

EXAMPLE: Final = "gate --stack london --max-deletes 5 preview.json"
_WORDS: Final = Words(
    yes="Yes: these changes pass.",
    no="No: these changes don't pass.",
    nobody="No user changes.",
    before="from",
    after="to",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    frame.add_arguments(parser)
    group = parser.add_argument_group("what passes")
    group.add_argument(
        "--max-deletes", type=_limit, default=0, metavar="N", help="users deleted (default %(default)s)"
    )
    group.add_argument(
        "--max-replaces", type=_limit, default=0, metavar="N", help="users replaced (default %(default)s)"
    )
    group.add_argument(
        "--privileged",
        action="append",
        metavar="NAME",
        help=f"security profile that nobody gets unseen (default {', '.join(DEFAULT)})",
    )
    group.add_argument(
        "--allow-privileged",
        action="append",
        default=[],
        metavar="USER",
        help="user who may get it all the same",
    )
    group.add_argument(
        "--same-as", type=Path, metavar="REVIEWED.json", help="a preview that has to mean exactly the same"
    )


def _limit(text: str) -> int:
    found = whole(text)
    if found < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Judge the preview; 1 if the answer is no."""
    output.expect_files(arguments.output, read=[arguments.preview, arguments.same_as])
    preview, reviewed = read_preview(arguments.preview), None
    users = read_users(preview)
    if arguments.same_as is not None:
        reviewed = read_preview(arguments.same_as)
    config = read_config(preview)
    names = Names(target.read_target(arguments), preview, config.region)
    named = name_settings(users, names)
    going = {change.key for change in named if change.whole and change.action is Action.DELETE}
    guard = Guard(names, frozenset(arguments.privileged or DEFAULT), config.adopt_existing, going)
    reasons = [
        *_limits(named, arguments),
        *_privileges(named, guard, arguments.allow_privileged),
        *_changed(preview, users, reviewed),
    ]
    _note_names(guard, named, chosen=bool(arguments.privileged))
    people = show_people(named, names, personal=not arguments.no_personal_data)
    return frame.finish(Result(tuple(reasons), people, tuple(names.notes)), _WORDS, arguments)


def _limits(users: Iterable[UserChange], arguments: argparse.Namespace) -> Iterator[str]:
    known = list(users)
    limits = (
        (Action.DELETE, "deleted", arguments.max_deletes),
        (Action.REPLACE, "replaced", arguments.max_replaces),
    )
    for action, done, most in limits:
        found = {
            (change.key, change.user_id): change.label
            for change in known
            if change.whole and change.action is action
        }
        if len(found) > most:
            verb = "is" if most == 1 else "are"
            said = f"{counted(len(found), 'user')} would be {done}, and {most:,} {verb} allowed"
            yield f"{said}: {frame.list_names(found.values())}"


def _privileges(users: Iterable[UserChange], guard: Guard, allowed: Sequence[str]) -> list[str]:
    """Return why users may not pass, but those who are allowed by name."""
    lifted = {_folded(name) for name in allowed}
    judged = [change for change in users if not _is_lifted(change, lifted)]
    guard.prepare(judged)
    return list(dict.fromkeys(reason for change in judged for reason in guard.reasons(change)))


def _is_lifted(change: UserChange, lifted: set[tuple[str, str]]) -> bool:
    return change.sure and _folded(change.new_name) in lifted


def _folded(name: str) -> tuple[str, str]:
    """Return what names have in common that differ in case only, and no others, as boss and boß."""
    return name.lower(), name.upper()


def _changed(preview: Preview, users: list[UserChange], reviewed: Preview | None) -> Iterator[str]:
    if reviewed is None:
        return
    found = find_differences((preview, users), (reviewed, read_users(reviewed)))
    if found:
        yield f"the changes aren't those of {reviewed.file}, which differ for {frame.list_names(found)}"


def _note_names(guard: Guard, users: Iterable[UserChange], *, chosen: bool) -> None:
    """Note where names weren't there to judge by, and names that guard nothing, as a mistyped one."""
    names, instances = guard.names, {change.instance_id for change in users}
    if any(names.security_profiles(instance) is None for instance in instances):
        names.notes.append("without names, every security profile gained counts as privileged")
    for name in unknown_names(names, guard.privileged, instances) if chosen else ():
        names.notes.append(f"--privileged: no security profile is called {name!r}: it guards nothing")
