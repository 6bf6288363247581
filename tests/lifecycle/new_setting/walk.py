"""Lead both settings through all that the package does with settings; runs in the copy, prints JSON."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import connect_resources
from connect_resources.config import Settings
from connect_resources.lifecycle.setting import SettingLifecycle
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.roster import ResolvedIds, read_roster, user_arguments
from connect_resources.service.client import ConnectClient
from connect_resources.service.directory import Directory
from connect_resources.service.redaction import redact
from connect_resources.users.table import BY_NAME
from tests.lifecycle.new_setting.server import USER, Server

VOICE, LONG = (
    {"channel": "VOICE", "greeting_mode": "LONG", "greeting_text": "Hello"},
    {"wrap_up_code": "done"},
)
ARGS = {
    "instance_id": "i-1",
    "name": "ada",
    "identity_info": {"first_name": "Ada", "last_name": "Okafor"},
    "routing_profile_id": "r-1",
    "security_profile_ids": ["s-1"],
}
GIVEN = {**ARGS, "greeting_configs": [VOICE], "wrap_up": LONG}
ROSTER = """
users:
  - {name: ada, routing_profile: Sales, security_profiles: [Agent], wrap_up_code: done}
"""


def client(server: Server) -> ConnectClient:
    """Return a client of a run of its own."""
    endpoints = (("connect", server.url),)
    keys = {"region": "eu-west-2", "access_key": "a", "secret_key": "b", "requests_per_second": 1000.0}
    return ConnectClient(Settings(endpoints=endpoints, **keys))  # type: ignore[arg-type]  # of several types


def user(server: Server) -> UserLifecycle:
    """Return the verbs of a user."""
    return UserLifecycle(client(server), lambda line: None, "urn:user")


def changed(server: Server, olds: Mapping[str, Any], **news: Any) -> list[str]:
    """Return the properties that a diff calls changed."""
    inputs, failures = user(server).check(olds, {**ARGS, **news})
    assert failures == []
    return [change.property for change in user(server).diff(olds, inputs).changes]


def whole_user(server: Server) -> dict[str, Any]:
    """Return what check, create, diff, read and update come to."""
    bad = {
        "greeting_configs": [{"channel": "VOICE", "greeting_mode": "LOUD"}],
        "wrap_up": {"wrap_up_code": "x" * 41},
    }
    found: dict[str, Any] = {"check": [str(item) for item in user(server).check({}, {**ARGS, **bad})[1]]}
    inputs, _ = user(server).check({}, GIVEN)
    made = user(server).create(inputs).whole().outputs
    found["create"] = [
        body.get(name) for _, body in server.written() for name in ("GreetingConfigs", "WrapUp")
    ]
    default = {"channel": "CHAT", "greeting_mode": "SILENT", "greeting_text": ""}
    found["diff"] = {
        "same": changed(server, made, greeting_configs=[default, VOICE], wrap_up=LONG),
        "other": changed(server, made, greeting_configs=[], wrap_up={"wrap_up_code": "sold"}),
        "removed": changed(server, made),
    }
    server.user["WrapUp"] = {"WrapUpCode": "drifted"}
    read = user(server).read("i-1:u-1", made)
    assert read is not None
    found["read"] = [read.outputs[name] for name in ("greeting_configs", "wrap_up")]
    wanted, _ = user(server).check(made, {**GIVEN, "greeting_configs": []})
    user(server).update("i-1:u-1", read.outputs, wanted).whole()
    found["update"] = server.written()
    return found


def setting(server: Server) -> list[Any]:
    """Return what a sub-setting writes, and what it puts back in a later run."""
    server.user["WrapUp"] = {"WrapUpCode": "before"}
    runs = [SettingLifecycle(client(server), BY_NAME["wrap_up"], lambda line: None, "urn") for _ in range(2)]
    inputs, failures = runs[0].check({}, {"instance_id": "i-1", "user_id": "u-1", "wrap_up_code": "done"})
    assert failures == []
    made = runs[0].create(inputs).whole()
    runs[1].delete(made.id, made.outputs)
    return [made.id, *(body for _, body in server.written())]


def signatures() -> dict[str, Any]:
    """Return what programs see."""
    seen: Any = connect_resources
    args = seen.UserGreetingConfigArgs
    taken = inspect.signature(connect_resources.ConnectUser.__init__).parameters
    alone = inspect.signature(seen.UserGreeting.__init__).parameters
    return {
        "user": [str(taken[name].annotation) for name in ("greeting_configs", "wrap_up")],
        "setting": [name for name in alone if name != "self"],
        "args": {field.name: field.type for field in fields(args)},
        "all": [name for name in connect_resources.__all__ if "Greeting" in name or "WrapUp" in name],
    }


def roster(folder: Path) -> Any:
    """Return the argument that a roster's field becomes."""
    file = folder / "users.yaml"
    file.write_text(ROSTER)
    (row,) = read_roster(str(file)).rows
    return user_arguments(row, ResolvedIds({"Sales": "r-1"}, {"Agent": "s-1"}, {}))["wrap_up"]


def main() -> None:
    """Walk."""
    server = Server()
    found = {"verbs": whole_user(server), "setting": setting(server), "signatures": signatures()}
    server.user["GreetingConfigs"] = [{"Channel": "VOICE", "GreetingMode": "LONG"}]
    shown = Directory(client(server), "i-1").user(USER["Username"])  # type: ignore[arg-type]  # of two types
    found["lookup"] = [shown.greeting_configs, shown.wrap_up]  # type: ignore[attr-defined]  # in the copy only
    found["roster"] = roster(Path.cwd())
    found["redacted"] = redact("not Hello", {"GreetingConfigs": [{"GreetingText": "Hello"}]})
    json.dump(found, sys.stdout)


main()
