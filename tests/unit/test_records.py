"""The rows of records against botocore's model, what equals what, and what PhoneConfig means per channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connect_resources.users import model
from connect_resources.users.kinds import pascal
from connect_resources.users.phone import list_of_phone, with_voice
from connect_resources.users.records import Member, Record
from connect_resources.users.section import Property
from connect_resources.users.table import BY_NAME, SECTIONS

SHAPES = model.service_model()["shapes"]
LISTS = [item for section in SECTIONS for item in section.properties if item.record is not None]
CHANNELS = ("VOICE", "CHAT", "TASK", "EMAIL")


def records(item: Property) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Yield the record of a list, and those in it, each with its structure in the model."""
    assert item.record is not None
    waiting = [(item.record, SHAPES[SHAPES[item.shape]["member"]["shape"]])]
    while waiting:
        record, shape = waiting.pop()
        yield record, shape
        for member in record.members:
            if member.record is not None:
                waiting.append((member.record, SHAPES[shape["members"][pascal(member.name)]["shape"]]))


ALL = [
    pytest.param(record, shape, id=f"{item.name}-{record.args}")
    for item in LISTS
    for record, shape in records(item)
]


def row(name: str) -> Record:
    """Return the record of a list."""
    found = next(item.record for item in LISTS if item.name == name)
    assert found is not None
    return found


@pytest.mark.parametrize(("record", "shape"), ALL)
def test_record_has_the_members_of_its_structure(record: Record, shape: dict[str, Any]) -> None:
    """A member that botocore gains, loses or reorders has to go into the row."""
    assert [pascal(member.name) for member in record.members] == list(shape["members"])


@pytest.mark.parametrize(("record", "shape"), ALL)
def test_record_says_what_the_model_doesn_t(record: Record, shape: dict[str, Any]) -> None:
    """Each member has a text or values that speak for themselves."""
    types = {member: SHAPES[shape["members"][pascal(member.name)]["shape"]] for member in record.members}
    silent = [member.name for member, of in types.items() if not member.text and not _speaks(of)]
    assert silent == []


def _speaks(shape: dict[str, Any]) -> bool:
    return "enum" in shape or {"min", "max"} <= set(shape)


@pytest.mark.parametrize(("record", "shape"), ALL)
def test_record_without_a_default_is_one_that_the_model_requires(
    record: Record, shape: dict[str, Any]
) -> None:
    """What may be left out has a default of its type, so that spelling it out is no difference for ever."""
    types = {"boolean": bool, "integer": int, "string": str}
    for member in record.members:
        of = SHAPES[shape["members"][pascal(member.name)]["shape"]]
        if member.name in record.keys or member.record is not None:
            continue
        if member.default is None:
            assert pascal(member.name) in shape["required"]
        else:
            assert type(member.default) is types[of["type"]]
            assert member.default in of.get("enum", [member.default])


