"""Nobody is lost: who lets go of a user leaves it alone where another resource of the run holds it."""

from __future__ import annotations

import pytest

from connect_resources.errors import DuplicateUserError, InputError
from tests.lifecycle.harness import MANAGED, SAML, Place, routing, security
from tests.lifecycle.plain import ARGS
from tests.lifecycle.together import Declared, Program

ADOPT = {"adopt_existing": True}
URNS = pytest.mark.parametrize("knows_urns", [True, False], ids=["URNs known", "URNs unknown"])


def user(name: str = "alice", **more: object) -> Declared:
    """Return a resource that declares a user of that name."""
    return Declared({**ARGS, "name": name, **more})


@pytest.fixture
def program(place: Place) -> Program:
    """Return a program that adopts what exists, with nothing in its state."""
    return Program(place, ADOPT)


@URNS
def test_user_of_a_renamed_resource_stays(place: Place, knows_urns: bool) -> None:
    """The renamed resource adopts its user; the old entry goes without a DeleteUser, and says so."""
    program = Program(place, ADOPT, knows_urns)
    program.up({"old": user()})
    before = program.user_id("old")
    _, calls = place.counted(lambda: program.up({"new": user()}))
    assert (program.user_id("new"), place.names(), "DeleteUser" in calls) == (before, ["alice"], False)
    assert program.preview({"new": user()}) == {"new": False}
    keeper = "resource new" if knows_urns else "its replacement UserLifecycle"
    assert place.reports[-1] == (
        f"user alice ({before}) of instance {MANAGED} stays: {keeper} of this program holds it; only this "
        "entry of the state goes"
    )
    program.destroy()
    assert place.names() == []


@URNS
def test_user_of_a_renamed_resource_stays_when_the_next_run_deletes(place: Place, knows_urns: bool) -> None:
    """A run killed in between leaves both entries; in the next one the new resource passes diff only."""
    program = Program(place, ADOPT, knows_urns)
    program.up({"old": user()})
    program.up({"new": user()}, killed=True)
    _, calls = place.counted(lambda: program.up({"new": user()}))
    assert (place.names(), calls, program.doomed) == (["alice"], (), [])


@pytest.mark.parametrize("refresh", [True, False], ids=["with refresh", "without refresh"])
def test_user_of_two_entries_is_deleted_by_destroy(place: Place, program: Program, refresh: bool) -> None:
    """Neither a refresh nor a second entry of a killed run keeps destroy from deleting."""
    program.up({"old": user()})
    program.up({"new": user()}, killed=True)
    program.destroy(refresh=refresh)
    assert place.names() == []


@pytest.mark.parametrize("refresh", [True, False], ids=["with refresh", "without refresh"])
def test_user_that_leaves_the_program_is_deleted(place: Place, program: Program, refresh: bool) -> None:
    """A row that is gone deletes its user, whoever else stays and whatever was read before."""
    program.up({"one": user("one"), "two": user("two")})
    program.up({"two": user("two")}, refresh=refresh)
    assert (place.names(), list(program.state)) == (["two"], ["two"])


def test_two_entries_of_one_user_that_both_leave_delete_it(place: Place, program: Program) -> None:
    """After a killed run and a refresh the first entry leaves the user to the second, which deletes."""
    program.up({"old": user(), "other": user("other")})
    program.up({"new": user(), "other": user("other")}, killed=True)
    program.state["old"] = program.doomed.pop()
    program.up({"other": user("other")}, refresh=True)
    assert place.names() == ["other"]


def test_user_that_is_replaced_is_deleted_after_its_successor_was_made(
    place: Place, program: Program
) -> None:
    """A change of the name makes another user; the resource's own diff doesn't keep the old one."""
    program.up({"one": user("one")})
    program.up({"one": user("two")})
    assert place.names() == ["two"]


def test_user_that_a_replacement_adopts_stays(place: Place, program: Program) -> None:
    """A forced replacement adopts the user that it is to replace; its old entry leaves it alone."""
    program.up({"one": user()})
    before = program.user_id("one")
    forced = Declared(user().args, replaced=True)
    program.up({"one": forced})
    assert (place.names(), program.user_id("one")) == (["alice"], before)


