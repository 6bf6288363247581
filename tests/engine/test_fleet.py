"""A fleet on the real engine: what a plan names, what a failed run keeps, and moving there and back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.engine.story import Props, Story
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import ROOT, Run

REGION = "eu-fleet-1"
PROGRAM = """
ada = dict(first_name="Ada", last_name="Okafor")
people = {f"agent{number}": dict(identity_info=ada) for number in range(%d)}
%s
fleet = ConnectUsers("all", instance_id=INSTANCE, password=PASSWORD, users=people,
    defaults=ConnectUserArgs(routing_profile_id=routing(), security_profile_ids=[security()]))
pulumi.export("ids", fleet.user_ids)
first = fleet.user_ids["agent0"]
UserHierarchy("hangs", instance_id=INSTANCE, user_id=first, hierarchy_group_id=group("EMEA"))
"""
CHANGED = """
people["agent1"]["tags"] = dict(site="London")
people["agent2"]["identity_info"] = dict(first_name="Grace", last_name="Okafor")
del people["agent3"]
"""


@dataclass(frozen=True, slots=True)
class Played:
    """Hold what each act of the story left.

    Attributes:
        made: the calls of the first update.
        unchanged: the preview after it.
        before: the users' ids then.
        plan, diff: the preview of the changed program, plain and with ``--diff``.
        known: the resources that it changes.
        changed: the calls of its update.
        failed: the run in which a user fails, and the calls and outputs of the fleet after it.
        mended: the calls of the next run.
        faulty: the preview of a program with a faulty user.
        state: what the backend holds of the fleet, as text.
    """

    made: list[str]
    unchanged: list[str]
    before: Props
    plan: Run
    diff: Run
    known: list[str]
    changed: list[str]
    failed: tuple[Run, list[str], Props]
    mended: list[str]
    faulty: Run
    state: str


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the whole story once."""
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("fleet"), PROGRAM % (5, ""))
    story.stack.up()
    made, before = story.operations(), story.user_ids()
    unchanged = [step.operation for step in story.stack.steps()]
    story.program(PROGRAM % (6, CHANGED))
    plan, diff = story.stack.preview(), story.stack.preview("--diff")
    known = [step.name for step in story.stack.steps()]
    story.operations()
    story.stack.up()
    changed = story.operations()
    story.program(PROGRAM % (8, CHANGED))
    shared_connect.faults([{"operation": "CreateUser", "code": "InvalidParameterException"}])
    run = story.stack.up(fails=True)
    failed = (run, story.operations(), story.resources()["all"]["outputs"])
    story.stack.up()
    mended = story.operations()
    story.program(PROGRAM % (8, 'people["agent1"]["identity_info"] = dict(ada, mobile="0123")'))
    faulty = story.stack.preview(fails=True)
    return Played(
        made=made,
        unchanged=unchanged,
        before=before,
        plan=plan,
        diff=diff,
        known=known,
        changed=changed,
        failed=failed,
        mended=mended,
        faulty=faulty,
        state=story.state_file.read_text(),
    )


def lines_of(run: Run, fleet: str = "all") -> list[str]:
    """Return the lines that stand on a fleet's own line of the engine's display, at the run's end."""
    text = run.output.split("Diagnostics:", 1)[1]
    own = text.split(f"ConnectUsers ({fleet}):\n", 1)[1].split("\n\n", 1)[0]
    return [line.strip() for line in own.splitlines() if line.strip()]


def test_fleet_costs_one_call_a_user_and_then_rests(played: Played) -> None:
    """As many ConnectUsers would."""
    assert (played.made, played.unchanged) == ([*["CreateUser"] * 5, "UpdateUserHierarchy"], [])


def test_fleet_plan_names_who_differs_and_how(played: Played) -> None:
    """A line for each user, in the order in which it is done, with nothing personal in it, and no other."""
    assert lines_of(played.plan) == [
        "agent3: to be deleted",
        'agent1: to change tags: unmanaged -> {"site": "London"}',
        "agent2: to change identity-info.first_name: [personal] -> [personal]",
        "agent5: to be made",
    ]


def test_fleet_diff_shows_no_user_that_stays(played: Played) -> None:
    """The detailed diff has the users that differ in its paths."""
    text = played.diff.output
    shown = [name for name in ("agent0", "agent1", "agent2", "agent3", "agent4", "agent5") if name in text]
    assert shown == ["agent1", "agent2", "agent3", "agent5"]


def test_fleet_plan_knows_the_ids_of_users_that_stay(played: Played) -> None:
    """What hangs on a user isn't shown a change because another one changes."""
    assert played.known == ["all"]


def test_fleet_deletes_changes_and_makes_in_this_order(played: Played) -> None:
    """Each with the call of a ConnectUser."""
    assert played.changed[0] == "DeleteUser"
    assert sorted(played.changed[1:3]) == ["TagResource", "UpdateUserIdentityInfo"]
    assert played.changed[3:] == ["CreateUser"]


