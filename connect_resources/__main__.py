"""The command line: ``python -m connect_resources COMMAND``, or ``connect-resources COMMAND``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from connect_resources.commands import move
from connect_resources.local import command as local_command

COMMANDS = (local_command, move)
SCRIPT = "connect-resources"
MODULE = "python -m connect_resources"
WRONG_USAGE = 2


class Parser(argparse.ArgumentParser):
    """Report wrong usage in two lines, however many options a command has."""

    def error(self, message: str) -> NoReturn:
        """Show the usage and what is wrong, and exit with 2."""
        usage = " ".join(self.format_usage().split())
        self.exit(WRONG_USAGE, f"{usage}\n{self.prog}: error: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status; wrong usage exits with 2."""
    program = SCRIPT if Path(sys.argv[0]).stem == SCRIPT else MODULE
    parser = Parser(prog=program, description="Amazon Connect users as code.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in COMMANDS:
        subparser = subparsers.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.HELP,
            epilog=f"example: {program} {command.EXAMPLE}",
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
