"""Creates that meet trouble: lost answers, a quota, names that are taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine.story import Story
from tests.lifecycle.harness import routing
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run

NAMES = [f"agent-{number}" for number in range(6)]
PROGRAM = f"""
for name in {NAMES}:
    user(name)
"""
TAKEN = """
user("taken", routing_profile_id=routing("VIP Care"))
"""
FAULTS = 3
LOST = {"operation": "CreateUser", "phase": "after", "drop": True}
REFUSED = {"operation": "CreateUser", "code": "ThrottlingException", "times": FAULTS}


@pytest.fixture(scope="module")
def narrow() -> Iterator[LocalConnect]:
    """Serve a Connect whose quota is far below what the stack asks for."""
    with LocalConnect("--requests-per-second", "4", "--burst", "2") as connect:
        yield connect


@dataclass
class Played:
    """Hold what the creates came to."""

    state: dict[str, str]
    users: dict[str, str]
    answers: Counter[str | None]
    settled: list[str]


@pytest.fixture(scope="module")
def played(narrow: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Create users while one answer is lost and the quota is short; then see that nothing is left to do."""
    story = Story(narrow, "eu-trouble-1", tmp_path_factory.mktemp("trouble"), PROGRAM)
    narrow.faults([LOST, REFUSED])
    story.stack.up()
    answers = Counter(call["code"] for call in narrow.calls() if call["operation"] == "CreateUser")
    state = {name: found["outputs"]["user_id"] for name, found in story.resources().items()}
    users = story.user_ids()
    narrow.reset_calls()
    story.stack.up("--expect-no-changes")
    return Played(state, users, answers, story.operations())


def test_user_of_lost_answer_is_recognised_as_own(played: Played) -> None:
    """A CreateUser whose answer was lost ends with one user, which is in the state, and no error."""
    assert played.answers["ConnectionDropped"] == 1
    assert played.answers["DuplicateResourceException"] == 1
    assert (sorted(played.users), played.state) == (NAMES, played.users)


def test_users_throttled_are_made_in_the_end(played: Played) -> None:
    """Throttled calls are repeated until the quota lets them through, and nothing is made twice."""
    assert played.answers["ThrottlingException"] >= FAULTS
    assert (played.answers[None], played.settled) == (len(NAMES) - 1, [])


@dataclass(kw_only=True)
class Adopted:
    """Hold what came of a name that is taken."""

    user_id: str
    refused: Run
    adopted: Run
    calls: dict[str, list[str]]
    state: str
    routing_profile: str


@pytest.fixture(scope="module")
def adopted(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    """Declare a user whose name something else has taken, and then adopt it."""
    story = Story(shared_connect, "eu-adopt-1", tmp_path_factory.mktemp("adopt"), TAKEN)
    user_id = story.make_user("Taken")
    refused = story.stack.up(fails=True)
    story.stack.set_config("connect:adoptExisting", "true")
    story.connect.reset_calls()
    run = story.stack.up()
    calls = story.operations_by_user()
    story.stack.up("--expect-no-changes")
    state = story.resources()["taken"]["outputs"]["user_id"]
    held = story.described(user_id)["RoutingProfileId"]
    assert (story.user_ids(), story.operations()) == ({"Taken": user_id}, [])
    return Adopted(
        user_id=user_id, refused=refused, adopted=run, calls=calls, state=state, routing_profile=held
    )


def test_user_of_taken_name_is_refused_with_id_and_way_out(adopted: Adopted) -> None:
    """The duplicate error stands in one line that names the user, its id, the code and both ways out."""
    assert "Traceback" not in adopted.refused.text
    line = next(line for line in adopted.refused.output.splitlines() if "DuplicateResource" in line)
    assert line.partition("error: ")[2] == (
        f"CreateUser of user taken on instance {MANAGED} "
        "failed: DuplicateResourceException: A user with this username already exists; a user of that "
        "name exists (case doesn't matter): if a resource was renamed, say what it was called with "
        "aliases=[pulumi.Alias(name=...)]; if none has the user, take it over with adopt_existing=True "
        "or `pulumi config set connect:adoptExisting true`; or choose another name; the existing user's "
        f"id is {adopted.user_id}"
    )


def test_user_adopted_keeps_its_id_and_costs_the_sections_that_differ(adopted: Adopted) -> None:
    """Adoption changes what differs, with one call a section, and a later up changes nothing."""
    assert adopted.calls == {adopted.user_id: ["DescribeUser", "UpdateUserRoutingProfile"]}
    assert (adopted.state, adopted.routing_profile) == (adopted.user_id, routing("VIP Care"))


def test_user_adopted_is_named_by_the_run(adopted: Adopted) -> None:
    """The run says which users it adopted, and what it changed of them."""
    said = re.findall(r"^ +(adopted user .*)$", adopted.adopted.output, re.M)
    expected = f"adopted user taken ({adopted.user_id}) of instance {MANAGED}; changed: routing_profile"
    assert said == [expected]
