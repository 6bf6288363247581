"""The command ``check``: all that is wrong with a roster, for editors, hooks and pipelines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Final

from connect_resources.commands import output, rosters, target
from connect_resources.commands.options import NO, counted, say
from connect_resources.errors import Problem

EXAMPLE: Final = "check stacks/london.users.yaml --stack london"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    rosters.add_arguments(parser)
    parser.add_argument("--each", action="store_true", help="each file is a roster of its own")
    parser.add_argument("--json", action="store_true", help="write the problems as JSON")
    target.add_arguments(parser)
    output.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the problems, one a line; the answer is no where there are any."""
    output.expect_files(arguments.output, read=[*arguments.roster, arguments.teams])
    files = [[file] for file in arguments.roster] if arguments.each else [arguments.roster]
    users, problems = rosters.find_problems(files, target.read_target(arguments), arguments.teams)
    text = _json(problems) if arguments.json else "".join(f"{problem}\n" for problem in problems)
    output.write_result(text, arguments.output)
    say(f"{counted(len(problems), 'problem')} in {counted(users, 'user')}")
    return NO if problems else 0


def _json(problems: Iterable[Problem]) -> str:
    """Return a list of maps, one a line."""
    entries = [
        {"file": problem.file, "line": problem.line, "field": problem.field, "message": problem.reason}
        for problem in problems
    ]
    lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"
