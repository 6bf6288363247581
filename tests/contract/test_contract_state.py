"""Users kept across restarts, and what a server starts with."""

import json
import resource
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connect_resources.local.seed import SeedError, load_seed
from connect_resources.local.server import try_seed
from connect_resources.local.settings import Settings
from connect_resources.local.state import State, StateError
from tests.contract.local_server import MANAGED, PASSWORD, SAML, LocalServer, Place

KEPT_WITHIN_SECONDS = 1.0
OWNER_ONLY = 0o600
Serve = Callable[..., LocalServer]
SEED = {
    "routing_profiles": ["Night Desk"],
    "security_profiles": ["Agent"],
    "hierarchy_levels": ["Region", "Team"],
    "hierarchy_groups": ["North", "North/Team A"],
    "predefined_attributes": {"connect:Skill": ["German", "Norse"], "Berth": ["1", "2"]},
    "instances": [
        {
            "id": MANAGED,
            "alias": "meridian-support",
            "identity_management": "CONNECT_MANAGED",
            "routing_profiles": ["Harbour Desk"],
            "predefined_attributes": {"connect:Skill": ["Norse"], "Berth": ["3"]},
            "tags": {"site": "Hull"},
        },
        {
            "id": "22222222-2222-4333-8444-555555555555",
            "alias": "harbour",
            "identity_management": "SAML",
            "users": [
                {
                    "name": "ada",
                    "first_name": "Ada",
                    "last_name": "Okafor",
                    "routing_profile": "Night Desk",
                    "security_profiles": ["Agent"],
                    "hierarchy_group": "North/Team A",
                    "phone_type": "DESK_PHONE",
                    "desk_phone_number": "+442071838750",
                    "tags": {"site": "Hull"},
                    "proficiencies": [
                        {"attribute_name": "connect:Skill", "attribute_value": "German", "level": 4}
                    ],
                }
            ],
        },
    ],
}
HARBOUR = "22222222-2222-4333-8444-555555555555"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Name a state file that isn't there yet."""
    return tmp_path / "kept" / "state.json"


def _fill(place: Place) -> str:
    """Create a user with tags and proficiencies, and one that is deleted again."""
    user_id = place.create("zoë", Tags={"team": "claims"}, HierarchyGroupId=place.group_id("EMEA"))
    entry = {"AttributeName": "connect:Skill", "AttributeValue": "German", "Level": 3.0}
    place.update("associate_user_proficiencies", user_id, UserProficiencies=[entry])
    place.update("delete_user", place.create("gone"))
    return user_id


def _all(place: Place, user_id: str) -> tuple[Any, ...]:
    return (
        place.client.describe_user(InstanceId=MANAGED, UserId=user_id)["User"],
        place.client.list_user_proficiencies(InstanceId=MANAGED, UserId=user_id)["UserProficiencyList"],
        place.client.list_users(InstanceId=MANAGED)["UserSummaryList"],
        place.client.search_users(InstanceId=MANAGED)["Users"],
    )


def _check_file(state: Path) -> None:
    """Check that the file is its owner's alone, without passwords, and that nothing temporary stays."""
    assert stat.S_IMODE(state.stat().st_mode) == OWNER_ONLY
    assert list(state.parent.iterdir()) == [state]
    assert PASSWORD not in state.read_text()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_state_keeps_users_when_the_server_ends(serve: Serve, state: Path, end: str) -> None:
    """Users, tags and proficiencies are the same after a restart, also of a killed process."""
    first = Place(running := serve("--state", str(state)), "eu-west-2", running.client())
    user_id = _fill(first)
    before = _all(first, user_id)
    if end == "kill":
        time.sleep(KEPT_WITHIN_SECONDS)
    getattr(running, end)()
    _check_file(state)
    again = Place(running := serve("--state", str(state)), "eu-west-2", running.client())
    assert _all(again, user_id) == before
    created = again.create("later")
    listed = again.client.list_users(InstanceId=MANAGED)["UserSummaryList"]
    assert [user["Id"] for user in listed] == [user_id, created]
    other = Place(running, "us-east-1", running.client(region="us-east-1"))
    assert other.client.list_users(InstanceId=MANAGED)["UserSummaryList"] == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 2, "seeded": [], "users": []}'])
def test_state_file_that_is_none_cannot_be_used(state: Path, content: str) -> None:
    """A file that no local Connect wrote is refused."""
    state.parent.mkdir()
    state.write_text(content)
    with pytest.raises(StateError, match=f"the state file {state} is"):
        State(state)


