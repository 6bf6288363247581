"""Bring a user that exists under management: only what differs is written."""

from __future__ import annotations

from connect_resources.errors import InputError
from connect_resources.lifecycle.update import apply_changes, describe
from connect_resources.service.client import ConnectClient
from connect_resources.users import state
from connect_resources.users.difference import SectionChange, find_section_change
from connect_resources.users.section import Described, Section, Target
from connect_resources.users.state import Props
from connect_resources.users.table import SECTIONS


def adopt(client: ConnectClient, wanted: Props, user_id: str) -> tuple[Described, tuple[str, ...]]:
    """Write what differs of a user; return what it was found to be, and the settings written.

    Calls DescribeUser, ListUserProficiencies where they are managed, and one update for each section that
    differs.

    Raises:
        InputError: the user has another directory user id.
        ConnectError: a call failed.
    """
    instance_id = wanted["instance_id"]
    sections = [section for section, _ in state.get_sections(wanted)]
    described = describe(client, instance_id, user_id, sections)
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
