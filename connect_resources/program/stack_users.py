"""Which users the stack has, as its state says: read out by the engine to the program of that stack."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

from connect_resources.errors import ConfigError
from connect_resources.ids import FLEET_TYPE, USER_TYPE, name_of
from connect_resources.users import people
from connect_resources.users.deletions import KEY, VARIABLE

_WAITS = (0.1, 0.2, 0.4, 0.8)
"""The seconds between two tries.

With state in files the engine fails to read what it is just writing: it empties `.json.attrs`, the file
beside the state, before it writes it.
"""


@dataclass(frozen=True, slots=True)
class StackUser:
    """Hold a user of the state.

    Attributes:
        fleet: the fleet that has it, or "" where it is a resource of its own.
        outputs: what the state holds of it.
    """

    fleet: str
    outputs: Mapping[str, Any]


async def read_stack_users() -> dict[str, StackUser]:
    """Return the users that the stack's state holds as the program starts, by name.

    Raises:
        ConfigError: the engine doesn't say.
    """
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        resources = await _resources(stack)
    except Exception as error:
        raise ConfigError(
            f"the engine doesn't say which users stack {stack} has, so that {KEY} can't be kept to; nothing "
            f"was changed. {VARIABLE}=100% goes on without counting. The engine says: {error}"
        ) from error
    return {name: user for urn, resource in resources.items() for name, user in _users(urn, resource)}


async def _resources(stack: str) -> Mapping[str, Mapping[str, Any]]:
    """Return type and outputs of the stack's resources, by URN; a read that fails is tried again."""
    for wait in _WAITS:
        try:
            return await _ask(stack)
        except Exception:  # noqa: BLE001 - the SDK raises no other type; the last try raises
            await asyncio.sleep(wait)
    return await _ask(stack)


async def _ask(stack: str) -> Mapping[str, Mapping[str, Any]]:
    answer = await invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": stack})
    outputs: Mapping[str, Mapping[str, Any]] = answer["outputs"]
    return outputs


def _users(urn: str, resource: Mapping[str, Any]) -> Iterator[tuple[str, StackUser]]:
    name, outputs = name_of(urn), resource["outputs"]
    if resource["type"] == USER_TYPE:
        yield name, StackUser("", outputs)
    if resource["type"] == FLEET_TYPE:
        for user, text in (outputs.get("users") or {}).items():
            yield user, StackUser(name, {"instance_id": outputs.get("instance_id"), **people.from_text(text)})
