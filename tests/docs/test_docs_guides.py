"""The guides: their files, programs and commands do on the real engine what the pages say."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import commands, run_pulumi, snippets
from tests.docs.staff import NAMES, PASSWORD, names, routing_profile, user
from tools.local_connect import MANAGED, ROOT, LocalConnect
from tools.stack import Stack

GUIDES = "docs/guides/"
ONBOARD = f"{GUIDES}onboard-a-team.md"
KILLED = f"{GUIDES}after-a-killed-run.md"
UNTHROTTLED = {"CONNECT_REQUESTS_PER_SECOND": "1000", "CONNECT_BURST": "1000"}
TEAM = ["ana.lopez", "jo.park", "sam.reed"]
GRACE_SECONDS = 30
LATENCY_MILLISECONDS = "300"


def onboarded(folder: Path, connect: LocalConnect) -> tuple[Stack, Path]:
    """Follow the first guide up to its last step, and return the stack and its roster."""
    stack = Stack(folder, environment={**connect.environment(), **UNTHROTTLED}, name="other")
    roster = stack.project / "stacks" / "london.users.csv"
    (table,) = snippets(ONBOARD, "csv")
    roster.write_text(table, encoding="utf-8")
    run_pulumi(stack, snippets(ONBOARD, "sh")[0], typed=PASSWORD)
    return stack, roster


def replace_row(roster: Path, name: str, row: str) -> None:
    """Put a row in the place of a user's, or take it out."""
    lines = roster.read_text(encoding="utf-8").splitlines(keepends=True)
    roster.write_text("".join(row if line.startswith(f"{name},") else line for line in lines))


def test_guides_team_is_onboarded_moved_and_offboarded(tmp_path: Path, connect: LocalConnect) -> None:
    """The three guides, one after the other, make the calls that they name."""
    stack, roster = onboarded(tmp_path, connect)
    run_pulumi(stack, snippets(ONBOARD, "sh")[1])
    assert (connect.mutating_calls(), names(connect)) == (["CreateUser"] * 3, sorted([*NAMES, *TEAM]))

    (moved,) = snippets(f"{GUIDES}move-between-sites.md", "csv")
    replace_row(roster, "jo.park", moved)
    connect.reset_calls()
    run_pulumi(stack, snippets(f"{GUIDES}move-between-sites.md", "sh")[0])
    assert connect.mutating_calls() == ["UpdateUserRoutingProfile", "UpdateUserHierarchy", "TagResource"]

    replace_row(roster, "sam.reed", "")
    connect.reset_calls()
    offboard, _, forget = snippets(f"{GUIDES}offboard.md", "sh")
    run_pulumi(stack, offboard)
    assert (connect.mutating_calls(), names(connect)) == (["DeleteUser"], sorted([*NAMES, *TEAM[:2]]))

    replace_row(roster, "jo.park", "")
    connect.reset_calls()
    run_pulumi(stack, forget)
    run_pulumi(stack, "pulumi up")
    assert (connect.mutating_calls(), names(connect)) == ([], sorted([*NAMES, *TEAM[:2]]))


