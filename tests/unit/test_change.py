"""What differs is data: of whom, in which setting, from what to what, and who may see it."""

from __future__ import annotations

from connect_resources.users.change import (
    Action,
    Change,
    Secrecy,
    build_argument_change,
    list_created,
    list_deleted,
)
from connect_resources.users.difference import find_difference
from connect_resources.users.kinds import UNKNOWN

HELD = {
    "instance_id": "i-1",
    "name": "ana",
    "identity_info": {"first_name": "Ana", "mobile": "+12065550100"},
    "routing_profile_id": "r-1",
    "security_profile_ids": ["s-1", "s-2"],
    "hierarchy_group_id": "g-1",
    "tags_all": {"site": "London"},
    "phone_config": {"auto_accept": True},
}


def updated(setting: str, name: str, before: object, after: object, who: Secrecy = Secrecy.PLAIN) -> Change:
    """Return one changed property of the user ana."""
    return Change("ana", Action.UPDATE, setting, name, before, after, who)


def test_changes_name_each_property_that_connect_is_to_hold_differently() -> None:
    """Cleared, changed, added and unknown ones are there; the order of a set and what is released aren't."""
    wanted = {
        "instance_id": "i-1",
        "name": "ana",
        "identity_info": {"first_name": "Anna", "email": "ana@example.com"},
        "routing_profile_id": UNKNOWN,
        "security_profile_ids": ["s-2", "s-1"],
        "tags_all": {"site": "Berlin"},
        "proficiencies": [{"attribute_name": "vip", "attribute_value": "yes", "level": 2}],
    }
    assert find_difference(HELD, wanted).changes == (
        updated("identity-info", "first_name", "Ana", "Anna", Secrecy.PERSONAL),
        updated("identity-info", "email", None, "ana@example.com", Secrecy.PERSONAL),
        updated("identity-info", "mobile", "+12065550100", "", Secrecy.PERSONAL),
        updated("routing-profile", "routing_profile_id", "r-1", UNKNOWN),
        updated("hierarchy", "hierarchy_group_id", "g-1", ""),
        updated("proficiencies", "proficiencies", None, wanted["proficiencies"]),
        updated("tags", "tags", {"site": "London"}, {"site": "Berlin"}),
    )


def test_changes_of_a_replacement_name_the_argument() -> None:
    """An argument that Connect can't change replaces the user."""
    found = find_difference(HELD, {**HELD, "name": "Ana"}).changes
    assert found == (Change("ana", Action.REPLACE, "", "name", "ana", "Ana"),)


def test_changes_of_a_new_and_of_a_deleted_user_name_what_it_has() -> None:
    """What is made comes from nothing, what is deleted leads to nothing."""
    held = {"routing_profile_id": "r-1", "identity_info": {"email": "ana@example.com"}}
    told = [
        ("identity-info", "email", "ana@example.com", Secrecy.PERSONAL),
        ("routing-profile", "routing_profile_id", "r-1", Secrecy.PLAIN),
    ]
    assert list(list_created("ana", held)) == [
        Change("ana", Action.CREATE, setting, name, None, value, who) for setting, name, value, who in told
    ]
    assert list(list_deleted("ana", held)) == [
        Change("ana", Action.DELETE, setting, name, value, None, who) for setting, name, value, who in told
    ]


def test_change_hides_its_values_in_a_repr() -> None:
    """A change that lands in a log or a traceback shows nothing personal."""
    shown = repr(updated("identity-info", "email", "ana@example.com", "b@example.com", Secrecy.PERSONAL))
    assert shown == "Change('ana', update, 'identity-info')"


def test_password_is_a_secret() -> None:
    """Nobody may see a password, wherever a change of it comes from."""
    assert build_argument_change("ana", Action.CREATE, "password", None, "x").secrecy is Secrecy.SECRET
