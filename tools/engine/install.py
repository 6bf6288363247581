"""Bring the Pulumi engine into .venv/bin: four programs, linked from where a complete set is found or made.

Tried in this order, and each way that fails says in one line why:

1. a complete, new enough set on PATH, in $PULUMI_HOME/bin or in ~/.pulumi/bin;
2. the set that an earlier run left in the cache, connect-resources in $XDG_CACHE_HOME or ~/.cache;
3. Pulumi's official installer, into the cache;
4. a build from the Go modules that are pinned beside this file, into the cache.

A set enters the cache by one rename, once it is complete and answers `pulumi version`; a half-made one is
never used.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.engine import build

PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)
INSTALLER = """
import socket, sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
socket.setdefaulttimeout(30)
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""
INSTALLER_SECONDS = 900
VERSION_SECONDS = 60
REMEDY = (
    "Install Pulumi (https://www.pulumi.com/docs/install/) or Go 1.25 or newer (https://go.dev/doc/install), "
    "then run make setup again."
)


class EngineError(Exception):
    """Say in one line why a way to the engine is closed."""


@dataclass(frozen=True, slots=True)
class Places:
    """Name the places that an installation reads and writes.

    Attributes:
        bin: the folder that the four programs are linked into.
        cache: the folder that holds engines which were installed or built.
        modules: the folder with the two pinned Go modules.
        python: a Python that can import Pulumi's SDK.
        environment: the environment variables to look in and to run programs with.
    """

    bin: Path
    cache: Path
    modules: Path
    python: Path
    environment: Mapping[str, str]


def main() -> int:
    """Install the engine for this checkout and return the exit status."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "GOWORK": "off"}
    cache = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "connect-resources"
    venv_bin = root / ".venv" / "bin"
    places = Places(venv_bin, cache, root / "tools" / "engine", venv_bin / "python", environment)
    try:
        install(places)
    except EngineError as error:
        say(str(error))
        return 1
    return 0


def install(places: Places) -> None:
    """Link a complete engine into places.bin, unless one that fits is linked there already.

    Raises:
        EngineError: no way led to an engine; the message names what to install.
    """
    stamp = places.bin / "engine"
    wanted = engine_name(places.modules)
    if stamp.exists() and stamp.read_text() == wanted and not missing(places.bin):
        return
    programs = find_installed(places) or obtain(places, wanted)
    for name, program in programs.items():
        link(places.bin / name, program)
    stamp.write_text(wanted)
    say(
        f"Pulumi {version_of(programs['pulumi'], places.environment)} linked from {programs['pulumi'].parent}"
    )


def oldest_version(modules: Path) -> str:
    """Name the oldest Pulumi that will do: the pinned one, on which every test has run."""
    return build.pinned_version(modules / "cli")


def engine_name(modules: Path) -> str:
    """Name the engine that these modules make on this machine."""
    files = [modules / module / file for module in build.COMMANDS for file in ("go.mod", "go.sum")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return f"engine-{oldest_version(modules)}-{sys.platform}-{platform.machine()}-{digest}"


def missing(folder: Path) -> list[str]:
    """List the programs of the engine that a folder lacks."""
    return [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]


def find_installed(places: Places) -> dict[str, Path] | None:
    """Find a complete, new enough engine on PATH or where Pulumi's installer puts it."""
    home = Path(
        places.environment.get("PULUMI_HOME")
        or Path(places.environment.get("HOME") or Path.home()) / ".pulumi"
    )
    folders = [folder for folder in places.environment.get("PATH", "").split(os.pathsep) if folder]
    on_path = os.pathsep.join(folder for folder in folders if Path(folder).resolve() != places.bin.resolve())
    for where, search in (("on PATH", on_path), (f"in {home}/bin", str(home / "bin"))):
        try:
            return find_complete(search, places)
        except EngineError as error:
            say(f"not {where}: {error}")
    return None


