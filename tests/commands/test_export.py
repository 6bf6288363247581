"""The command ``export``: which users, which of their settings, in how many calls."""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect_resources.roster import read_roster
from tests.commands.conftest import Command, write_stack
from tests.lifecycle.harness import Place, group, security
from tools.local_connect import MANAGED, SAML, LocalConnect

LONDON = "EMEA/United Kingdom/London"
TEAM = f"{LONDON}/Billing/Team 1"


def test_export_writes_every_field_that_a_user_has(place: Place, command: Command) -> None:
    """A user with everything comes out with everything, in names."""
    user_id = place.make_user(
        "ana.lopez",
        IdentityInfo={
            "FirstName": "Ana",
            "LastName": "López",
            "Email": "ana@example.com",
            "SecondaryEmail": "ana@example.org",
            "Mobile": "+447700900001",
        },
        PhoneConfig={
            "PhoneType": "DESK_PHONE",
            "DeskPhoneNumber": "+442079460101",
            "AutoAccept": True,
            "AfterContactWorkTimeLimit": 30,
        },
        SecurityProfileIds=[security("Supervisor"), security("Agent")],
        HierarchyGroupId=group(TEAM),
        Tags={"site": "London", "team": "1"},
    )
    language = {"AttributeName": "connect:Language", "AttributeValue": "English", "Level": 3.0}
    place.outside(
        "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=[language]
    )
    done = command("export", "--instance", MANAGED)
    assert (done.status, done.result, done.said) == (
        0,
        "users:\n"
        "- name: ana.lopez\n"
        "  first_name: Ana\n"
        "  last_name: López\n"
        "  email: ana@example.com\n"
        "  secondary_email: ana@example.org\n"
        "  mobile: '+447700900001'\n"
        "  routing_profile: Basic Routing Profile\n"
        "  security_profiles: [Agent, Supervisor]\n"
        f"  hierarchy_group: {TEAM}\n"
        "  phone_type: DESK_PHONE\n"
        "  desk_phone_number: '+442079460101'\n"
        "  auto_accept: true\n"
        "  after_contact_work_time_limit: 30\n"
        "  persistent_connection: false\n"
        "  tags: {site: London, team: '1'}\n"
        "  proficiencies:\n"
        "  - {attribute_name: 'connect:Language', attribute_value: English, level: 3}\n",
        "1 user is in the roster\n",
    )


def test_export_of_bulk_fields_makes_no_call_for_a_user(place: Place, command: Command) -> None:
    """With --bulk-only listings are all that is called, whatever number of users there are."""
    for number in range(30):
        place.make_user(f"agent{number:02}")
    place.server.reset_calls()
    done = command("export", "--instance", MANAGED, "--bulk-only", "--format", "csv")
    assert (done.status, len(done.result.splitlines())) == (0, 31)
    assert Counter(place.called()) == {
        "DescribeInstance": 1,
        "ListRoutingProfiles": 1,
        "ListSecurityProfiles": 1,
        "ListUsers": 1,
        "SearchUsers": 1,
    }


def test_export_is_the_same_however_the_instance_is_named(place: Place, command: Command) -> None:
    """Id, ARN and alias give the same bytes, of the roster and of the file for the import."""
    place.make_user(HierarchyGroupId=group(TEAM))
    arn = place.boto.describe_instance(InstanceId=MANAGED)["Instance"]["Arn"]
    done = [command("export", "--instance", name).result for name in (MANAGED, arn, "meridian-support")]
    assert done[0].startswith("users:\n")
    assert done == [done[0]] * 3


@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param(["--path", LONDON], ["below", "in"], id="group and below"),
        pytest.param(["--path", "Billing"], [], id="name of several groups"),
        pytest.param(["--tag", "site=London"], ["in", "out"], id="tag"),
        pytest.param(["--tag", "site=London", "--tag", "formula=a=b"], ["out"], id="all of several tags"),
        pytest.param(["--tag", "site=London", "--path", LONDON], ["in"], id="both"),
        pytest.param(["--tag", "site=Rome"], [], id="nobody"),
    ],
)
def test_export_picks_users(place: Place, command: Command, options: list[str], names: list[str]) -> None:
    """--path takes a group with all below it, --tag all of the tags that are named."""
    place.make_user("below", HierarchyGroupId=group(TEAM))
    place.make_user("in", HierarchyGroupId=group(LONDON), Tags={"site": "London"})
    place.make_user("out", Tags={"site": "London", "formula": "a=b"})
    place.make_user("elsewhere", HierarchyGroupId=group("EMEA"))
    done = command("export", "--instance", MANAGED, "--format", "csv", *options)
    rows = [line.partition(",")[0] for line in done.result.splitlines()[1:]]
    assert (done.status, rows) == ((2, []) if options == ["--path", "Billing"] else (0, names))


