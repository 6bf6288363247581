"""Kinds of values: how each is kept in state, compared, sent and received.

A kind is the only place that knows a value's form on the wire; to sections and differences it is opaque.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from connect_resources import ids
from connect_resources.users.facts import RESERVED_TAG_PREFIX


class Unknown:
    """Stand for a value that isn't known before the engine applies something else."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


def has_unknown(value: Any) -> bool:
    """Tell whether the value is unknown or holds something unknown."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def same(value: Any) -> Any:
    """Return the value as it is."""
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one kind of value.

    Attributes:
        unset: what Connect holds where nothing is set; also what "cleared" means.
        normalise: brings a value that the program gave into the form that state keeps.
        comparable: two values are equal exactly if their comparables are.
        to_api: state form to wire form.
        from_api: wire form to state form.
    """

    unset: Any
    normalise: Callable[[Any], Any] = field(default=same)
    comparable: Callable[[Any], Any] = field(default=same)
    to_api: Callable[[Any], Any] = field(default=same)
    from_api: Callable[[Any], Any] = field(default=same)

    @property
    def default(self) -> Any:
        """Return what Connect holds where nothing is set, as a value of the caller's own."""
        return copy(self.unset)

    def equal(self, one: Any, other: Any) -> bool:
        """Tell whether two known values mean the same."""
        return bool(self.comparable(one) == self.comparable(other))


def plain_number(value: Any) -> Any:
    """Return an integral float as an integer: the engine hands all numbers over as floats."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


@cache
def pascal(name: str) -> str:
    """Return ``after_contact_work`` as ``AfterContactWork``."""
    return "".join(part.capitalize() for part in name.split("_"))


@cache
def snake(name: str) -> str:
    """Return ``AfterContactWork`` as ``after_contact_work``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """Return a value with all keys in it renamed, without nulls, and integral floats as integers."""
    if isinstance(value, Mapping):
        return {rename(key): renamed(item, rename) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [renamed(item, rename) for item in value]
    return plain_number(value)


def _identifier(value: Any) -> Any:
    return ids.bare(value) if isinstance(value, str) else value


def _identifiers(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    found = [_identifier(item) for item in value]
    return list(dict.fromkeys(found)) if all(isinstance(item, str) for item in found) else found


def _own_tags(value: Mapping[str, str]) -> dict[str, str]:
    return {key: item for key, item in value.items() if not key.startswith(RESERVED_TAG_PREFIX)}


TEXT: Final = Kind(unset="")
SWITCH: Final = Kind(unset=False)
SECONDS: Final = Kind(unset=0, normalise=plain_number, to_api=plain_number, from_api=plain_number)
PHONE_TYPE: Final = Kind(unset="SOFT_PHONE")
IDENTIFIER: Final = Kind(unset="", normalise=_identifier)
IDENTIFIER_SET: Final = Kind(unset=[], normalise=_identifiers, comparable=frozenset)
TAG_MAP: Final = Kind(unset={}, comparable=dict, from_api=_own_tags)
