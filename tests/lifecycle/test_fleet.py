"""A fleet: many users as one resource, each with the calls of a ConnectUser, whoever else fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from connect_resources.errors import FleetError, InputError
from connect_resources.lifecycle.fleet import FleetLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.users import people
from tests.lifecycle.harness import (
    MANAGED,
    PASSWORD,
    SAML,
    CheckFailedError,
    Place,
    Props,
    Stack,
    routing,
    security,
)
from tests.lifecycle.plain import ADA, SKILL
from tests.lifecycle.test_user_failures import fault

URN = "urn:pulumi:test::connect::pulumi-python:dynamic/connect:ConnectUsers::all"
BASE: Props = {"identity_info": ADA, "routing_profile_id": routing(), "security_profile_ids": [security()]}


def fleet_lifecycle(client: ConnectClient, report: Any, resource: str = URN) -> FleetLifecycle:
    """Return the verbs of a fleet."""
    return FleetLifecycle(client, report, resource)


def fleet(users: Mapping[str, Props], **more: Any) -> Props:
    """Return a fleet's arguments: what each user has beside the plainest."""
    texts = {name: people.to_text({**BASE, **own}) for name, own in users.items()}
    return {"instance_id": MANAGED, "password": PASSWORD, "users": texts, **more}


def people_named(*names: str, **own: Any) -> dict[str, Props]:
    """Return users who have the same."""
    return {name: dict(own) for name in names}


@pytest.fixture
def stack(place: Place) -> Stack:
    """Return a stack of one fleet, without users."""
    made = Stack(place, fleet_lifecycle)
    made.resource = URN
    return made


def calls_of(place: Place, act: Any) -> list[str]:
    """Return the operations that were called meanwhile, without reads."""
    _, calls = place.counted(act)
    return [call for call in calls if not call.startswith(("Describe", "List", "Search"))]


def test_fleet_makes_each_user_with_one_call_and_then_rests(place: Place, stack: Stack) -> None:
    """Ids, ARNs and texts are in the outputs, the password isn't; a second run makes no call."""
    args = fleet(people_named("ana", "bo", "cy"))
    assert calls_of(place, lambda: stack.up(args)) == ["CreateUser"] * 3
    assert stack.id == f"{MANAGED}:all"
    assert sorted(place.names()) == ["ana", "bo", "cy"]
    where = f"arn:aws:connect:{place.region}:123456789012:instance/{MANAGED}/agent/"
    assert stack.outputs["arns"] == {name: where + id_ for name, id_ in stack.outputs["user_ids"].items()}
    assert (stack.outputs["users"], stack.outputs["failed"]) == (args["users"], {})
    assert PASSWORD not in str(stack.outputs)
    assert place.counted(lambda: stack.up(args)) == ((), ())
    stack.refresh()
    assert stack.preview(args) == ()


def test_fleet_deletes_then_changes_then_makes(place: Place, stack: Stack) -> None:
    """Names may differ in case only, so that who goes has to go first; unchanged users cost nothing."""
    stack.up(fleet(people_named("ana", "bo", "cy")))
    args = fleet({**people_named("bo", "Ana"), "cy": {"routing_profile_id": routing("VIP Care")}})
    assert calls_of(place, lambda: stack.up(args)) == ["DeleteUser", "UpdateUserRoutingProfile", "CreateUser"]
    assert sorted(place.names()) == ["Ana", "bo", "cy"]


def test_fleet_of_which_one_user_fails_does_the_rest(place: Place, stack: Stack) -> None:
    """What was done is in the outputs, who failed isn't, and the next run does the rest, no more."""
    place.server.faults([fault("CreateUser", "InvalidParameterException")])
    args = fleet(people_named("ana", "bo", "cy"))
    verbs = stack.lifecycle()
    inputs, _ = verbs.check({}, args)
    result = verbs.create(inputs)
    assert isinstance(result.error, FleetError)
    (failed,) = result.error.failed
    assert sorted({*result.outputs["users"], failed}) == ["ana", "bo", "cy"]
    assert result.error.lines == [
        f"{failed}: CreateUser of user {failed} on instance {MANAGED} failed: InvalidParameterException: "
        "Fault set for CreateUser; mend the argument that the message names, or run `pulumi up --refresh` if "
        "Connect was changed elsewhere"
    ]
    stack.id, stack.inputs, stack.outputs = result.id, inputs, result.outputs
    assert calls_of(place, lambda: stack.up(args)) == ["CreateUser"]
    assert stack.outputs["failed"] == {}


