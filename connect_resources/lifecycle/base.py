"""What the verbs of every resource have in common, and what a front door sees of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connect_resources import ids
from connect_resources.config import Settings
from connect_resources.errors import ConnectError, ConnectResourcesError, InputError
from connect_resources.users.difference import Difference
from connect_resources.users.shapes import Failure
from connect_resources.users.state import Props


@dataclass(frozen=True, slots=True)
class Read:
    """Hold what a read found.

    Attributes:
        id: the resource's id.
        outputs: what Connect holds.
        inputs: the arguments that would lead to it, so that drift shows; None where nothing drifted. They
            lack the password, which no output holds, so the engine keeps its own unless it has to.
    """

    id: str
    outputs: Props
    inputs: Props | None


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what a create or an update came to, whole or in part.

    Attributes:
        id: the resource's id; "" where there is no resource.
        outputs: what holds now: for a setting that isn't written, what held before.
        applied: the settings that were written, by name.
        pending: those that weren't.
        adopted: the resource was there already.
        error: what stopped it, or None.
    """

    id: str
    outputs: Props
    applied: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    adopted: bool = False
    error: ConnectResourcesError | None = None

    def whole(self) -> Result:
        """Return this result if nothing stopped it.

        Raises:
            ConnectResourcesError: what stopped it.
        """
        if self.error is not None:
            raise self.error
        return self


class Lifecycle:
    """The verbs of one resource, as every front door calls them: plain values in, plain values out.

    A resource brings its own ``create`` and whatever else isn't as said here. Verbs raise only
    ConnectResourcesErrors. A run that is cancelled (``client.cancel()``) makes no further call: the verb that
    is at work ends as if Connect had refused the call, but for what has to be undone.
    """

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]:
        """Return the arguments in state form, and all that is wrong with them.

        Args:
            olds: the arguments that state holds; {} for a new resource.
            news: the program's; values may be unknown.

        A resource without it takes its arguments as they are.
        """
        return dict(news), []

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        """Return what would have to be done to lead from state to the arguments.

        Args:
            olds: the outputs that state holds.
            news: the arguments, as check returned them; values may be unknown.

        A resource without it is replaced if an argument differs.
        """
        changed = tuple(name for name in news if name not in olds or news[name] != olds[name])
        return Difference((), changed, delete_before_replace=False)

    def create(self, props: Mapping[str, Any]) -> Result:
        """Make the resource. Nothing is left over where the result has no id."""
        raise NotImplementedError

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None:
        """Return the resource as it is, or None where it is gone for sure.

        A resource without it is believed to be as state says.
        """
        return Read(id_, dict(props), None)

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Result:
        """Bring the resource to its arguments; what couldn't be written is pending in the result.

        A resource without it keeps its state: its diff replaces, and doesn't ask for updates.
        """
        return Result(id_, dict(olds))

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        """Delete the resource; one that is gone already is a success.

        A resource without it only leaves the state.
        """


def find_pending(error: ConnectResourcesError, due: tuple[str, ...]) -> tuple[str, ...]:
    """Return the settings that an update didn't write: those that the error names, else all that were due."""
    named = error.settings if isinstance(error, ConnectError) else ()
    return named or due


def find_drift(old: Props, now: Props) -> Props | None:
    """Return the arguments that lead to what Connect holds, or None where they are the old ones."""
    return None if old == now else now


def locate(id_: str, props: Mapping[str, Any], settings: Settings) -> tuple[str, str]:
    """Return the instance's and the user's bare ids out of a resource's id, its state and the settings.

    Raises:
        InputError: nothing names an instance.
    """
    found = ids.parse(id_)
    instance_id = found.instance_id or props.get("instance_id") or settings.instance_id
    if not instance_id:
        raise InputError(f"the id {id_} doesn't name an instance: it must be `instanceId:userId`")
    return ids.bare(instance_id), found.id