def test_fleet_that_fails_in_part_keeps_the_rest_and_says_why(played: Played) -> None:
    """The run exits 1 with a line for the user, without a traceback; the state has all that was done."""
    run, calls, outputs = played.failed
    assert calls == ["CreateUser"] * 2
    (failed,) = outputs["failed"]
    (made,) = {"agent6", "agent7"} - {failed}
    assert (made in outputs["users"], failed in outputs["users"]) == (True, False)
    assert f"{failed}: CreateUser of user {failed} on instance {MANAGED} failed: InvalidParameter" in run.text
    assert "Traceback" not in run.text


def test_fleet_that_failed_in_part_does_the_rest_only(played: Played) -> None:
    """The next run makes the one call that is left."""
    assert played.mended == ["CreateUser"]


def test_fleet_of_a_faulty_user_is_refused_by_the_preview(played: Played) -> None:
    """The failure names the user and the argument."""
    assert 'users["agent1"].identity_info.mobile: must be an E.164 number' in played.faulty.text


def test_fleet_leaves_no_password_in_clear(played: Played) -> None:
    """Neither in inputs nor in outputs."""
    assert "Correct-h0rse" not in played.state


ROSTER = """defaults:
  routing_profile: Basic Routing Profile
  security_profiles: [Agent]
  first_name: Ada
  last_name: Okafor
  tags: {site: London}
users:
"""


def write_roster(story: Story, users: int) -> None:
    """Let the roster have so many users."""
    rows = "".join(f"  - name: agent{number}\n" for number in range(users))
    (story.stack.project / "stacks" / "other.users.yaml").write_text(ROSTER + rows)


def configure(story: Story, **more: str) -> None:
    """Set the stack's config for the program at the root."""
    keys = {"instanceId": MANAGED, "roster": "stacks/other.users.yaml", **more}
    options = [option for key, value in keys.items() for option in ("--plaintext", f"connect:{key}={value}")]
    story.stack.pulumi("config", "set-all", *options, "--secret", "connect:initialPassword=Correct-h0rse")


def move(story: Story, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the project."""
    environment = {**os.environ, **story.stack.environment}
    python = ROOT / ".venv" / "bin" / "python"
    return subprocess.run(
        [python, "-m", "connect_resources", "move", *arguments],
        cwd=story.stack.project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_fleet_is_moved_to_and_from_without_a_call_or_a_lost_user(
    shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By the command, by another number of fleets and by the config alone, everybody keeps the id."""
    story = Story(shared_connect, "eu-fleet-2", tmp_path_factory.mktemp("moved"), None, name="other")
    write_roster(story, 12)
    configure(story)
    story.stack.up()
    ids = story.user_ids()
    story.operations()
    for to, config in ((("fleet", "--fleets", "3"), "3"), (("users",), "false")):
        done = move(story, "--to", *to, "--stack", "other")
        assert (done.returncode, done.stdout, story.connect.calls()) == (0, "", [])
        assert "the state of before is in other." in done.stderr
        story.stack.set_config("connect:fleet", config)
        assert [step.operation for step in story.stack.steps()] == []
        story.connect.reset_calls()
    for config in ("true", "4", "2", "false"):
        story.stack.set_config("connect:fleet", config)
        story.stack.up()
        assert (story.operations(), story.user_ids()) == ([], ids)
        assert story.stack.outputs()["users"] == ids
        assert [step.operation for step in story.stack.steps()] == []


def test_fleet_that_is_targeted_keeps_to_the_limit_of_the_root_program(
    shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The program counts for a whole run only; with ``--target`` the fleet counts itself."""
    story = Story(shared_connect, "eu-fleet-4", tmp_path_factory.mktemp("targeted"), None, name="other")
    write_roster(story, 3)
    configure(story, fleet="true", maxDeletes="1")
    story.stack.up()
    write_roster(story, 1)
    run = story.stack.up("--target", "**ConnectUsers::users-1", fails=True)
    assert "this run would delete 2 of 3 users, but connect:maxDeletes (1) allows 1" in run.text
    assert len(story.user_ids()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--to", "fleet", "--stack", "nowhere"),
            "pulumi stack export failed: no stack named 'nowhere' found",
        ),
        (("--to", "fleet"), "error: the following arguments are required: --stack"),
    ],
)
def test_move_that_is_refused_says_why_and_writes_nothing(
    shared_connect: LocalConnect,
    tmp_path_factory: pytest.TempPathFactory,
    arguments: Sequence[str],
    said: str,
) -> None:
    """Exit 2, one clear line, nothing on stdout, no backup."""
    story = Story(shared_connect, "eu-fleet-3", tmp_path_factory.mktemp("refused"), None, name="other")
    done = move(story, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert [*story.stack.project.glob("*.stack.json")] == []
