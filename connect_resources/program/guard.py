"""Stop a run of the roster's program that would delete more users than it may, before anything is changed.

Two things are put together here. Which users the stack has stands in its state, which the engine reads out to
a program. Whether a run deletes those that aren't declared only the engine knows: with ``--target``, in a
refresh and in a destroy it doesn't. So a program that would lose too many registers a resource whose check
fails, and the engine asks for that check in just those runs that would delete them.
See docs/decisions/0011-deletions-are-counted-in-the-state.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi.dynamic import Resource
from pulumi.runtime import invoke_async

from connect_resources.errors import ConfigError
from connect_resources.providers import RosterGuardProvider
from connect_resources.users.deletions import KEY, VARIABLE, Deletions, Limit, refusal

USER_TYPE: Final = "pulumi-python:dynamic/connect:ConnectUser"

_BEFORE_NAME: Final = 3
"""How many ``::`` stand before the name in a URN, ``urn:pulumi:stack::project::type::name``."""

_FIXED: Final = ("instance_id", "directory_user_id")
"""What a user can't change, beside its name: where it differs, another user takes its place."""

Users = Mapping[str, Mapping[str, Any]]
"""Arguments or outputs of users, by the names of their resources."""


class RosterGuard(Resource, module="connect", name="RosterGuard"):
    """Refuse a run: registering it fails. It is never created, so that no state holds it."""

    def __init__(self, reason: str) -> None:
        """Register the refusal.

        Args:
            reason: what the engine shows.
        """
        super().__init__(RosterGuardProvider(), "maxDeletes", {"reason": reason})


async def guard(limit: Limit, declared: Users) -> None:
    """Return if the users may be declared; else the engine ends the program here.

    Args:
        limit: the most users that the run may delete.
        declared: the arguments of every user that the program is about to declare.

    Raises:
        ConfigError: the engine doesn't say which users the stack has.
    """
    if limit.is_open:
        return
    reason = refusal(deletions(await _held(), declared), limit)
    if reason is not None:
        await RosterGuard(reason).urn.future()


def deletions(held: Users, declared: Users) -> Deletions:
    """Return which users of the state would go if these are declared.

    Args:
        held: the outputs of the stack's users.
        declared: the arguments of the users that the program is about to declare.
    """
    gone = [name for name in held if name not in declared]
    both = [name for name in held if name in declared]
    return Deletions(len(held), gone, [name for name in both if _replaced(held[name], declared[name])])


def _replaced(outputs: Mapping[str, Any], arguments: Mapping[str, Any]) -> bool:
    pairs = [(outputs.get(name), arguments.get(name)) for name in _FIXED]
    return any(old is not None and new is not None and old != new for old, new in pairs)


async def _held() -> Users:
    """Return the outputs of the users that the stack's state holds as the program starts."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        answer = await invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": stack})
        resources: Mapping[str, Mapping[str, Any]] = answer["outputs"]
    except Exception as error:
        raise ConfigError(
            f"the engine doesn't say which users stack {stack} has, so that {KEY} can't be kept to; nothing "
            f"was changed. {VARIABLE}=100% goes on without counting. The engine says: {error}"
        ) from error
    return {
        urn.split("::", _BEFORE_NAME)[-1]: resource["outputs"]
        for urn, resource in resources.items()
        if resource["type"] == USER_TYPE
    }
