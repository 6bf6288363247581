"""Bring a user's sections from one state to another: read what is needed, plan all calls, then make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connect_resources.errors import ConnectError, InstanceNotFoundError, UserNotFoundError
from connect_resources.service.client import ConnectClient
from connect_resources.users import facts
from connect_resources.users.difference import SectionChange
from connect_resources.users.section import DESCRIBE, Call, Described, Section, Target


def describe(client: ConnectClient, instance_id: str, user_id: str, sections: Iterable[Section]) -> Described:
    """Return what Connect holds of a user, as far as the sections need it.

    Calls DescribeUser, and what else shows a section only if that is asked for.
    """
    described = client.describe_user(instance_id, user_id)
    for section in sections:
        if section.reader != DESCRIBE:
            (item,) = section.properties
            entries = client.user_entries(section.reader, instance_id, user_id)
            described = {**described, item.api_name: entries}
    return described


def apply_changes(
    client: ConnectClient,
    target: Target,
    changes: Iterable[SectionChange],
    described: Described | None = None,
) -> None:
    """Make the calls that the changes need: one a section, at most two for tags and three for proficiencies.

    Args:
        client: the door to Connect.
        target: the user.
        changes: the sections that change.
        described: what Connect holds, where that is known already; else it is read if a change needs it.

    Raises:
        ConnectError: a call failed; the error holds what was applied and what is pending.
    """
    changes = list(changes)
    due = [change for change in changes if not change.released]
    needing = [change.section for change in due if change.needs_current()]
    if described is None and needing:
        described = describe(client, target.instance_id, target.user_id, needing)
    given_up = _given_up(changes)
    held = {name: item for name, item in (described or {}).items() if name not in given_up}
    planned = [(change.section, call) for change in due for call in _plan(change, target, held)]
    for position in range(len(planned)):
        _make(client, target, planned, position)


def _given_up(changes: Iterable[SectionChange]) -> set[str]:
    """Name what the program lets go of in favour of a section that shows the same settings.

    That isn't worth keeping: lists of channels that give way to phone settings for all of them.
    """
    changes = list(changes)
    followed = {name for change in changes if not change.released for name in change.section.shares}
    return {
        item.api_name
        for change in changes
        if change.released and change.section.name in followed
        for item in change.section.properties
        if item.name in change.old
    }


def _plan(change: SectionChange, target: Target, described: Described) -> list[Call]:
    old, new = change.old, change.new
    if change.needs_current():
        old = change.section.from_api(described)
        new = {**change.section.without_defaults(old), **new}
    return change.section.plan(change.section, target, old, new, described)


def _make(client: ConnectClient, target: Target, planned: Sequence[tuple[Section, Call]], at: int) -> None:
    call = planned[at][1]
    try:
        client.call(call.operation, call.params, client.whom(target.instance_id, target.user_id))
    except ConnectError as error:
        operations = [item.operation for _, item in planned]
        settings = [section.name for section, _ in planned[at:]]
        failed = error.amid(operations[:at], operations[at:], settings)
        raise _seen(client, target, failed) from None


def _seen(client: ConnectClient, target: Target, error: ConnectError) -> ConnectError:
    """Return what "not found" means: the user or the instance, or else something that the call names."""
    if error.code != facts.NOT_FOUND_CODE:
        return error
    try:
        client.describe_user(target.instance_id, target.user_id)
    except (InstanceNotFoundError, UserNotFoundError) as found:
        return found
    except ConnectError as refused:
        return error.without_explanation(refused)
    return error
