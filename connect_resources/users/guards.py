"""What a stack's config forbids its users to have, whoever wrote the program: pure, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connect_resources import ids
from connect_resources.users.section import Property, Section, Values
from connect_resources.users.shapes import Failure

DOMAINS: Final = "connect:allowedEmailDomains"
PROFILES: Final = "connect:deniedSecurityProfiles"
"""The keys of the config."""

ADDRESS: Final = "Email"
_PROFILES: Final = "SecurityProfileIds"
"""Shapes of botocore's model, by which the table's properties are known to hold what is guarded."""


@dataclass(frozen=True, slots=True)
class Guards:
    """Hold what is allowed and what is forbidden.

    Attributes:
        domains: the domains that e-mail addresses may have; () for any.
        denied: the forbidden security profiles' names by id.
    """

    domains: tuple[str, ...] = ()
    denied: Mapping[str, str] = field(default_factory=dict)


def has_profiles(managed: Iterable[tuple[Section, Values]]) -> bool:
    """Tell whether security profiles are among managed values."""
    return any(
        item.shape == _PROFILES and item.name in values
        for section, values in managed
        for item in section.properties
    )


def check_guards(
    managed: Iterable[tuple[Section, Values]], guards: Guards, *, flat: bool = False
) -> Iterator[Failure]:
    """Report values that the config forbids; no failure holds an address.

    Args:
        managed: rows of the table with their values, by property; what isn't known yet passes.
        guards: what the config says.
        flat: they are those of a sub-setting, whose arguments aren't nested.
    """
    for section, values in managed:
        prefix = f"{section.name}." if section.nested and not flat else ""
        for item in section.properties:
            yield from _check_property(item, values.get(item.name), f"{prefix}{item.given_as}", guards)


def _check_property(item: Property, value: Any, path: str, guards: Guards) -> Iterator[Failure]:
    if item.shape == ADDRESS and guards.domains:
        yield from _check_address(value, path, guards.domains)
    elif item.shape == _PROFILES and isinstance(value, list | tuple):
        for position, one in enumerate(value):
            name = guards.denied.get(ids.bare(one)) if isinstance(one, str) else None
            if name is not None:
                yield Failure(
                    f"{path}[{position}]",
                    f"is the security profile {name!r}, which config {PROFILES} forbids",
                )


def _check_address(value: Any, path: str, domains: tuple[str, ...]) -> Iterator[Failure]:
    if not isinstance(value, str) or not value:
        return
    if value.rpartition("@")[2].casefold() not in {domain.casefold() for domain in domains}:
        yield Failure(path, f"must be in a domain that config {DOMAINS} has: {', '.join(domains)}")
