"""What a stack's config forbids its users to have, whoever wrote the program: pure, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connect_resources import ids
from connect_resources.users.section import Section, Values
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


def check_guards(section: Section, values: Values, prefix: str, guards: Guards) -> Iterator[Failure]:
    """Report values of a section that the config forbids; no failure holds an address.

    Args:
        section: the row of the table.
        values: its values, by property; what isn't known yet passes.
        prefix: what a failure's path has before the property.
        guards: what the config says.
    """
    for item in section.properties:
        value = values.get(item.name)
        if item.shape == ADDRESS and guards.domains:
            yield from _check_address(value, f"{prefix}{item.given_as}", guards.domains)
        elif item.shape == _PROFILES and isinstance(value, list | tuple):
            for position, one in enumerate(value):
                name = guards.denied.get(ids.bare(one)) if isinstance(one, str) else None
                if name is not None:
                    yield Failure(
                        f"{prefix}{item.given_as}[{position}]",
                        f"is the security profile {name!r}, which config {PROFILES} forbids",
                    )


def _check_address(value: Any, path: str, domains: tuple[str, ...]) -> Iterator[Failure]:
    if not isinstance(value, str) or not value:
        return
    if value.rpartition("@")[2].casefold() not in {domain.casefold() for domain in domains}:
        yield Failure(path, f"must be in a domain that config {DOMAINS} has: {', '.join(domains)}")
