"""The wheel, built as a release is, and virtual environments that hold it with exactly what it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.stack import FOREIGN, ROOT

SOURCES = ("pyproject.toml", "README.md", "LICENSE")
MODULE = "python -m connect_resources"
SCRIPT = "connect-resources"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
TIMEOUT_SECONDS = 120


def build_wheel(folder: Path) -> Path:
    """Build the wheel off line, out of a copy: setuptools leaves files beside the sources."""
    source, wheels = folder / "source", folder / "wheels"
    shutil.copytree(ROOT / "connect_resources", source / "connect_resources", ignore=_without_caches)
    for name in SOURCES:
        shutil.copy(ROOT / name, source)
    run(
        [
            *PIP,
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            str(wheels),
            str(source),
        ]
    )
    (wheel,) = wheels.iterdir()
    return wheel


@dataclass(frozen=True)
class Installed:
    """Hold a virtual environment that has the wheel, and the folder outside the checkout where it is used."""

    venv: Path
    folder: Path

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.venv / "bin" / "python"

    def command(self, program: str) -> list[str]:
        """Return how to call the command line."""
        if program == SCRIPT:
            return [str(self.venv / "bin" / SCRIPT)]
        return [str(self.python), "-m", "connect_resources"]

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder to its end, whatever its status."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=own_environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )


def install(wheel: Path, folder: Path, *extras: str) -> Installed:
    """Make a virtual environment with the wheel, and with what the wheel and these extras require."""
    venv, use = folder / "venv", folder / "elsewhere"
    use.mkdir(parents=True)
    run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
    installed = Installed(venv, use)
    run(
        [*PIP, "--python", str(installed.python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    )
    (packages,) = venv.glob("lib/python*/site-packages")
    (own,) = (Distribution.at(path) for path in packages.glob("connect_resources-*.dist-info"))
    for required in (distribution("pip"), *_closure(own, extras).values()):
        for entry in _entries(required):
            (packages / entry).parent.mkdir(parents=True, exist_ok=True)
            (packages / entry).symlink_to(Path(str(required.locate_file(entry))))
    return installed


def own_environment() -> dict[str, str]:
    """Return the environment without settings that lead back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith((*FOREIGN, "PYTHON"))}


def run(command: list[str]) -> str:
    """Run a command that has to succeed, and give all that it wrote."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _without_caches(folder: str, names: list[str]) -> set[str]:
    return {"__pycache__"} & {*names}


def _closure(root: Distribution, extras: Iterable[str]) -> Mapping[str, Distribution]:
    """Find the distributions that pip would install beside one, where this Python has them all."""
    found: dict[str, Distribution] = {}
    asked: set[tuple[str, str]] = set()
    waiting = [(root, extra) for extra in ("", *extras)]
    while waiting:
        parent, extra = waiting.pop()
        for requirement in _requirements(parent, extra):
            name = canonicalize_name(requirement.name)
            found.setdefault(name, distribution(name))
            new = {(name, wanted) for wanted in ("", *requirement.extras)} - asked
            asked |= new
            waiting += [(found[name], wanted) for _, wanted in new]
    return found


def _requirements(parent: Distribution, extra: str) -> Iterator[Requirement]:
    for text in parent.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def _entries(required: Distribution) -> set[PurePath]:
    """List what is to be linked of a distribution: its packages whole, and files that lie outside any."""
    library = Path(str(required.locate_file("")))
    files = [PurePath(file) for file in required.files or [] if ".." not in file.parts]
    return {_entry(library, file) for file in files if "__pycache__" not in file.parts}


def _entry(library: Path, file: PurePath) -> PurePath:
    folders = [folder for folder in reversed(file.parents) if folder.parts]
    whole = (folder for folder in folders if _belongs_to_one(library / folder))
    return next(whole, file)


def _belongs_to_one(folder: Path) -> bool:
    """Tell a package or a distribution's record from a namespace, which several distributions share."""
    return folder.suffix == ".dist-info" or (folder / "__init__.py").exists()