def test_state_file_that_is_none_stops_the_start_and_is_left_alone(serve: Serve, state: Path) -> None:
    """The command says in one line why it doesn't start, and doesn't overwrite the file."""
    content = "{"
    state.parent.mkdir()
    state.write_text(content)
    running = serve("--state", str(state))
    status, output, errors = running.stop()
    assert (running.greeting, status, output) == ("", 2, "")
    assert errors == f"local Connect: the state file {state} isn't one that a local Connect wrote\n"
    assert state.read_text() == content


def _drop(record: dict[str, Any]) -> None:
    del record["sequence"]


def _retype(record: dict[str, Any]) -> None:
    record["security_profile_ids"] = "Agent"


def _spoil(record: dict[str, Any]) -> None:
    record["phone_config"] = {"PhoneType": "CARRIER_PIGEON"}


def _overdo(record: dict[str, Any]) -> None:
    record["proficiencies"] = [{"AttributeName": "connect:Skill", "AttributeValue": "German", "Level": 9.0}]


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (_drop, "users.0.user.sequence: Field required"),
        (_retype, "users.0.user.security_profile_ids: Input should be a valid array"),
        (
            _spoil,
            "users.0: Value at 'user.phoneConfig.phoneType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [SOFT_PHONE, DESK_PHONE]",
        ),
        (
            _overdo,
            "users.0: Value at 'user.proficiencies.1.member.level' failed to satisfy constraint: "
            "Member must have value less than or equal to 5.0",
        ),
    ],
    ids=["member-gone", "wrong-type", "no-such-type", "beyond-limit"],
)
def test_state_file_with_a_damaged_user_stops_the_start(
    serve: Serve, state: Path, damage: Callable[[dict[str, Any]], None], problem: str
) -> None:
    """A record that no call wrote is named at the start, without its values, and the file is left alone."""
    running = serve("--state", str(state))
    Place(running, "eu-west-2", running.client()).create("ada")
    running.stop()
    content = json.loads(state.read_text())
    damage(content["users"][0]["user"])
    state.write_text(json.dumps(content))
    damaged = state.read_text()
    running = serve("--state", str(state))
    assert (running.greeting, *running.stop()) == (
        "",
        2,
        "",
        f"local Connect: the state file {state} is damaged: {problem}\n",
    )
    assert state.read_text() == damaged


def test_state_file_that_was_cut_stops_the_start(serve: Serve, state: Path) -> None:
    """Half a file isn't taken for one with fewer users."""
    running = serve("--state", str(state))
    Place(running, "eu-west-2", running.client()).create("ada")
    running.stop()
    state.write_bytes(state.read_bytes()[:-100])
    errors = serve("--state", str(state)).stop()[2]
    assert errors == f"local Connect: the state file {state} isn't one that a local Connect wrote\n"


def test_state_that_cannot_be_written_is_written_when_it_can(serve: Serve, state: Path) -> None:
    """On a full disk calls go on, stderr says once what is wrong, and the file follows as soon as it can."""
    running = serve("--state", str(state))
    place = Place(running, "eu-west-2", running.client())
    kept = place.create("kept")
    _wait_for(lambda: state.exists() and kept in state.read_text())
    _limit_files_of(running, 0)
    late = place.create("late")
    time.sleep(KEPT_WITHIN_SECONDS)
    assert (late in state.read_text(), kept in state.read_text()) == (False, True)
    place.update("delete_user", kept)
    _limit_files_of(running, resource.RLIM_INFINITY)
    _wait_for(lambda: late in state.read_text())
    assert kept not in state.read_text()
    _check_file(state)
    assert running.stop() == (
        0,
        "",
        f"local Connect: the state file {state} can't be written: File too large: trying again until it can\n"
        f"local Connect: the state file {state} is written again\n",
    )


def test_state_that_cannot_be_written_at_the_end_fails_the_command(serve: Serve, state: Path) -> None:
    """Changes that are lost at the end don't end with status 0."""
    running = serve("--state", str(state))
    place = Place(running, "eu-west-2", running.client())
    kept = place.create("kept")
    _wait_for(lambda: state.exists() and kept in state.read_text())
    _limit_files_of(running, 0)
    place.create("lost")
    status, _, errors = running.stop()
    failure = f"local Connect: the state file {state} can't be written: File too large: "
    assert (status, errors.splitlines()[-1]) == (2, f"{failure}the latest changes are lost")
    assert list(state.parent.iterdir()) == [state]
    assert kept in state.read_text()


def _limit_files_of(running: LocalServer, most_bytes: int) -> None:
    """Let no file of a server grow beyond a size: 0 is a full disk, which needs no disk of its own."""
    _, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (most_bytes, hard))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10 * KEPT_WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(KEPT_WITHIN_SECONDS / 20)


