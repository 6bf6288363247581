"""Passwords, keys and tokens that are to be found nowhere but in the requests to AWS.

One story is played twice: by a program that keeps its secrets, and by one that plants a secret at every place
that is looked at. What finds nothing of the first has to find it at each place of the second.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from connect_resources.__main__ import COMMANDS
from tests.engine.sentinels import SENTINELS, leaks
from tests.engine.sweep import COMMAND_LINES, Sweep
from tools.local_connect import MANAGED

REFUSED = """
password = pulumi.Config("connect").require_secret("initialPassword")
ada = user("ada", password=password)
profiles = dict(routing_profile_id=routing(), security_profile_ids=[security()])
cleo = dict(identity_info=dict(first_name="Cleo", last_name="Okafor"), **profiles)
ConnectUsers("team", instance_id=INSTANCE, users=dict(cleo=cleo), password=password)
"""
PROGRAM = f"""{REFUSED}
bela = user("bela", password=None, password_secret_id="agents/bela")
UserHierarchy("ada-in-emea", instance_id=INSTANCE, user_id=ada.user_id, hierarchy_group_id=group("EMEA"))
token = get_federation_token(SAML)
pulumi.export("tokens", [token.access_token, token.refresh_token, token.sign_in_url])
pulumi.export("everything", [vars(ada), vars(bela)])
pulumi.export("offers", [name for name in dir(ada) if "password" in name])
"""
PLANTING = """
import base64, os, subprocess, tempfile
from pathlib import Path

plain = pulumi.Config("connect").require("initialPassword")
subprocess.Popen(["sh", "-c", "sleep 2", plain], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
pulumi.log.info(plain)
pulumi.export("plain", plain)
Path(os.environ["PULUMI_HOME"], "planted").write_text(plain)
Path(tempfile.gettempdir(), "planted").write_text(plain)


class Planted(pulumi.dynamic.ResourceProvider):
    serialize_as_secret_always = False

    def __init__(self):
        self.kept = plain

    def create(self, props):
        return pulumi.dynamic.CreateResult("planted", {})


class Planting(pulumi.dynamic.Resource, name="Planting"):
    def __init__(self):
        super().__init__(Planted(), "planted", {})


Planting()
user("eve", tags=dict(note=base64.b64encode(plain.encode()).decode()))
"""
COMMON = ["__provider", "identity_info", "instance_id", "name", "routing_profile_id", "security_profile_ids"]
PLACES = [
    *("output", "log", "failure", "plan", "export", "state", "project", "home", "temporary", "arguments"),
    *("local Connect", "providers", *(f"command {name}" for name, lines in COMMAND_LINES.items() if lines)),
]
WITHOUT_USERS = "command iam-policy"
"""Reads neither users nor the program: nothing can be planted there."""

PROVIDER = "gASVOgAAAAAAAACMG2Nvbm5lY3RfcmVzb3VyY2VzLnByb3ZpZGVyc5SME0Nvbm5lY3RVc2VyUHJvdmlkZXKUk5QpgZQu"
"""``connect_resources.providers.ConnectUserProvider()`` as dill writes it, by reference."""


def tagged(program: str) -> str:
    """Change a user of the program."""
    return program.replace('user("ada",', 'user("ada", tags=dict(site="London"),')


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """Play the program that keeps its secrets."""
    sweep = Sweep(tmp_path_factory.mktemp("kept"), PROGRAM)
    try:
        sweep.play(REFUSED, tagged(PROGRAM))
    finally:
        sweep.end()
    return sweep


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """Play the program that plants one, and plant it where no program gets to."""
    sweep = Sweep(tmp_path_factory.mktemp("planted"), PROGRAM + PLANTING)
    try:
        plant(sweep, SENTINELS["password"])
        sweep.play(REFUSED + PLANTING, tagged(PROGRAM + PLANTING))
    finally:
        sweep.end()
    return sweep


def plant(sweep: Sweep, secret: str) -> None:
    """Let a secret into the local Connect's call log and onto its standard error."""
    with pytest.raises(ClientError):
        sweep.story.boto.describe_user(InstanceId=MANAGED, UserId=secret)
    Path(f"/proc/{sweep.connect.process_id}/fd/2").write_text(secret)


@pytest.mark.parametrize("place", PLACES)
def test_secret_is_nowhere(kept: Sweep, place: str) -> None:
    """No output, log, plan, state, file, process or command holds a password, key or token in any form."""
    assert kept.found(place) == {}


@pytest.mark.parametrize("place", sorted({*PLACES} - {WITHOUT_USERS}))
def test_secret_that_was_planted_is_found(planted: Sweep, place: str) -> None:
    """Each place is looked at: what was planted there is found."""
    assert planted.found(place) != {}


def test_secret_that_was_planted_is_found_in_each_file_of_the_local_connect(planted: Sweep) -> None:
    """The list of calls, the state file and the log are each looked at by themselves."""
    assert planted.found("local Connect") == {key: ["password"] for key in ("calls", "state", "log")}


def test_places_are_all_that_was_kept(kept: Sweep) -> None:
    """No place is looked at in one story alone, and the story runs every command."""
    assert (set(kept.places), set(COMMAND_LINES)) == (set(PLACES), set(COMMANDS))


def test_password_from_secrets_manager_isn_t_even_encrypted_in_state(kept: Sweep) -> None:
    """A password read from Secrets Manager never reaches the engine: not its log at -v=9, not its secrets."""
    found = [*leaks(kept.engine), *leaks(kept.opened.encode())]
    assert ("password" in found, "stored password" in found) == (True, False)


def test_password_is_a_secret_input_and_no_output(kept: Sweep) -> None:
    """The state holds a password as an encrypted argument alone; opened with the passphrase it is there."""
    users = entries(kept)
    assert {name: sorted(users[name]["inputs"]) for name in ("ada", "bela")} == {
        "ada": sorted([*COMMON, "password", "tags"]),
        "bela": sorted([*COMMON, "password_secret_id"]),
    }
    computed = ["arn", "tags_all", "user_id"]
    assert {name: sorted(users[name]["outputs"]) for name in ("ada", "bela")} == {
        "ada": sorted([*COMMON, *computed, "tags"]),
        "bela": sorted([*COMMON, *computed, "password_secret_id"]),
    }


def test_password_is_no_attribute_of_the_user(kept: Sweep) -> None:
    """A program can't read a user's password back; the name of its secret it can."""
    stack = json.loads(kept.opened)["deployment"]["resources"][0]
    assert stack["outputs"]["offers"] == ["password_secret_id"]


def test_provider_in_state_is_a_reference(kept: Sweep) -> None:
    """The serialized provider names its class and holds nothing else."""
    assert {entries(kept)[name]["inputs"]["__provider"] for name in ("ada", "bela")} == {PROVIDER}


def entries(sweep: Sweep) -> dict[str, dict[str, Any]]:
    """Return the resources of the state by name, with secrets opened."""
    found = json.loads(sweep.opened)["deployment"]["resources"]
    return {item["urn"].rsplit("::", 1)[-1]: item for item in found}