def test_fleet_keeps_what_was_applied_of_a_user_that_fails(place: Place, stack: Stack) -> None:
    """A section that was written stays written; the next run sends the others only."""
    stack.up(fleet(people_named("ana", "bo")))
    moved = {"routing_profile_id": routing("VIP Care"), "security_profile_ids": [security("Supervisor")]}
    args = fleet({"ana": moved, "bo": {}})
    place.server.faults([fault("UpdateUserSecurityProfiles", "InvalidParameterException")])
    verbs = stack.lifecycle()
    inputs, _ = verbs.check(stack.inputs, args)
    result = verbs.update(stack.id, stack.outputs, inputs)
    assert list(result.outputs["failed"]) == ["ana"]
    stack.outputs = result.outputs
    assert calls_of(place, lambda: stack.up(args)) == ["UpdateUserSecurityProfiles"]


def test_fleet_check_names_every_user_and_nobody_is_touched(place: Place, stack: Stack) -> None:
    """One bad row in many: each failure bears the user's name and the argument, never the value."""
    wrong: dict[str, Props] = {
        "ana": {"identity_info": {**ADA, "mobile": "0123"}},
        "bo": {"team": "x"},
        "cy": {},
    }
    with pytest.raises(CheckFailedError) as caught:
        stack.up(fleet(wrong))
    assert [str(failure) for failure in caught.value.failures] == [
        'users["ana"].identity_info.mobile: must be an E.164 number: + and up to 15 digits, such as '
        "+12065550100",
        'users["bo"].team: is unknown, or belongs to the whole fleet',
    ]
    assert place.names() == []


def test_fleet_of_names_that_differ_in_case_only_is_refused(stack: Stack) -> None:
    """Connect takes both for one user."""
    with pytest.raises(CheckFailedError, match=r"^users: ana and Ana are the same user: upper and lower"):
        stack.up(fleet(people_named("Ana", "ana")))


@pytest.mark.parametrize(
    ("limit", "goes"), [(None, False), (12, True), ("50%", False), ("100%", True), (11, False)]
)
def test_fleet_that_would_lose_too_many_is_refused(
    place: Place, stack: Stack, limit: int | str | None, goes: bool
) -> None:
    """The limit is the program's, else the config's, else 10; destroy isn't concerned."""
    names = [f"agent{number}" for number in range(12)]
    stack.up(fleet(people_named(*names)))
    args = fleet({}, **({} if limit is None else {"max_deletes": limit}))
    if goes:
        stack.up(args)
    else:
        with pytest.raises(InputError, match=r"^this run would delete 12 of 12 .*maxDeletes"):
            stack.up(args)
        assert len(place.names()) == 12
        stack.destroy()
    assert place.names() == []


def test_fleet_moved_to_another_instance_counts_everybody(stack: Stack) -> None:
    """A changed instance replaces all users: more than the limit are refused."""
    stack.up(fleet(people_named(*(f"agent{number}" for number in range(11)))))
    args = {**fleet(people_named("agent1")), "instance_id": SAML}
    del args["password"]
    with pytest.raises(InputError, match="this run would delete 11 of 11 users"):
        stack.up(args)


def test_fleet_adopts_by_listings_what_they_show(place: Place, stack: Stack) -> None:
    """Twenty users that exist cost one SearchUsers and one ListUsers, and none of them a DescribeUser."""
    names = [f"agent{number}" for number in range(20)]
    for name in names:
        place.make_user(name)
    args = fleet(people_named(*names), adopt_existing=True)
    _, calls = place.counted(lambda: stack.up(args))
    assert sorted(calls) == ["DescribeInstance", "ListUsers", "SearchUsers"]
    assert stack.preview(args) == ()


def test_fleet_adopts_a_user_whose_email_it_manages_by_a_read(place: Place, stack: Stack) -> None:
    """Listings show no e-mail address, so that this one user is described."""
    place.make_user("ana")
    place.make_user("bo")
    args = fleet(
        {"ana": {"identity_info": {**ADA, "email": "ana@example.com"}}, "bo": {}}, adopt_existing=True
    )
    _, calls = place.counted(lambda: stack.up(args))
    assert [call for call in calls if call.startswith(("Describe", "Update"))] == [
        "DescribeInstance",
        "DescribeUser",
        "UpdateUserIdentityInfo",
    ]


