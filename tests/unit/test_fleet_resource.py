"""What a program's ConnectUsers gives the engine, under Pulumi's mocks in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

from tools.stack import ROOT

INSTANCE = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
OTHER = "0d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
HEADER = f"""
import json
import pulumi
from pulumi.runtime import mocks, set_all_config
from connect_resources import *

class Connect(mocks.Mocks):
    def new_resource(self, args):
        inputs[args.name] = args.inputs
        return f"{INSTANCE}:u-1", args.inputs

    def call(self, args):
        return {{}}

def late(value):
    return pulumi.Output.from_input([value]).apply(lambda held: held[0])

inputs = {{}}
mocks.set_mocks(Connect())
set_all_config({{"connect:instanceId": "{INSTANCE}"}})
"""
FOOTER = """
pulumi.runtime.test(declare)()
print(json.dumps(inputs, default=repr))
"""


def run(declared: str) -> subprocess.CompletedProcess[str]:
    """Run a program that declares resources in its function ``declare``."""
    program = f"{HEADER}{declared}{FOOTER}"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_fleet_takes_the_default_of_what_is_none_in_the_end() -> None:
    """None, an args class without a field, an Output of None: each leaves it to the default."""
    done = run("""
ADA = UserIdentityInfoArgs(first_name="Ada")
DESK = UserPhoneConfigArgs(phone_type="DESK_PHONE", desk_phone_number="+442079460321")
ACCEPT = UserAutoAcceptConfigArgs(channel="VOICE", auto_accept=True)

def declare():
    return ConnectUsers("all", defaults=late(ConnectUserArgs(identity_info=ADA, phone_config=DESK)), users={
        "none": ConnectUserArgs(identity_info=None),
        "fields": ConnectUserArgs(identity_info=UserIdentityInfoArgs(), phone_config=UserPhoneConfigArgs()),
        "output": dict(identity_info=late(None), auto_accept_configs=late(None)),
        "own": dict(identity_info=late(dict(last_name="Okafor")), auto_accept_configs=late([ACCEPT])),
        "all": late(dict(identity_info=dict(email=""))),
        "nothing": None,
    }).urn
""")
    assert done.stderr == ""
    texts = {name: json.loads(text) for name, text in json.loads(done.stdout)["all"]["users"].items()}
    ada, desk = {"first_name": "Ada"}, {"desk_phone_number": "+442079460321", "phone_type": "DESK_PHONE"}
    both = {"identity_info": ada, "phone_config": desk}
    accept = [{"auto_accept": True, "channel": "VOICE"}]
    assert texts == {
        "none": both,
        "fields": both,
        "output": both,
        "own": {"identity_info": {"last_name": "Okafor"}, "auto_accept_configs": accept},
        "all": {**both, "identity_info": {"email": ""}},
        "nothing": both,
    }


def test_fleet_without_a_map_of_users_is_refused_by_the_program() -> None:
    """A roster that came out empty by mistake isn't one of nobody."""
    done = run("""
def declare():
    return ConnectUsers("all", users=None).urn
""")
    assert done.stderr.splitlines()[-1].endswith("InputError: users must be a map of user names, not null")


def test_fleet_is_told_whom_all_resources_of_its_instance_declare() -> None:
    """Those declared after it and single users too; another instance's users are other people."""
    done = run(f"""
def declare():
    given = dict(routing_profile_id="r", security_profile_ids=["s"])
    found = [
        ConnectUsers("one", users={{"ana": given}}),
        ConnectUsers("two", users={{"bo": given}}),
        ConnectUser("cy", **given),
        ConnectUser("other", name="dee", instance_id="{OTHER}", **given),
    ]
    return pulumi.Output.all(*(item.urn for item in found))
""")
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert {found[name]["declared"] for name in ("one", "two")} == {'["ana","bo","cy"]'}


def test_fleet_says_who_has_a_secret_among_the_arguments() -> None:
    """The engine doesn't tell a dynamic provider, and a line of a plan would show it."""
    done = run("""
def declare():
    secret = pulumi.Output.secret("1234")
    return ConnectUsers("all", users={
        "ana": dict(tags=dict(pin=secret)),
        "bo": dict(tags=dict(pin=late("1234"))),
        "cy": dict(tags=dict(pin="1234")),
    }).urn
""")
    assert done.stderr == ""
    assert json.loads(done.stdout)["all"]["hidden"] == {"ana": True, "bo": False}


def test_fleet_gives_the_check_of_a_preview_what_is_known_of_a_user() -> None:
    """The text of a user isn't known as a whole while one of its arguments isn't."""
    done = run("""
mocks.set_mocks(Connect(), preview=True)

def declare():
    unknown = pulumi.Output(set(), late("x").future(), late(False).future())
    return ConnectUsers("all", defaults=dict(routing_profile_id=unknown), users={
        "ana": dict(identity_info=UserIdentityInfoArgs(mobile=late("0123"))),
        "bo": dict(routing_profile_id=late("r")),
        "cy": dict(routing_profile_id="r"),
    }).urn
""")
    assert done.stderr == ""
    found = json.loads(done.stdout)["all"]
    parts = {name: part for name, part in found["parts"].items() if part is not None}
    assert {name: part["identity_info"] for name, part in parts.items()} == {"ana": {"mobile": "0123"}}
