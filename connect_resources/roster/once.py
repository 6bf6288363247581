"""Which fields may be written only when a user is made."""

from __future__ import annotations

from collections.abc import Iterable

from connect_resources.errors import ConfigError
from connect_resources.roster.fields import BY_NAME, ONCE, nearest


def once_refusal(name: str) -> str | None:
    """Say why a field can't be set once, or None if it can."""
    if name in ONCE:
        return None
    if name in BY_NAME:
        return f"{name!r} can't be set once, because it is nothing that an update changes; {_KNOWN}"
    match = nearest(name, tuple(ONCE))
    return f"no field {name!r}; {f'did you mean {match!r}?' if match else _KNOWN}"


_KNOWN = f"these can: {', '.join(ONCE)}"


def check_once(names: Iterable[str]) -> None:
    """Refuse config that names fields which can't be set once.

    Raises:
        ConfigError: with all of them.
    """
    reasons = [reason for name in names if (reason := once_refusal(name)) is not None]
    if reasons:
        raise ConfigError(f"config connect:setOnce: {'; '.join(reasons)}")


def once_arguments(names: Iterable[str]) -> tuple[str, ...]:
    """Return what ConnectUser calls the fields, in a settled order."""
    return tuple(sorted(ONCE[name] for name in names))
