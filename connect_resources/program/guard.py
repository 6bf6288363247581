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

from pulumi.dynamic import Resource

from connect_resources.providers import RosterGuardProvider
from connect_resources.users.deletions import Deletions, Limit, refusal

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


async def guard(limit: Limit, held: Users, declared: Users) -> None:
    """Return if the users may be declared; else the engine ends the program here.

    Args:
        limit: the most users that the run may delete.
        held: the outputs of the stack's users.
        declared: the arguments of every user that the program is about to declare.
    """
    reason = refusal(deletions(held, declared), limit)
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
