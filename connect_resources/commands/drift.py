"""The command ``drift``: who differs in Connect from what the program says, and who changed it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from connect_resources.commands import output, target
from connect_resources.commands.options import counted
from connect_resources.commands.preview import frame
from connect_resources.commands.preview.document import Preview, read_preview
from connect_resources.commands.preview.names import Names
from connect_resources.commands.preview.reader import MOVED, read_config, read_users
from connect_resources.commands.preview.shown import Person, Result, name_settings, show_people
from connect_resources.commands.preview.trail import find_events
from connect_resources.commands.preview.user_change import UserChange, index_names
from connect_resources.commands.preview.writers import Words
from connect_resources.errors import ConfigError
from connect_resources.users.change import Action
from connect_resources.users.table import CREATE_ONLY

EXAMPLE: Final = "drift --stack london --cloudtrail refreshed.json"
_WORDS: Final = Words(
    "Nobody differs from the program.",
    "Users differ from the program:",
    "No user differs.",
    "is",
    "should be",
)
_AGAIN: Final = "make it with `pulumi preview --refresh --json`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    frame.add_arguments(parser)
    parser.add_argument(
        "--cloudtrail", action="store_true", help="say who made each change, when and from where"
    )


def run(arguments: argparse.Namespace) -> int:
    """Tell who differs; 1 if anybody does."""
    output.expect_files(arguments.output, read=[arguments.preview])
    preview = read_preview(arguments.preview)
    if not preview.refreshed:
        raise ConfigError(f"{preview.file} was made without --refresh: {_AGAIN}")
    users = list(_differing(read_users(preview)))
    if preview.unrefreshed and not users:
        raise ConfigError(
            f"{preview.file} has {preview.unrefreshed:,} resources that weren't refreshed: "
            f"{_AGAIN}, without --target"
        )
    names = Names(target.read_target(arguments), preview, read_config(preview).region)
    named = name_settings(users, names)
    personal, events = not arguments.no_personal_data, None
    if arguments.cloudtrail:
        events = find_events(named, _user_ids(preview), names, personal=personal)
    people = show_people(named, names, personal=personal, events=events)
    notes = [*names.notes, *_notes(preview)]
    result = Result(tuple(_reasons(people)), people, tuple(notes), traced=arguments.cloudtrail)
    return frame.finish(result, _WORDS, arguments)


def _differing(users: Iterable[UserChange]) -> Iterator[UserChange]:
    """Yield who differs in Connect; where in the program a user stands, and how it is made, doesn't count."""
    for change in users:
        kept = tuple(item for item in change.changes if item.property not in (MOVED, *CREATE_ONLY))
        if kept or change.action is not Action.UPDATE:
            yield replace(change, changes=kept)


def _user_ids(preview: Preview) -> dict[tuple[str, str], str]:
    """Return the ids of users whom the preview has known, by instance and name."""
    return {(instance, name.casefold()): id_ for (instance, id_), name in index_names(preview).items()}


def _notes(preview: Preview) -> Iterator[str]:
    if preview.unrefreshed:
        yield f"{preview.unrefreshed:,} resources weren't refreshed, so that more users may differ"


def _reasons(people: Iterable[Person]) -> Iterator[str]:
    known = list(people)
    kinds = {
        "gone from Connect": [one for one in known if one.gone],
        "in Connect, but not in the program": [one for one in known if one.change == Action.DELETE.value],
        "not in Connect yet": [one for one in known if one.change == Action.CREATE.value and not one.gone],
        "different": [
            one for one in known if one.change in (Action.UPDATE.value, Action.REPLACE.value) and not one.gone
        ],
    }
    for what, found in kinds.items():
        if found:
            verb = "is" if len(found) == 1 else "are"
            whom = frame.list_names([one.name for one in found])
            yield f"{counted(len(found), 'user')} {verb} {what}: {whom}"
