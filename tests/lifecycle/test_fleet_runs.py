"""A fleet's worst moments: a refresh, a failure, a limit or a move, and what the next preview knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from connect_resources.errors import FleetError, InputError
from connect_resources.lifecycle.base import Lifecycle
from connect_resources.lifecycle.fleet_plan import paths_of
from connect_resources.lifecycle.setting import SettingLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.service.throttle import Clock
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.table import BY_NAME
from tests.lifecycle.harness import MANAGED, Place, Props, Stack, group, routing, stored
from tests.lifecycle.plain import ADA, BERLIN, LONDON
from tests.lifecycle.test_fleet import URN, calls_of, fleet, fleet_lifecycle, people_named
from tests.lifecycle.test_user_failures import fault

CARE = {"routing_profile_id": routing("VIP Care")}


@pytest.fixture
def stack(place: Place) -> Stack:
    """Return a stack of one fleet, without users."""
    made = Stack(place, fleet_lifecycle)
    made.resource = URN
    return made


def refresh(stack: Stack, verbs: Lifecycle) -> None:
    """Refresh as the engine does: it compares what it read with the arguments of before."""
    before = stack.inputs
    stack.refresh(verbs)
    verbs.diff(stack.outputs, before)


def update(stack: Stack, verbs: Lifecycle, args: Props) -> FleetError | None:
    """Bring the fleet to its arguments with these verbs, and return why users failed."""
    inputs, failures = verbs.check(stack.inputs, args)
    assert failures == []
    verbs.diff(stack.outputs, inputs)
    done = verbs.update(stack.id, stack.outputs, inputs)
    stack.inputs, stack.outputs = stored(inputs), stored(done.outputs)
    assert isinstance(done.error, FleetError | None)
    return done.error


def plan(stack: Stack, args: Mapping[str, Any]) -> Props:
    """Return the arguments of a preview, as check completes them."""
    verbs = stack.lifecycle()
    inputs, failures = verbs.check(stack.inputs, {**args, "planning": True})
    assert failures == []
    stack.place.reports.clear()
    verbs.diff(stack.outputs, inputs)
    return inputs


@pytest.mark.parametrize("refresh_mode", ["full", "fast"])
def test_fleet_refreshed_in_the_same_run_deletes_who_is_removed(place: Place, refresh_mode: str) -> None:
    """``up --refresh``: what the read showed keeps nobody whom the program doesn't declare any more."""
    stack = Stack(place, fleet_lifecycle, refresh=refresh_mode)
    stack.resource = URN
    stack.up(fleet(people_named("ana", "bo")))
    verbs = stack.lifecycle()
    refresh(stack, verbs)
    assert update(stack, verbs, fleet(people_named("ana"))) is None
    assert (place.names(), place.reports[-1]) == (["ana"], "bo: deleted")


def test_fleet_refreshed_in_the_same_run_is_destroyed(place: Place, stack: Stack) -> None:
    """``destroy --refresh`` deletes everybody."""
    stack.up(fleet(people_named("ana", "bo")))
    verbs = stack.lifecycle()
    refresh(stack, verbs)
    stack.destroy(verbs)
    assert place.names() == []


def test_fleet_plan_after_drift_knows_the_ids_of_users_that_exist(place: Place, stack: Stack) -> None:
    """Of the user that is gone the id is to come; the others keep theirs."""
    args = fleet(people_named("ana", "bo", "cy"))
    stack.up(args)
    ids = stack.outputs["user_ids"]
    place.outside("delete_user", InstanceId=MANAGED, UserId=ids["bo"])
    place.outside(
        "update_user_routing_profile",
        InstanceId=MANAGED,
        UserId=ids["cy"],
        RoutingProfileId=routing("VIP Care"),
    )
    stack.refresh()
    assert plan(stack, args)["user_ids"] == {**ids, "bo": UNKNOWN}


def test_fleet_plan_after_a_failed_create_has_an_id_for_every_user(place: Place, stack: Stack) -> None:
    """The program reads all of them in the preview that comes before the rest is done."""
    place.server.faults([fault("CreateUser", "InvalidParameterException")])
    args = fleet(people_named("ana", "bo"))
    verbs = stack.lifecycle()
    inputs, _ = verbs.check({}, args)
    made = verbs.create(inputs)
    assert made.error is not None
    stack.id, stack.inputs, stack.outputs = made.id, stored(inputs), stored(made.outputs)
    assert sorted(plan(stack, args)["user_ids"]) == ["ana", "bo"]


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ({"ana": {}, "bo": {}}, {"Ana": {}, "bo": {}}, "Ana"),
        (
            {"ana": {"directory_user_id": "d-1"}, "bo": {}},
            {"ana": {"directory_user_id": "d-2"}, "bo": {}},
            "ana",
        ),
    ],
    ids=["renamed in case", "another directory user"],
)
def test_fleet_plan_expects_a_new_id_of_who_is_made_anew(
    stack: Stack, before: Props, after: Props, anew: str
) -> None:
    """The user that stands there under that name is about to go."""
    stack.up(fleet(before))
    known = plan(stack, fleet(after))["user_ids"]
    assert known == {anew: UNKNOWN, "bo": stack.outputs["user_ids"]["bo"]}


