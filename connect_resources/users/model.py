"""Limits of the Connect API, read from the service model that botocore ships.

The only module outside ``service`` that touches botocore: numbers, patterns and enums live
there once, and an update of botocore brings new ones along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.loaders import Loader

SERVICE = "connect"


@cache
def loader() -> Loader:
    """Return the loader that this process shares, so that the model is read from disk once."""
    from botocore.loaders import create_loader  # noqa: PLC0415 - a program that checks nothing is spared it

    return create_loader()


@cache
def service_model() -> dict[str, Any]:
    """Return the newest Connect service model of the installed botocore."""
    # Named by its path: looking it up among the services would read the folders of all of them.
    version = loader().determine_latest_version(SERVICE, "service-2")
    model: dict[str, Any] = loader().load_data(f"{SERVICE}/{version}/service-2")
    return model


@cache
def compile_pattern(shape: str) -> re.Pattern[str] | None:
    r"""Return the pattern of a shape for a match of the whole value.

    The model writes some patterns as JavaScript literals (``/^...$/``) and escapes others twice; both are
    undone. A pattern with Unicode classes (``\p{L}``), which ``re`` lacks, comes out as None: see
    ``shapes.tag_key_fits`` for the one that matters.
    """
    pattern = service_model()["shapes"][shape].get("pattern")
    if pattern is None or "\\p{" in pattern:
        return None
    if pattern.startswith("/") and pattern.endswith("/"):
        pattern = pattern[1:-1]
    return re.compile(pattern.replace("\\\\", "\\"))


@cache
def is_sensitive(shape: str) -> bool:
    """Tell whether the model calls a shape, or anything in it, sensitive."""
    described = service_model()["shapes"][shape]
    if described.get("sensitive"):
        return True
    inner = [described["member"]] if "member" in described else [*described.get("members", {}).values()]
    return any(is_sensitive(item["shape"]) for item in inner)


def sensitive_members(shape: str) -> Iterator[str]:
    """Yield the members that a shape holds, at any depth, and that the model calls sensitive."""
    described = service_model()["shapes"][shape]
    if "member" in described:
        yield from sensitive_members(described["member"]["shape"])
    for name, member in described.get("members", {}).items():
        if service_model()["shapes"][member["shape"]].get("sensitive"):
            yield name
        yield from sensitive_members(member["shape"])
