"""Users that an instance has, read in bulk, and one by one only for what listings don't show."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from connect_resources.commands.options import say
from connect_resources.commands.pace import call_each
from connect_resources.errors import ConfigError, UserNotFoundError
from connect_resources.service.bulk import in_seconds, take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiencies import PROFICIENCIES, proficiencies_of
from connect_resources.users.section import DESCRIBE, Described
from connect_resources.users.table import BY_NAME, SECTIONS

BULK_UNSEEN: Final = 2
"""Users that no search shows yet, and that a bulk read reads one by one all the same.

With ListInstances for an alias, DescribeInstance and a second listing of profiles these are the five calls
that a bulk read may take beside its pages.
"""

DESCRIBED_ONLY: Final = frozenset(
    item.name
    for section in SECTIONS
    if section.reader == DESCRIBE
    for item in section.properties
    if not item.in_search
)
"""The properties that DescribeUser shows, and no listing."""

(_HELD,) = BY_NAME["proficiencies"].properties

People = dict[str, Described]
"""Users by id."""


def read_listed(client: ConnectClient, instance_id: str, unseen: int | None = None) -> People:
    """Return all users as far as listings show them.

    Args:
        client: the door to Connect.
        instance_id: the instance's bare id.
        unseen: how many users, at most, may be read one by one because the search doesn't show them yet;
            None for any number.

    Raises:
        ConfigError: there are more of these.

    Calls SearchUsers and ListUsers; DescribeUser for each user that the search doesn't show yet.
    """
    snapshot = take_snapshot(client, instance_id)
    late = [user_id for user_id in snapshot.modified if user_id not in snapshot.records]
    if unseen is not None and len(late) > unseen:
        raise ConfigError(
            f"SearchUsers doesn't show {len(late):,} of the {len(snapshot.modified):,} users of instance "
            f"{instance_id} yet, which were made a moment ago: run again in a minute"
        )
    found: People = {
        user_id: in_seconds(snapshot.records[user_id])
        for user_id in snapshot.modified
        if user_id in snapshot.records
    }
    return {**found, **_describe_each(client, instance_id, late)}


def with_described(client: ConnectClient, instance_id: str, people: People, whose: Iterable[str]) -> People:
    """Return listed users, some of them as DescribeUser shows them; one that went is told, and left out.

    Calls DescribeUser for each of these, but for those that were read so because no search shows them yet.
    """
    searched = take_snapshot(client, instance_id).records
    due = [user_id for user_id in whose if user_id in searched]
    described = _describe_each(client, instance_id, due)
    gone = set(due) - described.keys()
    return {user_id: described.get(user_id, item) for user_id, item in people.items() if user_id not in gone}


def _describe_each(client: ConnectClient, instance_id: str, user_ids: Iterable[str]) -> People:
    """Return users as DescribeUser shows them; one that went in the meantime is told, and left out."""

    def describe(user_id: str) -> Described | None:
        try:
            return client.describe_user(instance_id, user_id)
        except UserNotFoundError:
            return None

    chosen = list(user_ids)
    described = call_each(client, DESCRIBE, chosen, describe)
    _tell_gone(user_id for user_id, item in zip(chosen, described, strict=True) if item is None)
    return {user_id: item for user_id, item in zip(chosen, described, strict=True) if item is not None}


def with_proficiencies(
    client: ConnectClient, instance_id: str, people: People, whose: Collection[str]
) -> People:
    """Return users with the proficiencies of some of them; one of these that went is told, and left out.

    Calls as ``proficiencies_of`` does.
    """
    found = proficiencies_of(
        client, instance_id, whose, lambda chosen, find: call_each(client, PROFICIENCIES, chosen, find)
    )
    gone = dict.fromkeys(user_id for user_id in whose if user_id not in found)
    _tell_gone(gone)
    kept = {user_id: described for user_id, described in people.items() if user_id not in gone}
    return {
        user_id: {**described, _HELD.api_name: found[user_id]} if user_id in found else described
        for user_id, described in kept.items()
    }


def _tell_gone(user_ids: Iterable[str]) -> None:
    for user_id in user_ids:
        say(f"user {user_id} was deleted in the meantime, and is left out")