def test_user_that_a_replacement_adopted_stays_when_the_next_run_deletes(
    place: Place, program: Program
) -> None:
    """The entry to delete has the URN of the one that holds the user, which passes diff only."""
    program.up({"one": user()})
    program.up({"one": Declared(user().args, replaced=True)}, killed=True)
    program.up({"one": user()})
    assert place.names() == ["alice"]


def test_user_replaced_by_force_with_delete_first_is_made_anew(place: Place) -> None:
    """Where the engine deletes before it creates, the deletion is made up for when the create comes."""
    program = Program(place)
    program.up({"one": user()})
    before = program.user_id("one")
    forced = Declared(user().args, replaced=True, delete_first=True)
    _, calls = place.counted(lambda: program.up({"one": forced}))
    assert (place.names(), program.user_id("one") != before) == (["alice"], True)
    assert [call for call in calls if call != "DescribeInstance"] == ["DeleteUser", "CreateUser"]


def test_user_whose_name_a_failed_create_wants_stays(place: Place) -> None:
    """With --continue-on-error deletions follow a failed create: the name asked for keeps its user."""
    program = Program(place)
    program.up({"old": user()})
    with pytest.raises(DuplicateUserError, match=r"^CreateUser .* DuplicateResourceException"):
        program.up({"new": user()})
    client = place.client()
    verbs = user().factory(client, place.reports.append, "urn::new")
    verbs.check({}, user("ALICE").args)
    old = program.state["old"]
    user().factory(client, place.reports.append, old.urn).delete(old.id, old.outputs)
    assert (place.names(), place.reports[-1].partition(" stays: ")[2]) == (
        ["alice"],
        "resource new of this program holds it; only this entry of the state goes",
    )


def test_user_of_a_listing_from_before_its_deletion_is_made_anew(place: Place, program: Program) -> None:
    """Deleted before replaced, in a run whose listing is older: the user is created, not adopted."""
    args = {**ARGS, "name": "Bob"}
    program.up({"first": user("first"), "bob": Declared(args)})
    before = program.user_id("bob")
    place.make_user("Other")
    declared = {"other": user("Other"), "first": user("first"), "bob": Declared({**args, "name": "bob"})}
    program.up(declared)
    assert (sorted(place.names()), program.user_id("bob") != before) == (["Other", "bob", "first"], True)


def test_user_declared_twice_is_refused_where_the_second_adopts(place: Place, program: Program) -> None:
    """A resource that only passed diff holds its user too: another one of the program can't adopt it."""
    program.up({"one": user()})
    with pytest.raises(InputError) as caught:
        program.up({"one": user(), "two": user("ALICE")})
    assert str(caught.value).partition("can't be adopted: ")[2] == (
        "resource one of this program holds it; declare each user once"
    )


def test_user_declared_twice_is_refused_where_the_first_adopts(place: Place, program: Program) -> None:
    """The order of the two doesn't matter."""
    program.up({"one": user()})
    with pytest.raises(InputError) as caught:
        program.up({"two": user("ALICE"), "one": user()})
    assert str(caught.value).partition("two resources")[2] == (
        " of this program: two has just adopted it; declare each user once"
    )


def test_user_of_one_name_on_two_instances_is_two_users(place: Place, program: Program) -> None:
    """What is held on one instance says nothing of the other."""
    saml = {**ARGS, "instance_id": SAML}
    saml |= {
        "routing_profile_id": routing(instance_id=SAML),
        "security_profile_ids": [security(instance_id=SAML)],
    }
    saml.pop("password")
    program.up({"one": user(), "two": Declared(saml)})
    program.up({"one": user()})
    assert (place.names(), place.names(SAML)) == (["alice"], [])


def test_directory_id_that_connect_holds_is_no_replacement(place: Place, program: Program) -> None:
    """A directory id that comes into the program replaces only if the user has another one."""
    user_id = place.make_user("alice", DirectoryUserId="d-1")
    program.up({"one": user()})
    same, other = user(directory_user_id="d-1"), user(directory_user_id="d-2")
    _, calls = place.counted(lambda: program.up({"one": same}))
    assert (program.user_id("one"), program.state["one"].outputs["directory_user_id"]) == (user_id, "d-1")
    assert [call for call in calls if call != "DescribeInstance"] == ["DescribeUser"]
    assert program.preview({"one": same}) == {"one": False}
    program.up({"one": other})
    assert program.user_id("one") != user_id
