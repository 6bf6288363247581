"""The command iam-policy: what it allows is what the code calls, no less and no more.

Everything that the code does is done through a door that lets through what the policy allows alone.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import connect_resources as connect
from connect_resources.__main__ import COMMANDS, main
from connect_resources.commands.options import NO
from connect_resources.commands.rights import SETTINGS
from connect_resources.errors import ConnectResourcesError
from connect_resources.service.session import service_client
from connect_resources.users.section import Section
from connect_resources.users.table import SECTIONS
from tests.commands.previews import USER, arguments, outputs, preview, step, write
from tests.lifecycle.authorization import ASKED, not_called_yet
from tests.lifecycle.doors import FLEET
from tests.lifecycle.guard import GuardedConnect, Judge
from tests.lifecycle.harness import ACCOUNT, MANAGED, PASSWORD, SAML, Place, Stack, play, setting_lifecycle
from tests.lifecycle.plain import ARGS, NUMBER, STATE
from tests.lifecycle.programs import Programs
from tests.lifecycle.test_settings import CASES, CHAT_LIMIT
from tests.lifecycle.test_user_scenarios import CHANNELS, MANY, PROFICIENCIES, TERRAFORM, WITH_SAML

ALIAS = "meridian-support"
SECRET = "connect-users/initial"
MANAGED_POLICY = 6144
"""The most characters, without white space. Source: "IAM and AWS STS quotas" of the IAM User Guide."""

SKILLS = [{"attribute_name": "vip", "attribute_value": "yes", "level": level} for level in (4, 5)]
BY_SETTING: Mapping[str, Section] = {section.setting: section for section in SECTIONS if section.resource}

ROSTER = """\
users:
  - {name: alice, routing_profile: VIP Care, security_profiles: [Agent], hierarchy_group: EMEA,
     first_name: Ada, last_name: Okafor,
     proficiencies: [{attribute_name: vip, attribute_value: "yes", level: 1}]}
"""


def write_roster(folder: Path) -> str:
    """Write the roster of a user that exists, and return its path."""
    file = folder / "users.yaml"
    file.write_text(ROSTER)
    return str(file)


LOOKED_AT = step("refresh", USER, "alice", old=outputs(arguments("alice"), "u-1"))
MOVED = step("update", USER, "alice", old=outputs(arguments("alice"), "u-1"), new=arguments("alice", "p-1"))
CALLS_OF_COMMANDS: Mapping[str, Callable[[Path], Iterable[tuple[str, ...]]]] = {
    "export": lambda folder: [("--instance", ALIAS)],
    "import": lambda folder: [(write_roster(folder), "--instance", ALIAS)],
    "iam-policy": lambda folder: [("--instance", MANAGED), ("--instance", ALIAS)],
    "gate": lambda folder: [(write(folder, preview()),)],
    "drift": lambda folder: [
        ("--cloudtrail", write(folder, preview(MOVED, refreshed=[LOOKED_AT]), "drift.json"))
    ],
    "check": lambda folder: [(write_roster(folder), "--instance", ALIAS)],
    "local": lambda folder: [],  # it serves, and calls nobody
    "move": lambda folder: [],  # it rewrites a state, without a call
    "schema": lambda folder: [],  # it writes what the table says
}
"""The command lines of each command that make every call that it can make; a folder is theirs to use."""


def write_policy(place: Place, instance: str, options: Iterable[str], folder: Path) -> dict[str, Any]:
    """Return the policy for an instance of a place, as the command writes it."""
    file = folder / "policy.json"
    arn = f"arn:aws:connect:{place.region}:{ACCOUNT}:instance/{instance}"
    assert main(["iam-policy", "--instance", arn, *options, "--output", str(file)]) == 0
    found: dict[str, Any] = json.loads(file.read_text())
    return found


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold one region of the local Connect, and the two ways to it.

    Attributes:
        open: the way without a policy.
        guarded: the way through the policy.
        folder: an empty folder.
    """

    open: Place
    guarded: Place
    folder: Path

    @contextmanager
    def prepared(self, stack: Stack) -> Iterator[None]:
        """Let a stack go around the policy for a while."""
        stack.place = self.open
        yield
        stack.place = self.guarded