def test_seed_file_adds_names_instances_and_users(serve: Serve, tmp_path: Path, state: Path) -> None:
    """A seed file adds to the default seed; its users can be deleted for good."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(SEED))
    options = ("--seed", str(seed), "--state", str(state))
    running = serve(*options)
    place = Place(running, "eu-west-2", running.client())
    aliases = [item["InstanceAlias"] for item in place.client.list_instances()["InstanceSummaryList"]]
    assert aliases == ["meridian-support", "meridian-saml", "harbour"]
    assert place.routing_profile_id("Harbour Desk") != place.routing_profile_id("VIP Care")
    (summary,) = place.client.list_users(InstanceId=HARBOUR)["UserSummaryList"]
    shown = place.describe(summary["Id"], HARBOUR)
    assert (shown["Username"], shown["Tags"], shown["PhoneConfig"]["DeskPhoneNumber"]) == (
        "ada",
        {"site": "Hull"},
        "+442071838750",
    )
    assert shown["RoutingProfileId"] == place.routing_profile_id("Night Desk", HARBOUR)
    assert place.client.describe_instance(InstanceId=MANAGED)["Instance"]["Tags"] == {"site": "Hull"}
    assert _values(place, HARBOUR, "connect:Skill") == ["German", "Norse"]
    default = ["Czech", "English", "French", "German", "Spanish"]
    assert _values(place, MANAGED, "connect:Skill") == [*default, "Norse"]
    assert (_values(place, MANAGED, "Berth"), _values(place, MANAGED, "vip")) == (["3"], ["yes"])
    place.client.delete_user(InstanceId=HARBOUR, UserId=summary["Id"])
    running.stop()
    assert serve(*options).client().list_users(InstanceId=HARBOUR)["UserSummaryList"] == []


def _values(place: Place, instance_id: str, name: str) -> list[str]:
    answer = place.client.describe_predefined_attribute(InstanceId=instance_id, Name=name)
    found: list[str] = answer["PredefinedAttribute"]["Values"]["StringList"]
    return found


def test_seed_file_that_replaces_leaves_the_default_out(tmp_path: Path) -> None:
    """With "replace" the server has the file's instances alone."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({**SEED, "replace": True}))
    loaded = {instance.id: instance.routing_profiles for instance in load_seed(seed)}
    assert loaded == {MANAGED: ("Harbour Desk",), HARBOUR: ("Night Desk",)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't be read"),
        ("{", "isn't right"),
        ('{"instances": [{"id": "x", "alias": "x", "identity_management": "LDAP"}]}', "identity_management"),
        (
            json.dumps(
                {
                    "instances": [
                        {
                            "id": SAML,
                            "alias": "x",
                            "identity_management": "SAML",
                            "users": [{"name": "a", "routing_profile": "None Such", "security_profiles": []}],
                        }
                    ]
                }
            ),
            "has no RoutingProfile 'None Such'",
        ),
        (
            json.dumps(
                {
                    "instances": [
                        {"id": "x", "alias": "x", "identity_management": "SAML", "hierarchy_groups": ["A/B"]}
                    ]
                }
            ),
            "hierarchy group 'A/B' needs its parent above it",
        ),
        (
            json.dumps({**SEED, "predefined_attributes": {"connect:Skill": ["Norse"]}}),
            "user 'ada' has a proficiency of 'connect:Skill' and 'German', which isn't among the predefined "
            "attributes of instance 'harbour'",
        ),
        (json.dumps({"predefined_attributes": {"": ["x"]}, "instances": []}), "at least 1 character"),
    ],
    ids=[
        "missing",
        "no-json",
        "unknown-kind",
        "unknown-name",
        "no-parent",
        "unknown-value",
        "empty-name",
    ],
)
def test_seed_file_that_is_wrong_is_refused_with_the_reason(
    tmp_path: Path, content: str | None, message: str
) -> None:
    """A seed that can't be used is refused before anything is served."""
    seed = tmp_path / "seed.json"
    if content is not None:
        seed.write_text(content)
    with pytest.raises(SeedError, match=message):
        try_seed(Settings(seed=seed))


def test_seed_file_that_is_wrong_stops_the_start(serve: Serve, tmp_path: Path) -> None:
    """The command says in one line why it doesn't start."""
    running = serve("--seed", str(tmp_path / "none.json"))
    status, output, errors = running.stop()
    assert (running.greeting, status, output) == ("", 2, "")
    assert errors == (
        f"local Connect: the seed file {tmp_path}/none.json can't be read: No such file or directory\n"
    )
