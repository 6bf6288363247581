"""How many users one run of the program at the root may delete, on the real engine; what has no limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from tests.engine.story import PASSWORD, Story
from tools.local_connect import MANAGED, SAML, LocalConnect
from tools.stack import ROOT, Run

USERS = "urn:pulumi:deletes::connect-users::pulumi-python:dynamic/connect:ConnectUser::"
DEFAULTS = """\
defaults:
  first_name: Ada
  last_name: Okafor
  routing_profile: Basic Routing Profile
  security_profiles: [Agent]
"""
FOUR = ["ana", "bo", "cy", "dee"]
MANY = [f"new{number:02}" for number in range(60)]
BEFORE = "".join(f'user("{name}")\n' for name in FOUR)
"""A program that makes the four without any guard."""

PROGRAM = (ROOT / "__main__.py").read_text()

TORN = """\
import os, pathlib, threading
sidecar = pathlib.Path(os.environ["SIDECAR"])
whole = sidecar.read_bytes()
sidecar.write_bytes(b"")
threading.Timer(0.5, sidecar.write_bytes, [whole]).start()
"""
"""Makes the engine fail to read its state for half a second: as in the middle of its own write."""

REFUSED = {"operation": "DeleteUser", "code": "InvalidRequestException", "times": 2}


def roster(names: Sequence[str]) -> str:
    """Write a roster of these users."""
    rows = "".join(f"  - {{name: {name}}}\n" for name in names)
    return f"{DEFAULTS}users:\n{rows}" if names else "users: []\n"


@dataclass
class Played:
    """Hold what each step showed, and which changing calls it made."""

    runs: dict[str, Run] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)


class Deletes(Story):
    """Play a stack whose roster shrinks."""

    def __init__(self, connect: LocalConnect, folder: pytest.TempPathFactory) -> None:
        """Make four users with a program of one's own, then put the project's in its place."""
        super().__init__(connect, "eu-deletes-1", folder.mktemp("deletes"), BEFORE, name="deletes")
        self.played = Played()
        for key, value in (("instanceId", MANAGED), ("roster", "users.yaml"), ("maxDeletes", "1")):
            self.stack.set_config(f"connect:{key}", value)
        self.stack.set_config("connect:initialPassword", PASSWORD, secret=True)
        self.stack.up()
        self.stack.write_program(PROGRAM)
        self.operations()

    def step(
        self,
        name: str,
        names: Sequence[str],
        *command: str,
        environment: Mapping[str, str] | None = None,
        fails: bool = False,
    ) -> None:
        """Run a command for a roster of these users, and keep what came of it."""
        (self.stack.project / "users.yaml").write_text(roster(names))
        self.played.runs[name] = self.pulumi(*command, environment=environment or {}, fails=fails)
        self.played.calls[name] = self.operations()
        self.played.states[name] = sorted(self.resources())


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Lose users in every way, beyond the limit and within it."""
    story = Deletes(shared_connect, tmp_path_factory)
    half, up = ["ana", "bo"], ("up", "--yes", "--skip-preview")
    story.step("half: preview", half, "preview", fails=True)
    story.step("half: up", half, *up, fails=True)
    story.step("half and sixty new: up", half + MANY, *up, "--parallel", "32", fails=True)
    story.step("nobody: up", [], *up, "--continue-on-error", fails=True)
    story.step("half: target all", half, *up, "--target", "**", fails=True)
    story.stack.set_config("connect:instanceId", SAML)
    story.step("another instance: preview", FOUR, "preview", fails=True)
    story.stack.set_config("connect:instanceId", MANAGED)
    story.step("half: refresh", half, "refresh", "--yes", "--skip-preview", "--run-program")
    story.step("half: target one", half, *up, "--target", f"{USERS}dee")
    story.step("one less: up", half, *up)
    story.step("unchanged: up", half, *up, "--expect-no-changes")
    story.stack.write_program(TORN + PROGRAM)
    torn = {"SIDECAR": str(story.state_file.with_suffix(".json.attrs"))}
    story.step("one more, half-written state: preview", [*half, "cy"], "preview", environment=torn)
    story.step("nobody, half-written state: preview", [], "preview", environment=torn, fails=True)
    story.stack.write_program(PROGRAM)
    allowed = {"CONNECT_MAX_DELETES": "100%"}
    shared_connect.faults([REFUSED])
    story.step("two less, allowed, interrupted: up", ["eve"], *up, environment=allowed, fails=True)
    shared_connect.clear_faults()
    story.step("the same: up", ["eve"], *up, fails=True)
    story.step("the same, allowed: up", ["eve"], *up, environment={"CONNECT_MAX_DELETES": "2"})
    story.step("three: up", ["eve", "flo", "gil"], *up)
    story.step("nobody: destroy", [], "destroy", "--yes", "--skip-preview")
    return story.played