@contextmanager
def guarded(place: Place, judge: Judge, folder: Path) -> Iterator[Ground]:
    """Give the two ways to a place."""
    with GuardedConnect(place.server, judge) as door:
        yield Ground(place, Place(door, place.region), folder)


# What the code does.


def live_users(ground: Ground) -> None:
    """Make, read, change in every section, and delete users, singly and as a fleet."""
    place = ground.guarded
    for steps in itertools.chain(
        *(item.values() for item in (TERRAFORM, CHANNELS, PROFICIENCIES, WITH_SAML))
    ):
        play(Stack(place), steps)
    for steps in MANY.values():
        play(Stack(place), steps)
        play(Stack(place, FLEET.user, words=FLEET.words, beside=FLEET.beside), steps)


def read_users(ground: Ground) -> None:
    """Preview and refresh a user that changes, one that is gone, and one that is to be adopted."""
    place = ground.guarded
    stack = Stack(place, refresh="full")
    changed = {**ARGS, "phone_config": {"phone_type": "DESK_PHONE", "desk_phone_number": NUMBER}}
    with ground.prepared(stack):
        stack.up({**ARGS, "proficiencies": SKILLS[:1]})
    stack.refresh()
    for refresh in ("full", "fast"):
        stack.settings = {"refresh": refresh}
        stack.refresh()
        stack.preview({**changed, "proficiencies": SKILLS[1:]})
        stack.preview({**changed, "directory_user_id": "dir-1"})
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    stack.refresh()
    assert not stack.exists
    place.make_user("alice")
    Stack(place).preview_new({**ARGS, "adopt_existing": True})
    clear(place)


def adopt(ground: Ground) -> None:
    """Take users over, one by one and as a fleet."""
    place = ground.guarded
    for stack in (Stack(place), Stack(place, FLEET.user)):
        place.make_user("alice", IdentityInfo={"FirstName": "Grace", "LastName": "Hopper"})
        stack.up({**ARGS, "adopt_existing": True, "proficiencies": SKILLS[:1]})
        stack.destroy()


def read_first_password(ground: Ground) -> None:
    """Make a user whose password is a secret's."""
    client = service_client(ground.open.settings(), "secretsmanager", attempts=1)
    client.create_secret(Name=SECRET, SecretString=PASSWORD)
    stack = Stack(ground.guarded)
    stack.up({**STATE, "password_secret_id": SECRET})
    stack.destroy()