def test_export_file_is_its_owner_s_alone_and_whole(place: Place, command: Command, tmp_path: Path) -> None:
    """The file replaces what was there, can be read by nobody else, and leaves no draft behind."""
    place.make_user()
    file = tmp_path / "users.csv"
    file.write_text("before")
    done = command("export", "--instance", MANAGED, "--format", "csv", "--output", str(file))
    assert (done.status, done.result, stat.S_IMODE(file.stat().st_mode)) == (0, "", 0o600)
    assert ([path.name for path in tmp_path.iterdir()], len(file.read_text().splitlines())) == (
        ["users.csv"],
        2,
    )


def test_export_that_fails_writes_nothing(place: Place, command: Command, tmp_path: Path) -> None:
    """A call that fails leaves the file as it was, and nothing on stdout."""
    place.make_user()
    file = tmp_path / "users.yaml"
    file.write_text("before")
    refusal = {"operation": "DescribeUser", "code": "InvalidRequestException", "status": 400, "times": 9}
    place.server.faults([refusal])
    done = command("export", "--instance", MANAGED, "--output", str(file))
    assert (done.status, done.result, file.read_text()) == (2, "", "before")
    assert done.said.startswith("export: DescribeUser of user ")
    assert len(done.said.splitlines()) == 1


def test_export_leaves_tags_of_aws_and_of_the_stack_out(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tags that AWS or the stack's config give every user are nobody's own."""
    write_stack(
        tmp_path, f"  connect:instanceId: {MANAGED}\n  aws:defaultTags:\n    tags: {{site: London}}\n"
    )
    monkeypatch.chdir(tmp_path)
    place.make_user("one", Tags={"site": "London"})
    place.make_user("two", Tags={"site": "Rome", "team": "1"})
    done = command("export", "--stack", "organization/people/london", "--format", "csv")
    tags = [line.rpartition(",")[2] for line in done.result.splitlines()]
    assert tags == ["tags", "", "site=Rome|team=1"]


def test_export_of_settings_by_channel_is_whole_in_yaml(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """What phone settings can't say stands in lists by channel; of CSV, who lacks them is told."""
    user_id = place.make_user(PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": True})
    voice = [{"Channel": "VOICE", "VoiceEnhancementMode": "VOICE_ISOLATION"}]
    place.outside("update_user_config", InstanceId=MANAGED, UserId=user_id, VoiceEnhancementConfigs=voice)
    file = tmp_path / "users.yaml"
    done = command("export", "--instance", MANAGED, "--output", str(file))
    assert (done.status, done.said) == (0, "1 user is in the roster\n")
    (row,) = read_roster(str(file)).rows
    assert (row.phone_type, row.voice_enhancement_configs) != (None, None)
    told = command("export", "--instance", MANAGED, "--format", "csv").said.splitlines()
    assert told == [
        "voice_enhancement_configs of 1 user is left out, because the format can't hold it as it is: alice",
        "1 user is in the roster",
    ]


def test_export_of_a_saml_instance_needs_no_password(place: Place, command: Command) -> None:
    """The kind of instance decides what its roster may say."""
    place.make_user("sam", instance_id=SAML)
    done = command("export", "--instance", "meridian-saml", "--bulk-only")
    assert (done.status, done.result) == (
        0,
        "users:\n- name: sam\n  first_name: Ada\n  last_name: Okafor\n"
        "  routing_profile: Basic Routing Profile\n  security_profiles: [Agent]\n"
        "  phone_type: SOFT_PHONE\n  auto_accept: false\n  after_contact_work_time_limit: 0\n"
        "  persistent_connection: false\n",
    )


def test_export_of_nobody_is_a_roster_of_nobody(place: Place, command: Command, tmp_path: Path) -> None:
    """An instance without users gives a roster that says so on purpose."""
    file = tmp_path / "users.yaml"
    done = command("export", "--instance", MANAGED, "--output", str(file))
    assert (done.status, file.read_text(), read_roster(str(file)).rows) == (0, "users: []\n", ())


def test_export_never_clears_what_it_leaves_out(place: Place, command: Command, tmp_path: Path) -> None:
    """A setting that no roster can say of one user is no default that this user would have to refuse."""
    for name in ("ana", "ben", "cleo"):
        place.make_user(name, Tags={"site": "London"})
    place.make_user("odd", Tags={"site": "Rome "})
    file = tmp_path / "users.yaml"
    done = command("export", "--instance", MANAGED, "--output", str(file))
    assert done.said.splitlines() == [
        "tags of 1 user is left out, because the format can't hold it as it is: odd",
        "4 users are in the roster",
    ]
    tags = {row.name: row.tags for row in read_roster(str(file)).rows}
    assert tags == {**dict.fromkeys(("ana", "ben", "cleo"), (("site", "London"),)), "odd": None}
    assert command("import", str(file), "--instance", MANAGED).said == "4 users are to be imported\n"


def test_export_of_a_carriage_return_is_read_again(place: Place, command: Command, tmp_path: Path) -> None:
    """A line break of any kind within a text stands in quotes."""
    place.make_user(IdentityInfo={"FirstName": "Ada\rMaria", "LastName": "Okafor"})
    file = tmp_path / "users.csv"
    done = command("export", "--instance", MANAGED, "--format", "csv", "--output", str(file))
    assert (done.status, done.said) == (0, "1 user is in the roster\n")
    assert [row.first_name for row in read_roster(str(file)).rows] == ["Ada\rMaria"]


@pytest.fixture
def lagging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Lead commands to a Connect whose searches show nobody new for a day."""
    with LocalConnect("--search-lag", "86400") as connect:
        for name, value in connect.environment().items():
            monkeypatch.setenv(name, value)
        yield Place(connect, "us-east-1")


def test_export_in_bulk_keeps_to_its_calls_whatever_the_search_lags_behind(
    lagging: Place, command: Command
) -> None:
    """By an alias, with users that no search shows yet, it takes five calls beside the listings' own."""
    made = 0
    while True:
        lagging.make_user(f"agent{made}", HierarchyGroupId=group(TEAM))
        made += 1
        lagging.server.reset_calls()
        done = command("export", "--instance", "meridian-support", "--bulk-only", "--burst", "99")
        if done.status:
            break
        assert (done.said, len(lagging.called()) <= 5 + 1 + 1 + 1 + 1) == (
            f"{made} user{'s are' if made > 1 else ' is'} in the roster\n",
            True,
        )
    assert made > 1
    assert "run again in a minute" in done.said


def test_export_reads_who_no_search_shows_yet_once(lagging: Place, command: Command) -> None:
    """What was read by DescribeUser for lack of a listing isn't read so again."""
    for number in range(3):
        lagging.make_user(f"agent{number}")
    lagging.server.reset_calls()
    done = command("export", "--instance", MANAGED, "--burst", "99")
    assert (done.said, lagging.called().count("DescribeUser")) == ("3 users are in the roster\n", 3)


def test_export_of_a_desk_phone_without_a_number_leaves_its_phone_alone_out(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a rule refuses of settings together isn't managed; the user is in the roster all the same."""
    profiles = {"routing_profile": "Basic Routing Profile", "security_profiles": ["Agent"]}
    desk = {**profiles, "first_name": "Ada", "last_name": "Okafor", "phone_type": "DESK_PHONE"}
    users = [{"name": "one", **desk}, {"name": "two", **desk, "desk_phone_number": "02079460101"}]
    instance = {"id": MANAGED, "alias": "desks", "identity_management": "CONNECT_MANAGED", "users": users}
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"instances": [instance]}))
    with LocalConnect("--seed", str(seed)) as connect:
        for name, value in connect.environment().items():
            monkeypatch.setenv(name, value)
        done = command("export", "--instance", MANAGED, "--bulk-only")
    kept = (
        "defaults:\n  first_name: Ada\n  last_name: Okafor\n  routing_profile: Basic Routing Profile\n"
        "  security_profiles: [Agent]\nusers:\n- name: one\n- name: two\n"
    )
    refused = "because a roster's rules refuse it: one, two"
    assert (done.status, done.result) == (0, kept)
    assert done.said.splitlines() == [
        "after_contact_work_time_limit of 2 users is left out, " + refused,
        "auto_accept of 2 users is left out, " + refused,
        "desk_phone_number of 1 user is left out, because a roster's rules refuse it: two",
        "persistent_connection of 2 users is left out, " + refused,
        "phone_type of 2 users is left out, " + refused,
        "2 users are in the roster",
    ]
