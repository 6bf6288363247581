"""What all commands share: where they go, what they write, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connect_resources.__main__ import COMMANDS
from connect_resources.commands.pace import announce
from connect_resources.commands.stack_file import read_stack_file
from connect_resources.config import Settings
from connect_resources.errors import ConfigError
from tests.commands.conftest import Command, write_stack
from tests.lifecycle.harness import Place
from tools.interruptible import interruptible
from tools.local_connect import MANAGED, ROOT, LocalConnect

UNKNOWN = "11111111-1111-4111-8111-111111111111"
UNUSED = "http://127.0.0.1:9"
AT_ONCE = 3
"""Seconds; calls that wait for the quota would take twice as long."""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param([], "no Amazon Connect instance: name one with --instance", id="no instance"),
        pytest.param(["--instance", "nobody"], "instance 'nobody' was not found in region", id="alias"),
        pytest.param(["--instance", UNKNOWN], f"instance {UNKNOWN} was not found in region", id="id"),
        pytest.param(
            ["--instance", MANAGED, "--region", "nowhere", "--endpoint-url", UNUSED],
            f"SearchUsers of instance {MANAGED} failed: EndpointConnectionError: Could not connect to the "
            f'endpoint URL: "{UNUSED}',
            id="endpoint",
        ),
        pytest.param(["--instance", MANAGED, "--endpoint-url", "odd"], "Invalid endpoint: odd", id="no URL"),
        pytest.param(
            ["--instance", MANAGED, "--profile", "nobody"], "The config profile (nobody) could", id="profile"
        ),
        pytest.param(
            ["--instance", MANAGED, "--output", "none/users.yaml"], "there is no folder", id="output's folder"
        ),
        pytest.param(["--instance", MANAGED, "--path", "Mars"], "hierarchy group 'Mars' was", id="group"),
        pytest.param(["--stack", "london"], "--stack needs a Pulumi project", id="no project"),
        pytest.param(
            ["--instance", "arn:aws:connect:us-east-1:123456789012:instance/"],
            "instance/ isn't the ARN of an instance",
            id="ARN",
        ),
        pytest.param(
            ["--instance", f"arn:aws:connect:us-east-1:123456789012:instance/{MANAGED}/agent/{UNKNOWN}"],
            f"agent/{UNKNOWN} isn't the ARN of an instance",
            id="ARN of a user",
        ),
    ],
)
def test_command_that_cannot_be_done_says_why_in_one_line(
    place: Place,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
) -> None:
    """The exit status is 2, stdout stays empty, and one line names what is wrong."""
    monkeypatch.chdir(tmp_path)
    done = command("export", *options)
    lines = done.said.splitlines()
    assert (done.status, done.result, len(lines), lines[0][:8]) == (2, "", 1, "export: ")
    assert said in lines[0]


def test_error_of_several_lines_is_said_in_one(place: Place, command: Command) -> None:
    """Whatever the service writes, one line says what is wrong."""
    said = {"code": "InvalidRequestException", "status": 400, "message": "first\nsecond"}
    place.server.faults([{"operation": "SearchUsers", **said}])
    done = command("export", "--instance", MANAGED)
    assert (done.status, done.result, done.said.count("\n")) == (2, "", 1)
    assert "InvalidRequestException: first second" in done.said


def test_command_without_credentials_says_so(
    place: Place, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where boto3 finds none, the line says credentials."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    done = command("export", "--instance", MANAGED)
    assert (done.status, done.said.count("\n"), "Unable to locate credentials" in done.said) == (2, 1, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(["export", "--tag", "site"], "argument --tag: must be KEY=VALUE, not 'site'", id="tag"),
        pytest.param(
            ["export", "--burst", "x"], "argument --burst: must be a whole number, not 'x'", id="burst"
        ),
        pytest.param(
            ["export", "--requests-per-second", "inf"],
            "argument --requests-per-second: must be greater than 0",
            id="rate",
        ),
        pytest.param(
            ["check", "users.yaml", "--instance", ""],
            "argument --instance: must not be empty",
            id="variable that nobody set",
        ),
        pytest.param(["import"], "the following arguments are required: ROSTER", id="no roster"),
        pytest.param([], "the following arguments are required: COMMAND", id="no command"),
    ],
)
def test_wrong_usage_is_two_lines(command: Command, line: list[str], said: str) -> None:
    """The first line starts with usage:, the second says what is wrong."""
    done = command(*line)
    usage, wrong = done.said.splitlines()
    assert (done.status, done.result, usage[:7]) == (2, "", "usage: ")
    assert wrong.endswith(said)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_an_example_on_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However narrow the terminal is, it can be copied."""
    monkeypatch.setenv("COLUMNS", "40")
    done = command(name, "--help")
    example = done.result.splitlines()[-1]
    start = f"example: python -m connect_resources {name} "
    assert (done.status, example[: len(start)]) == (0, start)


