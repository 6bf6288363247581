"""Settings by channel in a roster, and what else stands at the top of YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from connect_resources.errors import ConfigError, RosterError
from connect_resources.roster import ResolvedIds, once_arguments, read_roster, user_arguments
from connect_resources.roster.fields import FIELDS, ONCE, Field, Form, members
from connect_resources.users.model import service_model

SALES = "routing_profile: Sales, security_profiles: [Agent]"
IDS = ResolvedIds({"Sales": "rp-1"}, {"Agent": "sp-1"}, {})
LISTS = [field for field in FIELDS if field.form is Form.RECORDS]


def written(folder: Path, text: str, name: str = "r.yaml") -> str:
    """Write a roster."""
    (folder / name).write_text(text)
    return str(folder / name)


def problems_of(file: str) -> list[tuple[int, str, str]]:
    """Return the problems of a roster."""
    with pytest.raises(RosterError) as caught:
        read_roster(file)
    return [(one.line, one.field, one.reason) for one in caught.value.problems]


def test_roster_takes_the_five_lists_that_a_user_takes() -> None:
    """The table says which they are; nothing is written twice."""
    assert [field.name for field in LISTS] == [
        "auto_accept_configs",
        "after_contact_work_configs",
        "phone_number_configs",
        "persistent_connection_configs",
        "voice_enhancement_configs",
    ]


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Return values of a member as the model has it."""
    described = service_model()["shapes"][field.shape]
    if field.form is Form.RECORD:
        return st.fixed_dictionaries({member.name: value_of(member) for member in members(field.shape)})
    if field.name == "channel":
        return st.just("VOICE")
    if "enum" in described:
        return st.sampled_from(described["enum"]).filter(lambda value: value != "DESK_PHONE")
    return {Form.BOOLEAN: st.booleans(), Form.NUMBER: st.integers(0, 60)}.get(
        field.form, st.just("+442079460101")
    )


def entry_of(field: Field) -> st.SearchStrategy[Any]:
    """Return entries of a list: what is required, and some of the rest."""
    required = {member.name: value_of(member) for member in members(field.shape) if member.required}
    others = {member.name: value_of(member) for member in members(field.shape) if not member.required}
    return st.fixed_dictionaries(required, optional=others)


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={field.name: st.lists(entry_of(field), max_size=1) for field in LISTS})
)
def test_roster_lists_become_the_arguments_that_they_look_like(
    tmp_path_factory: pytest.TempPathFactory, given_lists: dict[str, Any]
) -> None:
    """Any list of the shape of the argument is that argument; an empty one clears."""
    users = [{"name": "ana", "routing_profile": "Sales", "security_profiles": ["Agent"], **given_lists}]
    file = written(tmp_path_factory.mktemp("lists"), yaml.safe_dump({"users": users}))
    (row,) = read_roster(file).rows
    arguments = user_arguments(row, IDS)
    assert {name: arguments.get(name) for name in given_lists} == given_lists


