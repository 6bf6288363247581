"""The classes of the providers, whose names every state holds."""

from __future__ import annotations

from collections.abc import Iterator

from tools.generate.layout import MADE
from tools.generate.resources import SETTINGS
from tools.generate.words import docstring


def provider_classes() -> Iterator[str]:
    """Yield the provider of each resource."""
    yield from docstring(
        0,
        "The dynamic providers, one for each resource.",
        "Stored state names these classes by module and name (a pickle by reference): moving or renaming one "
        "strands every state that holds it. See docs/decisions/0001-providers-by-reference.md.",
    )
    yield from ["", MADE, ""]
    bases = ("FleetProvider", "GuardProvider", "SettingProvider", "UserProvider")
    yield f"from connect_resources.providers.base import ({', '.join(bases)},)"
    yield from _provider("ConnectUser", "UserProvider")
    yield from _provider("ConnectUsers", "FleetProvider")
    for section in SETTINGS:
        yield from _provider(section.resource, "SettingProvider")
        yield from ["", f'    section = "{section.name}"']
    yield from _provider("RosterGuard", "GuardProvider")


def _provider(resource: str, base: str) -> Iterator[str]:
    yield from ["", "", f"class {resource}Provider({base}):", f'    """Provide ``{resource}``."""']
