"""The guard of the roster's program: whom a run would delete, and what happens then, under Pulumi's mocks."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from connect_resources.program.guard import deletions
from connect_resources.users.deletions import Deletions
from tools.stack import ROOT

HELD: dict[str, dict[str, Any]] = {
    "ana": {"instance_id": "i-1", "name": "ana"},
    "Bo": {"instance_id": "i-1", "name": "Bo", "directory_user_id": "d-1"},
}


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param({"ana": {}, "Bo": {}, "new": {}}, Deletions(2, [], []), id="one more"),
        pytest.param({"ana": {}}, Deletions(2, ["Bo"], []), id="one less"),
        pytest.param({}, Deletions(2, ["ana", "Bo"], []), id="nobody"),
        pytest.param({"ana": {}, "bo": {}}, Deletions(2, ["Bo"], []), id="renamed in case only"),
        pytest.param(
            {"ana": {"instance_id": "i-2"}, "Bo": {"instance_id": "i-1"}},
            Deletions(2, [], ["ana"]),
            id="another instance",
        ),
        pytest.param(
            {"ana": {"directory_user_id": "d-9"}, "Bo": {"directory_user_id": "d-2"}},
            Deletions(2, [], ["Bo"]),
            id="another directory user; one that is added is not seen as another",
        ),
    ],
)
def test_deletions_are_those_that_the_engine_would_make(
    declared: dict[str, dict[str, Any]], expected: Deletions
) -> None:
    """A user goes when no resource of its name is declared, or one that stands for another user."""
    assert deletions(HELD, declared) == expected


PROGRAM = """
import json
import sys
import pulumi
from pulumi.runtime import mocks
from connect_resources.users.deletions import parse
from connect_resources.errors import ConfigError
from connect_resources.program.guard import guard
from connect_resources.program.stack_users import read_stack_users

given = json.loads(sys.argv[1])
asked, registered, said = [], [], []

class Engine(mocks.Mocks):
    def new_resource(self, args):
        registered.append([args.typ, args.name, args.inputs["reason"]])
        return "id", args.inputs

    def call(self, args):
        asked.append([args.token, args.args])
        if len(asked) <= given["failures"]:
            return {}, [("stackName", "unknown stack")]
        return {"name": "n", "outputs": given["state"]}

async def program():
    try:
        limit = parse(given["limit"])
        held = {} if limit.is_open else await read_stack_users()
        await guard(limit, {name: user.outputs for name, user in held.items()}, given["declared"])
    except ConfigError as error:
        said.append(str(error))

mocks.set_mocks(Engine(), project="connect-users", stack="london", organization="meridian")
pulumi.runtime.test(program)()
print(json.dumps({"asked": asked, "registered": registered, "said": said}))
"""
USER = "pulumi-python:dynamic/connect:ConnectUser"
STATE = {
    "urn:pulumi:london::connect-users::pulumi:pulumi:Stack::connect-users-london": {
        "type": "pulumi:pulumi:Stack",
        "outputs": {"users": {"ana": "u-1"}},
    },
    **{
        f"urn:pulumi:london::connect-users::{USER}::{name}": {"type": USER, "outputs": {"name": "hidden"}}
        for name in ("ana", "bo", "Cy")
    },
}
ASKED = [["pulumi:pulumi:readStackResourceOutputs", {"stackName": "meridian/connect-users/london"}]]


def guarded(state: object, declared: list[str], limit: str, failures: int = 0) -> dict[str, object]:
    """Run the guard, and tell what it asked the engine, what it registered and what it raised."""
    given = json.dumps(
        {"state": state, "declared": {name: {} for name in declared}, "limit": limit, "failures": failures}
    )
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, given], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("state", "declared", "limit", "expected"),
    [
        pytest.param(STATE, ["ana"], "2", {"asked": ASKED, "registered": [], "said": []}, id="within"),
        pytest.param({}, ["ana"], "0", {"asked": ASKED, "registered": [], "said": []}, id="a new stack"),
        pytest.param(STATE, [], "100%", {"asked": [], "registered": [], "said": []}, id="open"),
        pytest.param(
            STATE,
            ["ana"],
            "1",
            {
                "asked": ASKED,
                "registered": [
                    [
                        "pulumi-python:dynamic/connect:RosterGuard",
                        "maxDeletes",
                        "this run would delete 2 of 3 users, but connect:maxDeletes (1) allows 1; nothing "
                        "was changed. To go: Cy, bo. If that is meant, allow it for this run with "
                        "CONNECT_MAX_DELETES=2",
                    ]
                ],
                "said": [],
            },
            id="beyond",
        ),
    ],
)
def test_guard_registers_a_refusal_only_beyond_the_limit(
    state: object, declared: list[str], limit: str, expected: dict[str, object]
) -> None:
    """The stack's own state is asked for once, by its whole name, and nothing is registered without need."""
    assert guarded(state, declared, limit) == expected


def test_state_that_is_being_written_is_asked_for_again() -> None:
    """With state in files a read can meet a half-written one: a failed read is tried four times more."""
    assert guarded(STATE, ["ana", "bo", "Cy"], "0", failures=4) == {
        "asked": ASKED * 5,
        "registered": [],
        "said": [],
    }


def test_engine_that_does_not_say_ends_the_run() -> None:
    """The error says what can't be kept to, and what goes on without it."""
    assert guarded(STATE, ["ana"], "1", failures=5) == {
        "asked": ASKED * 5,
        "registered": [],
        "said": [
            "the engine doesn't say which users stack meridian/connect-users/london has, so that "
            "connect:maxDeletes can't be kept to; nothing was changed. CONNECT_MAX_DELETES=100% goes "
            "on without counting. The engine says: invoke of "
            "pulumi:pulumi:readStackResourceOutputs failed: unknown stack (stackName)"
        ],
    }
