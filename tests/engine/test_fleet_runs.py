"""A fleet's worst moments on the real engine: refreshed and changed in one run, failed, moved, refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.story import Props, Story
from tests.engine.test_fleet import lines_of
from tests.lifecycle.harness import routing
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run, Step

REGION = "eu-fleet-9"
QUOTED = 'o"hara'
PROGRAM = """
ada = dict(first_name="Ada", last_name="Okafor")
needed = dict(identity_info=ada, routing_profile_id=routing(), security_profile_ids=[security()])
HERE, THERE, ALONE, MORE = {here}, {there}, {alone}, {more}
shared = dict(instance_id=INSTANCE, password=PASSWORD)
fleets = [
    ConnectUsers(name, users=dict.fromkeys(names), defaults=needed, **shared, **MORE)
    for name, names in (("all", HERE), ("more", THERE))
]
for name in ALONE:
    ConnectUser(name, **shared, **needed, **MORE)
for fleet, names in zip(fleets, (HERE, THERE)):
    for name in names:
        pulumi.export(name, fleet.user_ids[name])
first = fleets[0].user_ids["ana"]
UserHierarchy("hangs", instance_id=INSTANCE, user_id=first, hierarchy_group_id=group("EMEA"))
"""


def program(here: list[str], there: list[str] = [], alone: list[str] = [], **more: object) -> str:  # noqa: B006
    """Write a program of two fleets, and of users beside."""
    return PROGRAM.format(here=here, there=there, alone=alone, more=more)


@dataclass(frozen=True, slots=True)
class Played:
    """Hold what each act of the story left.

    Attributes:
        before: the users' ids at first.
        drifted: the refreshed preview after one user was changed, and another one deleted in Connect.
        steps: what it would change.
        repaired: the calls of the refreshed update, which also deletes a user.
        failed, retried: the run in which a user fails, and the calls of the next.
        refused: the preview of a program that lets too many go.
        quoted: the preview of a change of a user with a quote in the name.
        moved: the calls of the update that moves users, and the ids after it.
        settled: what the preview after it would change.
        left: whom ``destroy --refresh`` leaves.
    """

    before: Props
    drifted: Run
    steps: list[Step]
    repaired: list[str]
    failed: Run
    retried: list[str]
    refused: Run
    quoted: Run
    moved: tuple[list[str], Props]
    settled: list[Step]
    left: Props


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the whole story once."""
    names = ["ana", "bo", "cy", QUOTED]
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("runs"), program([*names, "dee"]))
    story.stack.up()
    before = story.user_ids()
    for name in ("ana", "bo"):
        story.boto.update_user_routing_profile(
            InstanceId=MANAGED, UserId=before[name], RoutingProfileId=routing("VIP Care")
        )
    story.boto.delete_user(InstanceId=MANAGED, UserId=before["cy"])
    drifted, steps = story.stack.preview("--refresh"), story.stack.steps("--refresh")
    story.program(program(names))
    story.operations()
    story.stack.up("--refresh")
    repaired = story.operations()
    story.program(program([*names, "eve", "flo"]))
    shared_connect.faults([{"operation": "CreateUser", "code": "InvalidParameterException"}])
    failed = story.stack.up(fails=True)
    story.operations()
    story.stack.preview()
    story.stack.up()
    retried = story.operations()
    story.program(program(["ana"], max_deletes=3))
    refused = story.stack.preview(fails=True)
    story.program(program([*names, "eve", "flo"], adopt_existing=True).replace("Ada", "Grace"))
    quoted = story.stack.preview("--diff")
    before = story.user_ids()
    story.program(program(["ana", "bo", QUOTED], ["cy"], ["eve", "flo"], adopt_existing=True))
    story.stack.up()
    moved = (story.operations(), story.user_ids())
    settled = story.stack.steps()
    story.stack.destroy("--refresh")
    return Played(
        before=before,
        drifted=drifted,
        steps=steps,
        repaired=repaired,
        failed=failed,
        retried=retried,
        refused=refused,
        quoted=quoted,
        moved=moved,
        settled=settled,
        left=story.user_ids(),
    )


def test_fleet_refreshed_preview_names_who_drifted_and_who_is_gone(played: Played) -> None:
    """What hangs on a user that stays isn't shown a change."""
    profiles = routing(), routing("VIP Care")
    told = lines_of(played.drifted)
    assert told == [
        f"ana: changed in Connect routing-profile: {profiles[0]} -> {profiles[1]}",
        f"bo: changed in Connect routing-profile: {profiles[0]} -> {profiles[1]}",
        "cy: gone from Connect",
        f"ana: to change routing-profile: {profiles[1]} -> {profiles[0]}",
        f"bo: to change routing-profile: {profiles[1]} -> {profiles[0]}",
        "cy: to be made",
    ]
    assert [step.name for step in played.steps] == ["all"]


def test_fleet_refreshed_update_deletes_who_is_removed(played: Played) -> None:
    """A read of the same run keeps nobody."""
    assert sorted(played.repaired) == ["CreateUser", "DeleteUser", *["UpdateUserRoutingProfile"] * 2]


def test_fleet_that_failed_in_part_is_previewed_and_does_the_rest(played: Played) -> None:
    """Although the program reads the id of each user."""
    assert "Traceback" not in played.failed.text
    assert played.retried == ["CreateUser"]


def test_fleet_that_would_lose_too_many_is_refused_by_the_preview(played: Played) -> None:
    """In numbers, and without a traceback."""
    assert (
        "this run would delete 5 of 6 users, but connect:maxDeletes (3) allows 3; nothing was changed"
        in played.refused.text
    )
    assert "Traceback" not in played.refused.text


def test_fleet_of_a_user_with_a_quote_in_the_name_is_previewed(played: Played) -> None:
    """The engine reads the path of the detailed diff."""
    assert f"{QUOTED}: to change identity-info.first_name: [personal] -> [personal]" in played.quoted.text


def test_fleet_that_gives_users_away_deletes_nobody(played: Played) -> None:
    """To another fleet of the program and to users of their own: everybody keeps the id."""
    assert played.moved == ([], played.before)
    assert played.settled == []


def test_fleet_refreshed_and_destroyed_deletes_everybody(played: Played) -> None:
    """Nobody stays behind outside the state."""
    assert played.left == {}
