"""Build the Pulumi engine from the Go modules that are pinned beside this file."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

SDK = "github.com/pulumi/pulumi/sdk/v3"
COMMANDS = {
    "cli": "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    "language-python": f"{SDK}/python/cmd/pulumi-language-python",
}
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
OLDEST_GO = (1, 25)
PROGRESS_SECONDS = 20
LINES_KEPT = 20


class BuildError(Exception):
    """Say in one line why the engine can't be built."""


def pinned_version(module: Path) -> str:
    """Read which version of Pulumi a go.mod pins; its require line for Pulumi stands alone."""
    pin = re.search(r"^require github\.com/pulumi/pulumi/\S+ v(\S+)$", (module / "go.mod").read_text(), re.M)
    if pin is None:
        raise BuildError(f"{module}/go.mod pins no version of Pulumi")
    return pin[1]


def last_line(text: str) -> str:
    """Cut a program's output down to the line that says why it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


@dataclass(frozen=True, slots=True)
class Build:
    """Build the two programs and copy the two scripts.

    Attributes:
        target: the folder for the four, which must not exist yet.
        modules: the folder with the two pinned Go modules.
        environment: the environment variables to run Go with.
        say: takes a line of progress.
    """

    target: Path
    modules: Path
    environment: Mapping[str, str]
    say: Callable[[str], None]

    def run(self) -> None:
        """Build, saying at the start how long it takes.

        Raises:
            BuildError: there is no Go, it is too old, or it failed; the message is one line.
        """
        go = self.find_go()
        version = pinned_version(self.modules / "cli")
        self.say(f"building Pulumi {version} from its Go modules; this takes 5 to 10 minutes, once")
        self.target.mkdir(parents=True)
        for module in COMMANDS:
            self.compile(go, module)
        sdk = Path(self.ask(go, "list", "-m", "-f", "{{.Dir}}", SDK))
        for script in SCRIPTS:
            copy = self.target / Path(script).name
            shutil.copyfile(sdk / script, copy)
            copy.chmod(0o755)

    def find_go(self) -> str:
        """Find a Go that is new enough."""
        go = shutil.which("go", path=self.environment.get("PATH", ""))
        if go is None:
            raise BuildError("there is no go on PATH")
        answer = self.ask(go, "env", "GOVERSION")
        version = re.match(r"go(\d+)\.(\d+)", answer)
        if version is None or (int(version[1]), int(version[2])) < OLDEST_GO:
            raise BuildError("Go {}.{} or newer is needed; {} is {}".format(*OLDEST_GO, go, answer))
        return go

    def ask(self, go: str, *arguments: str) -> str:
        """Run a short go command in the command line's module and return what it prints."""
        answer = subprocess.run(
            [go, *arguments], cwd=self.modules / "cli", env=self.environment, capture_output=True, text=True
        )
        if answer.returncode:
            raise BuildError(f"go {arguments[0]}: {last_line(answer.stderr)}")
        return answer.stdout.strip()

    def compile(self, go: str, module: str) -> None:
        """Compile one program, saying now and then how far it has come."""
        start = time.monotonic()
        program = self.target / Path(COMMANDS[module]).name
        flags = f"-s -w -X {SDK}/go/common/version.Version={pinned_version(self.modules / module)}"
        command = [go, "build", "-v", "-trimpath", "-ldflags", flags, "-o", str(program), COMMANDS[module]]
        with subprocess.Popen(
            command,
            cwd=self.modules / module,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            output = self.follow(process, start)
        if process.returncode:
            raise BuildError(f"go build of {program.name}: {last_line(output)}")
        self.say(f"  {time.monotonic() - start:4.0f} s, {program.name} is built")

    def follow(self, process: subprocess.Popen[str], start: float) -> str:
        """Read a build's output to its end and return the last of it."""
        lines: deque[str] = deque(maxlen=LINES_KEPT)
        packages, spoken = 0, start
        for line in process.stdout or ():
            lines.append(line)
            packages += not line.startswith("go: ")
            if time.monotonic() - spoken > PROGRESS_SECONDS:
                spoken = time.monotonic()
                self.say(f"  {spoken - start:4.0f} s, {packages} packages compiled, now {line.strip()}")
        return "".join(lines)
