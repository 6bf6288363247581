"""Nobody is lost on the real engine: renamed, moved and replaced resources, also after a run cut short."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.story import Props, Story
from tests.lifecycle.harness import routing, security
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run

REGION = "eu-held-1"
CARE = routing("VIP Care")

PROGRAM = """
HAND = "{hand}"
adopt = dict(adopt_existing=True)


class Team(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("test:index:Team", "team")


{declared}
"""
BEFORE = """
user("Ana", name="ana")
user("moved", name="moved", **adopt)
user("cut", name="cut", **adopt)
user("forced", **adopt)
user("anew", opts=pulumi.ResourceOptions(delete_before_replace=True))
user("leaver")
aliased = user("alias-old", name="aliased")
UserRoutingProfile("r", instance_id=INSTANCE, user_id=HAND, routing_profile_id=routing("VIP Care"))
UserHierarchy("h", instance_id=INSTANCE, user_id=aliased.user_id, hierarchy_group_id=group("EMEA"))
"""
AFTER = """
user("ana", name="ana", **adopt)
user("moved", name="moved", **adopt, opts=pulumi.ResourceOptions(parent=Team()))
user("cut-new", name="cut", **adopt)
user("forced", **adopt)
user("anew", opts=pulumi.ResourceOptions(delete_before_replace=True))
aliased = user("alias-new", name="aliased", tags=dict(site="London"),
    opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="alias-old")]))
UserRoutingProfile("r2", instance_id=INSTANCE, user_id=HAND, routing_profile_id=routing("VIP Care"))
UserHierarchy("h", instance_id=INSTANCE, user_id=aliased.user_id, hierarchy_group_id=group("EMEA"))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Hold what each act of the story left.

    Attributes:
        before, after: the users' ids by name.
        hand: the id of the user that was made by hand, and has the sub-setting.
        cut: the run that only made the new entry of the user "cut".
        plan: the preview of everything, by resource.
        settled: the run that does the rest.
        deleted: the ids that DeleteUser was called for in it.
        unchanged: the preview after it.
        forced: the ids after both were replaced by force, and the users deleted meanwhile.
        profile: the hand-made user's routing profile at the end, and after destroy.
        left: the users that destroy leaves.
    """

    before: Props
    hand: str
    cut: Run
    plan: dict[str, str]
    settled: Run
    after: Props
    deleted: list[str]
    unchanged: Run
    forced: Props
    forced_deleted: list[str]
    profiles: tuple[str, str]
    left: set[str]


def ids(story: Story) -> Props:
    """Return the users' ids by name."""
    listed = story.boto.list_users(InstanceId=MANAGED)["UserSummaryList"]
    return {item["Username"]: item["Id"] for item in listed}


def deleted(story: Story) -> list[str]:
    """Return the ids that DeleteUser was called for since the log was cleared."""
    return [call["user_id"] for call in story.connect.calls() if call["operation"] == "DeleteUser"]


def profile(story: Story, user_id: str) -> str:
    """Return a user's routing profile."""
    return str(story.boto.describe_user(InstanceId=MANAGED, UserId=user_id)["User"]["RoutingProfileId"])


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the whole story once."""
    boto = shared_connect.boto(REGION)
    hand = boto.create_user(
        InstanceId=MANAGED,
        Username="hand",
        Password="Correct-h0rse",
        IdentityInfo={"FirstName": "Hana", "LastName": "Vogel"},
        RoutingProfileId=routing(),
        SecurityProfileIds=[security()],
    )["UserId"]

    def source(declared: str) -> str:
        return PROGRAM.replace("{hand}", hand).replace("{declared}", declared)

    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("held"), source(BEFORE))
    story.stack.up()
    before = ids(story)
    story.program(source(AFTER))
    urn = "urn:pulumi:local::connect-users::pulumi-python:dynamic/connect:ConnectUser::"
    cut = story.stack.up("--target", f"{urn}cut-new")
    plan = {step.name: step.operation for step in story.stack.steps()}
    story.connect.reset_calls()
    settled = story.stack.up("--refresh")
    gone = deleted(story)
    after, unchanged = ids(story), story.stack.preview()
    story.connect.reset_calls()
    story.stack.up("--replace", f"{urn}forced", "--replace", f"{urn}anew")
    forced, forced_deleted = ids(story), deleted(story)
    held = profile(story, hand)
    story.stack.destroy()
    return Played(
        before=before,
        hand=hand,
        cut=cut,
        plan=plan,
        settled=settled,
        after=after,
        deleted=gone,
        unchanged=unchanged,
        forced=forced,
        forced_deleted=forced_deleted,
        profiles=(held, profile(story, hand)),
        left=set(ids(story)),
    )


def test_users_of_renamed_and_moved_resources_keep_their_ids(played: Played) -> None:
    """Renamed, moved under a component, or cut short between adoption and deletion: only the leaver goes."""
    expected = {name: user_id for name, user_id in played.before.items() if name != "leaver"}
    assert (played.after, played.deleted) == (expected, [played.before["leaver"]])


def test_run_says_whom_it_leaves_alone(played: Played) -> None:
    """Each entry that goes without its user has a line with the user, its id and who holds it."""
    lines = [line.strip() for line in played.settled.output.splitlines() if " stays: " in line]
    lines = [line for line in lines if line.startswith("user ")]
    told = {line.partition(" stays: ")[0]: line.partition(" stays: ")[2] for line in lines}
    where = f"of instance {MANAGED}"
    rest = "of this program holds it; only this entry of the state goes"
    assert told == {
        f"user {name} ({played.before[name]}) {where}": f"resource {keeper} {rest}"
        for name, keeper in (("ana", "ana"), ("moved", "moved"), ("cut", "cut-new"))
    }


def test_stack_is_settled_afterwards(played: Played) -> None:
    """The next preview changes nothing, and every user that it calls unchanged is there."""
    assert "unchanged" in played.unchanged.output
    assert {
        word for word in ("create", "update", "delete", "replace") if f"to {word}" in played.unchanged.output
    } == set()


def test_setting_of_a_renamed_resource_is_handed_over(played: Played) -> None:
    """The renamed sub-setting keeps what it manages, and destroy puts back what the user had at first."""
    assert played.profiles == (CARE, routing())


def test_preview_of_an_update_knows_the_user_id(played: Played) -> None:
    """A resource that takes user.user_id isn't shown a replacement when the user changes."""
    assert {name: played.plan.get(name) for name in ("alias-new", "h")} == {"alias-new": "update", "h": None}


def test_users_replaced_by_force_are_not_lost(played: Played) -> None:
    """One is adopted by its replacement; the other, deleted first as its program asks, is made anew."""
    assert played.forced_deleted == [played.after["anew"]]
    assert {name for name in played.forced if played.forced[name] != played.after.get(name)} == {"anew"}


def test_destroy_deletes_everybody_it_made(played: Played) -> None:
    """Nobody is kept by what other resources held before."""
    assert played.left == {"hand"}
