"""The pipelines' files under the linters of both forges, and what no linter knows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.pipelines.jobs import EVENTS, FOLDER, GITLAB, WORKFLOW
from tools.engine.build import OLDEST_GO
from tools.stack import ROOT

BIN = Path(sys.executable).parent
LINTER = "github.com/rhysd/actionlint/cmd/actionlint"
ACTIONS = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "aws-actions/configure-aws-credentials": ("e6de054238d6b7531b4efff3b6587d9aade6a06c", "v6.2.3"),
}
"""Actions by repository: the commit that its release's tag names."""
SCRIPTS = sorted(FOLDER.glob("pipelines/*.sh"))


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a linter that has to be content."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def go_is_missing() -> bool:
    """Tell whether this machine has no Go that builds the linter."""
    go = shutil.which("go")
    version = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True).stdout if go else ""
    found = re.match(r"go(\d+)\.(\d+)", version)
    return found is None or (int(found[1]), int(found[2])) < OLDEST_GO


@pytest.mark.skipif(go_is_missing(), reason="actionlint is built by Go 1.25 or newer")
def test_workflow_passes_actionlint(tmp_path: Path) -> None:
    """GitHub's workflow uses expressions, contexts and actions as they are."""
    linter = tmp_path / "actionlint"
    run("go", "build", "-trimpath", "-o", linter, LINTER, folder=ROOT / "tools" / "actionlint")
    run(linter, "-shellcheck=", "-pyflakes=", WORKFLOW)


def test_workflow_passes_zizmor() -> None:
    """GitHub's workflow has no template injection, no loose action and no right too many."""
    run(BIN / "zizmor", "--offline", "--persona", "pedantic", "--no-progress", "--quiet", WORKFLOW)


def test_workflow_fits_its_schema() -> None:
    """GitHub's workflow fits the published schema."""
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", WORKFLOW)


def test_gitlab_pipeline_fits_its_schema() -> None:
    """GitLab's pipeline fits the published schema."""
    options = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    run(BIN / "check-jsonschema", *options, GITLAB)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_parses_and_stops_at_the_first_failure(script: Path) -> None:
    """Each script is shell that ends with the first command that fails, or variable that isn't there."""
    run("sh", "-n", script)
    assert "\nset -eu\n" in script.read_text()


def test_workflow_pins_each_action_to_the_commit_of_its_release() -> None:
    """No tag decides what runs: tags can be moved."""
    uses = re.findall(r"uses: (\S+)@(\S+) # (\S+)", WORKFLOW.read_text())
    assert {name: (commit, release) for name, commit, release in uses} == ACTIONS
    assert len(uses) == WORKFLOW.read_text().count("uses:")


def test_pipelines_have_the_same_jobs_and_commands() -> None:
    """Both forges run the same scripts for the same three events."""
    github, gitlab = yaml.safe_load(WORKFLOW.read_text())["jobs"], yaml.safe_load(GITLAB.read_text())
    assert [*github] == [*EVENTS] == [name for name in gitlab if name in EVENTS]
    for name in EVENTS:
        commands = [step["run"] for step in github[name]["steps"] if "run" in step]
        assert gitlab[name]["script"] == [line for line in commands if line == f"sh pipelines/{name}.sh"]


def test_pipelines_judge_the_preview_that_hides_nobody() -> None:
    """Review and deployment preview alike, and show whom an earlier run has left to be deleted."""
    scripts = [(FOLDER / "pipelines" / f"{name}.sh").read_text() for name in ("review", "deploy")]
    (line,) = {re.findall("^pulumi preview.*$", script, re.MULTILINE)[0] for script in scripts}
    assert "--show-replacement-steps" in line


def test_workflow_shares_one_list_of_stacks_and_one_run_of_each() -> None:
    """All jobs of GitHub go over the same stacks; a deployment waits for the one before, and is never cut."""
    jobs = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    stacks = [job["strategy"]["matrix"]["stack"] for job in jobs.values()]
    group = {"group": "connect-users-deploy-${{ matrix.stack }}", "cancel-in-progress": False}
    assert (stacks, jobs["deploy"]["concurrency"]) == ([stacks[0]] * len(jobs), group)
