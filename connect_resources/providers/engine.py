"""Between the engine's values and plain ones, and what the engine tells of the resource that it asks for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.output import Unknown
from pulumi.runtime import rpc

from connect_resources.users.kinds import UNKNOWN


def from_engine(value: Any) -> Any:
    """Return what the engine gave as plain values, without the provider's own entry."""
    if isinstance(value, Unknown) or value == rpc.UNKNOWN:
        return UNKNOWN
    if isinstance(value, Mapping):
        return {key: from_engine(item) for key, item in value.items() if key != PROVIDER_KEY}
    if isinstance(value, list | tuple):
        return [from_engine(item) for item in value]
    return value


def to_engine(value: Any) -> Any:
    """Return plain values in the form that the engine takes."""
    if value is UNKNOWN:
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        return {key: to_engine(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_engine(item) for item in value]
    return value


def report(line: str) -> None:
    """Say something to the person at the terminal: the engine shows what a provider writes to its stderr."""
    print(line, file=sys.stderr, flush=True)