def find_complete(search: str, places: Places) -> dict[str, Path]:
    """Find all four programs on a search path, or say what is wrong with what is there."""
    found = {name: shutil.which(name, path=search) for name in PROGRAMS}
    lacking = [name for name, program in found.items() if program is None]
    if lacking:
        raise EngineError(
            "no pulumi" if "pulumi" in lacking else f"{', '.join(lacking)} missing beside pulumi"
        )
    programs = {name: Path(program) for name, program in found.items() if program is not None}
    version, oldest = version_of(programs["pulumi"], places.environment), oldest_version(places.modules)
    if as_numbers(version) < as_numbers(oldest):
        raise EngineError(f"Pulumi {version} is older than {oldest}, the oldest that is tested")
    return programs


def version_of(pulumi: Path, environment: Mapping[str, str]) -> str:
    """Ask a pulumi program for its version."""
    command, quiet = [str(pulumi), "version"], {**environment, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=VERSION_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{pulumi} doesn't run: {error}") from error
    version = re.search(r"\d+\.\d+\.\d+", answer.stdout)
    if answer.returncode or version is None:
        raise EngineError(f"{pulumi} doesn't say its version: {build.last_line(answer.stderr)}")
    return version[0]


def as_numbers(version: str) -> tuple[int, ...]:
    """Split a version so that it compares by number."""
    return tuple(int(part) for part in version.split("."))


def obtain(places: Places, name: str) -> dict[str, Path]:
    """Take the engine from the cache, or bring it there first."""
    kept = places.cache / name
    with locked(places.cache / f"{name}.lock"):
        if missing(kept / "bin"):
            fill(kept, places)
    return {program: kept / "bin" / program for program in PROGRAMS}


def fill(kept: Path, places: Places) -> None:
    """Bring an engine into the cache by the first way that works."""
    for half_made in kept.parent.glob(f"{kept.name}.*.unfinished"):
        shutil.rmtree(half_made)
    ways: list[tuple[str, Callable[[Path, Places], None]]] = [
        ("Pulumi's installer", run_installer),
        ("a build from the Go modules", run_build),
    ]
    for title, way in ways:
        try:
            make_whole(kept, places, way)
        except EngineError as error:
            say(f"{title} failed: {error}")
        else:
            return
    raise EngineError(f"no Pulumi engine could be had. {REMEDY}")


def make_whole(kept: Path, places: Places, way: Callable[[Path, Places], None]) -> None:
    """Let a way fill a folder of its own, and rename that into place once it is whole."""
    folder = Path(tempfile.mkdtemp(prefix=f"{kept.name}.", suffix=".unfinished", dir=kept.parent))
    try:
        way(folder, places)
        if lacking := missing(folder / "bin"):
            raise EngineError(f"it made no {', '.join(lacking)}")
        version_of(folder / "bin" / "pulumi", places.environment)
        shutil.rmtree(kept, ignore_errors=True)
        folder.rename(kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_installer(folder: Path, places: Places) -> None:
    """Let Pulumi's SDK run the official installer into a folder."""
    version = oldest_version(places.modules)
    say(f"fetching Pulumi {version} with its installer; this takes about a minute")
    command = [str(places.python), "-c", INSTALLER, str(folder), version]
    try:
        answer = subprocess.run(
            command, env=places.environment, capture_output=True, text=True, timeout=INSTALLER_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(str(error)) from error
    if answer.returncode:
        raise EngineError(build.last_line(answer.stderr))


def run_build(folder: Path, places: Places) -> None:
    """Build the engine from its Go modules into a folder."""
    try:
        build.Build(folder / "bin", places.modules, places.environment, say).run()
    except build.BuildError as error:
        raise EngineError(str(error)) from error


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep a second set-up from making the same engine at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is making the engine; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def link(place: Path, program: Path) -> None:
    """Point a link at a program, in one step."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}.new")
    fresh.symlink_to(program.resolve())
    fresh.replace(place)


def say(line: str) -> None:
    """Print a line of progress at once."""
    print(f"engine: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