def refusal(run: Run) -> list[str]:
    """Return what the engine says of the guard, each line once, and nothing else of ours."""
    lines = [line.strip() for line in run.text.splitlines()]
    return sorted({line for line in lines if line.startswith("error:")})


def refused(deleted: int, users: int, names: str, anew: str = "") -> list[str]:
    """Return the one line that a refused run shows."""
    return [
        "error: pulumi-python:dynamic/connect:RosterGuard resource 'maxDeletes' has a problem: this run "
        f"would delete {deleted} of {users} users{anew}, but connect:maxDeletes (1) allows 1; nothing was "
        f"changed. To go: {names}. If that is meant, allow it for this run with CONNECT_MAX_DELETES={deleted}"
    ]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param("half: preview", refused(2, 4, "cy, dee"), id="preview of a stack made before"),
        pytest.param("half: up", refused(2, 4, "cy, dee"), id="up without a preview"),
        pytest.param("half and sixty new: up", refused(2, 4, "cy, dee"), id="many users beside"),
        pytest.param("nobody: up", refused(4, 4, "ana, bo, cy, dee"), id="an empty roster"),
        pytest.param("half: target all", refused(2, 4, "cy, dee"), id="everything is targeted"),
        pytest.param(
            "another instance: preview",
            refused(4, 4, "ana, bo, cy, dee", " (4 of them to be made anew)"),
            id="another instance",
        ),
    ],
)
def test_program_that_would_delete_too_many_changes_nothing(
    played: Played, step: str, message: list[str]
) -> None:
    """The run fails in one line, makes no call that changes something, and leaves the state as it was."""
    assert (refusal(played.runs[step]), played.calls[step], played.states[step]) == (message, [], FOUR)


def test_program_waits_for_a_state_that_is_being_written(played: Played) -> None:
    """The engine fails to read what it is just writing; it is asked again, and the users are counted."""
    read = played.runs["one more, half-written state: preview"].text
    assert ("+ 1 to create" in read, "error" in read) == (True, False)
    assert refusal(played.runs["nobody, half-written state: preview"]) == refused(2, 2, "ana, bo")


def test_program_refreshes_whatever_the_roster_lost(played: Played) -> None:
    """A refresh deletes nobody, so that it isn't stopped, though it runs the program."""
    step = "half: refresh"
    assert (played.calls[step], played.states[step]) == ([], FOUR)


def test_program_deletes_a_target_alone(played: Played) -> None:
    """A run that is confined to a target isn't stopped by what else the roster lost, and deletes it alone."""
    step = "half: target one"
    assert (played.calls[step], played.states[step]) == (["DeleteUser"], ["ana", "bo", "cy"])


def test_program_counts_what_the_state_holds(played: Played) -> None:
    """Whom a targeted run deleted isn't counted again: one is left to go, and one may."""
    step = "one less: up"
    assert (played.calls[step], played.states[step]) == (["DeleteUser"], ["ana", "bo"])
    assert (played.calls["unchanged: up"], played.states["unchanged: up"]) == ([], ["ana", "bo"])


def test_program_counts_anew_what_an_allowed_run_left_undone(played: Played) -> None:
    """Deletions that failed are still to come: the next run counts them, and is stopped by its own limit."""
    first, second, third = "two less, allowed, interrupted: up", "the same: up", "the same, allowed: up"
    assert (sorted(played.calls[first]), played.states[first]) == (
        ["CreateUser", "DeleteUser", "DeleteUser"],
        ["ana", "bo", "eve"],
    )
    assert (refusal(played.runs[second]), played.calls[second]) == (refused(2, 3, "ana, bo"), [])
    assert (played.calls[third], played.states[third]) == (["DeleteUser", "DeleteUser"], ["eve"])


def test_program_destroys_all_whatever_the_limit(played: Played) -> None:
    """A destroy isn't concerned: three go, where one may."""
    step = "nobody: destroy"
    assert (played.states["three: up"], played.calls[step], played.states[step]) == (
        ["eve", "flo", "gil"],
        ["DeleteUser"] * 3,
        [],
    )
