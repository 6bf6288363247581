"""The command line: ``python -m connect_resources COMMAND``, or ``connect-resources COMMAND``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Final, NoReturn, Protocol, cast

from connect_resources.commands.options import INTERRUPTED, WRONG, say
from connect_resources.errors import ConnectResourcesError, RosterError

COMMANDS: Final = {
    "check": "tell what is wrong with a roster",
    "drift": "tell who differs from the program, by a refreshed preview",
    "export": "write a roster of the users that an instance has",
    "gate": "judge what a preview means to do with users",
    "iam-policy": "write the least policy of IAM for what is called",
    "import": "write the file to import users that exist",
    "local": "serve a local Amazon Connect on loopback",
    "move": "move a stack's users into fleets, or back",
    "schema": "write the JSON Schema of a YAML roster, for editors",
}
"""What each command does; its module in ``commands`` is imported for the command that is run alone."""

SCRIPT: Final = "connect-resources"
MODULE: Final = "python -m connect_resources"


class Command(Protocol):
    """Be one command: a module of ``connect_resources.commands``."""

    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit status; an error of ours is told in one line, with status 2."""


class Formatter(argparse.HelpFormatter):
    """Leave room for the longest command's name, so that each stands on a line with what it does."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        # argparse itself forgets that commands are indented once more.
        self._action_max_length = max(map(len, COMMANDS)) + 2 * self._indent_increment

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Leave an example on one line, to be copied."""
        return text


class Parser(argparse.ArgumentParser):
    """Report wrong usage in two lines, however many options a command has."""

    def error(self, message: str) -> NoReturn:
        """Show the usage and what is wrong, and exit with 2."""
        usage = " ".join(self.format_usage().split())
        self.exit(WRONG, f"{usage}\n{self.prog}: error: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status; wrong usage exits with 2."""
    try:
        return _run(_parse(sys.argv[1:] if argv is None else list(argv)))
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)  # calls that are open would be waited for else


def _parse(given: Sequence[str]) -> argparse.Namespace:
    """Read the command line; only the modules of the command that it names are imported."""
    program = SCRIPT if Path(sys.argv[0]).stem == SCRIPT else MODULE
    parser = Parser(prog=program, description="Amazon Connect users as code.", formatter_class=Formatter)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND", title="commands", dest="command")
    for name, what in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=what, description=what, formatter_class=Formatter)
        if name in given:
            _declare(subparser, name, program)
    return parser.parse_args(given)


def _declare(parser: argparse.ArgumentParser, name: str, program: str) -> None:
    module = f"{name}_" if iskeyword(name) else name.replace("-", "_")
    command = cast(Command, import_module(f"connect_resources.commands.{module}"))
    command.add_arguments(parser)
    parser.epilog = f"example: {program} {command.EXAMPLE}"
    parser.set_defaults(run=command.run)


def _run(arguments: argparse.Namespace) -> int:
    """Run the command that the arguments are for; whatever goes wrong is said without a traceback."""
    try:
        status: int = arguments.run(arguments)
    except RosterError as error:
        say(f"{arguments.command}: {error.told(len(error.problems))}")
        return WRONG
    except ConnectResourcesError as error:
        say(f"{arguments.command}: {' '.join(str(error).splitlines())}")
        return WRONG
    except BrokenPipeError:
        # Whoever read stdout has gone: nothing more can be said there, at the interpreter's end neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    return status


if __name__ == "__main__":
    sys.exit(main())
