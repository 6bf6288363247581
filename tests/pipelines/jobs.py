"""The jobs of the ready pipelines, read out of their files: command lines and environment as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.stack import ROOT

FOLDER = ROOT / "examples" / "pipelines"
WORKFLOW = FOLDER / ".github" / "workflows" / "connect-users.yml"
GITLAB = FOLDER / ".gitlab-ci.yml"
INSTALL = "sh pipelines/install.sh"
EVENTS = {"review": "pull_request", "deploy": "push", "drift": "schedule"}
_EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")
_VARIABLE = re.compile(r"\$(\w+)")
_ALWAYS = "${{ !cancelled() }}"


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold the command lines that one shell runs, and what they are told.

    Attributes:
        script: the lines.
        environment: the variables of the step, above those of the runner.
        always: it runs after a failure too.
    """

    script: str
    environment: Mapping[str, str]
    always: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """Hold a job's steps, and how it gets its role of AWS.

    Attributes:
        steps: in their order.
        role: the role that an action takes on before; None where the command lines see to it.
    """

    steps: list[Step]
    role: str | None = field(default=None)


def github_job(name: str, told: Mapping[str, str]) -> Job:
    """Read a job of GitHub's workflow.

    Args:
        name: its name.
        told: what GitHub puts in the place of expressions, as ``vars.AWS_REGION``.
    """
    workflow = _load(WORKFLOW)
    assert workflow["defaults"] == {"run": {"shell": "sh"}}
    job = workflow["jobs"][name]
    shared = {**workflow["env"], **job["env"]}
    steps, role = [], None
    for step in job["steps"]:
        if step.get("uses", "").startswith("aws-actions/configure-aws-credentials@"):
            role = _filled(step["with"]["role-to-assume"], told)
        elif "uses" in step:
            assert step["uses"].startswith("actions/checkout@")
        else:
            values = {**shared, **step.get("env", {})}
            assert step.get("if") in (None, _ALWAYS)
            environment = {key: _filled(value, told) for key, value in values.items()}
            steps.append(Step(script=step["run"], environment=environment, always="if" in step))
    return Job(steps=steps, role=role)


def gitlab_job(name: str, told: Mapping[str, str]) -> Job:
    """Read a job of GitLab's pipeline.

    Args:
        name: its name.
        told: the variables that GitLab gives the job, those of its settings included.
    """
    pipeline = _load(GITLAB)
    job = pipeline[name]
    base = pipeline[job["extends"]]
    assert told["STACK"] in base["parallel"]["matrix"][0]["STACK"]
    assert list(base["id_tokens"]) == ["CONNECT_ID_TOKEN"]
    variables = {**base["variables"], **job["variables"]}
    environment = {**told, **{key: _expanded(value, told) for key, value in variables.items()}}
    first = Step(script="\n".join(base["before_script"] + job["script"]), environment=environment)
    last = Step(script="\n".join(base["after_script"]), environment=environment, always=True)
    return Job(steps=[first, last])


def _load(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _filled(text: str, told: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: told[found[1]], text)


def _expanded(text: str, told: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: told[found[1]], text)
