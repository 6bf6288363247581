"""What the package gives away."""

from __future__ import annotations

import inspect

import pytest

import connect_resources
from connect_resources.sdk import lookups
from connect_resources.users.table import SECTIONS

PROMISED = [
    "AfterContactWorkConfigArgs",
    "ConnectUser",
    "ConnectUserArgs",
    "ConnectUsers",
    "UserAfterContactWorkConfigArgs",
    "UserAutoAcceptConfigArgs",
    "UserConfig",
    "UserHierarchy",
    "UserIdentityInfo",
    "UserIdentityInfoArgs",
    "UserPersistentConnectionConfigArgs",
    "UserPhoneConfig",
    "UserPhoneConfigArgs",
    "UserPhoneNumberConfigArgs",
    "UserProficiencies",
    "UserProficiencyArgs",
    "UserRoutingProfile",
    "UserSecurityProfiles",
    "UserVoiceEnhancementConfigArgs",
    "get_federation_token",
    "get_federation_token_output",
    "get_hierarchy_group",
    "get_hierarchy_group_output",
    "get_hierarchy_structure",
    "get_hierarchy_structure_output",
    "get_routing_profile",
    "get_routing_profile_output",
    "get_security_profile",
    "get_security_profile_output",
    "get_user",
    "get_user_output",
    "get_users",
    "get_users_output",
]
LISTS = [
    "auto_accept_configs",
    "after_contact_work_configs",
    "phone_number_configs",
    "persistent_connection_configs",
    "voice_enhancement_configs",
]
ARGUMENTS = {
    "ConnectUser": [
        *("instance_id", "name", "password", "password_secret_id", "identity_info", "phone_config"),
        *LISTS,
        *("routing_profile_id", "security_profile_ids", "hierarchy_group_id", "directory_user_id"),
        *("proficiencies", "tags", "adopt_existing"),
    ],
    "UserConfig": ["user_id", "instance_id", *LISTS, "on_delete"],
    "UserHierarchy": ["user_id", "hierarchy_group_id", "instance_id", "on_delete"],
    "UserIdentityInfo": [
        *("user_id", "instance_id", "first_name", "last_name", "email", "secondary_email", "mobile"),
        "on_delete",
    ],
    "UserPhoneConfig": [
        *("user_id", "instance_id", "phone_type", "auto_accept", "after_contact_work_time_limit"),
        *("desk_phone_number", "persistent_connection", "on_delete"),
    ],
    "UserProficiencies": ["user_id", "proficiencies", "instance_id", "on_delete"],
    "UserRoutingProfile": ["user_id", "routing_profile_id", "instance_id", "on_delete"],
    "UserSecurityProfiles": ["user_id", "security_profile_ids", "instance_id", "on_delete"],
}
NAMED, UNNAMED = ["name", "instance_id"], ["instance_id"]
LOOKUPS = {
    "get_federation_token": UNNAMED,
    "get_hierarchy_group": NAMED,
    "get_hierarchy_structure": UNNAMED,
    "get_routing_profile": NAMED,
    "get_security_profile": NAMED,
    "get_user": NAMED,
    "get_users": UNNAMED,
}


def of_rows() -> set[str]:
    """Return the names that rows of the table bring: resources, and args classes of what they take."""
    records = [item.record for row in SECTIONS for item in row.properties if item.record]
    inner = [member.record for record in records for member in record.members if member.record]
    nested = {f"{row.resource}Args" for row in SECTIONS if row.nested}
    return {*nested, *(row.resource for row in SECTIONS), *(record.args for record in [*records, *inner])}


def test_all_holds_the_names_that_were_promised() -> None:
    """Resources, lookups and args classes are those of the documentation; a new row brings its own."""
    names = connect_resources.__all__
    assert names == sorted(names)
    assert [name for name in names if name in PROMISED] == PROMISED
    assert {*names} - {*PROMISED} <= of_rows()


def test_all_holds_every_public_name() -> None:
    """__all__ is what can be imported: every public class and function, and nothing else."""
    public = {
        name
        for name in dir(connect_resources)
        if not name.startswith("_") and not inspect.ismodule(getattr(connect_resources, name))
    }
    assert public == {*connect_resources.__all__}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_resource_takes_what_was_promised(name: str) -> None:
    """A resource takes its name, the arguments that its users write as keywords, and options.

    A new row brings its own.
    """
    parameters = inspect.signature(getattr(connect_resources, name)).parameters
    promised = ["resource_name", *ARGUMENTS[name], "opts"]
    new = {argument for row in SECTIONS for argument in (row.name, *(item.name for item in row.properties))}
    assert [argument for argument in parameters if argument not in new - {*promised}] == promised
    kinds = {parameters[argument].kind for argument in [*parameters][1:-1]}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("form", ["", "_output"], ids=["plain", "output"])
@pytest.mark.parametrize("name", LOOKUPS)
def test_lookup_takes_what_was_promised(name: str, form: str) -> None:
    """Each lookup takes a name where there is one, and an instance that may be left out."""
    parameters = inspect.signature(getattr(lookups, f"{name}{form}")).parameters
    assert list(parameters) == LOOKUPS[name]
    assert parameters["instance_id"].default is None


@pytest.mark.parametrize("name", connect_resources.__all__)
def test_public_name_has_a_docstring(name: str) -> None:
    """Everything public says what it is."""
    assert inspect.getdoc(getattr(connect_resources, name))
