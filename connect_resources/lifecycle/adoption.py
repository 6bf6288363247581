"""Bring a user that exists under management: only what differs is written."""

from __future__ import annotations

from connect_resources.errors import InputError
from connect_resources.lifecycle.update import apply_changes, describe
from connect_resources.service.bulk import in_seconds, take_snapshot
from connect_resources.service.client import ConnectClient
from connect_resources.users import state
from connect_resources.users.difference import SectionChange, find_section_change
from connect_resources.users.section import Described, Section, Target
from connect_resources.users.state import Props
from connect_resources.users.table import SECTIONS


def adopt(
    client: ConnectClient, wanted: Props, user_id: str, *, bulk: bool = False
) -> tuple[Described, tuple[str, ...]]:
    """Write what differs of a user; return what it was found to be, and the settings written.

    Calls DescribeUser, ListUserProficiencies where they are managed, and one update for each section that
    differs. One of many users is read from listings, as far as these show what is managed and what an update
    would overwrite.

    Raises:
        InputError: the user has another directory user id.
        ConnectError: a call failed.
    """
    instance_id = wanted["instance_id"]
    sections = [section for section, _ in state.get_sections(wanted)]
    found = _find_listed(client, wanted, user_id, sections) if bulk else None
    described = found or describe(client, instance_id, user_id, sections)
    directory = wanted.get("directory_user_id")
    if directory and directory != described.get("DirectoryUserId"):
        raise InputError(
            f"user {wanted['name']} of instance {instance_id} can't be adopted: its directory user id "
            "isn't directory_user_id, and Connect can't change it; delete the user, or mend the argument"
        )
    changes = [change for section in SECTIONS if (change := find_adoption_change(section, wanted, described))]
    apply_changes(client, Target(instance_id, described["Id"], described["Arn"]), changes, described)
    return described, tuple(change.section.name for change in changes)


def find_adoption_change(section: Section, wanted: Props, described: Described) -> SectionChange | None:
    """Return what a user lacks of a section, or None where it has what is wanted."""
    new = section.extract(wanted)
    if new is None:
        return None
    current = section.from_api(section.visible(wanted, described))
    return find_section_change(section, {name: current[name] for name in new}, new)


def _find_listed(
    client: ConnectClient, wanted: Props, user_id: str, sections: list[Section]
) -> Described | None:
    """Return what the listings show of a user, or None where that isn't all that matters.

    A section that would be changed matters with all of its properties, because an update may send them all.
    """
    record = take_snapshot(client, wanted["instance_id"]).records.get(user_id)
    if record is None or "Arn" not in record:
        return None
    described: Described = in_seconds(record)
    for section in sections:
        managed = section.extract(wanted) or {}
        differs = find_adoption_change(section, wanted, described) is not None
        mattering = [item for item in section.properties if differs or item.name in managed]
        if not all(item.in_search for item in mattering):
            return None
    return described