def test_guide_to_one_setting_lends_a_user_and_gives_it_back(
    connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """A preview changes nothing, up makes one call, destroy restores with one call."""
    page = f"{GUIDES}change-one-setting.md"
    lent, *_ = snippets(page, "python")
    preview, up = commands(snippets(page, "sh")[0])
    before = user(connect, "tom.baker")
    made = stack(lent)
    run_pulumi(made, preview)
    assert connect.mutating_calls() == []
    run_pulumi(made, up)
    assert connect.mutating_calls() == ["UpdateUserRoutingProfile"]
    vip = {**before, "RoutingProfileId": routing_profile(connect, "VIP Care")}
    assert user(connect, "tom.baker") == vip
    made.destroy()
    assert connect.mutating_calls() == ["UpdateUserRoutingProfile"] * 2
    assert user(connect, "tom.baker") == before


def test_guide_to_one_setting_settings_beside_a_user_come_to_rest(
    connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """A setting that the ConnectUser leaves out, or ignores, stays as the sub-setting says."""
    _, *beside = snippets(f"{GUIDES}change-one-setting.md", "python")
    made = stack("\n".join(beside))
    made.up()
    jo = user(connect, "jo.park")
    assert jo["RoutingProfileId"] == routing_profile(connect, "VIP Care")
    connect.reset_calls()
    made.up("--refresh")
    assert (connect.mutating_calls(), made.steps("--refresh")) == ([], [])
    assert user(connect, "jo.park") == jo


def test_guide_to_renaming_an_alias_keeps_the_user_without_a_call(
    connect: LocalConnect, stack: Callable[[str | None], Stack]
) -> None:
    """The same resource under its old name, then as the guide has it: the user stays as it is."""
    (renamed,) = snippets(f"{GUIDES}rename.md", "python")
    made = stack(renamed.replace('"ana.lopez"', '"ana"'))
    made.up()
    before = connect.boto().list_users(InstanceId=MANAGED)["UserSummaryList"]
    connect.reset_calls()
    made.write_program(renamed)
    made.up()
    assert (connect.mutating_calls(), made.steps()) == ([], [])
    assert connect.boto().list_users(InstanceId=MANAGED)["UserSummaryList"] == before


def test_guide_to_taking_over_leads_to_an_empty_preview(tmp_path: Path, connect: LocalConnect) -> None:
    """Two people whom another system made are in the stack afterwards, and nothing was changed."""
    stack = Stack(tmp_path, environment={**connect.environment(), **UNTHROTTLED}, name="other")
    export, take_over = snippets(f"{GUIDES}take-over.md", "sh")
    for line in [*commands(export), *commands(take_over)]:
        program, *arguments = shlex.split(line)
        if program == "python":
            run = [str(ROOT / ".venv" / "bin" / program), *arguments]
            subprocess.run(run, cwd=stack.project, env=stack.environment, check=True, capture_output=True)
        else:
            stack.pulumi(*arguments, *(["--yes"] if arguments[0] == "import" else []))
    assert (connect.mutating_calls(), stack.steps()) == ([], [])
    (fleet,) = stack.resources().values()
    assert sorted(fleet["outputs"]["users"]) == sorted(NAMES)


@pytest.mark.parametrize("command", commands(snippets(f"{GUIDES}offboard.md", "sh")[1]))
def test_guide_to_offboarding_commands_of_aws_are_well_formed(command: str) -> None:
    """The AWS CLI takes the commands for quick connects, which the local Connect doesn't serve."""
    program, *arguments = shlex.split(command)
    aws = ROOT / ".venv" / "bin" / program
    checked = subprocess.run(
        [aws, *arguments, "--generate-cli-skeleton", "output", "--region", "us-east-1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def descendants(process: int) -> list[int]:
    """List the processes that a process has started, and those that they have."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    children = [child for child, parent in parents if parent == process]
    return [*children, *(later for child in children for later in descendants(child))]


def kill_while(operation: str, verb: str, stack: Stack, connect: LocalConnect) -> None:
    """Start a command, and kill the engine and all that it started while an operation is on its way."""
    command = ["pulumi", "--non-interactive", verb, "--yes", "--skip-preview"]
    connect.reset_calls()
    engine = subprocess.Popen(
        command,
        cwd=stack.project,
        env=stack.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    limit = time.monotonic() + GRACE_SECONDS
    while operation not in connect.mutating_calls() and time.monotonic() < limit:
        time.sleep(0.05)
    left = descendants(engine.pid)
    for process in (engine.pid, *left):
        os.kill(process, signal.SIGKILL)
    engine.wait()


def test_guide_after_a_killed_run_ends_at_the_declared_users(tmp_path: Path) -> None:
    """The guide's steps lead from a kill to each declared user exactly once, and leave nothing pending."""
    with LocalConnect("--latency-ms", LATENCY_MILLISECONDS) as connect:
        stack, _ = onboarded(tmp_path, connect)
        kill_while("CreateUser", "up", stack, connect)
        free, update, tidy, *_ = snippets(KILLED, "sh")
        run_pulumi(stack, free)
        shown = "".join(run.text for run in run_pulumi(stack, update + tidy))
        assert f"of instance {MANAGED}; changed: nothing" in shown
        assert (names(connect), sorted(stack.resources())) == (TEAM, TEAM)
        assert "pending_operations" not in stack.export()["deployment"]
        connect.reset_calls()
        stack.up()
        assert connect.mutating_calls() == []


def test_guide_after_a_killed_destroy_ends_at_nobody_or_at_everybody(tmp_path: Path) -> None:
    """The guide's two ways lead from a kill to all users, and from another one to none."""
    with LocalConnect("--latency-ms", LATENCY_MILLISECONDS) as connect:
        stack, _ = onboarded(tmp_path, connect)
        stack.up()
        *_, on, back = snippets(KILLED, "sh")
        kill_while("DeleteUser", "destroy", stack, connect)
        run_pulumi(stack, back)
        assert (names(connect), sorted(stack.resources())) == (TEAM, TEAM)
        kill_while("DeleteUser", "destroy", stack, connect)
        run_pulumi(stack, on)
        assert (names(connect), sorted(stack.resources())) == ([], [])