def test_options_count_above_the_stack_and_the_environment(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stack's instance, region and endpoint give way to those of the command line; its keys hold."""
    write_stack(
        tmp_path,
        f"  aws:region: nowhere\n  connect:instanceId: {UNKNOWN}\n"
        f"  aws:endpoints:\n    - connect: {UNUSED}\n  aws:accessKey: local\n  aws:secretKey: local\n",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    options = ["--instance", MANAGED, "--region", place.region, "--endpoint-url", place.server.url]
    done = command("export", "--stack", "london", *options)
    assert (done.status, done.result) == (0, "users: []\n")


def test_secret_keys_of_the_stack_give_way_to_the_environment(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be read without the passphrase is said, and boto3's environment is used."""
    write_stack(
        tmp_path,
        f"  connect:instanceId: {MANAGED}\n  aws:region: {place.region}\n"
        "  aws:accessKey: other\n  aws:secretKey:\n    secure: v1:abc\n",
        "config:\n  aws:region: nowhere\n",
    )
    monkeypatch.chdir(tmp_path)
    done = command("export", "--stack", "london")
    assert (done.status, done.said.splitlines()) == (
        0,
        [
            "aws:accessKey of Pulumi.london.yaml is a secret: the environment is used in its place",
            "aws:secretKey of Pulumi.london.yaml is a secret: the environment is used in its place",
            "0 users are in the roster",
        ],
    )


def test_stack_file_is_read_as_the_engine_reads_it(tmp_path: Path) -> None:
    """Keys without a namespace are the project's; its own values are defaults; objects come as JSON."""
    (tmp_path / "Pulumi.yaml").write_text(
        "name: people\nruntime: python\nstackConfigDir: stacks\n"
        "config:\n  aws:region: {value: eu-west-2}\n  connect:burst: 7\n  size: {type: integer, default: 3}\n"
    )
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text(
        "secretsprovider: awskms://alias/x\nencryptedkey: abc\n"
        "config:\n  people:colour: blue\n  connect:burst: '9'\n  connect:fleet: true\n"
        "  aws:endpoints: [{connect: 'http://x'}]\n  connect:initialPassword: {secure: v1:abc}\n"
        "  aws:defaultTags: {tags: {site: {secure: v1:abc}}}\n"
    )
    (tmp_path / "deep").mkdir()
    found = read_stack_file("organization/people/dev", tmp_path / "deep")
    keys = ["aws:region", "connect:burst", "people:size", "people:colour", "connect:fleet", "aws:endpoints"]
    assert [found.get(key) for key in keys] == [
        "eu-west-2",
        "9",
        "3",
        "blue",
        "true",
        '[{"connect": "http://x"}]',
    ]
    assert found.secrets == {"connect:initialPassword", "aws:defaultTags"}
    assert found.path("stacks/x.yaml") == str(tmp_path / "stacks" / "x.yaml")


def test_stack_file_may_hold_dates_and_numbers_where_texts_are_meant(tmp_path: Path) -> None:
    """What YAML takes for a date is text to a program, and a key that is a number is no key of ours."""
    (tmp_path / "Pulumi.yaml").write_text("name: people\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  5: x\n  aws:defaultTags: {tags: {since: 2026-11-28}}\n  connect:instanceId: 2026-11-28\n"
    )
    found = read_stack_file("dev", tmp_path)
    assert [found.get(key) for key in ("people:5", "aws:defaultTags", "connect:instanceId")] == [
        "x",
        '{"tags": {"since": "2026-11-28"}}',
        "2026-11-28",
    ]


def test_stack_file_that_is_no_yaml_is_an_error_with_its_line(tmp_path: Path) -> None:
    """A file that can't be read is named with the line."""
    (tmp_path / "Pulumi.yaml").write_text("name: people\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  a: [1\n")
    with pytest.raises(ConfigError) as caught:
        read_stack_file("dev", tmp_path)
    assert str(caught.value) == f"{tmp_path}/Pulumi.dev.yaml:3 isn't valid YAML"


def test_long_reading_says_first_how_long_and_ctrl_c_writes_nothing(tmp_path: Path) -> None:
    """More than a minute at the quota is announced; interrupted, the command ends at once with 130."""
    with LocalConnect() as connect:
        place = Place(connect, "us-east-1")
        for number in range(130):
            place.make_user(f"agent{number}")
        file = tmp_path / "users.yaml"
        line = [sys.executable, "-m", "connect_resources", "export", "--instance", MANAGED]
        process = subprocess.Popen(
            interruptible([*line, "--output", str(file)]),
            cwd=ROOT,
            env={**os.environ, **connect.environment()},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        announced = process.stderr.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - began < AT_ONCE
        assert announced == "130 calls (DescribeUser 130) at 2 a second each: about 62 seconds\n"
        assert (process.returncode, out, err, list(tmp_path.iterdir())) == (130, "", "", [])


def test_calls_of_several_operations_are_announced_one_after_the_other(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Each takes less than a minute; one waits for the other, and together they take longer."""
    announce({"DescribeUser": 100, "proficiencies": 100}, Settings())
    said = "200 calls (DescribeUser 100, proficiencies 100) at 2 a second each: about 2 minutes\n"
    assert capfd.readouterr().err == said


def test_bar_shows_on_a_terminal_how_far_the_calls_for_each_user_are(place: Place) -> None:
    """Whatever is asked for user by user is counted, and nothing of it is left at the end."""
    for number in range(6):
        place.make_user(f"agent{number}")
    ours, theirs = os.openpty()
    line = [sys.executable, "-m", "connect_resources", "export", "--instance", MANAGED]
    subprocess.run(
        [*line, "--requests-per-second", "4", "--burst", "1"],
        cwd=ROOT,
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    os.close(theirs)
    seen = os.read(ours, 10_000).decode().split("\r\x1b[K")
    os.close(ours)
    for label in ("DescribeUser", "ListUserProficiencies"):
        assert any(part.startswith(f"{label}: 3 of 6 calls, 4 a second, about ") for part in seen)
    assert seen[-1] == "6 users are in the roster\r\n"


def test_ctrl_c_while_a_command_is_loaded_ends_it_without_a_traceback(tmp_path: Path) -> None:
    """Whoever presses it at once sees nothing of the program's inside."""
    (tmp_path / "pulumi").mkdir()
    (tmp_path / "pulumi" / "__init__.py").write_text(
        "import sys, time\nprint('loading', flush=True)\ntime.sleep(30)\n"
    )
    process = subprocess.Popen(
        interruptible([sys.executable, "-m", "connect_resources", "export", "--instance", MANAGED]),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "loading\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "")
