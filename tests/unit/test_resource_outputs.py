"""What a program reads of a user that it declared, under Pulumi's mocks in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tools.stack import ROOT

PROGRAM = """
import json
import pulumi
from pulumi.runtime import mocks
from connect_resources import ConnectUser, UserIdentityInfoArgs

INSTANCE = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
NAMES = ("name", "user_id", "tags_all", "hierarchy_group_id", "phone_config")
HELD = {"user_id": "u-1", "arn": "arn", "tags_all": {}, "hierarchy_group_id": "g-1"}

class Connect(mocks.Mocks):
    def new_resource(self, args):
        inputs[args.name] = args.inputs.get("identity_info", "unmanaged")
        return f"{INSTANCE}:u-1", {**args.inputs, **HELD}

    def call(self, args):
        return {}

def user(name, **more):
    return ConnectUser(name, instance_id=INSTANCE, password="Correct-h0rse", routing_profile_id="r-1",
        security_profile_ids=["s-1"], **more)

IDENTITIES = {
    "nothing set": UserIdentityInfoArgs(mobile=None),
    "nothing known": {"mobile": None},
    "nothing set later": pulumi.Output.from_input(UserIdentityInfoArgs()),
    "empty": {},
    "one": UserIdentityInfoArgs(mobile="", email=None),
}

def error(name):
    try:
        return getattr(user(name), name)
    except AttributeError as error:
        return str(error)

def declare():
    cases = {
        "declared": user("ana"),
        "only read": ConnectUser.get("cem", f"{INSTANCE}:u-1"),
    }
    for case, declared in cases.items():
        outputs = pulumi.Output.all(*(getattr(declared, name) for name in NAMES))
        outputs.apply(lambda values, case=case: found.update({case: values}))
    found.update({name: error(name) for name in ("password", "hierarchy_group")})
    found["listed"] = [name for name in NAMES if name in dir(user("dan"))]
    found["made"] = [name for name in NAMES if name in vars(user("eve"))]

    for name, identity in IDENTITIES.items():
        user(name, identity_info=identity)

found, inputs = {}, {}
mocks.set_mocks(Connect())
pulumi.runtime.test(declare)()
found["identities"] = {name: inputs[name] for name in IDENTITIES}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    """Run the program, and return what it read."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    values: dict[str, object] = json.loads(done.stdout)
    return values


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param("declared", ["ana", "u-1", {}, "g-1", None], id="declared"),
        pytest.param("only read", [None, "u-1", {}, "g-1", None], id="only read"),
    ],
)
def test_user_gives_each_argument_as_an_output(
    found: dict[str, object], case: str, expected: list[object]
) -> None:
    """Computed and given ones have their values; those left out have what the user holds, or none."""
    assert found[case] == expected


@pytest.mark.parametrize("name", ["password", "hierarchy_group"])
def test_user_without_such_an_output_says_so(found: dict[str, object], name: str) -> None:
    """A password is never an output, and a typing error isn't None."""
    assert found[name] == f"'ConnectUser' object has no attribute '{name}'"


def test_user_lists_every_output_and_makes_those_that_are_given_or_computed(found: dict[str, object]) -> None:
    """An editor and dir() see all; an output that the declaration leaves out is made when it is read."""
    assert found["listed"] == ["name", "user_id", "tags_all", "hierarchy_group_id", "phone_config"]
    assert found["made"] == ["name", "tags_all"]


def test_user_clears_only_what_is_given_empty(found: dict[str, object]) -> None:
    """An args object in which nothing is set manages nothing; only an explicit {} means "cleared"."""
    assert found["identities"] == {
        "nothing set": "unmanaged",
        "nothing known": "unmanaged",
        "nothing set later": "unmanaged",
        "empty": {},
        "one": {"mobile": ""},
    }
