"""Bring a user's sections from one state to another: read what is needed, plan all calls, then make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from connect_resources import facts
from connect_resources.client import ConnectClient
from connect_resources.diffing import Change
from connect_resources.errors import ConnectError
from connect_resources.rows import Call, Section, Target
from connect_resources.sections import BY_NAME

Described = Mapping[str, Any]

_PROFICIENCIES: Final = BY_NAME["proficiencies"]


def describe(client: ConnectClient, instance_id: str, user_id: str, sections: Iterable[Section]) -> Described:
    """Return what Connect holds of a user, as far as the sections need it.

    Calls DescribeUser, and ListUserProficiencies only if a section needs it.
    """
    described = client.describe_user(instance_id, user_id)
    if _PROFICIENCIES in sections:
        (item,) = _PROFICIENCIES.properties
        described = {**described, item.api_name: client.user_proficiencies(instance_id, user_id)}
    return described


def apply_changes(
    client: ConnectClient, target: Target, changes: Iterable[Change], described: Described | None = None
) -> None:
    """Make the calls that the changes need: one a section, at most two for tags and three for proficiencies.

    Args:
        client: the door to Connect.
        target: the user.
        changes: the sections that change.
        described: what Connect holds, where that is known already; else it is read if a change needs it.

    Raises:
        ConnectError: a call failed; the message lists what was applied and what is pending.
    """
    due = [change for change in changes if not change.released]
    needing = [change.section for change in due if change.needs_current()]
    if described is None and needing:
        described = describe(client, target.instance_id, target.user_id, needing)
    calls = [call for change in due for call in _plan(change, target, described or {})]
    for position, call in enumerate(calls):
        _make(client, target, calls, position, call)


def _plan(change: Change, target: Target, described: Described) -> list[Call]:
    old, new = change.old, change.new
    if change.needs_current():
        held = change.section.without_defaults(change.section.shown(described))
        old, new = change.section.from_api(described), {**held, **new}
    return change.section.plan(change.section, target, old, new)


def _make(client: ConnectClient, target: Target, calls: list[Call], position: int, call: Call) -> None:
    subject = f"user {target.user_id} of instance {target.instance_id}"
    try:
        client.call(call.operation, call.params, subject)
    except ConnectError as error:
        if error.code == facts.NOT_FOUND_CODE:
            client.describe_user(target.instance_id, target.user_id)
        applied = ", ".join(item.operation for item in calls[:position]) or "nothing"
        pending = ", ".join(item.operation for item in calls[position:])
        message = f"{error} (applied: {applied}; pending: {pending})"
        raise type(error)(message, operation=error.operation, code=error.code, remedy=error.remedy) from None
