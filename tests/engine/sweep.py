"""One story of a stack that has secrets, and all that its runs, and the commands beside them, wrote."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from tests.engine.sentinels import SENTINELS, leaks
from tests.engine.story import Story
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import VENV

REGION = "eu-secrets-1"
CONFIG = {
    "connect:initialPassword": "password",
    "aws:secretKey": "secret key of the config",
    "aws:token": "token of the config",
}
LOUD = ("-v=8", "--logtostderr", "--logflow", "--debug")
QUIETLY_LOUD = ("-v=8", "--logflow")
LOUDEST = ("-v=9", "--logtostderr", "--logflow", "--debug")
TRACE = "property for RPC["
"""Stands in each line in which the engine itself writes out a message at -v=9."""

TOKEN: dict[str, Any] = {
    "Credentials": {
        "AccessToken": SENTINELS["access token"],
        "AccessTokenExpiration": 1,
        "RefreshToken": SENTINELS["refresh token"],
        "RefreshTokenExpiration": 1,
    },
    "SignInUrl": "https://x",
    "UserId": "u",
    "UserArn": "a",
}
TOKENS = 1000
"""More answers than the runs ask for."""

PLANNED, DRIFTED = "planned.json", "drifted.json"
"""Previews made with --show-secrets beside the project: the most that a command is ever given to read."""

COMMAND_LINES: dict[str, list[tuple[str, ...]]] = {
    "drift": [(f"../{DRIFTED}", *options) for options in ((), ("--json",), ("--markdown", "--cloudtrail"))],
    "export": [("--stack", "local"), ("--stack", "local", "--output", "people.yaml")],
    "gate": [
        (f"../{PLANNED}", *options) for options in ((), ("--json",), ("--markdown", "--stack", "local"))
    ],
    "iam-policy": [("--stack", "local"), ("--stack", "local", "--output", "policy.json")],
    "import": [
        ("people.yaml", "--stack", "local"),
        ("people.yaml", "--stack", "local", "--output", "i.json"),
    ],
    "local": [],
    "move": [("--to", "fleet", "--stack", "local")],
}
"""What the story runs of each command; the local Connect runs all the time and is looked at by itself."""

Place = dict[str, bytes]
"""What was written at one place: contents by what they are or by file."""


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

    def end(self) -> bytes:
        """Stop watching; what was seen, a process a line."""
        self._stop_asked.set()
        self.join()
        return b"\n".join(self.seen)


class Sweep:
    """Play a program's life, and keep what every place holds of it."""

    def __init__(self, folder: Path, program: str) -> None:
        """Make the stack with its secrets, and a local Connect of its own; nothing has run yet."""
        self.folder, self.program, self.users = folder, program, folder / "connect" / "users.json"
        self.connect = LocalConnect("--state", str(self.users))
        self.places: dict[str, Place] = {}
        self.engine, self.opened = b"", ""
        (folder / "temporary").mkdir()
        environment = {
            "TMPDIR": str(folder / "temporary"),
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": self.connect.url,
            "AWS_SECRET_ACCESS_KEY": SENTINELS["secret key of the environment"],
            "AWS_SESSION_TOKEN": SENTINELS["token of the environment"],
        }
        _store_password(self.connect)
        self.story = Story(self.connect, REGION, folder, program, **environment)
        for key, name in CONFIG.items():
            self.story.stack.set_config(key, SENTINELS[name], secret=True)
        self.story.stack.set_config("aws:accessKey", "local")
        self.story.stack.set_config("connect:instanceId", MANAGED)

    def play(self, refused: str, second: str) -> None:
        """Run every verb and command.

        Args:
            refused: a program whose users Connect refuses, all with the config's password.
            second: the program that follows the first one.
        """
        watch = ArgumentsWatch()
        watch.start()
        self._play_verbs(refused, second)
        self._play_commands()
        self.keep("arguments", "of all processes", watch.end())
        self.keep("local Connect", "calls", json.dumps(self.connect.calls()))
        self.keep("local Connect", "state", self.users.read_bytes())
        self._run("destroy", *QUIETLY_LOUD)

    def end(self) -> None:
        """Stop the local Connect, and read its log and every file."""
        self.keep("local Connect", "log", self.connect.stop())
        for place in ("state", "home", "project", "temporary"):
            for file in _files(self.folder / place):
                self.keep(place, str(file.relative_to(self.folder)), file.read_bytes())

    def keep(self, place: str, what: str, data: bytes | str) -> None:
        """Keep what was found at a place."""
        content = data.encode() if isinstance(data, str) else data
        self.places.setdefault(place, {})[what] = content

    def found(self, place: str) -> dict[str, list[str]]:
        """Name the sentinels of a place, by what holds them."""
        return {what: names for what, data in self.places[place].items() if (names := leaks(data))}

    def _play_verbs(self, refused: str, second: str) -> None:
        plan = self.folder / "plan.json"
        self._run("preview", "--json", "--save-plan", str(plan))
        self.keep("plan", "file", plan.read_bytes())
        self._show(PLANNED)
        self._fail(refused)
        self.story.program(self.program)
        self._run("up", "--json")
        self.story.program(second)
        self._change_users()
        self._show(DRIFTED, "--refresh")
        self._run("refresh", *LOUD)
        self._run("preview", "--diff", *LOUD)
        loudest = self._run("up", *LOUDEST).splitlines()
        self.engine = "\n".join(loudest).encode()
        self.keep("log", "up", "\n".join(line for line in loudest if TRACE not in line))
        self.keep("export", "closed", self.story.stack.pulumi("stack", "export").output)
        self.opened = self.story.stack.pulumi("stack", "export", "--show-secrets").output
        self.keep("providers", "in state", b"\n".join(_providers(self.opened)))

    def _run(self, verb: str, *options: str, fails: bool = False) -> str:
        """Run a verb, while Connect gives federation tokens that are known."""
        self._give_tokens()
        text: str = getattr(self.story.stack, verb)(*options, fails=fails).text
        self.connect.clear_faults()
        if options != LOUDEST:
            self.keep("failure" if fails else "log" if "-v=8" in options else "output", verb, text)
        return text

    def _give_tokens(self) -> None:
        """Let Connect give federation tokens that are known."""
        self.connect.faults([{"operation": "GetFederationToken", "body": json.dumps(TOKEN), "times": TOKENS}])

    def _change_users(self) -> None:
        """Change every user behind Pulumi's back: another routing profile, and a tag less."""
        boto = self.story.boto
        profiles = boto.list_routing_profiles(InstanceId=MANAGED)["RoutingProfileSummaryList"]
        for user_id in self.story.user_ids().values():
            where = {"InstanceId": MANAGED, "UserId": user_id}
            boto.update_user_routing_profile(**where, RoutingProfileId=profiles[-1]["Id"])
            arn = boto.describe_user(**where)["User"]["Arn"]
            boto.untag_resource(resourceArn=arn, tagKeys=["note"])

    def _show(self, file: str, *options: str) -> None:
        """Write a preview that shows the secrets, for commands to read."""
        self._give_tokens()
        preview = self.story.stack.preview("--json", "--show-secrets", *options)
        self.connect.clear_faults()
        (self.folder / file).write_text(preview.output)

    def _fail(self, program: str) -> None:
        """Let the service refuse users with a message that repeats their password, plain and in JSON."""
        secret = SENTINELS["password"]
        message = f"{secret} is bad: {json.dumps({'Password': secret})}"
        fault = {"operation": "CreateUser", "code": "InvalidRequestException", "message": message}
        self.connect.faults([{**fault, "times": TOKENS}])
        self.story.program(program)
        self._run("up", *LOUD, fails=True)

    def _play_commands(self) -> None:
        for name, lines in COMMAND_LINES.items():
            for number, line in enumerate(lines):
                before = set(_files(self.story.stack.project))
                self.keep(f"command {name}", f"line {number}", self._command(name, *line))
                for file in set(_files(self.story.stack.project)) - before:
                    self.keep(f"command {name}", f"file of line {number}", file.read_bytes())

    def _command(self, *line: str) -> bytes:
        stack = self.story.stack
        command = [str(VENV / "bin" / "python"), "-m", "connect_resources", *line]
        done = subprocess.run(command, cwd=stack.project, env=stack.environment, capture_output=True)
        assert done.returncode in (0, 1), done.stderr.decode()
        return done.stdout + done.stderr


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that aren't links."""
    found = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return (file for file in found if not file.is_symlink())


def _providers(state: str) -> Iterator[bytes]:
    """Yield each serialized provider of a state, as it is pickled."""
    for blob in re.findall(r'"__provider": "([^"]+)"', state):
        yield base64.b64decode(blob)


def _store_password(connect: LocalConnect) -> None:
    """Put a password into Secrets Manager."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("secretsmanager", region_name=REGION, endpoint_url=connect.url, **keys)
    client.create_secret(
        Name="agents/bela", SecretString=json.dumps({"password": SENTINELS["stored password"]})
    )
