"""What gate and drift share at the command line: the preview, the three forms, the notes, the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from connect_resources.commands import output, target
from connect_resources.commands.options import NO, say
from connect_resources.commands.preview.shown import Result
from connect_resources.commands.preview.text import visible
from connect_resources.commands.preview.writers import Words, Writer, write_json, write_markdown, write_table

_NAMED: Final = 5
"""Users that a reason names; the rest is counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the preview, the forms of the result, and where to go."""
    parser.add_argument(
        "preview", type=Path, metavar="PREVIEW.json", help="what pulumi preview --json has written"
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", dest="writer", action="store_const", const=write_json, help="for machines")
    forms.add_argument(
        "--markdown", dest="writer", action="store_const", const=write_markdown, help="for a merge request"
    )
    parser.set_defaults(writer=write_table)
    parser.add_argument(
        "--no-personal-data",
        action="store_true",
        help="show [personal] for names of people, addresses and numbers",
    )
    output.add_arguments(parser)
    target.add_arguments(parser)


def finish(result: Result, words: Words, arguments: argparse.Namespace) -> int:
    """Write the result, say what limits it, and return the exit status."""
    writer: Writer = arguments.writer
    output.write_result(writer(result, words), arguments.output)
    for note in result.notes:
        say(f"{arguments.command}: {visible(note)}")
    return NO if result.reasons else 0


def list_names(names: Collection[str]) -> str:
    """Return the first names of some, and how many more there are."""
    shown: Sequence[str] = sorted(names, key=lambda name: (name.casefold(), name))
    rest = len(shown) - _NAMED
    return ", ".join(shown[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
