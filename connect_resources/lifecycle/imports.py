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
    outputs = _with_once(found, wanted, once)
    return Imported(state.to_inputs(outputs), outputs, compared)


def _with_once(found: Props, wanted: Props, once: Collection[str]) -> Props:
    """Return outputs in which what is written once stands as the program has it."""
    result = dict(found)
    for name in once:
        argument, _, field = name.partition(".")
        given = wanted.get(argument)
        if field and isinstance(given, Mapping) and field in given:
            result[argument] = {**(result.get(argument) or {}), field: given[field]}
        elif not field and argument in wanted:
            result[argument] = given
    return result
