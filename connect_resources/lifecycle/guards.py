"""What the stack's config forbids, with the ids that the instance has for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from connect_resources.config import Settings
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import Report
from connect_resources.users.guards import PROFILES, Guards, check_guards, has_profiles
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import Section, Values
from connect_resources.users.shapes import Failure, check_shape


def guard_failures(
    client: ConnectClient,
    report: Report,
    instance_id: Any,
    managed: Iterable[tuple[Section, Values]],
    *,
    flat: bool = False,
) -> Iterator[Failure]:
    """Yield what the config forbids of the managed values of a user.

    Args:
        client: the door to Connect; its settings have the config.
        report: takes what the person at the terminal should see.
        instance_id: the instance's id; while it isn't known, its profiles aren't either.
        managed: the values of each section.
        flat: they are those of a sub-setting, whose arguments aren't nested.

    Calls ListSecurityProfiles, once a run, where the config forbids any and the user has some.
    """
    settings = client.settings
    if not (settings.allowed_email_domains or settings.denied_security_profiles):
        return
    given, guards = list(managed), Guards(settings.allowed_email_domains)
    if settings.denied_security_profiles and has_profiles(given):
        guards = _guards(client, report, instance_id)
    yield from check_guards(given, guards, flat=flat)


def fingerprint(settings: Settings) -> str:
    """Return a text that changes with what the config forbids; "" where it forbids nothing."""
    given = (settings.allowed_email_domains, settings.denied_security_profiles)
    return json.dumps(given) if any(given) else ""


def _guards(client: ConnectClient, report: Report, instance_id: Any) -> Guards:
    settings = client.settings
    known = isinstance(instance_id, str) and instance_id is not UNKNOWN
    if not known or list(check_shape("InstanceId", instance_id, "")):
        return Guards(settings.allowed_email_domains)
    found: Guards = client.once(("guards", instance_id), lambda: _find(client, report, instance_id))
    return found


def _find(client: ConnectClient, report: Report, instance_id: str) -> Guards:
    denied = client.settings.denied_security_profiles
    profiles = client.listing("ListSecurityProfiles", instance_id)
    for name in sorted({*denied} - {profile["Name"] for profile in profiles}):
        report(f"config {PROFILES} names {name!r}, which instance {instance_id} doesn't have")
    return Guards(
        client.settings.allowed_email_domains,
        {profile["Id"]: profile["Name"] for profile in profiles if profile["Name"] in denied},
    )
