"""What a preview means to do with one user, and where it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connect_resources.commands.preview.document import SECRET, Preview, Props, State, Step
from connect_resources.ids import FLEET_TYPE, MODULE, USER_TYPE, types_of
from connect_resources.users.change import Action, Change
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.table import SECTIONS

SETTINGS: Final = {f"{MODULE}{section.resource}": section for section in SECTIONS if section.resource}
"""The sections that are resources of their own, by their type."""

UserId = tuple[str, str]
"""An instance's and a user's ids."""


@dataclass(frozen=True, slots=True)
class UserChange:
    """Hold what one resource is to do with one user.

    Attributes:
        step: the step that says so.
        instance_id: the instance's id; "" where it isn't known.
        user_id: the user's id; "" where it isn't known, as that of a user who is to be made.
        name: the user name; "" where only the id is known, or not even that.
        action: what is done with the user.
        changes: the settings.
        whole: the resource is the user itself, and no setting of it.
        sure: the name is that of the user for sure, and not only by what the resource depends on.
        moved: another resource holds the user up to now.
        gone: the program has made the user before, and Connect has it no more.
        held: what state holds, as a ConnectUser's outputs; None where it holds nothing.
        wanted: what the program asks for, as a ConnectUser's arguments; None where it asks for nothing.
    """

    step: Step
    instance_id: str
    user_id: str
    name: str
    action: Action
    changes: tuple[Change, ...]
    whole: bool = True
    sure: bool = True
    moved: bool = False
    gone: bool = False
    held: Props | None = field(default=None, repr=False)
    wanted: Props | None = field(default=None, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells people apart: in an instance by name, whatever its case, else by id."""
        return self.instance_id, self.name.casefold() or self.user_id or self.step.urn

    @property
    def label(self) -> str:
        """Return who it is, as far as the preview tells."""
        return self.name or self.user_id or f"the user of {self.step.resource}"

    @property
    def new_name(self) -> str:
        """Return the name that the user has afterwards, "" while it isn't known.

        It is another one only where the user is replaced.
        """
        return text((self.wanted or {}).get("name", self.name))

    @property
    def new_instance_id(self) -> str:
        """Return the id of the instance that has the user afterwards, "" while it isn't known."""
        held, wanted = ((props or {}).get("instance_id") for props in (self.held, self.wanted))
        moves = self.action is Action.REPLACE and held != wanted
        return text(wanted) if moves else self.instance_id


def text(value: Any) -> str:
    """Return a text that is known, and else ""."""
    return value if isinstance(value, str) and value != SECRET else ""


def holds_secret(value: Any) -> bool:
    """Tell whether a value is a secret, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(holds_secret, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_secret, value))
    return bool(value == SECRET)


def veil(value: Any) -> Any:
    """Return a value with UNKNOWN in the place of secrets: whether one differs can't be seen."""
    if isinstance(value, Mapping):
        return {key: veil(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [veil(item) for item in value]
    return UNKNOWN if isinstance(value, str) and value == SECRET else value


def index_names(preview: Preview) -> dict[UserId, str]:
    """Return the user names that the preview tells, by instance and user id."""
    return {(instance, user): name for instance, user, name in _known(preview) if user and name}


def index_refreshed(preview: Preview) -> frozenset[tuple[str, str]]:
    """Return who was in the state before the refresh, by instance and name, whatever its case."""
    found = (entry for urn, held in preview.refreshed.items() for entry in _people(urn, held))
    return frozenset((instance, name.casefold()) for instance, _, name in found if name)


def _known(preview: Preview) -> Iterator[tuple[str, str, str]]:
    for urn, held in preview.refreshed.items():
        yield from _people(urn, held)
    for step in preview.steps:
        if step.old is not None:
            yield from _people(step.urn, step.old)


def _people(urn: str, held: State) -> Iterator[tuple[str, str, str]]:
    """Yield instance, user id and name of everybody that a resource holds."""
    type_, props = types_of(urn)[-1], held.held
    instance = text(props.get("instance_id"))
    if type_ == USER_TYPE:
        yield instance, text(props.get("user_id")), text(props.get("name"))
    found = props.get("users")
    if type_ == FLEET_TYPE and isinstance(found, Mapping):
        user_ids = props.get("user_ids")
        for name in found:
            yield instance, text(user_ids.get(name)) if isinstance(user_ids, Mapping) else "", name
