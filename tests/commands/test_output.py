"""Where results go, and what becomes of them where they can't go there."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.conftest import Command
from tests.lifecycle.harness import Place
from tools.local_connect import MANAGED, ROOT

ROSTER = "users:\n- {name: ana, routing_profile: Sales, security_profiles: [Agent], mobile: '12'}\n"
MODULE = [sys.executable, "-m", "connect_resources"]
NOBODY = 65534
FULL = "/dev/full"


@contextmanager
def real_user(user: int, effective: int = 0) -> Iterator[None]:
    """Be somebody else than root, to whom nothing is forbidden; anybody else stays who they are."""
    before = os.getuid()
    if not before:
        os.setresuid(user, effective, 0)
    try:
        yield
    finally:
        os.setresuid(before, before, before)


def run(line: str, folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell, in which $RUN is the program."""
    environment = {**os.environ, "RUN": " ".join(MODULE), "PYTHONPATH": str(ROOT)}
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("other", ["both", "./both", "link"], ids=["same", "same path", "link to it"])
def test_two_results_never_go_to_one_file(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """The roster would take the place of the file for the import: that is refused before any call."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("both")
    done = command("export", "--instance", MANAGED, "--output", "both", "--import-file", other)
    assert (done.status, done.result, (tmp_path / "both").exists()) == (2, "", False)
    assert done.said == f"export: {Path(other)} can't be written: another result goes there\n"
    assert place.called() == ()


@pytest.mark.parametrize(
    "line",
    [
        ["import", "FILE"],
        ["check", "FILE"],
        ["check", "users.csv", "--teams", "FILE"],
        ["gate", "FILE"],
        ["gate", "preview.json", "--same-as", "FILE"],
        ["drift", "FILE"],
    ],
    ids=" ".join,
)
def test_result_never_takes_the_place_of_what_is_read(
    command: Command, tmp_path: Path, line: list[str]
) -> None:
    """A people file that is named as --output by mistake stays as it is."""
    file = tmp_path / "users.yaml"
    file.write_text(ROSTER)
    done = command(*(str(file) if word == "FILE" else word for word in line), "--output", str(file))
    assert (done.status, done.result, file.read_text()) == (2, "", ROSTER)
    assert done.said == f"{line[0]}: {file} can't be written: it is what is read\n"


def test_result_goes_to_a_file_of_the_longest_name(command: Command, tmp_path: Path) -> None:
    """What is written beside it first has a name of its own."""
    file = tmp_path / ("x" * 255)
    done = command("schema", "--output", str(file))
    assert (done.status, done.said, file.read_text()[:1]) == (0, "", "{")


def test_result_that_stdout_cannot_take_leaves_no_file_beside(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """Where the roster can't be written, neither is the file for the import."""
    place.make_user()
    beside = tmp_path / "import.json"
    done = run(f"$RUN export --instance {MANAGED} --import-file {beside} > {FULL}")
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (
        2,
        b"export: stdout can't be written: No space left on device\n",
        [],
    )


def test_result_without_a_stdout_is_an_error() -> None:
    """A closed stdout is said in one line."""
    done = run("$RUN schema >&-")
    assert (done.returncode, done.stderr) == (2, b"schema: stdout can't be written: it is closed\n")


def test_what_is_said_never_goes_to_stdout(tmp_path: Path) -> None:
    """Without a stderr, stdout holds the result alone."""
    (tmp_path / "users.yaml").write_text(ROSTER)
    done = run("$RUN check users.yaml --json 2>&-", tmp_path)
    assert done.returncode == 1
    assert [entry["field"] for entry in json.loads(done.stdout)] == ["mobile"]


@pytest.mark.parametrize("where", ["/dev/full", "&-"], ids=["full", "closed"])
def test_answer_is_the_same_whoever_hears_what_is_said(tmp_path: Path, where: str) -> None:
    """A stderr that takes nothing makes no yes a no."""
    (tmp_path / "users.yaml").write_text("users: []\n")
    done = run(f"$RUN check users.yaml --json 2>{where}", tmp_path)
    assert (done.returncode, done.stdout) == (0, b"[]\n")


def test_name_of_a_file_that_is_no_text_is_told_as_stderr_does(tmp_path: Path) -> None:
    """A name in another encoding than UTF-8 is escaped, and read back as it was given."""
    name = os.fsdecode(b"\xff.yaml")
    (tmp_path / name).write_text(ROSTER)
    plain, listed = run("$RUN check *.yaml", tmp_path), run("$RUN check *.yaml --json", tmp_path)
    assert (plain.returncode, plain.stdout[:17]) == (1, rb"\udcff.yaml:2: mo")
    assert (listed.returncode, [entry["file"] for entry in json.loads(listed.stdout)]) == (1, [name])


def test_result_goes_to_a_device_in_a_folder_of_somebody_else(command: Command, tmp_path: Path) -> None:
    """A device, or a shell's >(...), takes the result itself, whoever may write in its folder."""
    roster = tmp_path / "users.yaml"
    roster.write_text(ROSTER)
    with real_user(NOBODY):
        done = command("check", str(roster), "--output", os.devnull)
    assert (done.status, done.result, done.said) == (1, "", "1 problem in 1 user\n")


def test_result_in_a_folder_that_cannot_be_looked_into_is_an_error(command: Command, tmp_path: Path) -> None:
    """A folder that its owner alone may enter is said in one line."""
    folder = tmp_path / "private"
    (folder / "in").mkdir(parents=True)
    file = folder / "in" / "schema.json"
    assert command("schema").status == 0
    folder.chmod(0)
    with real_user(NOBODY, effective=NOBODY):
        done = command("schema", "--output", str(file))
    folder.chmod(stat.S_IRWXU)
    assert (done.status, done.result, done.said) == (
        2,
        "",
        f"schema: {file} can't be written: Permission denied\n",
    )
