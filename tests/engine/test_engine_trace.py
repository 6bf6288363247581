"""What the engine itself writes down of secrets: docs/security.md warns of exactly this."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect

SECRETS = {
    "connect:initialPassword": "Traced-pa55word",
    "aws:accessKey": "TRACEDACCESSKEY",
    "aws:secretKey": "Traced-secret-key",
    "aws:token": "Traced-token",
}
PROGRAM = """
import os
from pathlib import Path

Path(os.environ["CONFIG_SEEN"]).write_text(os.environ["PULUMI_CONFIG"])
user("ada", password=pulumi.Config("connect").require_secret("initialPassword"))
"""


@dataclass
class Played:
    """Hold what one traced preview left, and the log of a plain one before and after decryption."""

    output: str
    trace: Path
    config: dict[str, str]
    log: bytes
    decrypted: str


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Preview a stack whose config holds secrets, plainly and then traced."""
    folder = tmp_path_factory.mktemp("trace")
    temporary, seen = folder / "temporary", folder / "config.json"
    temporary.mkdir()
    places = {"TMPDIR": str(temporary), "CONFIG_SEEN": str(seen)}
    story = Story(shared_connect, "eu-trace-1", folder, PROGRAM, **places)
    for key, value in SECRETS.items():
        story.stack.set_config(key, value, secret=True)
    before = logs(folder)
    story.stack.preview()
    (log,) = (file for file, written in logs(folder).items() if before.get(file) != written)
    decrypted = story.stack.pulumi("logs", "decrypt", str(log)).output
    output = story.stack.preview("-v=9").text
    (trace,) = (file for file in temporary.glob("pulumi.*.log.INFO.*") if not file.is_symlink())
    return Played(output, trace, json.loads(seen.read_text()), log.read_bytes(), decrypted)


def logs(folder: Path) -> dict[Path, int]:
    """List the logs that the engine wrote of its own, with when: two runs of one second share one."""
    found = (folder / "home" / "logs").glob("organization+*.log")
    return {file: file.stat().st_mtime_ns for file in found}


def found(text: str) -> list[str]:
    """Name the secrets that a text holds in clear."""
    return [key for key, value in SECRETS.items() if value in text]


def test_trace_holds_every_secret_of_the_config_in_clear(played: Played) -> None:
    """What ``-v=9`` writes goes to a file in the temporary folder, with all that was set with --secret."""
    assert (found(played.output), found(played.trace.read_text())) == ([], [*SECRETS])


def test_trace_is_readable_by_all_whom_the_umask_lets(played: Played) -> None:
    """The engine takes no care of the file: with the usual umask everybody on the machine reads it."""
    umask = os.umask(0o022)
    os.umask(umask)
    assert stat.S_IMODE(played.trace.stat().st_mode) == 0o666 & ~umask


def test_config_in_the_environment_of_the_program_is_decrypted(played: Played) -> None:
    """The program's process holds all secrets of the config in its environment."""
    assert {key: played.config[key] for key in SECRETS} == SECRETS


def test_log_of_a_plain_run_is_encrypted_and_holds_the_password(played: Played) -> None:
    """Without any trace a log is kept: encrypted, with the password for whoever may decrypt."""
    assert [key for key, value in SECRETS.items() if value.encode() in played.log] == []
    assert found(played.decrypted) == ["connect:initialPassword"]
