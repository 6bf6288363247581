"""Make .venv hold what the requirement files pin; do nothing when it does already.

`make setup` runs this with whatever Python the machine has, so it uses the standard library alone and nothing
newer than Python 3.7.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "requirements.sha256"
UNFINISHED = VENV / "unfinished"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
LOADED_BY_RUNS = (
    "pulumi.dynamic",
    "connect_resources.program",
    "connect_resources.lifecycle.fleet",
    "connect_resources.lifecycle.setting",
    "connect_resources.service.session",
)
OLDEST_PYTHON = (3, 11)
NEWEST_MINOR_LOOKED_FOR = 19
INTERRUPTED = 130  # the shell's exit status for SIGINT


def main() -> int:
    """Set the virtual environment up and return the exit status."""
    if sys.version_info < OLDEST_PYTHON:
        return hand_over_to_newer_python()
    lock = lock_checkout()
    key = requirements_key()
    if is_ready(key):
        return 0
    try:
        set_up(key, lock)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"setup: .venv isn't ready: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: interrupted; the next run starts .venv afresh", file=sys.stderr)
        return INTERRUPTED
    return 0


def lock_checkout() -> int:
    """Keep two set-ups of one checkout apart, and return the lock's descriptor."""
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("setup: another set-up of this checkout is at work; waiting for it", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def hand_over_to_newer_python() -> int:
    """Run this module with the first Python on PATH that is new enough, or say what to install."""
    oldest = "{}.{}".format(*OLDEST_PYTHON)
    for minor in range(OLDEST_PYTHON[1], NEWEST_MINOR_LOOKED_FOR + 1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", "import venv"], capture_output=True).returncode == 0:
            return subprocess.run([found, "-m", "tools.environment"]).returncode
    print(
        f"setup: Python {oldest} or newer is needed, and {sys.executable} is {sys.version.split()[0]}.\n"
        f"setup: Install one, or name it: make setup PYTHON=/path/to/python{oldest}",
        file=sys.stderr,
    )
    return 1


def requirements_key() -> str:
    """Identify what the virtual environment is to hold."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in REQUIREMENTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(key: str) -> bool:
    """Tell whether the virtual environment was finished for exactly these requirements."""
    return (
        (VENV / "bin" / "python").exists()
        and not UNFINISHED.exists()
        and STAMP.exists()
        and STAMP.read_text() == key
    )


def set_up(key: str, lock: int) -> None:
    """Install the requirements, into a new environment unless the one at hand is whole."""
    start = time.monotonic()
    if not is_usable():
        print(f"setup: making .venv with Python {sys.version.split()[0]}", flush=True)
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        UNFINISHED.touch()
        subprocess.run([base_python(), "-m", "venv", str(VENV)], check=True)
    print("setup: installing the requirements into .venv; from nothing this takes 1 to 3 minutes", flush=True)
    UNFINISHED.touch()
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    wanted = ["--constraint", "constraints.txt", "--requirement", "requirements-dev.txt"]
    # Compiling all of pulumi-aws ahead of its use doubles the time. pip holds the lock: it can outlive us.
    subprocess.run([*pip, "--no-compile", *wanted], check=True, cwd=ROOT, pass_fds=[lock])
    put_checkout_on_path()
    compile_what_runs_load()
    STAMP.write_text(key)
    UNFINISHED.unlink()
    print(f"setup: .venv is ready after {time.monotonic() - start:.0f} s", flush=True)


def put_checkout_on_path() -> None:
    """Let programs in other folders import connect_resources with the Python of .venv."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    python = str(VENV / "bin" / "python")
    packages = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    (Path(packages) / "connect_resources_checkout.pth").write_text(f"{ROOT}\n")


def compile_what_runs_load() -> None:
    """Keep the bytecode of all that a run of the engine loads.

    Where PYTHONDONTWRITEBYTECODE is set, as in many containers, each run would compile it anew, twice: that
    takes longer than the run itself. A module that can't be imported is for others to report.
    """
    load = f"import {', '.join(LOADED_BY_RUNS)}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    python = str(VENV / "bin" / "python")
    subprocess.run([python, "-c", load], cwd=ROOT, env=environment, capture_output=True)


def is_usable() -> bool:
    """Tell whether .venv is a whole environment of a Python that is new enough."""
    python = VENV / "bin" / "python"
    if UNFINISHED.exists() or not python.exists():
        return False
    probe = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([str(python), "-c", probe], capture_output=True).returncode == 0


def base_python() -> str:
    """Name the Python that .venv is made with, never the one inside .venv itself."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info))


if __name__ == "__main__":
    sys.exit(main())
