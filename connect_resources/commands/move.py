"""The command ``move``: a stack's users from one resource each into fleets, or back, without a call."""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from connect_resources.commands.options import count, counted, say
from connect_resources.commands.stack_state import State, export_stack, import_stack, resources_of
from connect_resources.errors import ConfigError

EXAMPLE = "move --to fleet --fleets 10 --stack london"
_OWNER_ONLY: Final = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/fleets.md explains them."""
    parser.add_argument("--to", choices=("fleet", "users"), required=True, help="where the users go")
    parser.add_argument("--stack", required=True, metavar="NAME", help="the stack, as pulumi knows it")
    parser.add_argument("--fleets", type=count, default=1, metavar="N", help="(default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Rewrite the stack's state."""
    text, state = export_stack(arguments.stack)
    moved = _move(state, arguments)
    if moved is None:
        say("nothing to move: the users stand where they are to go")
        return 0
    backup = _keep(text, arguments.stack)
    _write(state, arguments.stack)
    value = "false" if arguments.to == "users" else str(arguments.fleets)
    say(f"{moved}; the state of before is in {backup}")
    say(f"next: pulumi config set connect:fleet {value} --stack {arguments.stack}")
    return 0


def _move(state: State, arguments: argparse.Namespace) -> str | None:
    """Rewrite the state's resources, and say what was moved; None where nothing has to be."""
    from connect_resources.commands import moving  # noqa: PLC0415 - spares the other commands pulumi

    if state["deployment"].get("pending_operations"):
        raise ConfigError(
            f"stack {arguments.stack} has pending operations of a killed run: finish it first, as "
            "docs/guides/after-a-killed-run.md says; nothing was changed"
        )
    resources = resources_of(state)
    found = list(moving.find_people(resources))
    if not found:
        raise ConfigError(f"stack {arguments.stack} has no users of the program at the root")
    to_fleets = arguments.to == "fleet"
    entries = list(moving.to_fleets(found, arguments.fleets) if to_fleets else moving.to_users(found))
    if {entry["urn"] for entry in entries} == {person.resource["urn"] for person in found}:
        return None
    state["deployment"]["resources"] = moving.replace_entries(resources, found, entries)
    where = counted(len(entries), "fleet") if to_fleets else "resources of their own"
    return f"moved {len(found):,} users to {where}, without a call"


def _keep(text: str, stack: str) -> Path:
    """Write the state of before beside the program, for its owner alone."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    backup = Path(f"{stack.replace('/', '-')}.{now}.stack.json")
    backup.touch(_OWNER_ONLY, exist_ok=False)
    backup.write_text(text, encoding="utf-8")
    return backup


def _write(state: State, stack: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        import_stack(stack, Path(file.name))