@pytest.mark.parametrize(
    "item", [item for item in LISTS if item.name != "proficiencies"], ids=lambda item: item.name
)
def test_list_with_all_its_defaults_spelled_out_is_an_empty_list(item: Property) -> None:
    """No default of any list by channel shows as a difference."""
    record = _record(item)
    assert item.kind.equal([record.entry(("VOICE",), record.defaults())], [])


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        pytest.param(
            "voice_enhancement_configs",
            [{"channel": "VOICE", "voice_enhancement_mode": "NONE"}],
            [],
            True,
            id="the default of an enum",
        ),
        pytest.param(
            "auto_accept_configs",
            [{"channel": "CHAT", "auto_accept": True}, {"channel": "TASK", "auto_accept": True}],
            [{"channel": "TASK", "auto_accept": True}, {"channel": "CHAT", "auto_accept": True}],
            True,
            id="another order",
        ),
        pytest.param(
            "after_contact_work_configs",
            [{"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": 30.0}}],
            [
                {
                    "channel": "CHAT",
                    "after_contact_work_config": {"after_contact_work_time_limit": 30},
                    "agent_first_callback_after_contact_work_config": {},
                }
            ],
            True,
            id="a float and an empty record",
        ),
        pytest.param(
            "phone_number_configs",
            [{"channel": "VOICE", "phone_type": "SOFT_PHONE", "phone_number": "NONE"}],
            [],
            False,
            id="the default of another member",
        ),
        pytest.param(
            "auto_accept_configs",
            [{"channel": "CHAT", "auto_accept": False, "brand_new": False}],
            [],
            True,
            id="a member of a newer model, not set",
        ),
        pytest.param(
            "auto_accept_configs",
            [{"channel": "CHAT", "auto_accept": False, "brand_new": True}],
            [],
            False,
            id="a member of a newer model, set",
        ),
        pytest.param(
            "proficiencies",
            [{"attribute_name": "vip", "attribute_value": "yes", "level": 3}],
            [{"level": 3.0, "attribute_value": "yes", "attribute_name": "vip"}],
            True,
            id="a proficiency",
        ),
        pytest.param(
            "proficiencies",
            [{"attribute_name": "vip", "attribute_value": "yes", "level": 3}],
            [{"attribute_name": "vip", "attribute_value": "yes", "level": 4}],
            False,
            id="another level",
        ),
    ],
)
def test_lists_are_equal_where_they_set_the_same(name: str, one: Any, other: Any, same: bool) -> None:
    """Entries are a set, and each member has its own default."""
    item = next(item for item in LISTS if item.name == name)
    assert (item.kind.equal(one, other), item.kind.equal(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("name", "phone", "entries"),
    [
        pytest.param("auto_accept_configs", {}, [], id="nothing"),
        pytest.param("auto_accept_configs", {"AutoAccept": False}, [], id="off"),
        pytest.param(
            "auto_accept_configs",
            {"AutoAccept": True},
            [{"channel": channel, "auto_accept": True} for channel in CHANNELS],
            id="on",
        ),
        pytest.param(
            "after_contact_work_configs",
            {"AfterContactWorkTimeLimit": 30},
            [
                {"channel": channel, "after_contact_work_config": {"after_contact_work_time_limit": 30}}
                for channel in CHANNELS
            ],
            id="seconds",
        ),
        pytest.param(
            "phone_number_configs",
            {"PhoneType": "DESK_PHONE", "DeskPhoneNumber": "+12065550100"},
            [{"channel": "VOICE", "phone_type": "DESK_PHONE", "phone_number": "+12065550100"}],
            id="desk phone",
        ),
        pytest.param(
            "phone_number_configs",
            {"PhoneType": "SOFT_PHONE", "DeskPhoneNumber": "+12065550100"},
            [],
            id="soft phone",
        ),
        pytest.param(
            "persistent_connection_configs",
            {"PersistentConnection": True},
            [{"channel": "VOICE", "persistent_connection": True}],
            id="connection",
        ),
        pytest.param("voice_enhancement_configs", {"AutoAccept": True}, [], id="what it doesn't say"),
        pytest.param("proficiencies", {"AutoAccept": True}, [], id="no list by channel"),
    ],
)
def test_phone_config_comes_to_a_list_per_channel(
    name: str, phone: dict[str, Any], entries: list[dict[str, Any]]
) -> None:
    """Where a user shows no list, PhoneConfig says what holds for each channel that the list takes."""
    assert list_of_phone(row(name), phone) == entries


def test_phone_config_beside_a_list_changes_voice_alone() -> None:
    """What PhoneConfig will say goes into VOICE; other channels, and what it doesn't say, stay."""
    entries = [
        {"channel": "CHAT", "auto_accept": True},
        {"channel": "VOICE", "auto_accept": True, "agent_first_callback_auto_accept": True},
    ]
    chat, voice = entries
    record, on, off = row("auto_accept_configs"), {"AutoAccept": True}, {"AutoAccept": False}
    assert with_voice(record, entries, on, on) == entries
    assert with_voice(record, list_of_phone(record, on), on, off) == []
    assert with_voice(record, entries, on, off) == [{**voice, "auto_accept": False}, chat]
    assert with_voice(record, [chat], off, on) == [{"channel": "VOICE", "auto_accept": True}, chat]
    assert with_voice(record, [{"channel": "VOICE", "auto_accept": True}, chat], on, off) == [chat]


def test_phone_settings_are_each_said_by_one_member() -> None:
    """Every property of the phone settings has its place in the lists, once: none is forgotten both ways."""
    said = [member.of_phone for record in map(_record, LISTS) for member in record.members if member.of_phone]
    assert sorted(said) == sorted(item.name for item in BY_NAME["phone_config"].properties)


def _record(item: Property) -> Record:
    assert item.record is not None
    return item.record


def test_member_that_is_a_record_holds_what_phone_config_says_under_its_name() -> None:
    """A record within a record is written under the name that PhoneConfig's property has."""
    nested: list[Member] = [
        member for item in LISTS for member in _record(item).members if member.record and member.of_phone
    ]
    names = [[inner.name for inner in member.record.members] for member in nested if member.record]
    assert names == [[member.of_phone] for member in nested]
