"""What a refresh finds, and what it leaves alone when it can't look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.story import Props, Story, lasting
from tests.lifecycle.harness import routing
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import Run, Step

PROGRAM = """
user("untouched")
user("disappears")
user("drifted", tags={"site": "London"})
user("unmanaged")
"""
REFRESH = ("refresh", "--skip-preview")
DESTROY = ("destroy", "--skip-preview")
NOWHERE = {"AWS_ENDPOINT_URL_CONNECT": "http://127.0.0.1:1"}
MISSING = (
    f"instance {MANAGED} was not found in region eu-drift-1 (DescribeInstance: ResourceNotFoundException); "
    "check connect:instanceId, aws:region and the account of the credentials"
)
OTHER_SEED = {
    "replace": True,
    "instances": [
        {
            "id": "3f0c7e52-9d41-4b7e-8a3c-6b1f2d9e0a44",
            "alias": "harbour",
            "identity_management": "CONNECT_MANAGED",
        }
    ],
}


@dataclass(kw_only=True)
class Played:
    """Hold what the one run of all steps showed."""

    steps: list[Step]
    refreshed: set[str]
    repairs: list[str]
    unmanaged: Props
    settled: list[str]
    blind: dict[str, Run]
    states: dict[str, Any]
    left: dict[str, str]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalConnect]:
    """Serve a Connect that has another instance alone."""
    seed = tmp_path_factory.mktemp("elsewhere") / "seed.json"
    seed.write_text(json.dumps(OTHER_SEED))
    with LocalConnect("--seed", str(seed)) as connect:
        yield connect


@pytest.fixture(scope="module")
def played(
    shared_connect: LocalConnect, elsewhere: LocalConnect, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Change users behind Pulumi's back, find it, repair it, then look where the instance isn't."""
    story = Story(shared_connect, "eu-drift-1", tmp_path_factory.mktemp("drift"), PROGRAM)
    story.stack.up()
    drift(story)
    story.connect.reset_calls()
    steps = story.stack.steps("--refresh")
    story.stack.refresh()
    assert story.operations() == []
    refreshed = set(story.resources())
    story.stack.up()
    repairs = story.operations()
    unmanaged = story.described(story.user_ids()["unmanaged"])
    story.stack.preview("--refresh", "--expect-no-changes")
    settled = story.operations()
    blind, states = look_away(story, elsewhere)
    story.stack.destroy()
    return Played(
        steps=steps,
        refreshed=refreshed,
        repairs=repairs,
        unmanaged=unmanaged,
        settled=settled,
        blind=blind,
        states=states,
        left=story.user_ids(),
    )


def drift(story: Story) -> None:
    """Do what another administrator might."""
    ids = story.user_ids()
    story.boto.delete_user(InstanceId=MANAGED, UserId=ids["disappears"])
    where = {"InstanceId": MANAGED, "UserId": ids["drifted"]}
    story.boto.update_user_routing_profile(**where, RoutingProfileId=routing("VIP Care"))
    where["UserId"] = ids["unmanaged"]
    story.boto.update_user_phone_config(**where, PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": True})


def look_away(story: Story, elsewhere: LocalConnect) -> tuple[dict[str, Run], dict[str, Any]]:
    """Refresh and destroy where the instance isn't, and refresh where nothing is."""
    wrong = {"AWS_ENDPOINT_URL_CONNECT": elsewhere.url}
    runs, states = {}, {"before": lasting(story.state_file.read_text())}
    for name, command, environment in (
        ("refresh of a wrong instance", REFRESH, wrong),
        ("refresh without an answer", REFRESH, NOWHERE),
        ("destroy in a wrong instance", DESTROY, wrong),
    ):
        runs[name] = story.pulumi(*command, environment=environment, fails=True)
        states[name] = lasting(story.state_file.read_text())
    return runs, states


def test_user_gone_leaves_the_state_and_is_made_again(played: Played) -> None:
    """A user that something else deleted leaves the state with a refresh, and up makes it again."""
    steps = [step.operation for step in played.steps if step.name == "disappears"]
    assert (steps, played.refreshed) == (["create"], {"untouched", "drifted", "unmanaged"})


def test_user_drifted_shows_in_preview_and_costs_one_call(played: Played) -> None:
    """Drift of a managed property is what the preview with refresh shows, and one call repairs it."""
    steps = {step.name: (step.operation, step.changed) for step in played.steps if step.operation != "create"}
    assert steps == {"drifted": ("update", {"routing_profile_id": (routing("VIP Care"), routing())})}
    assert sorted(played.repairs) == ["CreateUser", "UpdateUserRoutingProfile"]


def test_user_drifted_where_unmanaged_is_left_alone(played: Played) -> None:
    """What a program doesn't manage is neither a drift nor overwritten."""
    assert (played.unmanaged["PhoneConfig"]["AutoAccept"], played.settled) == (True, [])


def test_refresh_of_wrong_instance_fails_and_keeps_state(played: Played) -> None:
    """An instance that isn't there is an error that names it, and the state stays as it was."""
    name = "refresh of a wrong instance"
    assert f"error: {MISSING}\n" in played.blind[name].text
    assert "Traceback" not in played.blind[name].text
    assert played.states[name] == played.states["before"]


def test_refresh_without_answer_fails_and_keeps_state(played: Played) -> None:
    """An endpoint that doesn't answer is an error that says what to check, and the state stays."""
    name = "refresh without an answer"
    assert "check the endpoint, the region and the network, then run again\n" in played.blind[name].text
    assert played.states[name] == played.states["before"]


def test_destroy_in_wrong_instance_fails_and_keeps_state(played: Played) -> None:
    """A delete where the instance isn't there is an error, so that no user is forgotten."""
    name = "destroy in a wrong instance"
    assert MISSING in played.blind[name].text
    assert played.states[name] == played.states["before"]
    assert played.left == {}
