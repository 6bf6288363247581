"""The program at the root with several files, teams, and fields that are set once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.story import PASSWORD, Story
from tests.engine.test_fleet import move
from tests.engine.test_import import run
from tools.local_connect import MANAGED, LocalConnect

LONDON = """\
set_once: [routing_profile]
x-names: &ada {first_name: Ada, last_name: Okafor}
teams:
  billing: {routing_profile: London Billing, security_profiles: [Agent]}
users:
  - {<<: *ada, name: ada, team: billing}
  - {<<: *ada, name: bela, team: care, auto_accept_configs: [{channel: CHAT, auto_accept: true}]}
"""
LEEDS = (
    "name,team,first_name,last_name,routing_profile\ncem,care,Cem,Kaya,\ndana,care,Dana,Kaya,London Billing\n"
)
TEAMS = "care: {routing_profile: VIP Care, security_profiles: [Agent, Supervisor], phone_type: SOFT_PHONE}\n"
FIRST = {"ada": "London Billing", "bela": "VIP Care", "cem": "VIP Care", "dana": "London Billing"}
ELSEWHERE = "Retention"


@dataclass(frozen=True, slots=True)
class Played:
    """Hold what each act of the story left.

    Attributes:
        made: the calls of the first update.
        first: the routing profiles after it, by user.
        lists: the lists by channel of the one user that has them.
        changed: what the program, the stack's teams and Connect changed of what is set once came to: the
            steps of a preview and of one with refresh, and the calls of an update.
        fleet: the same with the roster as a fleet, by the config alone.
        moved: the same, moved back by the command.
        last: the routing profiles then.
        again: the calls once it isn't set once any more, and the routing profiles.
    """

    made: list[str]
    first: dict[str, str]
    lists: object
    changed: list[list[str]]
    fleet: list[list[str]]
    moved: list[list[str]]
    last: dict[str, str]
    again: tuple[list[str], dict[str, str]]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the whole story once."""
    story = Story(shared_connect, "eu-once-1", tmp_path_factory.mktemp("once"), None, name="once")
    project = story.stack.project
    _write(project, LONDON, LEEDS, TEAMS)
    story.stack.set_config("connect:instanceId", MANAGED)
    story.stack.set_config("connect:roster", '["london.users.yaml", "leeds.users.csv"]')
    story.stack.set_config("connect:teams", "teams.yaml")
    story.stack.set_config("connect:initialPassword", PASSWORD, secret=True)
    story.stack.up()
    made, first = story.operations(), _routing(story)
    lists = story.described(story.user_ids()["bela"])["AutoAcceptConfigs"]
    _write(
        project,
        LONDON.replace("London Billing", "VIP Care"),
        LEEDS,
        TEAMS.replace("VIP Care", "London Billing"),
    )
    story.boto.update_user_routing_profile(
        InstanceId=MANAGED, UserId=story.user_ids()["ada"], RoutingProfileId=_profiles(story)[ELSEWHERE]
    )
    story.operations()
    changed = _seen(story)
    story.stack.set_config("connect:fleet", "true")
    fleet = _seen(story)[2:]
    _write(project, LONDON, LEEDS, TEAMS)
    fleet += _seen(story)
    move(story, "--to", "users", "--stack", "once").check_returncode()
    story.stack.set_config("connect:fleet", "false")
    moved, last = _seen(story), _routing(story)
    _write(project, LONDON.replace("set_once", "x-once"), LEEDS, TEAMS)
    story.stack.up()
    return Played(
        made=made,
        first=first,
        lists=lists,
        changed=changed,
        fleet=fleet,
        moved=moved,
        last=last,
        again=(story.operations(), _routing(story)),
    )


def _write(project: Path, london: str, leeds: str, teams: str) -> None:
    for name, text in (("london.users.yaml", london), ("leeds.users.csv", leeds), ("teams.yaml", teams)):
        (project / name).write_text(text, encoding="utf-8")


def _seen(story: Story) -> list[list[str]]:
    """Return the steps of two previews, without a refresh and with one, and the calls of an update."""
    steps = [[step.operation for step in story.stack.steps(*options)] for options in ((), ("--refresh",))]
    story.stack.up()
    return [*steps, story.operations()]


def _profiles(story: Story) -> dict[str, str]:
    found = story.boto.list_routing_profiles(InstanceId=MANAGED)["RoutingProfileSummaryList"]
    return {item["Name"]: item["Id"] for item in found}


def _routing(story: Story) -> dict[str, str]:
    names = {id_: name for name, id_ in _profiles(story).items()}
    users = story.user_ids().items()
    return {name: names[story.described(user_id)["RoutingProfileId"]] for name, user_id in users}


def test_program_makes_the_users_of_all_files_with_what_their_teams_give(played: Played) -> None:
    """A row's own value wins over its team's; teams stand in the file, and in one for all files."""
    assert (played.made, played.first) == (["CreateUser"] * 4, FIRST)
    assert played.lists == [{"Channel": "CHAT", "AutoAccept": True}]


def test_program_leaves_alone_what_is_set_once(played: Played) -> None:
    """A change of it in roster, team or Connect is no step of a preview, refreshed or not, and no call."""
    assert played.changed == [[], [], []]


def test_program_leaves_alone_what_is_set_once_in_fleets(played: Played) -> None:
    """Users go to a fleet by the config, and back by the command, with no call and no step."""
    assert (played.fleet, played.moved) == ([[], [], [], []], [[], [], []])
    assert played.last == {**FIRST, "ada": ELSEWHERE}


def test_program_manages_again_what_isnt_set_once_any_more(played: Played) -> None:
    """The roster's values are written, to those who have others and to those of whom nobody knows."""
    assert played.again == (["UpdateUserRoutingProfile"] * 4, FIRST)


@pytest.mark.parametrize("fleet", ["false", "true"], ids=["single", "fleet"])
def test_program_takes_users_over_without_what_is_set_once(
    shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory, fleet: str
) -> None:
    """After an import, previews show nothing of it, refreshed or not, whatever Connect holds."""
    story = Story(shared_connect, f"eu-once-{fleet}", tmp_path_factory.mktemp("taken"), None, name="taken")
    text = LONDON.replace("auto_accept_configs: [{channel: CHAT, auto_accept: true}]", "tags: {}")
    _write(story.stack.project, text, LEEDS, TEAMS)
    for key, value in {"instanceId": MANAGED, "roster": "london.users.yaml", "teams": "teams.yaml"}.items():
        story.stack.set_config(f"connect:{key}", value)
    story.stack.set_config("connect:fleet", fleet)
    story.stack.set_config("connect:initialPassword", PASSWORD, secret=True)
    for name in ("ada", "bela"):
        story.make_user(name, RoutingProfileId=_profiles(story)[ELSEWHERE])
    told = run(story, "import", "london.users.yaml", "--stack", "taken", "--output", "import.json")
    story.stack.pulumi("import", "--file", "import.json", "--yes", "--protect=false", "--generate-code=false")
    story.operations()
    calls = ["UpdateUserIdentityInfo", "UpdateUserSecurityProfiles"]
    assert told.splitlines()[0] == "2 users are to be imported"
    story.stack.up()
    assert set(story.operations()) <= {*calls, "TagResource"}
    assert _seen(story) == [[], [], []]
    assert _routing(story) == {"ada": ELSEWHERE, "bela": ELSEWHERE}
