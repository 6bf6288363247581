"""Previews in the form in which the engine writes them; tests/engine/test_gate.py has real ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.local_connect import MANAGED

Props = dict[str, Any]
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STACK = "urn:pulumi:local::connect-users::pulumi:pulumi:Stack::connect-users-local"
USER = "ConnectUser"
FLEET = "ConnectUsers"


def urn(type_: str, name: str) -> str:
    """Return the URN of a resource."""
    return f"urn:pulumi:local::connect-users::pulumi-python:dynamic/connect:{type_}::{name}"


def arguments(name: str, *profiles: str, **more: Any) -> Props:
    """Return the arguments of a ConnectUser."""
    held = {"instance_id": MANAGED, "name": name, "routing_profile_id": "r-1"}
    return {**held, "security_profile_ids": list(profiles), "password": "[secret]", **more}


def outputs(given: Mapping[str, Any], user_id: str) -> Props:
    """Return what state holds of a ConnectUser with these arguments."""
    arn = f"arn:aws:connect:eu-west-2:111122223333:instance/{MANAGED}/agent/{user_id}"
    kept = {name: value for name, value in given.items() if name != "password"}
    return {"tags_all": {}, **kept, "user_id": user_id, "arn": arn}


def fleet(users: Mapping[str, Mapping[str, Any] | str], **more: Any) -> Props:
    """Return the arguments of a fleet; a text stands as it is."""
    texts = {name: user if isinstance(user, str) else json.dumps(user) for name, user in users.items()}
    return {"instance_id": MANAGED, "users": texts, "user_ids": {}, "password": "[secret]", **more}


def step(
    operation: str,
    type_: str,
    name: str,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    **more: Any,
) -> Props:
    """Return a step: the outputs of before, the arguments of after."""
    found: Props = {"op": operation, "urn": urn(type_, name), "detailedDiff": None}
    provider = {"__provider": "[secret]"}
    if old is not None:
        found["oldState"] = {"id": f"i:{name}", "inputs": provider, "outputs": {**old, **provider}}
    if new is not None:
        found["newState"] = {"inputs": {**new, **provider}, **more}
    return found


def preview(*steps: Props, refreshed: Sequence[Props] = (), **more: Any) -> Props:
    """Return a whole preview; resources that were read before are those of the steps given as refreshed."""
    stack = {"op": "same", "urn": STACK, "oldState": {}, "newState": {}}
    read = [{**item, "op": "refresh", "newState": item["oldState"]} for item in refreshed]
    looked = [{"op": "refresh", "urn": STACK, "oldState": {}, "newState": {}}] if refreshed else []
    summary: dict[str, int] = {"same": 1}
    for item in steps:
        summary[item["op"]] = summary.get(item["op"], 0) + 1
    return {"steps": [*looked, *read, stack, *steps], "duration": 1, "changeSummary": summary, **more}


def write(folder: Path, content: Mapping[str, Any], name: str = "preview.json") -> str:
    """Write a preview, and return the file's path."""
    file = folder / name
    file.write_text(json.dumps(content))
    return str(file)
