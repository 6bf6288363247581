"""What the verbs of every resource have in common, and what a front door sees of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from connect_resources import ids
from connect_resources.config import Settings
from connect_resources.errors import InputError
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


class Lifecycle(Protocol):
    """What a resource's verbs look like to a front door; UserLifecycle and SettingLifecycle fit."""

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[Props, list[Failure]]: ...  # noqa: D102

    def diff(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference: ...  # noqa: D102

    def create(self, props: Mapping[str, Any]) -> tuple[str, Props]: ...  # noqa: D102

    def read(self, id_: str, props: Mapping[str, Any]) -> Read | None: ...  # noqa: D102

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Props: ...  # noqa: D102

    def delete(self, id_: str, props: Mapping[str, Any]) -> None: ...  # noqa: D102


def drifted(old: Props, now: Props) -> Props | None:
    """Return the arguments that lead to what Connect holds, or None where they are the old ones."""
    return None if old == now else now


def located(id_: str, props: Mapping[str, Any], settings: Settings) -> tuple[str, str]:
    """Return the instance's and the user's bare ids out of a resource's id, its state and the settings.

    Raises:
        InputError: nothing names an instance.
    """
    found = ids.parse(id_)
    instance_id = found.instance_id or props.get("instance_id") or settings.instance_id
    if not instance_id:
        raise InputError(f"the id {id_} doesn't name an instance: it must be `instanceId:userId`")
    return ids.bare(instance_id), found.id