def test_fleet_whose_tagging_fails_tags_in_the_next_run(place: Place, stack: Stack) -> None:
    """New default tags don't count as written to a user that refused them, though its text is the same."""
    args = fleet(people_named("ana", "bo"))
    stack.up(args)
    stack.settings = {"default_tags": (("team", "care"),)}
    place.server.faults([fault("TagResource", "InvalidParameterException")])
    assert update(stack, stack.lifecycle(), args) is not None
    assert calls_of(place, lambda: stack.up(args)) == ["TagResource"]
    assert {name: place.user(id_).get("Tags") for name, id_ in stack.outputs["user_ids"].items()} == {
        "ana": {"team": "care"},
        "bo": {"team": "care"},
    }


def test_fleet_writes_in_the_next_run_what_is_not_set_once_any_more(place: Place, stack: Stack) -> None:
    """A user that failed meanwhile isn't taken for one that has what the program says."""
    args = fleet({"ana": CARE})
    stack.up({**args, "set_once": ["routing_profile_id"]})
    place.server.faults([fault("UpdateUserRoutingProfile", "InvalidParameterException")])
    assert update(stack, stack.lifecycle(), args) is not None
    assert calls_of(place, lambda: stack.up(args)) == ["UpdateUserRoutingProfile"]


def test_fleet_that_keeps_to_its_limit_counts_whom_the_state_has(place: Place, stack: Stack) -> None:
    """Users that a run before couldn't delete count again: the program doesn't have them any more."""
    stack.up(fleet(people_named(*(f"agent{number}" for number in range(6)))))
    place.server.faults([fault("DeleteUser", "InvalidParameterException", times=2)])
    fewer = fleet(people_named(*(f"agent{number}" for number in range(4))), max_deletes=2)
    assert update(stack, stack.lifecycle(), fewer) is not None
    fewest = fleet(people_named(*(f"agent{number}" for number in range(2))), max_deletes=2)
    with pytest.raises(InputError, match=r"^this run would delete 4 of 6 users, but connect:maxDeletes"):
        stack.up(fewest)
    assert len(place.names()) == 6


def test_fleet_that_keeps_to_its_limit_counts_nobody_who_is_gone(place: Place, stack: Stack) -> None:
    """Whom a refresh didn't find any more isn't deleted by taking the row out."""
    stack.up(fleet(people_named("ana", "bo", "cy")))
    for name in ("bo", "cy"):
        place.outside("delete_user", InstanceId=MANAGED, UserId=stack.outputs["user_ids"][name])
    stack.refresh()
    assert calls_of(place, lambda: stack.up(fleet(people_named("ana"), max_deletes=0))) == []


def test_fleet_of_a_program_that_counts_keeps_to_what_the_run_may_delete(stack: Stack) -> None:
    """A run that only does what it targets isn't counted by the program: no fleet deletes more then."""
    stack.up(fleet(people_named("ana", "bo", "cy"), allowed="1"))
    args = fleet(people_named("ana"), allowed="1")
    with pytest.raises(InputError, match="this run would delete 2 of 3 users"):
        stack.up(args)
    stack.up({**args, "leaving": ["bo"]})


NAMES = ['o"hara', "a.b[0]", "back\\slash", 'quote\\"d', "Ünïcode", "__x", "a::b", "-", "=1"]


def test_fleet_names_each_user_in_a_path_that_the_engine_reads(place: Place, stack: Stack) -> None:
    """Quotes are escaped as the engine's paths want it; other signs stand as they are."""
    stack.up(fleet(people_named(*NAMES)))
    assert sorted(place.names()) == sorted(NAMES)
    verbs = stack.lifecycle()
    inputs, _ = verbs.check(stack.inputs, fleet(dict.fromkeys(NAMES, CARE)))
    assert paths_of(verbs.diff(stack.outputs, inputs)) == {
        'users["o\\"hara"]': "update",
        'users["a.b[0]"]': "update",
        'users["back\\slash"]': "update",
        'users["quote\\\\"d"]': "update",
        'users["Ünïcode"]': "update",
        'users["__x"]': "update",
        'users["a::b"]': "update",
        'users["-"]': "update",
        'users["=1"]': "update",
    }


