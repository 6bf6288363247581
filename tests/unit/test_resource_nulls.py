"""What becomes of an id that comes out as None in a program, under Pulumi's mocks in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

from tools.stack import ROOT

INSTANCE = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
PROGRAM = f"""
import json
import pulumi
from pulumi.runtime import mocks, set_all_config
from connect_resources import ConnectUser, UserRoutingProfile

class Connect(mocks.Mocks):
    def new_resource(self, args):
        inputs[args.name] = {{key: args.inputs.get(key) for key in ("instance_id", "user_id")}}
        return f"{INSTANCE}:u-1", args.inputs

    def call(self, args):
        return {{}}

def declare():
    none = pulumi.Output.from_input({{}}).apply(lambda held: held.get("id"))
    user = ConnectUser("user", instance_id=none, routing_profile_id="r-1", security_profile_ids=["s-1"])
    setting = UserRoutingProfile("setting", user_id=none, instance_id=none, routing_profile_id="r-1")
    orphan = UserRoutingProfile("orphan", user_id=none, routing_profile_id="r-1")
    return pulumi.Output.all(user.urn, setting.urn, orphan.urn)

def read():
    return ConnectUser.get("read", pulumi.Output.from_input({{}}).apply(lambda held: held.get("id"))).urn

inputs = {{}}
mocks.set_mocks(Connect())
set_all_config({{"connect:instanceId": "{INSTANCE}"}})
pulumi.runtime.test(declare)()
print(json.dumps(inputs))
pulumi.runtime.test(read)()
"""


def test_id_that_comes_out_as_none_takes_the_config_or_is_refused() -> None:
    """An instance that is None is the config's, a user that is None is missed; neither is a text."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    absent = {"instance_id": INSTANCE, "user_id": None}
    assert json.loads(done.stdout) == {"user": absent, "setting": absent, "orphan": absent}
    said = "InputError: the id of a user to read is null: give `instanceId:userId`, an ARN or a user id"
    # It is the last line, unless the interpreter has more to say while it ends.
    assert f"connect_resources.errors.{said}" in done.stderr.splitlines()
