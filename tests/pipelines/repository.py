"""A team's repository with the ready pipelines copied in, and its runners."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.pipelines.cloud import BUCKET, PREFIX, PROJECT, Cloud
from tests.pipelines.jobs import EVENTS, FOLDER, INSTALL, Job, Step, github_job, gitlab_job
from tools.local_connect import MANAGED, REGION
from tools.stack import ROOT, VENV

PASSWORD = "Correct-h0rse"
STACK = "london"
TIMEOUT_SECONDS = 300
CONFIG = f"""
  aws:region: {REGION}
  connect:instanceId: {MANAGED}
  connect:roster: stacks/{STACK}.users.yaml
  connect:adoptExisting: true
"""
LOCKS = f"{PREFIX}/.pulumi/locks/organization/{PROJECT}/{STACK}/"
OWN = f"{PREFIX}/pipelines/{PROJECT}/{STACK}/"
CLAIM = f"{OWN}claim.json"
STATE = f"{PREFIX}/.pulumi/stacks/{PROJECT}/{STACK}.json"
HEAD = "defaults: {routing_profile: Basic Routing Profile, security_profiles: [Agent]}\nusers:\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """Hold how a job ended."""

    status: int
    log: str


class Repository:
    """Hold a checkout, and run the jobs of its pipeline as a forge's runner does."""

    def __init__(self, folder: Path, cloud: Cloud, forge: str, pace: int = 100) -> None:
        """Lay the repository out as the README of the folder says.

        Args:
            folder: an empty folder.
            cloud: where its jobs go.
            forge: ``github`` or ``gitlab``.
            pace: calls of each operation a second.
        """
        self.folder, self.cloud, self.forge = folder, cloud, forge
        self.root = folder / "repository"
        self.standins = folder / "bin"
        self.comments_file, self.summary = folder / "comments.json", folder / "summary.md"
        shutil.copytree(FOLDER, self.root, ignore=shutil.ignore_patterns("README.md", "__pycache__"))
        for name in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(ROOT / name, self.root)
        (self.root / "stacks").mkdir()
        (self.root / ".gitignore").write_text("/.venv\n/report/\n/connect_resources\n__pycache__/\n")
        # What install.sh leaves, which has a test of its own.
        (self.root / ".venv").symlink_to(VENV)
        (self.root / "connect_resources").symlink_to(ROOT / "connect_resources")
        (self.root / "report").mkdir()
        self.standins.mkdir()
        write_stand_in(self.standins / "gh", ROOT / "tests" / "pipelines" / "stand_in_gh.py")
        (self.standins / "python3").symlink_to(sys.executable)
        self.git("init", "--quiet", "--initial-branch", "main")
        self._init_stack(pace)

    def _init_stack(self, pace: int) -> None:
        """Make the stack, as the README says, by KMS on GitHub and by a passphrase on GitLab."""
        provider = f"awskms:///{self.cloud.key}?region={REGION}&awssdk=v2"
        secrets = provider if self.forge == "github" else "passphrase"
        self.pulumi("stack", "init", STACK, "--secrets-provider", secrets)
        self.pulumi("config", "set", "--secret", "connect:initialPassword", typed=PASSWORD)
        file = self.root / "stacks" / f"Pulumi.{STACK}.yaml"
        quota = "".join(f'  connect:{key}: "{pace}"\n' for key in ("requestsPerSecond", "burst"))
        file.write_text(file.read_text().rstrip("\n") + CONFIG + quota)

    # ---- what people do

    def pulumi(self, *arguments: str, typed: str = "") -> None:
        """Run the engine as an operator does at home, with the rights of who deploys."""
        keys = self.cloud.session("deploy") if self.cloud.sessions else self.cloud.as_admin
        usual = self.runner(None)
        path = os.pathsep.join([str(VENV / "bin"), usual["PATH"]])
        own = {"PATH": path, "PULUMI_BACKEND_URL": self.cloud.backend, **self._passphrase()}
        command = ["pulumi", "--non-interactive", *arguments]
        done = run_in(self.root, command, {**usual, **own, **_as_variables(keys)}, typed)
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self, users: Mapping[str, str], message: str = "change") -> None:
        """Commit a roster of users, each with the rest of its row in YAML."""
        rows = "".join(
            f"  - {{name: {name}, first_name: Ada, last_name: Okafor{more}}}\n"
            for name, more in users.items()
        )
        (self.root / "stacks" / f"{STACK}.users.yaml").write_text(HEAD + rows)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def git(self, *arguments: str) -> None:
        """Run git."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        done = run_in(self.root, ["git", *who, *arguments], self.runner(None), "")
        assert done.returncode == 0, done.stderr

    # ---- what the forge does

    def run(self, name: str) -> Ran:
        """Run a job to its end."""
        job = self.job(name)
        status, log = 0, ""
        for step in job.steps:
            if status == 0 or step.always:
                done = run_in(self.root, self.shell(step), self.environment(job, step), "")
                log += done.stdout + done.stderr
                status = status or done.returncode
        return Ran(status, log)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a job that nothing waits for: its first step, and all that the test plays of it."""
        job = self.job(name)
        step = job.steps[0]
        return subprocess.Popen(
            self.shell(step),
            cwd=self.root,
            env=self.environment(job, step),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def job(self, name: str) -> Job:
        """Read a job, but for the step that installs, with what the forge tells it."""
        if self.forge == "gitlab":
            job = gitlab_job(name, self._gitlab(name))
        else:
            job = github_job(name, self._github())
        left_out = [_without_install(step) for step in job.steps]
        return Job(steps=[step for step in left_out if step.script], role=job.role)

    def _github(self) -> dict[str, str]:
        return {
            "vars.AWS_REGION": REGION,
            "vars.PULUMI_BACKEND_URL": self.cloud.backend,
            "vars.CONNECT_REVIEW_ROLE": "review",
            "vars.CONNECT_DEPLOY_ROLE": "deploy",
            "secrets.PULUMI_CONFIG_PASSPHRASE": "",
            "github.token": "token of the run",
            "github.event.pull_request.number": "7",
            "matrix.stack": STACK,
        }

    def _gitlab(self, name: str) -> dict[str, str]:
        return {
            "AWS_REGION": REGION,
            "CI_JOB_ID": "4711",
            "CI_PIPELINE_SOURCE": {"review": "merge_request_event"}.get(name, EVENTS[name]),
            "CI_PROJECT_DIR": str(self.root),
            "CONNECT_DEPLOY_ROLE": self.cloud.roles["deploy"],
            "CONNECT_ID_TOKEN": "a token of the forge",
            "CONNECT_REVIEW_ROLE": self.cloud.roles["review"],
            "PULUMI_BACKEND_URL": self.cloud.backend,
            "PULUMI_CONFIG_PASSPHRASE": "local",
            "STACK": STACK,
        }

    def shell(self, step: Step) -> list[str]:
        """Write a step's lines to a file as both forges do, and return the command that runs it."""
        script = self.folder / "step.sh"
        script.write_text(step.script)
        return ["sh", "-e", str(script)]

    def environment(self, job: Job, step: Step) -> dict[str, str]:
        """Return the environment of a step."""
        return {**self.runner(job.role), **step.environment}

    def runner(self, role: str | None) -> dict[str, str]:
        """Return what a runner's own environment is, with a role's session as the action leaves it."""
        return {
            "PATH": os.pathsep.join([str(self.standins), "/usr/local/bin", "/usr/bin", "/bin"]),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL": self.cloud.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": REGION,
            "GITHUB_REPOSITORY": "meridian/users",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "STAND_IN_COMMENTS": str(self.comments_file),
            **_as_variables(self.cloud.session(role) if role else {}),
        }

    def _passphrase(self) -> dict[str, str]:
        return {"PULUMI_CONFIG_PASSPHRASE": "local"} if self.forge == "gitlab" else {}

    def command(self, line: str) -> Ran:
        """Run a command line in the place of that which deploys."""
        job = self.job("deploy")
        script = job.steps[0].script.replace("sh pipelines/deploy.sh", line)
        done = run_in(self.root, ["sh", "-ec", script], self.environment(job, job.steps[0]), "")
        return Ran(done.returncode, done.stdout + done.stderr)

    def comment(self, comment: dict[str, Any]) -> None:
        """Let somebody comment on the pull request first."""
        self.comments_file.write_text(json.dumps([comment]))

    def lay(self, *, claim: dict[str, Any] | None, locks: list[dict[str, Any]]) -> None:
        """Put a claim and locks into the bucket, and nothing else of theirs."""
        for key in [*self._keys(LOCKS), *self._keys(OWN)]:
            self.cloud.bucket().delete_object(Bucket=BUCKET, Key=key)
        laid = {f"{LOCKS}{number}.json": lock for number, lock in enumerate(locks)}
        for key, content in (laid if claim is None else {**laid, CLAIM: claim}).items():
            self.cloud.bucket().put_object(Bucket=BUCKET, Key=key, Body=json.dumps(content).encode())

    # ---- what there is to see

    def locks(self) -> list[dict[str, Any]]:
        """Read the locks of the stack."""
        return [self._read(key) for key in self._keys(LOCKS)]

    def claim(self) -> dict[str, Any]:
        """Read what the last run noted before it took the lock."""
        return self._read(CLAIM)

    def kept(self) -> dict[str, tuple[str, str]]:
        """Return how the state, and each thing that the pipeline keeps, is encrypted, by key."""
        bucket, keys = self.cloud.bucket(), [STATE, *self._keys(OWN)]
        heads = {key: bucket.head_object(Bucket=BUCKET, Key=key) for key in keys}
        return {key: (head["ServerSideEncryption"], head["SSEKMSKeyId"]) for key, head in heads.items()}

    def _keys(self, prefix: str) -> list[str]:
        found = self.cloud.bucket().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [item["Key"] for item in found.get("Contents", ())]

    def _read(self, key: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(
            self.cloud.bucket().get_object(Bucket=BUCKET, Key=key)["Body"].read()
        )
        return content

    def comments(self) -> list[dict[str, Any]]:
        """Read the comments of the pull request."""
        found: list[dict[str, Any]] = json.loads(self.comments_file.read_text())
        return found

    def left(self) -> list[Path]:
        """List what the jobs so far have left in their folder."""
        return [*(self.root / "report").iterdir()]

    def report(self, name: str) -> str:
        """Read a report that the pipeline shows."""
        return (self.root / "report" / name).read_text(encoding="utf-8")


def write_stand_in(file: Path, program: Path) -> None:
    """Put a program in the place of one that only the runner has."""
    file.write_text(f'#!/bin/sh\nexec {sys.executable} {program} "$@"\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def _as_variables(keys: Mapping[str, str]) -> dict[str, str]:
    return {name.upper(): value for name, value in keys.items()}


def _without_install(step: Step) -> Step:
    lines = [line for line in step.script.splitlines() if line != INSTALL]
    return Step(script="\n".join(lines), environment=step.environment, always=step.always)


def run_in(
    folder: Path, command: list[str], environment: Mapping[str, str], typed: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