def test_fleet_names_a_user_whose_name_the_paths_have_no_word_for(stack: Stack) -> None:
    """A backslash before the closing quote would be read as an escaped quote, and the plan would fail."""
    stack.up(fleet(people_named("back\\")))
    verbs = stack.lifecycle()
    inputs, _ = verbs.check(stack.inputs, fleet({"back\\": CARE}))
    assert paths_of(verbs.diff(stack.outputs, inputs)) == {"users": "update"}


def test_fleet_plan_tells_of_users_that_are_not_known_yet(stack: Stack) -> None:
    """A new one is to be made whatever it gets; of one that exists something may change."""
    stack.up(fleet(people_named("ana", "bo")))
    args = fleet(people_named("bo"))
    args["users"] = {**args["users"], "ana": UNKNOWN, "new": UNKNOWN}
    inputs = plan(stack, args)
    assert stack.place.reports == [
        "ana: to change, where what isn't known yet differs",
        "new: to be made",
    ]
    assert paths_of(stack.lifecycle().diff(stack.outputs, inputs)) == {
        'users["ana"]': "update",
        'users["new"]': "add",
    }


def test_fleet_plan_tells_why_a_user_is_replaced(stack: Stack) -> None:
    """From which directory user to which."""
    stack.up(fleet({"ana": {"directory_user_id": "d-1"}}))
    plan(stack, fleet({"ana": {"directory_user_id": "d-2"}}))
    assert stack.place.reports == ["ana: to be replaced directory_user_id: d-1 -> d-2"]


def test_fleet_of_which_only_shared_arguments_change_shows_no_user(stack: Stack) -> None:
    """The detailed diff has them alone: without one the engine would print everybody."""
    stack.up(fleet(people_named("ana"), set_once=["tags"]))
    verbs = stack.lifecycle()
    inputs, _ = verbs.check(stack.inputs, fleet(people_named("ana"), adopt_existing=True))
    assert paths_of(verbs.diff(stack.outputs, inputs)) == {"adopt_existing": "update", "set_once": "update"}


def test_fleet_names_fifty_of_those_that_fail_and_counts_the_rest(place: Place, stack: Stack) -> None:
    """Together with those that are made: fifty lines of one run are enough, and all reasons are outputs."""
    place.server.faults([fault("CreateUser", "InvalidParameterException", times=60)])
    verbs = stack.lifecycle()
    inputs, _ = verbs.check({}, fleet(people_named(*(f"agent{number:02}" for number in range(70)))))
    made = verbs.create(inputs)
    assert isinstance(made.error, FleetError)
    assert (len(made.error.failed), len(made.outputs["failed"]), len(made.error.lines)) == (60, 60, 51)
    assert made.error.lines[-1] == "... and 10 more users failed"
    assert place.reports == ["... and 10 more users"]


def test_fleet_refreshed_names_users_in_order(place: Place, stack: Stack) -> None:
    """Whoever was read first."""
    names = [f"agent{number:02}" for number in range(30)]
    stack.up(fleet(people_named(*names)))
    place.reports.clear()
    for id_ in stack.outputs["user_ids"].values():
        place.outside("delete_user", InstanceId=MANAGED, UserId=id_)
    stack.refresh()
    assert place.reports == [f"{name}: gone from Connect" for name in names]


def test_fleet_keeps_the_settings_of_users_that_did_not_change(place: Place, stack: Stack) -> None:
    """A sub-setting that lets go of such a user's setting leaves it as the fleet has it."""
    stack.up(fleet({"ana": {"hierarchy_group_id": group(LONDON)}}))
    user_id = stack.outputs["user_ids"]["ana"]
    client = place.client()
    setting = SettingLifecycle(client, BY_NAME["hierarchy"], place.reports.append, "urn::a::b::h")
    held = {
        "instance_id": MANAGED,
        "user_id": user_id,
        "hierarchy_group_id": group(BERLIN),
        "previous": {"hierarchy_group_id": ""},
        "user_arn": stack.outputs["arns"]["ana"],
    }
    place.outside("update_user_hierarchy", InstanceId=MANAGED, UserId=user_id, HierarchyGroupId=group(BERLIN))
    verbs = fleet_lifecycle(client, place.reports.append, URN)
    inputs, _ = verbs.check(stack.inputs, fleet({"ana": {"hierarchy_group_id": group(LONDON)}}))
    assert not verbs.diff(stack.outputs, inputs)
    setting.delete(f"{MANAGED}:{user_id}/hierarchy", held)
    assert place.user(user_id)["HierarchyGroupId"] == group(LONDON)