def arguments_of(setting: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two values of a sub-setting."""
    if setting == "proficiencies":
        return {"proficiencies": [SKILLS[0], other_skill()]}, {"proficiencies": SKILLS[1:]}
    return CASES[setting].args, CASES[setting].changed


def other_skill() -> dict[str, Any]:
    """Return a proficiency in something else."""
    return {"attribute_name": "billing", "attribute_value": "yes", "level": 1}


def live_setting(setting: str) -> Callable[[Ground], None]:
    """Return the life of a sub-setting of a plain user, and of one with settings by channel; both go."""

    def live(ground: Ground) -> None:
        place, (args, changed) = ground.guarded, arguments_of(setting)
        befores: tuple[dict[str, Any], ...] = ({}, CHAT_LIMIT)
        for before in befores:
            user_id = place.make_user("alice", **before)
            where = {"instance_id": MANAGED, "user_id": user_id}
            stack = Stack(place, setting_lifecycle(BY_SETTING[setting].name), refresh="fast")
            stack.up({**where, **args})
            stack.refresh()
            stack.up({**where, **changed})
            stack.destroy()
            stack.up({**where, **args})
            place.outside("delete_user", InstanceId=MANAGED, UserId=user_id)
            stack.refresh()
            assert not stack.exists

    return live


def read_setting(setting: str) -> Callable[[Ground], None]:
    """Return the previews and refreshes of a sub-setting."""

    def read(ground: Ground) -> None:
        place, (args, changed) = ground.guarded, arguments_of(setting)
        user_id = place.make_user("alice")
        where = {"instance_id": MANAGED, "user_id": user_id}
        stack = Stack(place, setting_lifecycle(BY_SETTING[setting].name), refresh="fast")
        stack.preview_new({**where, **args})
        with ground.prepared(stack):
            stack.up({**where, **args})
        stack.refresh()
        stack.refresh()
        stack.preview({**where, **changed})
        place.outside("delete_user", InstanceId=MANAGED, UserId=user_id)
        stack.refresh()
        assert not stack.exists

    return read


def look_up(ground: Ground) -> None:
    """Call every lookup."""
    programs = Programs(ground.guarded)
    ground.guarded.make_user("alice")
    ground.guarded.make_user("ada@example.com", SAML)
    role = json.dumps([{"roleArn": f"arn:aws:iam::{ACCOUNT}:role/agents", "sessionName": "ada@example.com"}])
    lookups: dict[str, Callable[[], Any]] = {
        "get_security_profile": lambda: connect.get_security_profile("Agent"),
        "get_routing_profile": lambda: connect.get_routing_profile("VIP Care"),
        "get_hierarchy_group": lambda: connect.get_hierarchy_group("EMEA/Germany/Berlin"),
        "get_hierarchy_structure": connect.get_hierarchy_structure,
        "get_user": lambda: connect.get_user("alice"),
        "get_users": lambda: connect.get_users(ALIAS),
        "get_federation_token": lambda: connect.get_federation_token(SAML),
    }
    offered = {name for name in connect.__all__ if name.startswith("get_") and not name.endswith("_output")}
    assert set(lookups) == offered
    for name, lookup in lookups.items():
        programs.run(lookup, **({"aws_assumeRoles": role} if name == "get_federation_token" else {}))
    clear(ground.guarded)


def run_commands(ground: Ground) -> None:
    """Run every command line."""
    assert set(CALLS_OF_COMMANDS) == set(COMMANDS), "say above which calls a new command makes"
    url, region = ground.guarded.server.url, ground.guarded.region
    for number in range(30):  # so many that their proficiencies are searched for
        user_id = ground.guarded.make_user(f"crowd{number}")
        skill = {"AttributeName": "vip", "AttributeValue": "yes", "Level": 1}
        ground.open.outside(
            "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=[skill]
        )
    ground.guarded.make_user("alice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        for name, value in (("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")):
            patch.setenv(name, value)
        for command, lines in CALLS_OF_COMMANDS.items():
            for line in lines(ground.folder):
                where = ("--region", region, "--output", str(ground.folder / "out"))
                assert main([command, *line, *where]) in (0, NO)
    clear(ground.guarded)


def clear(place: Place) -> None:
    """Delete every user behind the code's back."""
    for instance in (MANAGED, SAML):
        for user in place.boto.list_users(InstanceId=instance)["UserSummaryList"]:
            place.boto.delete_user(InstanceId=instance, UserId=user["Id"])


EVERY_SETTING = tuple(map(live_setting, BY_SETTING))
READ_EVERY_SETTING = tuple(map(read_setting, BY_SETTING))

USES: dict[str, tuple[tuple[str, ...], tuple[Callable[[Ground], None], ...]]] = {
    "everything": (
        (),
        (live_users, read_users, adopt, read_first_password, *EVERY_SETTING, look_up, run_commands),
    ),
    "everything read-only": (("--read-only",), (read_users, *READ_EVERY_SETTING, look_up, run_commands)),
    "some settings": (
        ("--settings", "hierarchy", "routing-profile"),
        (live_setting("hierarchy"), live_setting("routing-profile")),
    ),
    **{setting: (("--settings", setting), (live_setting(setting),)) for setting in BY_SETTING},
    **{
        f"{setting} read-only": (("--read-only", "--settings", setting), (read_setting(setting),))
        for setting in BY_SETTING
    },
}
"""The options of the command, and what is done with the policy that they give."""


@pytest.mark.parametrize(("options", "acts"), USES.values(), ids=USES)
def test_policy_allows_what_is_called_and_nothing_else(
    place: Place, tmp_path: Path, options: tuple[str, ...], acts: tuple[Callable[[Ground], None], ...]
) -> None:
    """No call is refused, and there is no action and no resource that no call needs."""
    instances = (MANAGED, SAML) if not set(options) - {"--read-only"} else (MANAGED,)
    judge = Judge.of(*(write_policy(place, instance, options, tmp_path) for instance in instances))
    with guarded(place, judge, tmp_path) as ground:
        for act in acts:
            act(ground)
    assert (judge.denied, judge.unused(not_called_yet())) == ([], set())


def test_policy_without_an_action_is_found_out(place: Place, tmp_path: Path) -> None:
    """The door refuses what a policy leaves out: whichever action is taken out of it, a call fails."""
    whole = Judge.of(write_policy(place, MANAGED, ("--settings", "proficiencies"), tmp_path))
    for _, action in sorted(whole.granted("Action")):
        kept = [{**item, "Action": [*{*item["Action"]} - {action}]} for item in whole.statements]
        judge = Judge(kept)
        with guarded(place, judge, tmp_path) as ground, suppress(ConnectResourcesError):
            live_setting("proficiencies")(ground)
        clear(place)
        assert action in {refused for refused, _ in judge.denied}


def test_policy_without_a_resource_is_found_out(place: Place, tmp_path: Path) -> None:
    """The same of whichever resource is taken out of it."""
    whole = Judge.of(write_policy(place, MANAGED, ("--settings", "proficiencies"), tmp_path))
    for sid, pattern in sorted(whole.granted("Resource")):
        judge = Judge(
            [
                {
                    **item,
                    "Resource": [name for name in item["Resource"] if (item["Sid"], name) != (sid, pattern)],
                }
                for item in whole.statements
            ]
        )
        with guarded(place, judge, tmp_path) as ground, suppress(ConnectResourcesError):
            live_setting("proficiencies")(ground)
        clear(place)
        assert judge.denied != [], (sid, pattern)


def test_policy_with_more_than_is_called_is_found_out(place: Place, tmp_path: Path) -> None:
    """An action that no call needs stays unused, and so does a resource."""
    policy = write_policy(place, MANAGED, ("--settings", "hierarchy"), tmp_path)
    first = policy["Statement"][0]
    more = f"arn:aws:connect:{place.region}:{ACCOUNT}:instance/{MANAGED}/queue/*"
    first["Action"].append("connect:DeleteUser")
    first["Resource"].append(more)
    judge = Judge.of(policy)
    with guarded(place, judge, tmp_path) as ground:
        live_setting("hierarchy")(ground)
    assert judge.unused() == {
        (first["Sid"], "connect:DeleteUser"),
        (first["Sid"], more.replace(MANAGED, "ID")),
    }


def test_policy_has_each_action_of_the_reference_once(place: Place, tmp_path: Path) -> None:
    """Each action is one of those that the reference says something of, and stands in one statement."""
    statements = write_policy(place, MANAGED, (), tmp_path)["Statement"]
    assert sorted(action for item in statements for action in item["Action"]) == sorted(ASKED)
    assert len({item["Sid"] for item in statements}) == len(statements)


def test_policy_fits_where_policies_go(place: Place, tmp_path: Path) -> None:
    """The policy for everything is short enough for a managed one."""
    text = json.dumps(write_policy(place, MANAGED, (), tmp_path), separators=(",", ":"))
    assert len(text) <= MANAGED_POLICY


def test_settings_of_the_command_are_the_sub_settings() -> None:
    """The names are those that ids of sub-settings end in."""
    assert set(SETTINGS) == set(BY_SETTING)
