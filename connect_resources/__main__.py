"""The command line: ``python -m connect_resources <command>``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from connect_resources.local import command as local_command

COMMANDS = (local_command,)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status."""
    parser = argparse.ArgumentParser(prog="python -m connect_resources", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="command")
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
