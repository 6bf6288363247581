"""The AWS SDK for JavaScript, installed once from the lock file beside this one, outside the checkout."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).with_name("javascript")
PINS = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 20
TOOLS = ("node", "npm")
RUN_SECONDS = 60


def missing_tools() -> str | None:
    """Say which tool this machine lacks, or None."""
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        return f"{' and '.join(lacking)} isn't installed"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().removeprefix("v").split(".")[0]) < OLDEST_NODE:
        return f"node is {version.strip()}, older than {OLDEST_NODE}"
    return None


def install(cache: Path) -> Path:
    """Give the folder of the pinned packages, which a machine's first run fills: whole, or not at all.

    Raises:
        RuntimeError: npm failed; the message is what it said.
    """
    pins = b"".join((SOURCES / name).read_bytes() for name in PINS)
    target = cache / f"javascript-{hashlib.sha256(pins).hexdigest()[:16]}"
    if target.exists():
        return target / "node_modules"
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".javascript-", dir=cache) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        for name in PINS:
            shutil.copyfile(SOURCES / name, made / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"npm can't install the AWS SDK for JavaScript: {done.stderr.strip()}")
        _take_place(made, target)
    return target / "node_modules"


def _take_place(made: Path, target: Path) -> None:
    try:
        made.rename(target)
    except OSError:
        if not target.exists():  # else another run was faster
            raise


def default_cache() -> Path:
    """Give the folder that the project keeps what serves every checkout in."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "connect-resources"


def run(packages: Path, *arguments: str) -> Any:
    """Run the program, and give what it saw."""
    environment: Mapping[str, str] = {
        "PATH": os.environ["PATH"],
        "HOME": str(packages),  # no settings of whoever runs the tests
        "NODE_PATH": str(packages),
    }
    done = subprocess.run(
        ["node", "--no-warnings", str(SOURCES / "life.cjs"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=RUN_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)
