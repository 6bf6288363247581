"""What a user had before isn't lost when sub-settings change places with each other or with a ConnectUser."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.errors import ConnectError, UnavailableError
from tests.lifecycle.harness import MANAGED, Place, Stack, of_both_kinds, routing, setting_lifecycle
from tests.lifecycle.plain import ARGS, SKILL, SKILL_API
from tests.lifecycle.together import Declared, Program

BILLING, CARE = routing("London Billing"), routing("VIP Care")


def route(user_id: str, profile: str = BILLING, **more: Any) -> Declared:
    """Return a sub-setting that gives a user a routing profile."""
    args = {"instance_id": MANAGED, "user_id": user_id, "routing_profile_id": profile, **more}
    return Declared(args, "routing_profile")


def identity(user_id: str, **fields: str) -> Declared:
    """Return a sub-setting that manages some of a user's names."""
    return Declared({"instance_id": MANAGED, "user_id": user_id, **fields}, "identity_info")


def profile_of(place: Place, user_id: str) -> str:
    """Return the routing profile that Connect holds."""
    return str(place.user(user_id)["RoutingProfileId"])


@pytest.mark.parametrize("knows_urns", [True, False], ids=["URNs known", "URNs unknown"])
def test_setting_of_a_renamed_resource_stays(place: Place, knows_urns: bool) -> None:
    """The old entry restores nothing that the new one holds, and says what is forgotten with it."""
    user_id = place.make_user()
    program = Program(place, knows_urns=knows_urns)
    program.up({"r": route(user_id)})
    _, calls = place.counted(lambda: program.up({"r2": route(user_id)}))
    assert (profile_of(place, user_id), calls) == (BILLING, ("DescribeUser",))
    assert program.preview({"r2": route(user_id)}) == {"r2": False}
    keeper = "r2" if knows_urns else "UserRoutingProfile"
    assert place.reports == [
        f"routing_profile of user {user_id} of instance {MANAGED} stays as {keeper} of this program has it",
        f"warning: {keeper} doesn't know what the user had of routing_profile_id before; an alias, or "
        "`pulumi up --refresh`, passes it on when a resource is renamed",
    ]


def test_setting_of_a_renamed_resource_passes_the_original_on_with_a_refresh(place: Place) -> None:
    """A run that refreshes first knows what the old entry would restore, and the new one restores it."""
    user_id = place.make_user()
    program = Program(place)
    program.up({"r": route(user_id)})
    program.up({"r2": route(user_id)}, refresh=True)
    assert program.state["r2"].outputs["previous"] == {"routing_profile_id": routing()}
    assert (profile_of(place, user_id), place.reports) == (
        BILLING,
        [f"routing_profile of user {user_id} of instance {MANAGED} stays as r2 of this program has it"],
    )
    program.destroy()
    assert profile_of(place, user_id) == routing()


def test_setting_takes_the_original_over_after_a_killed_run(place: Place) -> None:
    """Both entries are in the state: a refresh tells the new one what the user had, without a call."""
    user_id = place.make_user()
    program = Program(place)
    program.up({"r": route(user_id)})
    program.up({"r2": route(user_id)}, killed=True)
    old = program.doomed.pop()
    program.state = {"r": old, **program.state}
    program.up({"r2": route(user_id)}, refresh=True)
    assert program.state["r2"].outputs["previous"] == {"routing_profile_id": routing()}
    assert profile_of(place, user_id) == BILLING


@pytest.mark.parametrize("refresh", [True, False], ids=["with refresh", "without refresh"])
@pytest.mark.parametrize("first", ["r", "r2"])
def test_setting_of_two_entries_is_restored_by_destroy(place: Place, first: str, refresh: bool) -> None:
    """Whichever of the entries of a killed run goes first, the user gets back what it had."""
    user_id = place.make_user()
    program = Program(place)
    program.up({"r": route(user_id)})
    program.up({"r2": route(user_id)}, killed=True)
    entries = {"r": program.doomed.pop(), "r2": program.state["r2"]}
    second = {"r": "r2", "r2": "r"}[first]
    program.state = {second: entries[second], first: entries[first]}
    program.destroy(refresh=refresh)
    assert profile_of(place, user_id) == routing()


def test_setting_that_a_user_takes_over_stays(place: Place) -> None:
    """A ConnectUser that manages the setting from now on keeps it when the sub-setting goes."""
    args = {**ARGS, "adopt_existing": True}
    program = Program(place)
    program.up({"user": Declared(args)})
    user_id = program.user_id("user")
    program.up({"user": Declared(args), "r": route(user_id)})
    program.up({"user": Declared({**args, "routing_profile_id": CARE})})
    assert (profile_of(place, user_id), program.state["user"].outputs["routing_profile_id"]) == (CARE, CARE)


