"""Which users the stack has, as its state says: read out by the engine to the program of that stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

from connect_resources.errors import ConfigError
from connect_resources.ids import FLEET_TYPE, USER_TYPE, name_of
from connect_resources.users import people
from connect_resources.users.deletions import KEY, VARIABLE


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
        answer = await invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": stack})
        resources: Mapping[str, Mapping[str, Any]] = answer["outputs"]
    except Exception as error:
        raise ConfigError(
            f"the engine doesn't say which users stack {stack} has, so that {KEY} can't be kept to; nothing "
            f"was changed. {VARIABLE}=100% goes on without counting. The engine says: {error}"
        ) from error
    return {name: user for urn, resource in resources.items() for name, user in _users(urn, resource)}


def _users(urn: str, resource: Mapping[str, Any]) -> Iterator[tuple[str, StackUser]]:
    name, outputs = name_of(urn), resource["outputs"]
    if resource["type"] == USER_TYPE:
        yield name, StackUser("", outputs)
    if resource["type"] == FLEET_TYPE:
        for user, text in (outputs.get("users") or {}).items():
            yield user, StackUser(name, {"instance_id": outputs.get("instance_id"), **people.from_text(text)})