def test_fleet_of_a_user_that_is_no_map_is_refused(stack: Stack) -> None:
    """With its name, and without a traceback."""
    args = fleet(people_named("ana"))
    _, failures = stack.lifecycle().check({}, {**args, "users": {**args["users"], "bo": '"Agent"'}})
    assert [str(failure) for failure in failures] == ['users["bo"]: must be a map of a user\'s arguments']


def test_fleet_checks_what_is_known_of_a_user_that_isnt_known_as_a_whole(stack: Stack) -> None:
    """A ConnectUser's preview would report it too; what is unknown passes."""
    args = fleet(people_named("ana"))
    args["users"] = {**args["users"], "bo": UNKNOWN, "cy": UNKNOWN}
    part = {
        "identity_info": {**ADA, "mobile": "0123"},
        "routing_profile_id": UNKNOWN,
        "security_profile_ids": [],
    }
    inputs, failures = stack.lifecycle().check({}, {**args, "parts": {"bo": part}})
    assert [failure.path for failure in failures] == [
        'users["bo"].identity_info.mobile',
        'users["bo"].security_profile_ids',
    ]
    assert inputs["users"]["bo"] is UNKNOWN
    assert "parts" not in inputs


@pytest.mark.parametrize("secret", [{"ana": True, "bo": False}, True], ids=["one user's", "all of them"])
def test_fleet_shows_nothing_of_a_user_with_a_secret(place: Place, stack: Stack, secret: object) -> None:
    """The engine doesn't tell a dynamic provider what is secret, so the program does; the state remembers."""
    stack.up(fleet({"ana": {"tags": {"pin": "1234"}}}, hidden=secret))
    place.outside("tag_resource", resourceArn=stack.outputs["arns"]["ana"], tags={"pin": "4321"})
    stack.refresh()
    assert place.reports[-1] == "ana: changed in Connect tags: [secret] -> [secret]"
    args = fleet({"ana": {"tags": {"pin": "5678"}}})
    plan(stack, args)
    stack.up(args)
    assert place.reports == [
        "ana: to change tags: [secret] -> [secret]",
        "ana: changed tags: [secret] -> [secret]",
    ]


@pytest.mark.parametrize("first", ["who lets go", "who takes"])
def test_fleet_leaves_a_user_that_another_resource_of_the_program_declares(
    place: Place, stack: Stack, first: str
) -> None:
    """Without adoption too: the other one takes the user over, even if it asks first."""
    stack.up(fleet(people_named("ana", "bo")))
    ids = stack.outputs["user_ids"]
    acts: list[Callable[[], Any]] = []
    client = ConnectClient(place.settings(), Clock(sleep=lambda _: acts.pop()()))
    one = fleet_lifecycle(client, place.reports.append, URN)
    two = fleet_lifecycle(client, place.reports.append, URN.replace("::all", "::more"))

    def let_go() -> None:
        inputs, _ = one.check(
            stack.inputs, fleet(people_named("ana"), declared='["Bo", "ana"]', max_deletes=0)
        )
        one.diff(stack.outputs, inputs)
        assert one.update(stack.id, stack.outputs, inputs).whole().outputs["user_ids"] == {"ana": ids["ana"]}

    acts.append(let_go)
    inputs, _ = two.check({}, fleet(people_named("bo"), declared='["Bo", "ana"]'))
    if first == "who takes":
        place.server.faults([fault("CreateUser", "TooManyRequestsException", status=429)])
    else:
        acts.pop()()
    assert two.create(inputs).whole().outputs["user_ids"] == {"bo": ids["bo"]}
    assert (sorted(place.names()), acts) == (["ana", "bo"], [])


def test_fleet_of_a_name_with_colons_has_it_in_its_id(stack: Stack) -> None:
    """The resource's name is all that comes behind the type."""
    stack.resource = URN.replace("::all", "::london::all")
    stack.up(fleet({}))
    assert stack.id == f"{MANAGED}:london::all"


def test_fleet_of_a_user_renamed_in_case_leaves_nobody(place: Place, stack: Stack) -> None:
    """Among all that the program declares the name stands in this fleet, so that nobody else takes it."""
    stack.up(fleet(people_named("ana", "bo")))
    args = fleet(people_named("Ana", "bo"), declared='["Ana", "bo", "cy"]')
    assert calls_of(place, lambda: stack.up(args)) == ["DeleteUser", "CreateUser"]
