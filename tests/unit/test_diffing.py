"""The pure difference between state and arguments, and identifiers in every form."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources import ids
from connect_resources.errors import InputError
from connect_resources.ids import Reference
from connect_resources.users.difference import SectionChange, find_difference, find_section_change
from connect_resources.users.kinds import UNKNOWN, has_unknown
from connect_resources.users.table import BY_NAME, SECTIONS

IDENTITY, HIERARCHY, CONFIG = BY_NAME["identity_info"], BY_NAME["hierarchy"], BY_NAME["config"]
TAGS = BY_NAME["tags"]
FULL = {"first_name": "a", "last_name": "b", "email": "c", "secondary_email": "d", "mobile": "+1"}


@pytest.mark.parametrize(
    ("section", "old", "new", "expected"),
    [
        pytest.param(IDENTITY, None, None, None, id="never managed"),
        pytest.param(IDENTITY, FULL, dict(FULL), None, id="equal"),
        pytest.param(
            IDENTITY,
            {"email": "c"},
            {"email": "x"},
            SectionChange(IDENTITY, {"email": "c"}, {"email": "x"}),
            id="changed",
        ),
        pytest.param(
            IDENTITY,
            None,
            {"email": ""},
            SectionChange(IDENTITY, {}, {"email": ""}, seen=False),
            id="newly managed",
        ),
        pytest.param(
            IDENTITY,
            {"email": "c"},
            None,
            SectionChange(IDENTITY, {"email": "c"}, {"email": ""}, released=True),
            id="section released",
        ),
        pytest.param(
            HIERARCHY,
            {"hierarchy_group_id": "g"},
            None,
            SectionChange(HIERARCHY, {"hierarchy_group_id": "g"}, {"hierarchy_group_id": ""}),
            id="section cleared",
        ),
        pytest.param(
            HIERARCHY,
            {"hierarchy_group_id": ""},
            None,
            SectionChange(HIERARCHY, {"hierarchy_group_id": ""}, {"hierarchy_group_id": ""}, released=True),
            id="section clear already",
        ),
        pytest.param(
            IDENTITY,
            {"first_name": "a", "email": "c"},
            {"first_name": "a"},
            SectionChange(IDENTITY, {"first_name": "a", "email": "c"}, {"first_name": "a", "email": ""}),
            id="field removed",
        ),
        pytest.param(
            IDENTITY,
            {"first_name": "a"},
            {"first_name": "a", "email": "c"},
            SectionChange(IDENTITY, {"first_name": "a"}, {"first_name": "a", "email": "c"}),
            id="field added",
        ),
        pytest.param(
            CONFIG,
            {"auto_accept_configs": [{"channel": "CHAT", "auto_accept": False}]},
            {"auto_accept_configs": []},
            None,
            id="a channel at its default is no channel",
        ),
        pytest.param(
            IDENTITY,
            {"email": "c"},
            {"email": UNKNOWN},
            SectionChange(IDENTITY, {"email": "c"}, {"email": UNKNOWN}),
            id="unknown",
        ),
    ],
)
def test_change_of_a_section_follows_from_absent_empty_and_set(
    section: Any, old: Any, new: Any, expected: SectionChange | None
) -> None:
    """Absent, empty and set are three things in state and in the program."""
    assert find_section_change(section, old, new) == expected


@pytest.mark.parametrize(
    ("change", "needs"),
    [
        pytest.param(SectionChange(IDENTITY, FULL, FULL), False, id="whole record"),
        pytest.param(SectionChange(IDENTITY, {}, {"email": ""}), True, id="part of a record"),
        pytest.param(SectionChange(IDENTITY, {}, {"email": ""}, released=True), False, id="released"),
        pytest.param(
            SectionChange(BY_NAME["tags"], {}, {"tags_all": {}}, seen=False), True, id="unseen tags"
        ),
        pytest.param(SectionChange(TAGS, {}, {"tags_all": {}}), False, id="seen tags"),
        pytest.param(
            SectionChange(HIERARCHY, {}, {"hierarchy_group_id": ""}, seen=False), False, id="one value"
        ),
    ],
)
def test_change_needs_what_connect_holds_only_where_it_would_be_lost(
    change: SectionChange, needs: bool
) -> None:
    """A user is read before an update only if the update depends on what isn't in state."""
    assert change.needs_current() is needs


def test_difference_of_users_keeps_the_order_of_the_table() -> None:
    """Sections change in the order of the table, whatever the order of the arguments."""
    olds = {"instance_id": "i", "name": "n", "hierarchy_group_id": "g", "routing_profile_id": "r"}
    news = {**dict(reversed(list(olds.items()))), "hierarchy_group_id": "h", "routing_profile_id": "s"}
    found = find_difference(olds, news)
    assert [change.section.name for change in found.sections] == ["routing_profile", "hierarchy"]
    assert (found.replaces, found.delete_before_replace, bool(found)) == ((), False, True)


