"""What gate reads of a fleet's update is what the fleet is going to do, whatever two programs say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_resources.commands.preview.document import read_preview
from connect_resources.commands.preview.reader import read_users
from connect_resources.config import Settings
from connect_resources.lifecycle.fleet import FleetLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.users.change import Action, Change
from tests.commands.previews import FLEET, Props, fleet, preview, step, urn, write
from tools.local_connect import MANAGED

USER = st.fixed_dictionaries(
    {
        "routing_profile_id": st.sampled_from(["r-1", "r-2", f"{MANAGED}:r-1"]),
        "security_profile_ids": st.sampled_from([["p-1"], ["p-1", "p-2"], ["p-2", "p-1"]]),
    },
    optional={
        "hierarchy_group_id": st.sampled_from(["", "h-1"]),
        "identity_info": st.sampled_from([{}, {"first_name": "A"}, {"first_name": "A", "email": "a@b.c"}]),
        "phone_config": st.sampled_from([{"auto_accept": True}, {"after_contact_work_time_limit": 30.0}]),
        "tags": st.sampled_from([{}, {"a": "1"}, {"team": "x"}]),
    },
)
USERS = st.dictionaries(st.sampled_from(["ana", "bea", "Dee"]), USER)
ONCE = st.sampled_from(
    [[], ["security_profile_ids"], ["identity_info.email"], ["tags", "routing_profile_id"]]
)
TAGS = st.sampled_from([{}, {"team": "x"}, {"team": "y"}])


def told(changes: Iterable[Change]) -> list[str]:
    """Return changes as they can be compared."""
    return sorted(
        json.dumps([one.setting, one.property, one.before, one.after], sort_keys=True) for one in changes
    )


def do(old: Props, new: Props, tags: dict[str, str]) -> list[tuple[str, str, Any]]:
    """Return what the fleet does with each user, and how it changes those who stay."""
    client = ConnectClient(Settings(default_tags=tuple(tags.items()), region="eu-west-2"))
    found = FleetLifecycle(client, print, urn(FLEET, "all")).diff(old, new)
    stays = {one.user for one in found.changes if one.action is Action.UPDATE and one.setting}
    gone = ((name, "delete", None) for name in old["users"] if name not in new["users"])
    come = ((name, "create", None) for name in new["users"] if name not in old["users"])
    kept = (
        (name, "update", told(one for one in found.changes if one.user == name and one.setting))
        for name in stays
    )
    return sorted([*gone, *come, *kept])


def read(folder: Path, old: Props, new: Props, tags: dict[str, str]) -> list[tuple[str, str, Any]]:
    """Return the same as gate reads it."""
    config = {"aws:defaultTags": json.dumps({"tags": tags})}
    file = write(folder, preview(step("update", FLEET, "all", old=old, new=new), config=config))
    return sorted(
        (one.name, one.action.value, told(one.changes) if one.action is Action.UPDATE else None)
        for one in read_users(read_preview(Path(file)))
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=USERS, after=USERS, stay=st.booleans(), once=st.tuples(ONCE, ONCE), tags=st.tuples(TAGS, TAGS))
def test_gate_reads_what_a_fleet_is_going_to_do(
    tmp_path: Path,
    before: dict[str, Props],
    after: dict[str, Props],
    stay: bool,
    once: tuple[list[str], list[str]],
    tags: tuple[dict[str, str], dict[str, str]],
) -> None:
    """Whoever is made, changed or deleted, and how; where no text changes too."""
    ids = {"user_ids": {name: f"u-{name}" for name in before}, "arns": {}}
    old = {**fleet(before), **ids, "set_once": once[0], "default_tags": tags[0]}
    new = {**fleet(before if stay else after), "set_once": once[1]}
    assert read(tmp_path, old, new, tags[1]) == do(old, new, tags[1])
