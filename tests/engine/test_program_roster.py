"""The program at the root with a roster of its own: users made and exported, and rosters that are refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.story import PASSWORD, Story
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run

ROSTER = """\
defaults: {routing_profile: London Billing, security_profiles: [Agent], phone_type: SOFT_PHONE}
users:
  - {name: ada, first_name: Ada, last_name: Okafor, hierarchy_group: Claims/Team 3}
  - {name: bela, first_name: Béla, last_name: Nagy, routing_profile: VIP Care}
""".replace("Claims/Team 3", "EMEA/United Kingdom/London/Claims/Team 3")
FAULTY = """\
users:
  - {name: ada, first_name: Ada, last_name: Okafor, colour: green, routing_profile: VIP Care}
  - {name: ADA, first_name: Ada, last_name: Okafor, phone_type: CAR_PHONE}
"""
MISNAMED = ROSTER.replace("VIP Care", "VIP Cure").replace("[Agent]", "[Agnet]")


@dataclass(kw_only=True)
class Played:
    """Hold what each step showed."""

    refused: dict[str, Run]
    touched: list[str]
    made: list[str]
    exported: dict[str, str]
    users: dict[str, str]
    settled: list[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Try two rosters that can't be, then bring up one that can."""
    story = Story(shared_connect, "eu-roster-1", tmp_path_factory.mktemp("roster"), None, name="roster")
    roster = story.stack.project / "users.yaml"
    story.stack.set_config("connect:instanceId", MANAGED)
    story.stack.set_config("connect:roster", "users.yaml")
    story.stack.set_config("connect:initialPassword", PASSWORD, secret=True)
    refused = {}
    for name, text in (("faulty", FAULTY), ("misnamed", MISNAMED)):
        roster.write_text(text, encoding="utf-8")
        refused[name] = story.stack.up(fails=True)
    touched = story.operations()
    roster.write_text(ROSTER, encoding="utf-8")
    story.stack.up()
    made = story.operations()
    exported, users = story.stack.outputs()["users"], story.user_ids()
    story.stack.up("--expect-no-changes")
    settled = story.operations()
    return Played(
        refused=refused, touched=touched, made=made, exported=exported, users=users, settled=settled
    )


def problems(run: Run) -> list[str]:
    """Return the lines that locate a problem, each once."""
    lines = [line.strip() for line in run.output.splitlines()]
    return sorted({line for line in lines if line.startswith("users.yaml:")})


def test_roster_faulty_is_refused_whole(played: Played) -> None:
    """Every problem stands there with file, line and field, and nothing was changed."""
    known = (
        "name, team, first_name, last_name, email, secondary_email, mobile, routing_profile, "
        "security_profiles, hierarchy_group, phone_type, desk_phone_number, auto_accept, "
        "after_contact_work_time_limit, persistent_connection, password_secret_id, directory_user_id, tags, "
        "proficiencies, auto_accept_configs, after_contact_work_configs, phone_number_configs, "
        "persistent_connection_configs, voice_enhancement_configs"
    )
    assert problems(played.refused["faulty"]) == [
        f"users.yaml:2: colour: unknown field; known: {known}",
        "users.yaml:2: security_profiles: missing; every user needs it",
        "users.yaml:3: name: 'ADA' is the same user as on line 2; upper and lower case are equal",
        "users.yaml:3: phone_type: must be one of SOFT_PHONE, DESK_PHONE",
        "users.yaml:3: routing_profile: missing; every user needs it",
        "users.yaml:3: security_profiles: missing; every user needs it",
    ]
    assert played.touched == []


def test_roster_with_wrong_names_is_refused_whole(played: Played) -> None:
    """Names that Connect doesn't have are reported in the same way, each with the closest."""
    assert problems(played.refused["misnamed"]) == [
        f"users.yaml:1: security_profiles[0]: security profile 'Agnet' was not found in instance {MANAGED}; "
        "the closest name is 'Agent'",
        f"users.yaml:4: routing_profile: routing profile 'VIP Cure' was not found in instance {MANAGED}; "
        "the closest name is 'VIP Care'",
    ]


def test_roster_makes_a_user_a_row_and_exports_their_ids(played: Played) -> None:
    """Each row costs one CreateUser, and the stack's output maps names to user ids."""
    assert (played.made, sorted(played.users)) == (["CreateUser"] * 2, ["ada", "bela"])
    assert (played.exported, played.settled) == (played.users, [])
