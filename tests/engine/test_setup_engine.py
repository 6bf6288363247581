"""Where `make setup` gets the engine from, on machines made of scripts that stand for the real programs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.engine.install import PROGRAMS, REMEDY, EngineError, Places, engine_name, install, oldest_version
from tools.stack import ROOT

MODULES = ROOT / "tools" / "engine"
OLDEST = oldest_version(MODULES)
NAME = engine_name(MODULES)
UNREACHABLE = "urllib.error.URLError: <urlopen error no route>"
OFFLINE = f"echo Traceback >&2; echo '{UNREACHABLE}' >&2; exit 1"
INSTALLS = f"/bin/mkdir -p $3/bin; for p in {' '.join(PROGRAMS)}; do /bin/cp FAKES/$p $3/bin; done"
# Stands for go: says its version, where the sdk is, and "builds" by copying a fake to what -o names.
GO = """
case $1 in
env) echo go1.25.11 ;;
list) echo FAKES/sdk ;;
build) echo BUILD >> FAKES/log; /bin/sleep SECONDS
    while [ "$1" != -o ]; do shift; done; /bin/cp FAKES/${2##*/} $2 ;;
esac
"""


def script(file: Path, body: str) -> None:
    """Write a program."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@dataclass(frozen=True)
class Machine:
    """Hold a machine that has nothing until a test gives it something."""

    root: Path

    @property
    def places(self) -> Places:
        """What an installation reads and writes here."""
        environment = {"PATH": f"{self.root}/venv:{self.root}/path", "HOME": f"{self.root}/home"}
        return Places(self.root / "venv", self.root / "cache", MODULES, self.root / "python", environment)

    def add_engine(self, folder: str, version: str = OLDEST, without: str = "") -> Path:
        """Put an engine into a folder."""
        for program in set(PROGRAMS) - {without}:
            script(self.root / folder / program, f"echo v{version}")
        return self.root / folder

    def add_installer(self, body: str) -> None:
        """Let Pulumi's SDK run the official installer."""
        script(self.root / "python", body.replace("FAKES", f"{self.add_engine('fakes')}"))

    def add_go(self, body: str = GO, seconds: int = 0) -> None:
        """Put Go on PATH."""
        fakes = self.add_engine("fakes")
        script(fakes / "sdk/python/cmd/pulumi-language-python-exec", "")
        script(fakes / "sdk/python/dist/pulumi-resource-pulumi-python", "")
        script(self.root / "path" / "go", body.replace("FAKES", str(fakes)).replace("SECONDS", str(seconds)))

    def builds(self) -> int:
        """Count the runs of `go build`."""
        log = self.root / "fakes" / "log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def linked(self) -> set[Path]:
        """The folders that the links in .venv/bin lead to."""
        return {(self.places.bin / program).resolve(strict=True).parent for program in PROGRAMS}

    def cached(self) -> list[str]:
        """What the cache holds."""
        return sorted(file.name for file in self.places.cache.iterdir() if file.suffix != ".lock")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Make a machine that is off line."""
    made = Machine(tmp_path)
    made.places.bin.mkdir()
    (tmp_path / "path").mkdir()
    made.add_installer(OFFLINE)
    return made


@pytest.mark.parametrize("folder", ["path", "home/.pulumi/bin"])
def test_engine_installed_whole_is_linked(machine: Machine, folder: str) -> None:
    """A complete, new enough engine on PATH or from Pulumi's installer is used, and nothing is fetched."""
    engine = machine.add_engine(folder)
    install(machine.places)
    assert (machine.linked(), machine.places.cache.exists()) == ({engine}, False)


@pytest.mark.parametrize(
    ("version", "without", "reason"),
    [
        pytest.param(OLDEST, PROGRAMS[2], f"{PROGRAMS[2]} missing beside pulumi", id="incomplete"),
        pytest.param(
            "3.9.1", "", f"Pulumi 3.9.1 is older than {OLDEST}, the oldest that is tested", id="old"
        ),
        pytest.param("x", "", "{}/path/pulumi doesn't say its version: it said nothing", id="no-version"),
    ],
)
def test_engine_unfit_on_path_is_passed_over(
    machine: Machine, capsys: pytest.CaptureFixture[str], version: str, without: str, reason: str
) -> None:
    """An engine on PATH that lacks a program, is too old or doesn't run is left alone, in one line."""
    machine.add_engine("path", version, without)
    kept = machine.add_engine("home/.pulumi/bin")
    install(machine.places)
    assert machine.linked() == {kept}
    assert capsys.readouterr().out.splitlines()[0] == f"engine: not on PATH: {reason.format(machine.root)}"


def test_engine_nowhere_names_each_reason_and_what_to_install(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off line and without Go, each way says in one line why, and the error names both remedies."""
    with pytest.raises(EngineError) as raised:
        install(machine.places)
    assert str(raised.value) == f"no Pulumi engine could be had. {REMEDY}"
    assert capsys.readouterr().out.splitlines() == [
        "engine: not on PATH: no pulumi",
        f"engine: not in {machine.root}/home/.pulumi/bin: no pulumi",
        f"engine: fetching Pulumi {OLDEST} with its installer; this takes about a minute",
        f"engine: Pulumi's installer failed: {UNREACHABLE}",
        "engine: a build from the Go modules failed: there is no go on PATH",
    ]
    assert machine.cached() == []


def test_engine_from_installer_is_kept_in_cache(machine: Machine) -> None:
    """What the official installer brings is linked from the cache."""
    machine.add_installer(INSTALLS)
    install(machine.places)
    assert (machine.linked(), machine.cached()) == ({machine.places.cache / NAME / "bin"}, [NAME])


def test_engine_off_line_is_built_once(machine: Machine) -> None:
    """Off line, Go builds both programs into the cache, and another checkout builds nothing."""
    machine.add_go()
    install(machine.places)
    assert (machine.linked(), machine.builds()) == ({machine.places.cache / NAME / "bin"}, 2)
    (machine.places.bin / "engine").unlink()
    install(machine.places)
    assert (machine.cached(), machine.builds()) == ([NAME], 2)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("echo go1.24.7", "Go 1.25 or newer is needed; {}/path/go is go1.24.7", id="old-go"),
        pytest.param(
            '[ "$1" = env ] && echo go1.26 && exit; echo x; echo no space left; exit 1',
            "go build of pulumi: no space left",
            id="failing-build",
        ),
        pytest.param(
            '[ "$1" = env ] && echo go1.26 || echo FAKES/sdk',
            "it made no pulumi, pulumi-language-python",
            id="empty-build",
        ),
    ],
)
def test_engine_build_failed_leaves_nothing(
    machine: Machine, capsys: pytest.CaptureFixture[str], body: str, reason: str
) -> None:
    """A build that can't be finished says why in one line, and nothing of it stays."""
    machine.add_go(body)
    with pytest.raises(EngineError, match=r"^no Pulumi engine could be had"):
        install(machine.places)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"engine: a build from the Go modules failed: {reason.format(machine.root)}"
    assert machine.cached() == []


def test_engine_half_made_in_cache_is_never_used(machine: Machine) -> None:
    """What a killed set-up left in the cache is thrown away and made anew."""
    machine.add_engine(f"cache/{NAME}/bin", without=PROGRAMS[3])
    machine.add_engine(f"cache/{NAME}.x1.unfinished/bin")
    machine.add_go()
    install(machine.places)
    assert (machine.linked(), machine.cached()) == ({machine.places.cache / NAME / "bin"}, [NAME])


def test_engine_made_by_two_at_once_is_built_once(machine: Machine) -> None:
    """Two set-ups at the same time end with one build, which both link."""
    machine.add_go(seconds=1)
    threads = [threading.Thread(target=install, args=(machine.places,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (machine.linked(), machine.builds()) == ({machine.places.cache / NAME / "bin"}, 2)


def test_engine_linked_already_does_nothing(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """A second set-up finds its links whole and runs nothing, wherever they lead."""
    engine = machine.add_engine("path")
    install(machine.places)
    capsys.readouterr()
    script(engine / "pulumi", "exit 1")
    install(machine.places)
    assert capsys.readouterr().out == ""


def test_engine_gone_behind_its_links_is_found_again(machine: Machine) -> None:
    """Links that lead nowhere any more are made anew, and never taken for an engine on PATH."""
    old = machine.add_engine("path")
    install(machine.places)
    for program in PROGRAMS:
        (old / program).unlink()
    new = machine.add_engine("home/.pulumi/bin")
    install(machine.places)
    assert machine.linked() == {new}


def test_engine_linked_for_other_versions_is_not_taken_for_one_on_path(machine: Machine) -> None:
    """What .venv/bin itself links is no find: an engine that was linked for other pins is replaced."""
    for program in PROGRAMS:
        (machine.places.bin / program).symlink_to(machine.add_engine("old") / program)
    new = machine.add_engine("home/.pulumi/bin")
    install(machine.places)
    assert machine.linked() == {new}
