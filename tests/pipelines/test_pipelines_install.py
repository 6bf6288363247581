"""What the pipelines install: the package by pip, and exactly the engine that the repository names."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.package.installed import build_wheel
from tests.pipelines.jobs import FOLDER, INSTALL
from tests.pipelines.repository import write_stand_in

ARCHIVE = "pulumi-v3.259.0-linux-x64.tar.gz"
CURL = """
import shutil, sys
options, url = sys.argv[1:-1], sys.argv[-1]
assert url == "https://get.pulumi.com/releases/sdk/{archive}", url
shutil.copy("{source}", options[options.index("--output") + 1])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build_wheel(tmp_path_factory.mktemp("build"))


def lay_out(folder: Path, wheel: Path, recorded: str | None) -> dict[str, str]:
    """Lay a repository out, with a stand-in for curl that hands out an engine; the environment of a runner.

    Args:
        folder: an empty folder.
        wheel: the package.
        recorded: the sum in pulumi.sha256; None leaves the file as it is copied.
    """
    source, stand_ins = folder / "source" / ARCHIVE, folder / "bin"
    source.parent.mkdir()
    stand_ins.mkdir()
    engine = folder / "source" / "pulumi"
    engine.write_text('#!/bin/sh\necho "the engine: $1"\n')
    engine.chmod(0o755)
    with tarfile.open(source, "w:gz") as archive:
        archive.add(engine, "pulumi/pulumi")
    curl = folder / "source" / "curl.py"
    curl.write_text(CURL.format(archive=ARCHIVE, source=source))
    write_stand_in(stand_ins / "curl", curl)
    (stand_ins / "python3").symlink_to(sys.executable)
    shutil.copytree(FOLDER / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    if recorded is not None:
        digest = recorded or hashlib.sha256(source.read_bytes()).hexdigest()
        (folder / "pipelines" / "pulumi.sha256").write_text(f"{digest} {ARCHIVE}\n")
    (folder / "requirements.txt").write_text(f"{wheel}\n")
    # Off line, pip can't bring what the wheel requires.
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "HOME": str(folder)}
    return {**offline, "PATH": os.pathsep.join([str(stand_ins), "/usr/bin", "/bin"])}


def install(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the pipelines' own command line."""
    command = ["sh", "-ec", INSTALL]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_install_brings_the_package_and_the_engine(tmp_path: Path, wheel: Path) -> None:
    """The virtual environment has both, and nothing of the download is left."""
    done = install(tmp_path, lay_out(tmp_path, wheel, ""))
    assert (done.returncode, done.stdout) == (0, "the engine: version\n"), done.stderr
    (package,) = (tmp_path / ".venv").glob("lib/python*/site-packages/connect_resources/__init__.py")
    assert (package.is_file(), [*(tmp_path / "report").iterdir()]) == (True, [])


@pytest.mark.parametrize("recorded", ["0" * 64, None], ids=["another sum", "as it is copied"])
def test_install_of_an_engine_that_nobody_vouched_for_stops(
    tmp_path: Path, wheel: Path, recorded: str | None
) -> None:
    """An engine whose sum isn't the recorded one never gets into the environment."""
    done = install(tmp_path, lay_out(tmp_path, wheel, recorded))
    assert (done.returncode != 0, (tmp_path / ".venv" / "bin" / "pulumi").exists()) == (True, False)