NUMBER = "must be text, but YAML reads this as a number; put it in quotes"
ACCEPT = "channel, auto_accept, agent_first_callback_auto_accept"
FAULTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "no list": (
        "auto_accept_configs: yes",
        [("auto_accept_configs", f"must be a list of maps, each with some of {ACCEPT}")],
    ),
    "no map": (
        "phone_number_configs: [VOICE]",
        [("phone_number_configs[0]", "must be a map with some of channel, phone_type, phone_number")],
    ),
    "no such member": (
        "phone_number_configs: [{channel: VOICE, phone_typ: SOFT_PHONE}]",
        [("phone_number_configs[0].phone_typ", "unknown field; did you mean phone_type?")],
    ),
    "types": (
        "phone_number_configs: [{channel: VOICE, phone_type: DESK_PHONE, phone_number: +442079460101}],"
        " auto_accept_configs: [{channel: CHAT, auto_accept: 1}],"
        " after_contact_work_configs: [{channel: CHAT, after_contact_work_config: 30}]",
        [
            (
                "after_contact_work_configs[0].after_contact_work_config",
                "must be a map with some of after_contact_work_time_limit",
            ),
            ("auto_accept_configs[0].auto_accept", "must be true or false, without quotes"),
            ("phone_number_configs[0].phone_number", NUMBER),
        ],
    ),
    "what Connect refuses": (
        "auto_accept_configs: [{auto_accept: true}],"
        " persistent_connection_configs: [{channel: CHAT, persistent_connection: true}],"
        " voice_enhancement_configs: [{channel: VOICE, voice_enhancement_mode: LOUD}]",
        [
            ("auto_accept_configs[0].channel", "is required"),
            (
                "persistent_connection_configs[0].channel",
                "must be VOICE: Connect takes no other channel here",
            ),
            (
                "voice_enhancement_configs[0].voice_enhancement_mode",
                "must be one of VOICE_ISOLATION, NOISE_SUPPRESSION, NONE",
            ),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
def test_roster_lists_that_are_faulty_say_where(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    """Each problem names the entry and the member, and all of a row stand together."""
    file = written(tmp_path, f"users: [{{name: ana, {SALES}, {text}}}]\n")
    assert [(field, reason) for _, field, reason in problems_of(file)] == expected


def test_csv_roster_with_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    """No cell holds a list of maps."""
    file = written(tmp_path, "name,routing_profile,security_profiles,auto_accept_configs\na,S,A,x\n", "r.csv")
    reason = "is a list of maps, which no cell holds; write a YAML roster"
    assert problems_of(file) == [(1, "auto_accept_configs", reason)]


def test_yaml_roster_passes_over_keys_that_start_with_x(tmp_path: Path) -> None:
    """They are a place for anchors, whatever they hold."""
    text = f"x-shared: &shared {{{SALES}}}\nx-numbers: [1, 2]\nusers: [{{<<: *shared, name: ana}}]\n"
    assert [row.routing_profile for row in read_roster(written(tmp_path, text)).rows] == ["Sales"]


def test_yaml_roster_names_what_is_set_once(tmp_path: Path) -> None:
    """Its own fields and those of the config come together, in the order of the table."""
    text = "set_once: [tags, email]\nusers: []\n"
    roster = read_roster(written(tmp_path, text), set_once=["routing_profile", "email"])
    assert roster.set_once == ("email", "routing_profile", "tags")
    assert once_arguments(roster.set_once) == ("identity_info.email", "routing_profile_id", "tags")


CAN = f"these can: {', '.join(ONCE)}"


def test_yaml_roster_that_sets_once_what_cannot_be_says_which(tmp_path: Path) -> None:
    """Unknown fields, and those that no update changes, each with its place in the list."""
    text = "set_once:\n- routing_profil\n- name\n- 7\n- shoe_size\n- password_secret_id\n- tags\nusers: []\n"
    never = "can't be set once, because it is nothing that an update changes"
    assert problems_of(written(tmp_path, text)) == [
        (2, "set_once[0]", "no field 'routing_profil'; did you mean 'routing_profile'?"),
        (3, "set_once[1]", f"'name' {never}; {CAN}"),
        (4, "set_once[2]", NUMBER),
        (5, "set_once[3]", f"no field 'shoe_size'; {CAN}"),
        (6, "set_once[4]", f"'password_secret_id' {never}; {CAN}"),
    ]
    assert problems_of(written(tmp_path, "set_once: tags\nusers: []\n")) == [
        (1, "set_once", "must be a list of fields, such as [routing_profile]")
    ]


def test_config_that_sets_once_what_cannot_be_says_which(tmp_path: Path) -> None:
    """The config has no line; its key is named."""
    file = written(tmp_path, "users: []\n")
    with pytest.raises(ConfigError) as caught:
        read_roster(file, set_once=["tag", "directory_user_id"])
    assert str(caught.value) == (
        "config connect:setOnce: no field 'tag'; did you mean 'tags'?; 'directory_user_id' can't be set "
        f"once, because it is nothing that an update changes; {CAN}"
    )
