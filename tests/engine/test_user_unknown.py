"""Values that a preview doesn't know yet: outputs of resources that are still to be made."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from pulumi.runtime.rpc import UNKNOWN

from tests.engine.story import Props, Story
from tests.lifecycle.harness import routing, security
from tools.local_connect import LocalConnect
from tools.stack import Step

PROGRAM = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class EchoProvider(ResourceProvider):
    def create(self, props):
        return CreateResult("echo", {**props, "heard": props["said"]})


class Echo(Resource):
    \"""Give back what it is given, once it is made: under another name, or a preview would know it.\"""

    heard: pulumi.Output[str]

    def __init__(self, name, said):
        super().__init__(EchoProvider(), name, {"said": said, "heard": None})


def later(said):
    \"""Return an Output that no preview knows before the resource is made.\"""
    return Echo(f"echo-{said}", said).heard


profile = later("VIP Care")
number = later("30").apply(int)
ada = user(
    "ada",
    instance_id=later(INSTANCE),
    name=later("ada.okafor"),
    identity_info=dict(first_name=later("Ada"), last_name="Okafor"),
    phone_config=dict(phone_type="SOFT_PHONE", after_contact_work_time_limit=number),
    routing_profile_id=get_routing_profile_output(profile, INSTANCE).routing_profile_id,
    security_profile_ids=[security(), get_security_profile_output(later("Supervisor"), INSTANCE).id],
    tags=dict(site=later("London")),
)
UserHierarchy("place", user_id=ada.id, hierarchy_group_id=group("EMEA/Germany/Berlin"))
pulumi.export("arn", ada.arn)
"""


@dataclass
class Played:
    """Hold what the preview meant to do, and what up made of it."""

    steps: list[Step]
    previewed: list[str]
    made: list[str]
    user: Props
    settled: list[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Preview a user that is made of unknown values, and make it."""
    story = Story(shared_connect, "eu-unknown-1", tmp_path_factory.mktemp("unknown"), PROGRAM)
    steps, previewed = story.stack.steps(), story.operations()
    story.stack.up()
    made = story.operations()
    user = story.described(story.user_ids()["ada.okafor"])
    story.stack.up("--expect-no-changes")
    settled = story.operations()
    story.stack.destroy()
    return Played(steps, previewed, made, user, settled)


def test_preview_of_unknown_values_creates_and_calls_for_nothing(played: Played) -> None:
    """A preview passes over values that it doesn't know, and shows the creates that are due."""
    steps = {step.name: step.operation for step in played.steps if not step.name.startswith("echo-")}
    assert (steps, played.previewed) == (
        {"connect-users-local": "create", "ada": "create", "place": "create"},
        [],
    )


def test_preview_of_unknown_values_holds_them_back(played: Played) -> None:
    """The preview knows none of the values, so that check and preview really met unknown ones."""
    inputs = next(step.new_inputs for step in played.steps if step.name == "ada")
    assert {name for name, value in inputs.items() if UNKNOWN in json.dumps(value)} == {
        "instance_id",
        "name",
        "identity_info",
        "phone_config",
        "routing_profile_id",
        "security_profile_ids",
        "tags",
    }


def test_user_of_unknown_values_is_made_as_they_turn_out(played: Played) -> None:
    """Up makes the user of the values that have become known, and its setting after it."""
    shown = ("IdentityInfo", "RoutingProfileId", "SecurityProfileIds", "Tags")
    assert played.made == ["CreateUser", "UpdateUserHierarchy"]
    assert {name: played.user[name] for name in shown} == {
        "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
        "RoutingProfileId": routing("VIP Care"),
        "SecurityProfileIds": [security(), security("Supervisor")],
        "Tags": {"site": "London"},
    }
    assert played.user["PhoneConfig"]["AfterContactWorkTimeLimit"] == 30


def test_user_of_unknown_values_has_no_second_diff(played: Played) -> None:
    """Once they are known, the values show no diff and cause no call."""
    assert played.settled == []
