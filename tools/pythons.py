"""Run the unit and lifecycle tests on every Python that the package claims and the machine has.

`make pythons` runs this. Each Python gets a virtual environment in .pythons, with all that .venv has; a
second run uses it again. The engine's tests stay with the Python of .venv.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.environment import REQUIREMENTS

ROOT = Path(__file__).resolve().parents[1]
VENVS = ROOT / ".pythons"
TESTS = ("tests/unit", "tests/lifecycle")
CLASSIFIER = "Programming Language :: Python :: 3."
STAMP = "requirements.sha256"
PASSED, FAILED, MISSING, NOT_MADE = "passed", "FAILED", "not on this machine", "NO ENVIRONMENT"


def main() -> int:
    """Test on each Python that is found; 1 if one of them fails, or if there is none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    results = {version: _tested(version) for version in versions(project["classifiers"])}
    print("\n".join(f"Python {version}: {result}" for version, result in results.items()), flush=True)
    ran = [result for result in results.values() if result != MISSING]
    return 0 if ran and {*ran} == {PASSED} else 1


def versions(classifiers: list[str]) -> list[str]:
    """List the versions that the package's classifiers claim."""
    return [f"3.{name.removeprefix(CLASSIFIER)}" for name in classifiers if name.startswith(CLASSIFIER)]


def find_python(version: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Find a Python of a version that runs: on PATH, or of pyenv, the newest first."""
    name = f"python{version}"
    home = Path(environment.get("HOME", "/"))
    pyenv = Path(environment.get("PYENV_ROOT", home / ".pyenv")) / "versions"
    installed = sorted(pyenv.glob(f"{version}.*/bin/{name}"), key=_patch, reverse=True)
    on_path = shutil.which(name, path=environment.get("PATH", ""))
    candidates = [*([on_path] if on_path else []), *map(str, installed)]
    return next((candidate for candidate in candidates if _runs(candidate)), None)


def _patch(python: Path) -> int:
    digits = python.parents[1].name.rpartition(".")[2]
    return int(digits) if digits.isdigit() else -1


def _runs(python: str) -> bool:
    """Tell whether it runs: pyenv puts programs on PATH for versions that aren't chosen."""
    return subprocess.run([python, "-c", "import venv"], capture_output=True).returncode == 0


def _tested(version: str) -> str:
    python = find_python(version)
    if python is None:
        return MISSING
    print(f"\nPython {version}: {python}", flush=True)
    try:
        venv = _environment(version, python)
    except subprocess.CalledProcessError:
        return NOT_MADE
    command: list[str | Path] = [
        venv / "bin" / "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *TESTS,
    ]
    status = subprocess.run([*command, "--numprocesses", "2", "--dist", "loadfile"], cwd=ROOT).returncode
    return FAILED if status else PASSED


def _environment(version: str, python: str) -> Path:
    """Make the virtual environment of a version, unless it was made for these requirements."""
    venv = VENVS / version
    key = hashlib.sha256("\n".join(_pins(python)).encode()).hexdigest()
    stamp = venv / STAMP
    if not stamp.exists() or stamp.read_text() != key:
        subprocess.run([python, "-m", "venv", "--clear", venv], check=True)
        pip: list[str | Path] = [venv / "bin" / "python", "-m", "pip", "install", "--quiet"]
        wanted = ["--requirement", "requirements-dev.txt", "--constraint", "constraints.txt"]
        subprocess.run([*pip, "--disable-pip-version-check", "--no-compile", *wanted], check=True, cwd=ROOT)
        stamp.write_text(key)
    return venv


def _pins(python: str) -> Iterator[str]:
    yield python
    yield from ((ROOT / name).read_text() for name in REQUIREMENTS)


if __name__ == "__main__":
    sys.exit(main())