def test_fleet_refreshed_fast_reads_listings_alone(place: Place) -> None:
    """After the first fast refresh, unchanged users cost two listings, whatever their number."""
    stack = Stack(place, fleet_lifecycle, refresh="fast")
    stack.resource = URN
    args = fleet(people_named(*(f"agent{number}" for number in range(8))))
    stack.up(args)
    stack.refresh()
    _, calls = place.counted(stack.refresh)
    assert sorted(calls) == ["ListUsers", "SearchUsers"]
    assert stack.preview(args) == ()


def test_fleet_refreshed_shows_drift_and_makes_who_is_gone_again(place: Place, stack: Stack) -> None:
    """Drift is repaired with one call, and a user deleted elsewhere is made anew."""
    args = fleet(people_named("ana", "bo", "cy"))
    stack.up(args)
    ids = stack.outputs["user_ids"]
    place.outside(
        "update_user_routing_profile",
        InstanceId=MANAGED,
        UserId=ids["ana"],
        RoutingProfileId=routing("VIP Care"),
    )
    place.outside("delete_user", InstanceId=MANAGED, UserId=ids["bo"])
    stack.refresh()
    assert sorted(place.reports[-2:]) == [
        f"ana: changed in Connect routing-profile: {routing()} -> {routing('VIP Care')}",
        "bo: gone from Connect",
    ]
    assert calls_of(place, lambda: stack.up(args)) == ["UpdateUserRoutingProfile", "CreateUser"]
    assert stack.preview(args) == ()


def test_fleet_destroyed_in_part_says_that_a_refresh_comes_first(place: Place, stack: Stack) -> None:
    """Who can't be deleted stays; the message counts, and names the way on."""
    stack.up(fleet(people_named("ana", "bo", "cy")))
    place.server.faults([fault("DeleteUser", "AccessDeniedException", status=403)])
    with pytest.raises(FleetError) as caught:
        stack.destroy()
    (failed,) = caught.value.failed
    assert place.names() == [failed]
    assert str(caught.value).splitlines()[-1] == (
        "2 of 3 users were deleted; run `pulumi refresh` first, which takes them out of the state"
    )
    stack.refresh()
    stack.destroy()
    assert place.names() == []


def test_fleet_with_proficiencies_associates_them(place: Place, stack: Stack) -> None:
    """A second step of a create is made for who needs it."""
    args = fleet({"ana": {"proficiencies": [SKILL]}, "bo": {}})
    assert sorted(calls_of(place, lambda: stack.up(args))) == [
        "AssociateUserProficiencies",
        "CreateUser",
        "CreateUser",
    ]
    stack.refresh()
    assert stack.preview(args) == ()


def test_fleet_with_new_default_tags_tags_everybody(place: Place) -> None:
    """A text that is equal isn't enough where the config's tags changed."""
    stack = Stack(place, fleet_lifecycle)
    args = fleet(people_named("ana", "bo"))
    stack.up(args)
    stack.settings = {"default_tags": (("team", "care"),)}
    assert calls_of(place, lambda: stack.up(args)) == ["TagResource"] * 2
    assert stack.preview(args) == ()
    stack.refresh()
    assert stack.preview(args) == ()


def test_fleet_tells_once_what_is_wrong_with_all_of_it(stack: Stack) -> None:
    """A weak password is the fleet's, not each user's; a user's own argument bears its name."""
    args = {**fleet(people_named("ana", "bo", "cy")), "password": "weak"}
    with pytest.raises(CheckFailedError) as caught:
        stack.up(args)
    assert [failure.path for failure in caught.value.failures] == ["password"]


def test_fleet_on_a_wrong_instance_says_so_once(stack: Stack) -> None:
    """One failure, whatever the number of users."""
    args = {**fleet(people_named("ana", "bo", "cy")), "instance_id": "00000000-0000-4000-8000-000000000000"}
    with pytest.raises(CheckFailedError) as caught:
        stack.up(args)
    assert [failure.path for failure in caught.value.failures] == ["instance_id"]


ONCE = {"set_once": ["routing_profile_id", "identity_info.email", "tags"]}
MAIL = {"identity_info": {**ADA, "email": "ana@example.com"}, "tags": {"site": "London"}}


