"""An up that is killed halfway, and the way back from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.killing import end_left_behind, kill, start, wait_for_calls
from tests.engine.story import Story
from tools.local_connect import LocalConnect
from tools.stack import Run

USERS = 20
MADE_BEFORE_THE_KILL = 8
PROGRAM = f"""
for number in range({USERS}):
    user(f"agent-{{number}}")
"""
SLOW = {"CONNECT_REQUESTS_PER_SECOND": "5", "CONNECT_BURST": "2"}


@dataclass(kw_only=True)
class Played:
    """Hold what each step of the way back showed."""

    in_doubt: set[str]
    torn: Run
    locked: Run
    refused: Run
    made: Counter[str]
    state: dict[str, str]
    users: dict[str, str]
    warned: Run
    quiet: Run


@pytest.fixture(scope="module")
def slow_connect() -> Iterator[LocalConnect]:
    """Serve a local Connect that answers late, so that the kill falls between deed and answer."""
    with LocalConnect("--latency-ms", "500") as connect:
        yield connect


@pytest.fixture(scope="module")
def played(slow_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Kill an up of many users, then do what the errors say."""
    story = Story(slow_connect, "eu-killed-1", tmp_path_factory.mktemp("killed"), PROGRAM, **SLOW)
    kill_halfway(story)
    in_doubt = set(story.user_ids()) - set(story.resources())
    torn = tear_sidecar(story)
    sidecar(story).unlink()
    locked = story.stack.up(fails=True)
    story.stack.cancel()
    refused = story.stack.up(fails=True)
    story.stack.set_config("connect:adoptExisting", "true")
    warned = story.stack.up()
    made = Counter(call["operation"] for call in story.connect.calls() if call["status"] == 200)
    state = {name: found["outputs"]["user_id"] for name, found in story.resources().items()}
    story.stack.refresh("--clear-pending-creates")
    quiet = story.stack.up("--expect-no-changes")
    users = story.user_ids()
    return Played(
        in_doubt=in_doubt,
        torn=torn,
        locked=locked,
        refused=refused,
        made=made,
        state=state,
        users=users,
        warned=warned,
        quiet=quiet,
    )


def kill_halfway(story: Story) -> None:
    """Kill the engine while users are made whose creation Connect hasn't answered yet: they are in doubt."""
    engine = start(story, "up")
    wait_for_calls(story, "CreateUser", MADE_BEFORE_THE_KILL)
    kill(engine)
    end_left_behind(story)


def tear_sidecar(story: Story) -> Run:
    """Leave the state as a kill does that falls into the write of its sidecar, and cancel.

    The file backend renames a new state into place, but empties the sidecar beside it first.
    """
    sidecar(story).write_bytes(b"")
    return story.stack.cancel(fails=True)


def sidecar(story: Story) -> Path:
    """Where the backend keeps the attributes of the state's file."""
    return story.state_file.with_suffix(".json.attrs")


def test_stack_killed_is_locked_until_cancel(played: Played) -> None:
    """The next up is refused with the command that frees the stack."""
    assert "delete the lock file with `pulumi cancel`" in played.locked.text


def test_stack_killed_while_its_sidecar_was_written_needs_it_deleted(played: Played) -> None:
    """An empty sidecar is all that hides the state: without it, the stack is as after any kill."""
    assert "failed to load checkpoint: EOF" in played.torn.text


def test_stack_killed_names_adoption_as_the_way_back(played: Played) -> None:
    """Without adoption, the users in doubt are duplicates, and the error says how to take them over."""
    assert "`pulumi config set connect:adoptExisting true`" in played.refused.text


def test_stack_killed_converges_with_one_adopting_up(played: Played) -> None:
    """One up with adoption leads to exactly the declared users, each made once and each in the state."""
    declared = {f"agent-{number}" for number in range(USERS)}
    assert (set(played.users), played.state) == (declared, played.users)
    assert played.made["CreateUser"] == USERS
    assert set(played.made) <= {"CreateUser", "ListUsers", "DescribeUser", "DescribeInstance"} | {
        "ListRoutingProfiles",
        "ListSecurityProfiles",
    }


def test_stack_killed_says_which_users_it_adopted(played: Played) -> None:
    """The adopting up names each user that Connect had and the state didn't."""
    lines = [line.split() for line in played.warned.output.splitlines() if line.startswith("    adopted")]
    assert {words[2] for words in lines} == played.in_doubt
    assert played.in_doubt != set()


def test_stack_killed_forgets_its_pending_creates_when_told(played: Played) -> None:
    """The engine warns of interrupted creates until a refresh with --clear-pending-creates."""
    warning = "pending operations from previous deployment"
    assert (warning in played.warned.text, warning in played.quiet.text) == (True, False)
