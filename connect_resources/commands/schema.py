"""The command ``schema``: what a YAML roster may hold, for editors."""

from __future__ import annotations

import argparse
import json
from typing import Final

from connect_resources.commands import output
from connect_resources.roster.schema import build_schema

EXAMPLE: Final = "schema --output roster.schema.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    output.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the schema."""
    output.expect_files(arguments.output)
    output.write_result(json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n", arguments.output)
    return 0
