"""A stack on the real Pulumi engine that stays inside its own folder, for the demo and for tests."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.interruptible import interruptible

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
FOREIGN = ("AWS_", "CONNECT_", "PULUMI_")
UNCHANGING = ("same", "refresh", "read")
TIMEOUT_SECONDS = 300
GRACE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Step:
    """Say what a preview means to do to one resource."""

    operation: str
    urn: str
    old_inputs: Mapping[str, Any]
    new_inputs: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """The arguments whose value differs, each with its old and new value."""
        names = sorted({*self.old_inputs, *self.new_inputs})
        pairs = {name: (self.old_inputs.get(name), self.new_inputs.get(name)) for name in names}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True, slots=True)
class Run:
    """Hold what one command of the engine answered."""

    command: str
    status: int
    output: str
    errors: str
    seconds: float

    @property
    def text(self) -> str:
        """Everything it wrote."""
        return f"{self.output}{self.errors}"


class EngineError(AssertionError):
    """Report a command of the engine that ended otherwise than it should, with all that it wrote."""

    def __init__(self, run: Run, expected: str) -> None:
        """Hold the run."""
        super().__init__(f"{run.command} ended with {run.status}, not with {expected}:\n{run.text}")
        self.run = run


class Stack:
    """Drive one stack through the ``pulumi`` command in a project, state and PULUMI_HOME of its own.

    Each command checks its exit status: a verb called with ``fails=True`` has to fail.
    """

    def __init__(
        self,
        folder: Path,
        *,
        program: str | None = None,
        environment: Mapping[str, str] | None = None,
        name: str = "local",
        venv: Path = VENV,
    ) -> None:
        """Lay the project out in a folder and make the stack.

        Args:
            folder: an empty folder, which the caller removes.
            program: Python source; left out, the program at this project's root with copies of its stacks.
            environment: variables for the engine and the program, beside what every run gets.
            name: the stack's name.
            venv: the virtual environment of the program; one of its own has the package installed.
        """
        self.project = folder / "project"
        self.name = name
        self.patience: float = TIMEOUT_SECONDS
        self.environment = _environment(folder, venv, environment or {})
        _lay_out(self.project, program, venv)
        self.pulumi("stack", "init", name)

    def write_program(self, program: str) -> None:
        """Put another program in the place of the one there."""
        (self.project / "__main__.py").unlink()
        (self.project / "__main__.py").write_text(program)

    def set_config(self, key: str, value: str, *, secret: bool = False, path: bool = False) -> None:
        """Set a value of the stack's config; it travels through standard input, never through arguments."""
        options = [*(["--secret"] if secret else ["--plaintext"]), *(["--path"] if path else [])]
        self.pulumi("config", "set", *options, key, typed=value)

    def preview(self, *options: str, fails: bool = False) -> Run:
        """Run ``pulumi preview``."""
        return self.pulumi("preview", *options, fails=fails)

    def steps(self, *options: str) -> list[Step]:
        """Run ``pulumi preview --json`` and list what it would change; what is only read isn't among it."""
        preview = json.loads(self.pulumi("preview", "--json", *options).output)
        return [_step(step) for step in preview["steps"] if step["op"] not in UNCHANGING]

    def up(self, *options: str, fails: bool = False) -> Run:
        """Run ``pulumi up``."""
        return self.pulumi("up", "--skip-preview", *options, fails=fails)

    def refresh(self, *options: str, fails: bool = False) -> Run:
        """Run ``pulumi refresh``."""
        return self.pulumi("refresh", "--skip-preview", *options, fails=fails)

    def destroy(self, *options: str, fails: bool = False) -> Run:
        """Run ``pulumi destroy``."""
        return self.pulumi("destroy", "--skip-preview", *options, fails=fails)

    def cancel(self, *, fails: bool = False) -> Run:
        """Run ``pulumi cancel``, which frees a stack whose last run was killed."""
        return self.pulumi("cancel", "--yes", self.name, fails=fails)

    def outputs(self) -> dict[str, Any]:
        """Read the stack's outputs, secrets in clear."""
        outputs: dict[str, Any] = json.loads(
            self.pulumi("stack", "output", "--json", "--show-secrets").output
        )
        return outputs

    def export(self) -> dict[str, Any]:
        """Read the whole state as it lies in the backend."""
        state: dict[str, Any] = json.loads(self.pulumi("stack", "export").output)
        return state

    def resources(self) -> dict[str, dict[str, Any]]:
        """Read the dynamic resources of the state, by name."""
        found = self.export()["deployment"].get("resources", [])
        ours = [resource for resource in found if resource["type"].startswith("pulumi-python:")]
        return {resource["urn"].rsplit("::", 1)[-1]: resource for resource in ours}

    def pulumi(self, *arguments: str, fails: bool = False, typed: str = "") -> Run:
        """Run a ``pulumi`` command to its end.

        Raises:
            EngineError: it failed, or with ``fails`` it didn't.
            TimeoutError: it took too long and was ended.
        """
        # The stack's own commands take no --stack and ask nothing.
        updates = arguments[0] in {"up", "refresh", "destroy"}
        extra = ["--yes", "--suppress-permalink=true"] if updates else []
        command = ["pulumi", "--non-interactive", "--color", "never", *arguments, *extra]
        run = _run(command, self.project, self.environment, typed, self.patience)
        if (run.status != 0) != fails:
            raise EngineError(run, "a failure" if fails else "0")
        return run


def _environment(folder: Path, venv: Path, own: Mapping[str, str]) -> dict[str, str]:
    """Make the environment of a run: nothing of the caller's AWS, Connect or Pulumi settings gets in."""
    state, home = folder / "state", folder / "home"
    for made in (state, home):
        made.mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {
        **inherited,
        "PATH": os.pathsep.join([str(venv / "bin"), str(VENV / "bin"), inherited.get("PATH", "")]),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_CONFIG_PASSPHRASE": "local",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
        **own,
    }


def _lay_out(project: Path, program: str | None, venv: Path) -> None:
    """Make a project that looks to the engine as the checkout does, with files of its own to change."""
    project.mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", project)
    (project / ".venv").symlink_to(venv)
    if venv == VENV:
        (project / "connect_resources").symlink_to(ROOT / "connect_resources")
    if program is None:
        shutil.copy(ROOT / "__main__.py", project)
        shutil.copytree(ROOT / "stacks", project / "stacks")
    else:
        (project / "stacks").mkdir()
        (project / "__main__.py").write_text(program)


def _run(
    command: list[str], folder: Path, environment: Mapping[str, str], typed: str, patience: float
) -> Run:
    start = time.monotonic()
    process = subprocess.Popen(
        interruptible(command),
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(typed, timeout=patience)
    except BaseException as error:
        _end(process)
        if isinstance(error, subprocess.TimeoutExpired):
            raise TimeoutError(f"{' '.join(command)} took over {patience:g} s") from error
        raise
    return Run(" ".join(command), process.returncode, output, errors, time.monotonic() - start)


def _end(process: subprocess.Popen[str]) -> None:
    """End the engine as Ctrl-C does, so that it ends its provider too, and by force if that takes long."""
    for end, seconds in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, None)):
        if process.poll() is None:
            os.killpg(process.pid, end)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue
        return


def _step(step: Mapping[str, Any]) -> Step:
    old, new = step.get("oldState") or {}, step.get("newState") or {}
    return Step(step["op"], step["urn"], old.get("inputs", {}), new.get("inputs", {}))
