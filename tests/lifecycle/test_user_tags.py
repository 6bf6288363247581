"""The config's default tags, and the tags of others."""

from __future__ import annotations

import pytest

from connect_resources.config import settings_from
from connect_resources.users.model import service_model
from tests.lifecycle.harness import CheckFailedError, Outside, Place, Stack, Step, play
from tests.lifecycle.plain import ARGS, STATE, USER

DEFAULTS = (("cost-center", "42"), ("team", "care"))
FOREIGN = Outside("tag_resource", {"tags": {"owner": "elsewhere"}})


def test_tags_with_default_tags_are_merged_with_the_program_winning(place: Place) -> None:
    """tags_all and Connect hold the default tags under the program's; state keeps the program's own apart."""
    first = Step(
        {**ARGS, "tags": {"team": "sales", "site": "lhr"}},
        ("create",),
        ("CreateUser",),
        {
            **STATE,
            "tags": {"team": "sales", "site": "lhr"},
            "tags_all": {"cost-center": "42", "team": "sales", "site": "lhr"},
        },
        {**USER, "Tags": {"cost-center": "42", "team": "sales", "site": "lhr"}},
    )
    second = Step(
        {**ARGS, "tags": {}},
        ("tags",),
        ("UntagResource", "TagResource"),
        {**STATE, "tags": {}, "tags_all": {"cost-center": "42", "team": "care"}},
        {**USER, "Tags": {"cost-center": "42", "team": "care"}},
    )
    play(Stack(place, default_tags=DEFAULTS), [first, second])


def test_default_tags_with_an_empty_value_are_written(place: Place) -> None:
    """AWS takes a tag without a value: it is sent, shown, and no drift."""
    tags = {"temporary": ""}
    made = Step(ARGS, ("create",), ("CreateUser",), {**STATE, "tags_all": tags}, {**USER, "Tags": tags})
    play(
        Stack(place, default_tags=settings_from({"aws:defaultTags": {"tags": tags}}.get).default_tags), [made]
    )


def test_default_tags_alone_leave_the_tags_of_others(place: Place) -> None:
    """Where only default tags are managed, a foreign tag is no drift, and a lost default tag is put back."""
    held = {**STATE, "tags_all": {"cost-center": "42", "team": "care"}}
    tags = {"cost-center": "42", "team": "care"}
    made = Step(ARGS, ("create",), ("CreateUser",), held, {**USER, "Tags": tags})
    repaired = Step(
        ARGS,
        ("tags",),
        ("TagResource",),
        held,
        {**USER, "Tags": {**tags, "owner": "elsewhere"}},
        outside=(FOREIGN, Outside("untag_resource", {"tagKeys": ["team"]})),
        refresh=True,
    )
    play(Stack(place, default_tags=DEFAULTS), [made, repaired])


def test_default_tags_new_to_the_config_are_one_call(place: Place) -> None:
    """A default tag that the config gains is written with one TagResource, whatever else is on the user."""
    stack = Stack(place)
    stack.up(ARGS)
    place.outside("tag_resource", resourceArn=stack.outputs["arn"], tags={"owner": "elsewhere"})
    stack.settings = {"default_tags": DEFAULTS}
    assert place.counted(lambda: stack.up(ARGS)) == (("tags",), ("TagResource",))
    tags = {"cost-center": "42", "team": "care", "owner": "elsewhere"}
    assert place.user(stack.user_id) == {**USER, "Tags": tags}


def test_default_tags_gone_from_the_config_are_untagged(place: Place) -> None:
    """A default tag that the config loses is taken off; the tags of others stay."""
    stack = Stack(place, default_tags=DEFAULTS)
    stack.up(ARGS)
    place.outside("tag_resource", resourceArn=stack.outputs["arn"], tags={"owner": "elsewhere"})
    stack.settings = {}
    assert place.counted(lambda: stack.up(ARGS)) == (("tags",), ("UntagResource",))
    assert place.user(stack.user_id) == {**USER, "Tags": {"owner": "elsewhere"}}
    assert stack.preview(ARGS) == ()


def test_tags_of_the_program_take_foreign_tags_off_after_a_refresh(place: Place) -> None:
    """Where the program gives tags, it manages them all: a foreign one is drift."""
    args, state = {**ARGS, "tags": {"site": "lhr"}}, {**STATE, "tags": {"site": "lhr"}}
    user = {**USER, "Tags": {"site": "lhr"}}
    made = Step(args, ("create",), ("CreateUser",), state, user)
    repaired = Step(args, ("tags",), ("UntagResource",), state, user, outside=(FOREIGN,), refresh=True)
    play(Stack(place), [made, repaired])


def test_default_tags_that_connect_refuses_are_reported_by_check(place: Place) -> None:
    """A reserved key in the config's default tags fails the preview, under the config's name."""
    with pytest.raises(CheckFailedError) as caught:
        Stack(place, default_tags=(("aws:team", "care"),)).up(ARGS)
    assert [str(failure) for failure in caught.value.failures] == [
        "aws:defaultTags[0] key: must not start with aws: and hold only letters, digits, spaces and _.:/=+-@"
    ]


def test_default_tags_and_tags_together_have_the_limit_of_both(place: Place) -> None:
    """Each map may be within the limit: what counts is what the user would hold."""
    most = int(service_model()["shapes"]["TagMap"]["max"])
    stack = Stack(place, default_tags=(("team", "care"),))
    own = {f"key-{number}": "value" for number in range(most)}
    with pytest.raises(CheckFailedError) as caught:
        stack.up({**ARGS, "tags": own})
    assert [str(failure) for failure in caught.value.failures] == [
        f"tags_all: must have at most {most} entries, has {most + 1}"
    ]
    del own["key-0"]
    stack.up({**ARGS, "tags": own})
    assert len(stack.outputs["tags_all"]) == most
