"""The proficiencies of many users, by whichever takes fewer calls: searching for them, or one call a user.

A run often isn't told in advance of how many users it will ask. Then the first are read one by one, and as
soon as as many were asked about as the searches would take calls, the searches are made, once, for all. So a
run never makes more than about twice the calls of the better way. See docs/decisions/0016.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from connect_resources.errors import ConnectError, UserNotFoundError
from connect_resources.service.bulk import take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.service.proficiency_search import (
    Branch,
    Found,
    Proficiency,
    find_branches,
    levels,
    search_branches,
)
from connect_resources.service.throttle import IN_FLIGHT
from connect_resources.users import facts

PROFICIENCIES: Final = "ListUserProficiencies"

T = TypeVar("T")


Find = Callable[[str], list[Proficiency] | None]
"""Return a user's proficiencies, or None where the user is gone."""

Each = Callable[[Collection[str], Find], list[list[Proficiency] | None]]
"""Find the proficiencies of users, in their order."""


def _find_each(user_ids: Collection[str], find: Find) -> list[list[Proficiency] | None]:
    pool = ThreadPoolExecutor(IN_FLIGHT)
    try:
        return list(pool.map(find, user_ids))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def proficiencies_of(
    client: ConnectClient, instance_id: str, user_ids: Collection[str], each: Each = _find_each
) -> dict[str, list[Proficiency]]:
    """Return the proficiencies of users, as ListUserProficiencies shows them; [] for who has none.

    A user that is gone meanwhile isn't in it. What is searched for is searched once per run.

    Args:
        client: the door to Connect.
        instance_id: the instance's bare id.
        user_ids: the users.
        each: goes through them, once what is searched for is there.

    Calls ListUserProficiencies for each user; or, where that takes fewer calls, ListPredefinedAttributes and
    SearchUsers for each attribute, and for each that somebody has DescribePredefinedAttribute and
    SearchUsers for each value and each of its levels, 500 users a call; with the listings of every fast
    refresh, and ListUserProficiencies for users of whom the searches contradict each other.

    Raises:
        ConnectError: a call failed; nothing is concluded from answers that are cut or never came.
    """
    known = _known(client, instance_id)
    known.expect(user_ids)
    known.prepare()
    found = zip(user_ids, each(user_ids, known.find), strict=True)
    return {user_id: entries for user_id, entries in found if entries is not None}


def most_calls(client: ConnectClient, instance_id: str, user_ids: Collection[str]) -> int:
    """Return how many calls ``proficiencies_of`` of the same users takes at most, by what is known before.

    Makes itself what that needs: the listings of every fast refresh, and where it may be worth it
    ListPredefinedAttributes, a search for each attribute, and DescribePredefinedAttribute for each that
    somebody has. They aren't repeated. Users of whom the searches contradict each other come on top.
    """
    known = _known(client, instance_id)
    known.expect(user_ids)
    return known.most_calls(len(user_ids))


def expect_users(client: ConnectClient, instance_id: str, user_ids: Iterable[str]) -> None:
    """Note that this run is going to ask about these users, one by one. Makes no call."""
    _known(client, instance_id).expect(user_ids)


def user_proficiencies(client: ConnectClient, instance_id: str, user_id: str) -> list[Proficiency]:
    """Return the proficiencies of one user of many that a run asks about; calls as ``proficiencies_of``.

    Raises:
        UserNotFoundError: the user is gone.
    """
    return _known(client, instance_id).get(user_id)


def _known(client: ConnectClient, instance_id: str) -> KnownProficiencies:
    return client.once(("proficiencies", instance_id), lambda: KnownProficiencies(client, instance_id))


class KnownProficiencies:
    """Keep what one run knows of the proficiencies of an instance's users; safe to share between threads."""

    def __init__(self, client: ConnectClient, instance_id: str) -> None:
        """Make no call yet."""
        self._client = client
        self._instance_id = instance_id
        self._lock = threading.Lock()
        self._wanted: set[str] = set()

    def expect(self, user_ids: Iterable[str]) -> None:
        """Count users that are asked about."""
        with self._lock:
            self._wanted.update(user_ids)

    def prepare(self) -> None:
        """Make the searches now, if they are worth it."""
        self._searched()

    def most_calls(self, users: int) -> int:
        """Return how many calls are left for so many users, at most."""
        branches = self._worthwhile()
        return users if branches is None else sum(branch.most(self._users()) for branch in branches)

    def find(self, user_id: str) -> list[Proficiency] | None:
        """Return a user's proficiencies, or None where the user is gone."""
        try:
            return self.get(user_id)
        except UserNotFoundError:
            return None

    def get(self, user_id: str) -> list[Proficiency]:
        """Return a user's proficiencies: as searched, or read where that wasn't done or may be wrong."""
        self.expect([user_id])
        found = self._searched()
        listed = found is not None and user_id in take_snapshot(self._client, self._instance_id).records
        if found is None or not listed or user_id in found.doubtful:
            return self._client.user_entries(PROFICIENCIES, self._instance_id, user_id)
        return found.entries.get(user_id, [])

    def _searched(self) -> Found | None:
        """Return what the searches found, or None where they aren't worth it or were refused."""
        branches = self._worthwhile()
        if branches is None:
            return None
        return self._once("found", lambda: search_branches(self._client, self._instance_id, branches))

    def _worthwhile(self) -> Sequence[Branch] | None:
        """Return where to search, if that takes fewer calls than as many users as were asked about.

        What is needed to judge costs calls as well, so each step has to be worth it: one for the list of
        attributes, one for each of them, and for the first that somebody has its values, one and its levels.
        """
        asked, least = len(self._wanted), 3 + len(levels())
        if asked <= 1 + least:
            return None
        attributes = self._once("attributes", self._list_attributes)
        if attributes is None or asked <= len(attributes) + least:
            return None
        branches = self._once("branches", lambda: find_branches(self._client, self._instance_id, attributes))
        if branches is None or asked <= sum(branch.likely(self._users()) for branch in branches):
            return None
        return branches

    def _list_attributes(self) -> list[str]:
        listed = self._client.listing("ListPredefinedAttributes", self._instance_id)
        return [attribute["Name"] for attribute in listed]

    def _users(self) -> int:
        return len(take_snapshot(self._client, self._instance_id).records)

    def _once(self, what: str, ask: Callable[[], T]) -> T | None:
        return self._client.once(
            ("proficiencies", what, self._instance_id), lambda: self._unless_refused(ask)
        )

    def _unless_refused(self, ask: Callable[[], T]) -> T | None:
        """Return what is asked for, or None where the service won't tell: then users are read one by one."""
        try:
            return ask()
        except ConnectError as error:
            if error.code not in facts.DEFINITE_CODES:
                raise
            self._client.report(
                f"{error.operation} was refused ({error.code}): the proficiencies of users of instance "
                f"{self._instance_id} aren't searched for, but read one by one ({PROFICIENCIES})"
            )
            return None
