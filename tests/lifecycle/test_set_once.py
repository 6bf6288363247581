"""What is set once: written when a user is made, and left alone after that, whatever happens."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure
from tests.lifecycle.doors import Door, user_doors
from tests.lifecycle.harness import (
    MANAGED,
    CheckFailedError,
    Factory,
    Outside,
    Place,
    Stack,
    Step,
    group,
    kinds_for,
    play,
    routing,
    user_lifecycle,
)
from tests.lifecycle.plain import ADA, ARGS, BERLIN, LONDON, PHONE, SKILL, SKILL_API, STATE, USER, Values
from tests.lifecycle.test_fleet import fleet, fleet_lifecycle

ONCE = [
    "hierarchy_group_id",
    "identity_info.email",
    "phone_config.after_contact_work_time_limit",
    "proficiencies",
    "routing_profile_id",
    "tags",
]
AT_FIRST: Values = {
    **ARGS,
    "identity_info": {**ADA, "email": "ada@example.com"},
    "phone_config": {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 30},
    "hierarchy_group_id": group(LONDON),
    "proficiencies": [SKILL],
    "tags": {"site": "London"},
}
LATER: Values = {
    **AT_FIRST,
    "identity_info": {**ADA, "email": "eve@example.com"},
    "phone_config": {"phone_type": "SOFT_PHONE", "after_contact_work_time_limit": 60},
    "routing_profile_id": routing("VIP Care"),
    "hierarchy_group_id": group(BERLIN),
    "proficiencies": [],
    "tags": {"site": "Berlin"},
}
GRACE = {"identity_info": {"first_name": "Grace", "last_name": "Okafor", "email": "eve@example.com"}}
MANAGED_STATE: Values = {
    **{name: value for name, value in STATE.items() if name != "routing_profile_id"},
    "identity_info": ADA,
    "phone_config": {"phone_type": "SOFT_PHONE"},
    "set_once": ONCE,
}
MADE: Values = {
    **USER,
    "IdentityInfo": {**USER["IdentityInfo"], "Email": "ada@example.com"},
    "PhoneConfig": {**PHONE, "AfterContactWorkTimeLimit": 30},
    "HierarchyGroupId": group(LONDON),
    "Tags": {"site": "London"},
}
MOVED = {**MADE, "RoutingProfileId": routing("Retention")}
RENAMED = {**MOVED, "IdentityInfo": {**MADE["IdentityInfo"], "FirstName": "Grace"}}
GRACE_STATE = {**MANAGED_STATE, "identity_info": {"first_name": "Grace", "last_name": "Okafor"}}
FEWER = [name for name in ONCE if name not in ("routing_profile_id", "identity_info.email")]
FEWER_STATE = {
    **GRACE_STATE,
    "identity_info": GRACE["identity_info"],
    "routing_profile_id": routing("VIP Care"),
    "set_once": FEWER,
}
AGAIN = {
    **RENAMED,
    "IdentityInfo": {**RENAMED["IdentityInfo"], "Email": "eve@example.com"},
    "RoutingProfileId": routing("VIP Care"),
}
WITHOUT = {name: value for name, value in {**ARGS, **GRACE}.items() if name != "set_once"}
NONE_STATE = {
    **{name: value for name, value in STATE.items() if name != "identity_info"},
    **GRACE,
    "routing_profile_id": routing("VIP Care"),
}

LIFE = [
    Step(
        {**AT_FIRST, "set_once": ONCE},
        ("create",),
        ("CreateUser", "AssociateUserProficiencies"),
        MANAGED_STATE,
        MADE,
        [SKILL_API],
    ),
    Step({**LATER, "set_once": ONCE}, (), (), MANAGED_STATE, MADE, [SKILL_API]),
    Step(
        {**LATER, "set_once": ONCE},
        (),
        (),
        MANAGED_STATE,
        MOVED,
        [SKILL_API],
        outside=(Outside("update_user_routing_profile", {"RoutingProfileId": routing("Retention")}),),
        refresh=True,
    ),
    Step(
        {**LATER, **GRACE, "set_once": ONCE},
        ("identity_info",),
        ("DescribeUser", "UpdateUserIdentityInfo"),
        GRACE_STATE,
        RENAMED,
        [SKILL_API],
    ),
    Step(
        {**LATER, **GRACE, "set_once": FEWER},
        ("identity_info", "routing_profile"),
        ("DescribeUser", "UpdateUserIdentityInfo", "UpdateUserRoutingProfile"),
        FEWER_STATE,
        AGAIN,
        [SKILL_API],
    ),
    Step({**LATER, **GRACE, "set_once": ONCE}, ("state",), (), GRACE_STATE, AGAIN, [SKILL_API]),
]
"""Made; changed in the program, then in Connect; changed beside it; managed again; and once more set once."""


@pytest.mark.parametrize("place", kinds_for(["phone_config"]), indirect=True)
@user_doors
def test_user_with_fields_set_once_has_them_from_its_making_alone(place: Place, door: Door) -> None:
    """A change of them, in the program or in Connect, is nothing until they are managed again."""
    play(Stack(place, door.user, words=door.words, beside=door.beside), LIFE)


@user_doors
def test_user_whose_fields_leave_program_and_list_together_keeps_them(place: Place, door: Door) -> None:
    """What was never managed isn't cleared where it isn't wanted any more."""
    stack = Stack(place, door.user)
    stack.up({**AT_FIRST, "set_once": ["hierarchy_group_id", "proficiencies", "tags"]})
    slim = {name: AT_FIRST[name] for name in (*ARGS, "phone_config", "identity_info")}
    _, calls = place.counted(lambda: stack.up(slim))
    assert [call for call in calls if call.startswith(("Update", "Tag", "Untag", "Disassociate"))] == []
    shown = place.user(stack.user_id)
    assert (shown["HierarchyGroupId"], shown["Tags"]) == (group(LONDON), {"site": "London"})
    assert place.proficiencies(stack.user_id) == [SKILL_API]


@user_doors
def test_user_that_is_adopted_keeps_what_is_set_once(place: Place, door: Door) -> None:
    """It was made before, so nothing of it is written, and a refresh finds no drift."""
    user_id = place.make_user(RoutingProfileId=routing("VIP Care"), Tags={"site": "Leeds"})
    before = place.user(user_id)
    stack = Stack(place, door.user)
    args = {**AT_FIRST, "identity_info": ADA, "adopt_existing": True, "set_once": ONCE}
    del args["phone_config"]
    _, calls = place.counted(lambda: stack.up(args))
    assert [call for call in calls if not call.startswith(("Describe", "List", "Search"))] == []
    stack.refresh()
    assert (stack.user_id, stack.preview(args), place.user(user_id)) == (user_id, (), before)


@user_doors
def test_user_with_fields_set_once_is_refreshed_fast_without_a_look_at_them(place: Place, door: Door) -> None:
    """A changed record of the listings is no drift where only what is set once differs."""
    stack = Stack(place, door.user, refresh="fast")
    args = {**AT_FIRST, "set_once": ONCE}
    stack.up(args)
    stack.refresh()
    place.outside(
        "update_user_routing_profile",
        InstanceId=MANAGED,
        UserId=stack.user_id,
        RoutingProfileId=routing("Retention"),
    )
    before = {name: value for name, value in stack.outputs.items() if name != "last_modified_time"}
    stack.refresh()
    after = {name: value for name, value in stack.outputs.items() if name != "last_modified_time"}
    assert (after, stack.preview(args)) == (before, ())


@user_doors
def test_user_with_tags_set_once_isnt_given_default_tags_later(place: Place, door: Door) -> None:
    """The config's default tags are part of the tags: written with them, and left alone with them."""
    args: dict[str, Any] = {**ARGS, "tags": {"site": "London"}, "set_once": ["tags"]}
    stack = Stack(place, door.user, default_tags=(("team", "care"),))
    stack.up(args)
    assert place.user(stack.user_id)["Tags"] == {"site": "London", "team": "care"}
    other = Stack(place, door.user, default_tags=(("team", "sales"),))
    other.id, other.inputs, other.outputs = stack.id, stack.inputs, stack.outputs
    renamed = {**args, "identity_info": {"first_name": "Grace", "last_name": "Okafor"}}
    _, calls = place.counted(lambda: other.up(renamed))
    assert [call for call in calls if not call.startswith(("Describe", "List"))] == ["UpdateUserIdentityInfo"]


@user_doors
def test_user_of_which_set_once_names_nothing_is_refused(place: Place, door: Door) -> None:
    """A typing error would be lost silently otherwise; what replaces a user can't be set once."""
    with pytest.raises(CheckFailedError) as caught:
        Stack(place, door.user).up({**ARGS, "set_once": ["routing_profile_id", "name", "identity_info.mail"]})
    assert [str(failure) for failure in caught.value.failures] == [
        f"set_once[{position}]: must name an argument, or a field of one, of a user" for position in (1, 2)
    ]


@pytest.mark.parametrize("factory", [user_lifecycle, fleet_lifecycle], ids=["user", "fleet"])
def test_set_once_that_is_no_list_is_refused_but_for_an_unknown_one(place: Place, factory: Factory) -> None:
    """A preview may not know it yet; a text isn't taken for a list of letters."""
    args = {**ARGS} if factory is user_lifecycle else fleet({"alice": {}})
    lifecycle = factory(place.client(), place.reports.append, "urn")
    checked = [lifecycle.check({}, {**args, "set_once": value})[1] for value in ("tags", UNKNOWN)]
    assert checked == [[Failure("set_once", "must be a list, not a string")], []]
