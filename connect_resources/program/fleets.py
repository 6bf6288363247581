"""The roster as fleets: which user goes to which, by its name alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connect_resources.program.stack_users import StackUser
from connect_resources.sdk.users import ConnectUsers
from connect_resources.users.deletions import Limit
from connect_resources.users.people import find_fleet, name_fleet


def declare_fleets(
    users: Mapping[str, Mapping[str, Any]],
    held: Mapping[str, StackUser],
    fleets: int,
    set_once: Sequence[str],
    limit: Limit,
) -> dict[str, Any]:
    """Declare the users as so many fleets; return their ids, by name, in the roster's order.

    A user that the state holds elsewhere is taken over, and nobody deletes it on the way.

    Args:
        users: the arguments of each user, by name.
        held: the users that the stack has.
        fleets: how many fleets.
        set_once: what is written only when a user is made.
        limit: the most users that the run may delete. It was counted over all of them, but for a run that
            only does what it targets: in that no fleet may delete more either.
    """
    allowed = str(limit if limit.is_open else limit.of(len(held)))
    slices: dict[str, dict[str, Any]] = {name_fleet(number): {} for number in range(fleets)}
    for name, arguments in users.items():
        slices[find_fleet(name, fleets)][name] = arguments
    home = {name: fleet for fleet, slice_ in slices.items() for name in slice_}
    declared = {}
    for fleet, slice_ in slices.items():
        if slice_ or any(user.fleet == fleet for user in held.values()):
            arriving = [name for name in slice_ if name in held and held[name].fleet != fleet]
            leaving = [
                name for name, user in held.items() if user.fleet == fleet and home.get(name, fleet) != fleet
            ]
            declared[fleet] = _declare(fleet, slice_, set_once, allowed, arriving, leaving)
    return {name: declared[home[name]].user_ids[name] for name in users}


def _declare(
    fleet: str,
    slice_: Mapping[str, Mapping[str, Any]],
    set_once: Sequence[str],
    allowed: str,
    arriving: list[str],
    leaving: list[str],
) -> ConnectUsers:
    shared = next(iter(slice_.values()), {})
    own = {"name", "instance_id", "password"}
    people = {
        name: {key: value for key, value in arguments.items() if key not in own}
        for name, arguments in slice_.items()
    }
    return ConnectUsers.counted(
        fleet,
        users=people,
        instance_id=shared.get("instance_id"),
        password=next((item["password"] for item in slice_.values() if "password" in item), None),
        set_once=set_once,
        allowed=allowed,
        arriving=arriving,
        leaving=leaving,
    )
