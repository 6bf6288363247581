"""What a program reads of a user, beyond what it declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect

PROGRAM = """
from pulumi.runtime import register_resource_transform


def move(args):
    if args.name != "ben":
        return None
    place = group("EMEA/Germany/Berlin")
    return pulumi.ResourceTransformResult({**args.props, "hierarchy_group_id": place}, args.opts)


register_resource_transform(move)
ada, ben = user("ada"), user("ben")
cem = user("cem", hierarchy_group_id=ben.hierarchy_group_id, proficiencies=ada.proficiencies)
dan = ConnectUser.get("dan", f"{INSTANCE}:DAN")
pulumi.export("unset", [ada.hierarchy_group_id, ada.phone_config])
pulumi.export("transformed", ben.hierarchy_group_id)
pulumi.export("read", {"name": dan.name, "identity": dan.identity_info, "profile": dan.routing_profile_id})
"""


@dataclass
class Played:
    """Hold what the preview would do, what the up exported, and what Connect holds then."""

    preview: list[tuple[str, str]]
    outputs: dict[str, Any]
    users: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Preview and update a program that reads outputs which it didn't set."""
    story = Story(shared_connect, "eu-outputs-1", tmp_path_factory.mktemp("outputs"), "")
    story.program(PROGRAM.replace("DAN", story.make_user("dan")))
    preview = [(step.operation, step.name) for step in story.stack.steps()]
    story.stack.up()
    users = {name: story.described(user_id) for name, user_id in story.user_ids().items()}
    return Played(preview, story.stack.outputs(), users)


def test_output_unset_is_none(played: Played) -> None:
    """What neither the declaration nor anything else sets has no value."""
    assert played.outputs["unset"] == [None, None]


def test_output_that_a_transform_sets_is_what_the_user_holds(played: Played) -> None:
    """An argument added by a transform is read like one that was declared, by other resources too."""
    group = played.users["ben"]["HierarchyGroupId"]
    assert (played.outputs["transformed"], played.users["cem"]["HierarchyGroupId"]) == (group, group)


def test_output_of_a_user_only_read_is_what_connect_holds(played: Played) -> None:
    """All that Connect shows of a user which the program doesn't manage can be read."""
    dan = played.users["dan"]
    assert played.outputs["read"] == {
        "name": "dan",
        "identity": {"first_name": "Ada", "last_name": "Okafor"},
        "profile": dan["RoutingProfileId"],
    }


def test_output_unset_of_a_new_user_is_fit_for_preview(played: Played) -> None:
    """A preview plans the three users and nothing else, whatever it can't know yet."""
    stack, *users = played.preview
    assert (stack, sorted(users)) == (
        ("create", "connect-users-local"),
        [("create", "ada"), ("create", "ben"), ("create", "cem")],
    )