@pytest.mark.parametrize(
    ("news", "replaces", "first"),
    [
        pytest.param({"instance_id": "i", "name": "bob"}, ("name",), False, id="another name"),
        pytest.param({"instance_id": "i", "name": "ALICE"}, ("name",), True, id="another case"),
        pytest.param({"instance_id": "j", "name": "alice"}, ("instance_id",), False, id="another instance"),
        pytest.param(
            {"instance_id": "i", "name": "alice", "directory_user_id": "d"},
            ("directory_user_id",),
            True,
            id="a directory user",
        ),
        pytest.param({"instance_id": "i", "name": UNKNOWN}, ("name",), False, id="an unknown name"),
        pytest.param({"instance_id": "i", "name": "alice"}, (), False, id="nothing"),
    ],
)
def test_replacement_deletes_first_only_where_the_name_is_taken(
    news: dict[str, Any], replaces: tuple[str, ...], first: bool
) -> None:
    """A new user of the same name can't be made while the old one is there."""
    found = find_difference({"instance_id": "i", "name": "alice"}, news)
    assert (found.replaces, found.delete_before_replace, bool(found)) == (replaces, first, bool(replaces))


ARN = "arn:aws:connect:eu-west-2:111122223333:instance/i-1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("u-1", Reference("u-1", None)),
        ("i-1:u-1", Reference("u-1", "i-1")),
        ("i-1:u-1/routing-profile", Reference("u-1", "i-1")),
        (ARN, Reference("i-1", "i-1")),
        (f"{ARN}/agent/u-1", Reference("u-1", "i-1")),
        (f"{ARN}/security-profile/s-1", Reference("s-1", "i-1")),
        (
            "arn:aws-us-gov:connect:us-gov-west-1:111122223333:instance/i-1/agent-group/g-1",
            Reference("g-1", "i-1"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_identifier_in_every_form_names_its_id_and_instance(value: str, expected: Reference) -> None:
    """Ids, ARNs, composite ids and the ids of sub-settings are all read."""
    assert ids.parse(value) == expected


def test_identifiers_are_joined_as_pulumi_aws_joins_them() -> None:
    """Composite ids have the instance first, and the setting last."""
    assert (ids.join("i-1", "u-1"), ids.join("i-1", "u-1", "config")) == ("i-1:u-1", "i-1:u-1/config")


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        (UNKNOWN, True),
        ({"a": [{"b": UNKNOWN}]}, True),
        ({"a": [{"b": "UNKNOWN"}]}, False),
        (None, False),
    ],
    ids=["itself", "nested", "a text", "nothing"],
)
def test_unknown_is_found_at_any_depth(value: object, unknown: bool) -> None:
    """A value that holds something unknown is unknown itself."""
    assert has_unknown(value) is unknown


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_section_extracts_what_it_injected(section: Any) -> None:
    """Values survive the way into arguments and back, nested and flat."""
    values = section.defaults()
    assert section.extract(section.inject(values)) == values
    assert section.extract(section.inject(values, flat=True), flat=True) == values
    assert section.extract({}) is None


GARBAGE = [5.0, 1e308, "x", [], [5.0], [[]], [{"channel": []}], [{"attribute_name": "a"}], {"a": []}]
PLAIN = {
    "name": "alice",
    "identity_info": {"first_name": "Ada"},
    "phone_config": {"auto_accept": True},
    "auto_accept_configs": [{"channel": "CHAT", "auto_accept": True}],
    "routing_profile_id": "r-1",
    "security_profile_ids": ["s-1"],
    "hierarchy_group_id": "g-1",
    "proficiencies": [{"attribute_name": "a", "attribute_value": "b", "level": 1}],
    "tags_all": {"team": "care"},
}


def outcome(state: dict[str, Any]) -> str:
    """Return the sections that a state differs in from the plain user, or the error."""
    try:
        found = find_difference(state, PLAIN)
    except InputError as error:
        return str(error)
    return ", ".join(change.section.name for change in found.sections)


@pytest.mark.parametrize("name", sorted(set(PLAIN) - {"name"}))
@pytest.mark.parametrize("garbage", GARBAGE, ids=str)
def test_state_in_another_form_differs_or_is_an_error_with_a_remedy(name: str, garbage: Any) -> None:
    """A state that something else has written never leads to a traceback, nor is it taken for the same."""
    (section,) = (item.name for item in SECTIONS if name in (item.name, *item.defaults()))
    error = (
        f"the state of user alice holds {section} in a form that this version doesn't know; "
        "run `pulumi refresh`, which reads it from Connect"
    )
    assert outcome({**PLAIN, name: garbage}) in (error, section)


@pytest.mark.parametrize("section", ["identity_info", "phone_config"])
def test_state_with_a_text_for_a_record_is_an_error(section: str) -> None:
    """A record that is no map can't be compared, so nothing is guessed."""
    known = f"^the state of user alice holds {section} in a form that this version doesn't know; "
    with pytest.raises(InputError, match=known):
        find_difference({**PLAIN, section: "first_name"}, PLAIN)