def test_fleet_writes_what_is_set_once_and_then_leaves_it(place: Place, stack: Stack) -> None:
    """After the create neither the program's change nor Connect's is seen, refresh included."""
    stack.up(fleet({"ana": MAIL}, **ONCE))
    made = place.user(stack.outputs["user_ids"]["ana"])
    assert (made["IdentityInfo"]["Email"], made["Tags"]) == ("ana@example.com", {"site": "London"})
    other = {"identity_info": {**ADA, "email": "b@example.com"}, "routing_profile_id": routing("VIP Care")}
    assert place.counted(lambda: stack.preview(fleet({"ana": other}, **ONCE)))[0] == ()
    place.outside(
        "update_user_routing_profile",
        InstanceId=MANAGED,
        UserId=stack.outputs["user_ids"]["ana"],
        RoutingProfileId=routing("VIP Care"),
    )
    stack.refresh()
    assert stack.preview(fleet({"ana": MAIL}, **ONCE)) == ()
    renamed = {"identity_info": {"first_name": "Grace", "last_name": "Okafor", "email": "c@example.com"}}
    assert calls_of(place, lambda: stack.up(fleet({"ana": renamed}, **ONCE))) == ["UpdateUserIdentityInfo"]
    now = place.user(stack.outputs["user_ids"]["ana"])
    assert now["IdentityInfo"] == {**made["IdentityInfo"], "FirstName": "Grace"}
    assert now["RoutingProfileId"] == routing("VIP Care")


def test_fleet_manages_again_what_isnt_set_once_any_more(place: Place, stack: Stack) -> None:
    """Although no user's text changes: while it was set once nobody looked, so it may differ in Connect."""
    care = {"ana": {"routing_profile_id": routing("VIP Care")}, "bo": {}}
    stack.up(fleet(people_named("ana", "bo"), set_once=["routing_profile_id"]))
    assert calls_of(place, lambda: stack.up(fleet(care, set_once=["routing_profile_id"]))) == []
    assert calls_of(place, lambda: stack.up(fleet(care))) == ["UpdateUserRoutingProfile"] * 2
    assert place.user(stack.outputs["user_ids"]["ana"])["RoutingProfileId"] == routing("VIP Care")
    assert place.counted(lambda: stack.up(fleet(care))) == ((), ())


def test_fleet_that_adopts_leaves_what_is_set_once(place: Place, stack: Stack) -> None:
    """A user that exists was made already."""
    place.make_user("ana", RoutingProfileId=routing("VIP Care"))
    args = fleet({"ana": {}}, adopt_existing=True, set_once=["routing_profile_id"])
    assert calls_of(place, lambda: stack.up(args)) == []
    assert stack.preview(args) == ()


def test_fleet_of_which_set_once_names_nothing_is_refused(stack: Stack) -> None:
    """A typing error would be lost silently otherwise."""
    with pytest.raises(CheckFailedError, match=r"^set_once\[0\]: must name an argument"):
        stack.up(fleet({"ana": {}}, set_once=["routing_profil"]))


def test_fleet_of_a_user_that_another_fleet_has_is_told(place: Place) -> None:
    """The first one holds the user, and the second one says so and makes the rest."""
    client = place.client()
    one = fleet_lifecycle(client, place.reports.append)
    two = fleet_lifecycle(client, place.reports.append, URN.replace("::all", "::more"))
    inputs, _ = one.check({}, fleet(people_named("ana")))
    user_id = one.create(inputs).whole().outputs["user_ids"]["ana"]
    inputs, _ = two.check({}, fleet(people_named("ana", "bo"), adopt_existing=True))
    result = two.create(inputs)
    assert list(result.outputs["users"]) == ["bo"]
    assert isinstance(result.error, FleetError)
    assert result.error.lines == [
        f"ana: user ana ({user_id}) of instance {MANAGED} can't be adopted: resource ana of this program "
        "holds it; declare each user once"
    ]
    assert place.user(user_id)["Username"] == "ana"


def test_fleet_that_lets_go_of_a_user_of_another_fleet_leaves_it(place: Place) -> None:
    """Told by the program who leaves and who arrives, both do so whichever comes first."""
    place_stack = Stack(place, fleet_lifecycle)
    place_stack.resource = URN
    place_stack.up(fleet(people_named("ana", "bo")))
    ids = place_stack.outputs["user_ids"]
    client = place.client()
    old = fleet_lifecycle(client, place.reports.append)
    new = fleet_lifecycle(client, place.reports.append, URN.replace("::all", "::more"))
    inputs, _ = old.check(place_stack.inputs, fleet(people_named("ana"), leaving=["bo"]))
    assert old.update(place_stack.id, place_stack.outputs, inputs).whole().outputs["user_ids"] == {
        "ana": ids["ana"]
    }
    inputs, _ = new.check({}, fleet(people_named("bo"), arriving=["bo"]))
    assert new.create(inputs).whole().outputs["user_ids"] == {"bo": ids["bo"]}
    assert sorted(place.names()) == ["ana", "bo"]
