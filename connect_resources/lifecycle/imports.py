"""A user that exists as the engine's bulk import takes it: the state that a program would have of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from connect_resources.users import people, state
from connect_resources.users.difference import Difference, find_difference
from connect_resources.users.section import Described
from connect_resources.users.state import Props


@dataclass(frozen=True, slots=True)
class Imported:
    """Hold the state of one user.

    Attributes:
        inputs: the arguments that lead to what Connect holds.
        outputs: what Connect holds of what the program manages.
        difference: what the next update would do.
    """

    inputs: Props
    outputs: Props
    difference: Difference

    @property
    def differs(self) -> bool:
        """Tell whether the next update changes the user."""
        changes = [change for change in self.difference.sections if not change.released]
        return bool(changes or self.difference.replaces)


def import_user(
    arguments: Mapping[str, Any],
    described: Described,
    default_tags: Mapping[str, str],
    once: Collection[str] = (),
) -> Imported:
    """Return the state of a user that a program declares and Connect has. Makes no call.

    Args:
        arguments: those of the program's ConnectUser.
        described: what Connect holds of the user, as far as the arguments manage it.
        default_tags: the tags that the config gives all users.
        once: arguments, or fields of them, that are written only when a user is made.
    """
    wanted = state.merge_tags(state.normalise(state.drop_nulls(arguments)), default_tags)
    managed = people.drop_once(wanted, once)
    held = state.build_outputs(managed, described["Id"], described["Arn"])
    found = state.read_user(held, described, default_tags)
    compared = find_difference(state.drop_unmanaged_tags(found), managed)
    # The program gives what is written once too, but nobody compares it, so that it is no output.
    outputs = {**found, "set_once": list(once)} if once else found
    inputs = people.keep_once(state.to_inputs(outputs), wanted, once)
    return Imported(inputs, outputs, compared)