def test_setting_beside_a_user_that_declares_it_goes_back_to_what_that_declares(place: Place) -> None:
    """Where both declared it, the user's own value comes back, with one call."""
    program = Program(place)
    program.up({"user": Declared(ARGS)})
    user_id = program.user_id("user")
    program.up({"user": Declared(ARGS), "r": route(user_id)})
    _, calls = place.counted(lambda: program.up({"user": Declared(ARGS)}))
    assert (profile_of(place, user_id), calls) == (routing(), ("DescribeUser", "UpdateUserRoutingProfile"))


def test_setting_restores_the_fields_that_nobody_else_holds(place: Place) -> None:
    """Of two resources with other fields of one section, each restores its own."""
    user_id = place.make_user()
    program = Program(place)
    both = {"r": identity(user_id, first_name="Bea", last_name="Byron")}
    program.up(both)
    program.up({"r2": identity(user_id, first_name="Bea")})
    assert place.user(user_id)["IdentityInfo"] == {"FirstName": "Bea", "LastName": "Okafor"}


@of_both_kinds
def test_setting_of_phone_leaves_lists_that_another_resource_holds(place: Place) -> None:
    """Phone settings and lists of channels show the same: who takes one over isn't undone by the other."""
    user_id = place.make_user()
    where = {"instance_id": MANAGED, "user_id": user_id}
    phone = Declared({**where, "auto_accept": True}, "phone_config")
    lists = Declared({**where, "auto_accept_configs": [{"channel": "CHAT", "auto_accept": True}]}, "config")
    program = Program(place)
    program.up({"phone": phone})
    program.up({"lists": lists})
    shown = place.user(user_id)
    assert (shown["AutoAcceptConfigs"], shown["PhoneConfig"]["AutoAccept"]) == (
        [{"Channel": "CHAT", "AutoAccept": True}],
        False,
    )


def lost(place: Place, operation: str, count: int = 5) -> None:
    """Let Connect do the work of an operation, and lose its answers."""
    place.server.faults([{"operation": operation, "phase": "after", "drop": True}] * count)


def test_setting_whose_answers_are_lost_is_put_back(place: Place) -> None:
    """A create that fails though its work was done leaves what was there, for the next run to find."""
    user_id = place.make_user()
    program = Program(place)
    lost(place, "UpdateUserRoutingProfile")
    with pytest.raises(UnavailableError) as caught:
        program.up({"r": route(user_id)})
    assert str(caught.value).rpartition("; ")[2] == "routing_profile is as it was before"
    assert profile_of(place, user_id) == routing()
    program.up({"r": route(user_id)})
    assert program.state["r"].outputs["previous"] == {"routing_profile_id": routing()}
    program.destroy()
    assert profile_of(place, user_id) == routing()


def test_setting_that_cannot_be_put_back_says_so(place: Place) -> None:
    """Where Connect answers nothing more, the error says that what the user had may be forgotten."""
    user_id = place.make_user()
    lost(place, "UpdateUserRoutingProfile", 20)
    with pytest.raises(UnavailableError) as caught:
        Program(place).up({"r": route(user_id)})
    assert str(caught.value).rpartition("; ")[2] == (
        "routing_profile may have been changed and couldn't be put back (ConnectionClosedError): look at the "
        "user before the next run, which takes what it finds for what the user had"
    )


def test_setting_that_half_fails_is_put_back(place: Place) -> None:
    """Disassociate was done, Associate is refused: the proficiencies that went come back."""
    user_id = place.make_user()
    where = {"InstanceId": MANAGED, "UserId": user_id}
    had = [{"AttributeName": "billing", "AttributeValue": "yes", "Level": 2.0}]
    place.outside("associate_user_proficiencies", **where, UserProficiencies=had)
    refused = {"operation": "AssociateUserProficiencies", "code": "InvalidParameterException"}
    place.server.faults([refused])
    stack = Stack(place, setting_lifecycle("proficiencies"))
    with pytest.raises(ConnectError) as caught:
        stack.up({"instance_id": MANAGED, "user_id": user_id, "proficiencies": [SKILL]})
    assert "; proficiencies is as it was before" in str(caught.value)
    assert place.proficiencies(user_id) == had


def test_setting_restores_proficiencies_that_were_removed_outside(place: Place) -> None:
    """What is gone already can't be updated: destroy looks first, and then does what fits."""
    user_id = place.make_user()
    where = {"InstanceId": MANAGED, "UserId": user_id}
    had = [{**SKILL_API, "Level": 1.0}]
    place.outside("associate_user_proficiencies", **where, UserProficiencies=had)
    stack = Stack(place, setting_lifecycle("proficiencies"))
    stack.up({"instance_id": MANAGED, "user_id": user_id, "proficiencies": [SKILL]})
    gone = [{name: had[0][name] for name in ("AttributeName", "AttributeValue")}]
    place.outside("disassociate_user_proficiencies", **where, UserProficiencies=gone)
    stack.destroy()
    assert place.proficiencies(user_id) == had
