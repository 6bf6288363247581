"""What the package gives away."""

from __future__ import annotations

import inspect

import pytest

import connect_resources
from connect_resources.sdk import lookups

ALL = connect_resources.__all__


def test_all_is_sorted_and_holds_every_public_name() -> None:
    """__all__ is what can be imported: every public class and function, and nothing else."""
    public = {
        name
        for name, item in vars(connect_resources).items()
        if not name.startswith("_") and not inspect.ismodule(item)
    }
    assert sorted(public) == list(ALL)


def test_all_holds_the_names_of_the_contract() -> None:
    """The resources and lookups are those that were promised, each by its own name."""
    assert [name for name in ALL if not name.endswith("Args")] == [
        "ConnectUser",
        "UserConfig",
        "UserHierarchy",
        "UserIdentityInfo",
        "UserPhoneConfig",
        "UserProficiencies",
        "UserRoutingProfile",
        "UserSecurityProfiles",
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
    assert {"UserIdentityInfoArgs", "UserPhoneConfigArgs", "UserProficiencyArgs"} <= {*ALL}


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("get_")])
def test_lookup_takes_what_the_contract_says(name: str) -> None:
    """Each lookup takes a name where there is one, and an instance that may be left out."""
    parameters = inspect.signature(getattr(lookups, name)).parameters
    named = any(word in name for word in ("profile", "group", "get_user_output")) or name == "get_user"
    assert list(parameters) == (["name", "instance_id"] if named else ["instance_id"])
    assert parameters["instance_id"].default is None


@pytest.mark.parametrize("name", ALL)
def test_public_name_has_a_docstring(name: str) -> None:
    """Everything public says what it is."""
    assert inspect.getdoc(getattr(connect_resources, name))
