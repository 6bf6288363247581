"""Passwords that are to be found nowhere but in the request to Connect."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect

REGION = "eu-secrets-1"
PASSWORD = "Wonderfully-h1dden"
STORED = "Kept-elsewhere-7"
PROGRAM = """
password = pulumi.Config("connect").require_secret("initialPassword")
ada = user("ada", password=password)
bela = user("bela", password=None, password_secret_id="agents/bela")
pulumi.export("everything", [vars(ada), vars(bela)])
pulumi.export("offers", [name for name in dir(ada) if "password" in name])
"""
TAGGED = PROGRAM.replace('user("ada",', 'user("ada", tags=dict(site="London"),')
TRACE = "property for RPC["
"""Stands in each line in which the engine itself writes out a message at -v=9."""

PROVIDER = "gASVOgAAAAAAAACMG2Nvbm5lY3RfcmVzb3VyY2VzLnByb3ZpZGVyc5SME0Nvbm5lY3RVc2VyUHJvdmlkZXKUk5QpgZQu"
"""``connect_resources.providers.ConnectUserProvider()`` as dill writes it, by reference."""


class ArgumentsWatch(threading.Thread):
    """Collect the arguments of all processes of this machine until stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[bytes] = set()
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(0.1):
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(file.read_bytes())
                except OSError:
                    continue

    def end(self) -> str:
        """Stop watching; what was seen."""
        self._stop_asked.set()
        self.join()
        return b"\n".join(self.seen).decode(errors="replace")


@dataclass(kw_only=True)
class Played:
    """Hold what the runs left: texts by where they were found, and what the state says of the users."""

    texts: dict[str, str]
    log: list[str]
    inputs: dict[str, list[str]]
    outputs: dict[str, list[str]]
    providers: set[str]
    opened: str


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Make two users, change one with all logs on, and collect every text that came of it."""
    folder = tmp_path_factory.mktemp("secrets")
    endpoint = {"AWS_ENDPOINT_URL_SECRETS_MANAGER": shared_connect.url}
    story = Story(shared_connect, REGION, folder, PROGRAM, **endpoint)
    keep_secret(shared_connect)
    story.stack.set_config("connect:initialPassword", PASSWORD, secret=True)
    watch = ArgumentsWatch()
    watch.start()
    texts = {"preview": story.stack.preview("--json").text, "events": story.stack.up("--json").text}
    texts["arguments"] = watch.end()
    story.program(TAGGED)
    loud = story.stack.up("--logtostderr", "-v=9", "--debug").text.splitlines()
    texts["log"] = "\n".join(line for line in loud if TRACE not in line)
    texts["export"] = json.dumps(story.stack.export())
    texts["files"] = "\n".join(file.read_text(errors="replace") for file in own_files(folder))
    opened = story.stack.pulumi("stack", "export", "--show-secrets").output
    state = story.resources()
    story.stack.destroy()
    return Played(
        texts=texts,
        log=loud,
        inputs={name: sorted(found["inputs"]) for name, found in state.items()},
        outputs={name: sorted(found["outputs"]) for name, found in state.items()},
        providers={found["inputs"]["__provider"] for found in state.values()},
        opened=opened,
    )


def keep_secret(connect: LocalConnect) -> None:
    """Put a password into Secrets Manager."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("secretsmanager", region_name=REGION, endpoint_url=connect.url, **keys)
    client.create_secret(Name="agents/bela", SecretString=json.dumps({"password": STORED}))


def own_files(folder: Path) -> list[Path]:
    """List the files of the stack: its project, its state with backups and history, and PULUMI_HOME."""
    files = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return [file for file in files if not file.is_symlink()]


WHERE = ("preview", "events", "arguments", "log", "export", "files")


@pytest.mark.parametrize("where", WHERE)
def test_password_of_a_user_is_nowhere(played: Played, where: str) -> None:
    """No output, event, process, log of the provider, state or file holds a password in clear."""
    text = played.texts[where]
    assert (text != "", PASSWORD in text, STORED in text) == (True, False, False)


def test_password_from_secrets_manager_isn_t_even_encrypted_in_state(played: Played) -> None:
    """A password read from Secrets Manager never reaches the engine: not its log, not its secrets."""
    assert STORED not in "\n".join([*played.log, played.opened])


def test_password_is_a_secret_input_and_no_output(played: Played) -> None:
    """The state holds a password as an encrypted argument alone; opened with the passphrase it is there."""
    common = ["__provider", "identity_info", "instance_id", "name", "routing_profile_id"]
    assert played.inputs == {
        "ada": sorted([*common, "password", "security_profile_ids", "tags"]),
        "bela": sorted([*common, "password_secret_id", "security_profile_ids"]),
    }
    computed = ["arn", "security_profile_ids", "tags_all", "user_id"]
    assert played.outputs == {
        "ada": sorted([*common, *computed, "tags"]),
        "bela": sorted([*common, *computed, "password_secret_id"]),
    }
    assert PASSWORD in played.opened


def test_password_is_no_attribute_of_the_user(played: Played) -> None:
    """A program can't read a user's password back; the name of its secret it can."""
    stack = json.loads(played.opened)["deployment"]["resources"][0]
    assert stack["outputs"]["offers"] == ["password_secret_id"]


def test_provider_in_state_is_a_reference(played: Played) -> None:
    """The serialized provider names its class and holds nothing else."""
    assert played.providers == {PROVIDER}
