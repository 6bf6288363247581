"""The table of sections, held row by row against the service model of the installed botocore."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

import connect_resources
from connect_resources.sdk import arguments
from connect_resources.users import facts, model
from connect_resources.users.kinds import pascal, snake
from connect_resources.users.section import Clearing, Property, Section, Target, Values
from connect_resources.users.table import BY_NAME, COMPUTED, CREATE_ONLY, REPLACING, SECTIONS

MODEL = model.service_model()
SHAPES = MODEL["shapes"]
OPERATIONS = MODEL["operations"]
SERVICE = botocore.session.Session().get_service_model("connect")
PACKAGE = Path(connect_resources.__file__).parent
rows = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)

TARGET = Target("i-1", "u-1", "arn:aws:connect:eu-west-2:123456789012:instance/i-1/agent/u-1")
SAMPLES: dict[str, tuple[Values, Values]] = {
    "identity_info": ({}, {"first_name": "Ada", "last_name": "", "email": "", "mobile": "+12065550100"}),
    "phone_config": ({}, {"phone_type": "DESK_PHONE", "after_contact_work_time_limit": 30.0}),
    "config": (
        {},
        {
            "after_contact_work_configs": [
                {"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": 30.0}}
            ],
            "phone_number_configs": [],
        },
    ),
    "routing_profile": ({}, {"routing_profile_id": "r-1"}),
    "security_profiles": ({}, {"security_profile_ids": ["s-1", "s-2"]}),
    "hierarchy": ({}, {"hierarchy_group_id": ""}),
    "proficiencies": (
        {
            "proficiencies": [
                {"attribute_name": "gone", "attribute_value": "yes", "level": 1.0},
                {"attribute_name": "kept", "attribute_value": "yes", "level": 1.0},
            ]
        },
        {
            "proficiencies": [
                {"attribute_name": "kept", "attribute_value": "yes", "level": 2.0},
                {"attribute_name": "new", "attribute_value": "yes", "level": 3.0},
            ]
        },
    ),
    "tags": ({"tags_all": {"gone": "1"}}, {"tags_all": {"new": "1"}}),
}
"""Old and new values of sections that need every one of its operations; one that isn't here is cleared."""

LEFT_OUT = {
    "CreateUser.InstanceId": "the target",
    "CreateUser.Username": "ConnectUser.name, which replaces",
    "CreateUser.Password": "ConnectUser.password, which only creates",
    "CreateUser.DirectoryUserId": "ConnectUser.directory_user_id, which replaces",
    "User.Id": "the output user_id",
    "User.Arn": "the output arn",
    "User.Username": "ConnectUser.name, which replaces",
    "User.DirectoryUserId": "ConnectUser.directory_user_id, which replaces",
    "User.LastModifiedTime": "kept for a fast refresh alone",
    "User.LastModifiedRegion": "says where the last write was made: nothing to declare",
}
"""Members that no row of the table holds, each with where it went instead."""

OTHER_OPERATIONS = {
    "UpdateUserHierarchyGroupName": "changes a group, not a user",
    "UpdateUserHierarchyStructure": "changes the instance's levels, not a user",
    "UpdateUserNotificationStatus": "marks a message as read: an event, not a setting",
}
"""Operations called UpdateUser* that no row of the table calls, each with the reason."""


def members(shape: str) -> dict[str, Any]:
    """Return the members of a structure."""
    found: dict[str, Any] = SHAPES[shape]["members"]
    return found


def input_of(operation: str) -> str:
    """Return the shape of an operation's input."""
    return str(OPERATIONS[operation]["input"]["shape"])


def record(section: Section, shape: str) -> str:
    """Return the structure in which a section's members travel inside a shape."""
    return str(members(shape)[section.wrapper]["shape"]) if section.wrapper else shape


def used_operations() -> set[str]:
    """Return every operation of Connect whose name stands as a text in the package's modules."""
    modules = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "local" not in path.parents]
    constants = (
        node.value
        for path in modules
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return set(constants) & set(OPERATIONS)


@rows
def test_row_operations_are_operations_of_the_model(section: Section) -> None:
    """Each operation that a row writes and reads with exists."""
    instead = {section.instead} - {""}
    assert {*section.operations, section.reader, *instead} <= set(OPERATIONS)


def test_row_with_an_operation_instead_calls_it_for_channels_of_their_own() -> None:
    """The plan of such a row calls nothing but what the row says."""
    section, limit = BY_NAME["phone_config"], {"AfterContactWorkTimeLimit": 30}
    described = {"AfterContactWorkConfigs": [{"Channel": "CHAT", "AfterContactWorkConfig": limit}]}
    calls = section.plan(section, TARGET, {}, {"phone_type": "SOFT_PHONE"}, described)
    assert [call.operation for call in calls] == [section.instead]
    assert [row.name for row in SECTIONS if row.instead] == [section.name]


@rows
def test_row_plan_makes_requests_that_the_model_takes(section: Section) -> None:
    """Each operation's request has its required members, no unknown one and values of the right types."""
    old, new = SAMPLES.get(section.name, ({}, section.defaults()))
    calls = section.plan(section, TARGET, old, new, {})
    assert [call.operation for call in calls] == list(section.operations)
    for call in calls:
        shape = SERVICE.operation_model(call.operation).input_shape
        assert ParamValidator().validate(dict(call.params), shape).generate_report() == ""


@pytest.mark.parametrize(
    "section", [row for row in SECTIONS if not row.incremental], ids=lambda section: section.name
)
def test_row_properties_are_all_members_of_its_operation(section: Section) -> None:
    """Properties and shapes are those of the operation's input: nothing is missing, nothing invented."""
    (operation,) = section.operations
    shape = record(section, input_of(operation))
    taken = {
        name: member["shape"]
        for name, member in members(shape).items()
        if name not in ("UserId", "InstanceId")
    }
    assert {item.api_name: item.shape for item in section.properties} == taken


@pytest.mark.parametrize(
    "item",
    [item for row in SECTIONS for item in row.properties if item.kind.default == ""],
    ids=lambda item: item.name,
)
def test_cleared_text_travels_only_where_the_model_takes_an_empty_one(item: Property) -> None:
    """A text whose pattern or minimum refuses an empty value is left out of a request when it is cleared."""
    pattern = model.compile_pattern(item.shape)
    if item.name == "secondary_email":
        pattern = re.compile(facts.SECONDARY_EMAIL_PATTERN)
    taken = not model.service_model()["shapes"][item.shape].get("min") and (
        pattern is None or pattern.fullmatch("") is not None
    )
    left_out = item.name == "hierarchy_group_id"
    assert (item.clearing is Clearing.VALUE) == (taken and not left_out)


def test_empty_secondary_email_is_left_out_of_the_request() -> None:
    """The whole record is replaced, so that what is left out is cleared."""
    values = {"first_name": "Ada", "last_name": "Okafor", "email": "", "secondary_email": "", "mobile": ""}
    sent = {"FirstName": "Ada", "LastName": "Okafor", "Email": ""}
    assert BY_NAME["identity_info"].to_api(values) == {"IdentityInfo": sent}


def test_lists_for_voice_alone_are_those_of_the_model_s_text() -> None:
    """A list takes VOICE alone exactly where the model says that only VOICE is supported."""
    lists = [item for row in SECTIONS for item in row.properties if item.name in BY_NAME["config"].arguments]
    channels = {item.name: members(SHAPES[item.shape]["member"]["shape"])["Channel"] for item in lists}
    said = {name for name, member in channels.items() if "Only <code>VOICE" in member["documentation"]}
    assert {item.name for item in lists if item.voice_only} == said


@pytest.mark.parametrize(
    "section", [row for row in SECTIONS if row.in_create], ids=lambda section: section.name
)
@pytest.mark.parametrize("shape", ["CreateUserRequest", "User"])
def test_row_properties_are_members_of_create_and_describe(section: Section, shape: str) -> None:
    """CreateUser takes what the row writes, and DescribeUser shows it, in the same shapes."""
    found = members(record(section, shape))
    assert {item.api_name: found[item.api_name]["shape"] for item in section.properties} == {
        item.api_name: item.shape for item in section.properties
    }


@pytest.mark.parametrize(
    ("shape", "prefix"), [("CreateUserRequest", "CreateUser"), ("User", "User")], ids=["create", "describe"]
)
def test_members_of_a_user_are_in_the_table_or_left_out_for_a_reason(shape: str, prefix: str) -> None:
    """A member that botocore gains has to go into the table, or onto the short list with a reason."""
    in_table = {
        section.wrapper or item.api_name
        for section in SECTIONS
        if section.in_create
        for item in section.properties
    }
    left_out = {name.partition(".")[2] for name in LEFT_OUT if name.startswith(f"{prefix}.")}
    assert set(members(shape)) == in_table | left_out
    assert in_table & left_out == set()


def test_operations_that_update_a_user_are_in_the_table_or_left_out_for_a_reason() -> None:
    """An UpdateUser* operation that botocore gains has to be a row's, or on the short list with a reason."""
    called = {operation for section in SECTIONS for operation in section.operations}
    known = {name for name in called if name.startswith("UpdateUser")} | set(OTHER_OPERATIONS)
    assert {name for name in OPERATIONS if name.startswith("UpdateUser")} == known


def test_properties_have_exactly_one_fate() -> None:
    """Each argument is updated, replaces, matters at create only, or is computed: never two of them."""
    updated = [item.name for section in SECTIONS for item in section.properties]
    fates = [*updated, *REPLACING, *CREATE_ONLY, *(name for name in COMPUTED if name != "tags_all")]
    assert sorted(fates) == sorted(set(fates))


@pytest.mark.parametrize(
    ("arguments_class", "shape"),
    [
        (arguments.UserIdentityInfoArgs, "UserIdentityInfo"),
        (arguments.UserPhoneConfigArgs, "UserPhoneConfig"),
        (arguments.UserAutoAcceptConfigArgs, "AutoAcceptConfig"),
        (arguments.UserAfterContactWorkConfigArgs, "AfterContactWorkConfigPerChannel"),
        (arguments.AfterContactWorkConfigArgs, "AfterContactWorkConfig"),
        (arguments.UserPhoneNumberConfigArgs, "PhoneNumberConfig"),
        (arguments.UserPersistentConnectionConfigArgs, "PersistentConnectionConfig"),
        (arguments.UserVoiceEnhancementConfigArgs, "VoiceEnhancementConfig"),
        (arguments.UserProficiencyArgs, "UserProficiency"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_arguments_classes_have_the_members_of_their_shape(arguments_class: type, shape: str) -> None:
    """Each typed args class has exactly the members of its structure, required ones without a default."""
    assert dataclasses.is_dataclass(arguments_class)
    fields = dataclasses.fields(arguments_class)
    assert {field.name for field in fields} == {snake(name) for name in members(shape)}
    required = {field.name for field in fields if field.default is dataclasses.MISSING}
    assert required == {snake(name) for name in SHAPES[shape].get("required", ())}


@pytest.mark.parametrize(
    "name",
    sorted(
        {name for shape in SHAPES.values() for name in shape.get("members", {}) if name.isalpha()}
        & {item.api_name for section in SECTIONS for item in section.properties}
    ),
)
def test_member_names_survive_the_way_to_python_and_back(name: str) -> None:
    """Member names and property names are each other's translation."""
    assert pascal(snake(name)) == name


@pytest.mark.parametrize(
    ("shape", "pattern"),
    [
        ("Password", r"/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/"),
        ("PhoneNumber", r"\\+[1-9]\\d{1,14}$"),
        ("SensitivePhoneNumber", r"\+[1-9]\d{1,14}$"),
        ("TagKey", r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$"),
    ],
)
def test_special_patterns_are_what_the_model_says(shape: str, pattern: str) -> None:
    """The patterns that need care are pinned: a change of botocore's text has to be looked at."""
    assert model.service_model()["shapes"][shape].get("pattern") == pattern


@pytest.mark.parametrize(
    ("shape", "number"),
    [("ProficiencyLevel", 5.0), ("SecurityProfileIds", 10), ("TagMap", 50), ("AgentUsername", 100)],
)
def test_maximum_that_the_contract_names_is_the_model_s(shape: str, number: float) -> None:
    """The numbers that users were told are those that the model states."""
    assert model.service_model()["shapes"][shape].get("max") == number


def test_after_contact_work_maximum_is_in_the_model_s_text() -> None:
    """The limit that the model states only in prose still stands there."""
    text = members(input_of("UpdateUserConfig"))["AfterContactWorkConfigs"]["documentation"]
    assert f"the maximum is {facts.AFTER_CONTACT_WORK_MAXIMUM:,} seconds" in text


def test_sub_settings_are_the_rows_with_a_resource() -> None:
    """Seven sub-settings and their ids' ends are those of the contract; a further one is called alike."""
    promised = {
        "UserIdentityInfo": "identity-info",
        "UserPhoneConfig": "phone-config",
        "UserConfig": "config",
        "UserRoutingProfile": "routing-profile",
        "UserSecurityProfiles": "security-profiles",
        "UserHierarchy": "hierarchy",
        "UserProficiencies": "proficiencies",
    }
    found = {row.resource: row.setting for row in SECTIONS if row.resource}
    assert found == {name: snake(name.removeprefix("User")).replace("_", "-") for name in found} | promised
    assert list(BY_NAME) == [row.name for row in SECTIONS]


PHONE = {"PhoneConfig": {"AutoAccept": True, "AfterContactWorkTimeLimit": 30, "PersistentConnection": True}}


def spoiled(value: Any) -> None:
    """Change all that can be changed of a value, from the inside out."""
    if isinstance(value, dict):
        for item in value.values():
            spoiled(item)
        value["spoiled"] = True
    elif isinstance(value, list):
        for item in value:
            spoiled(item)
        value.append("spoiled")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
@pytest.mark.parametrize("described", [{}, PHONE], ids=["nothing", "a phone"])
def test_values_of_a_section_are_each_callers_own(section: Section, described: dict[str, Any]) -> None:
    """Whoever changes a default, or what was read, changes it for nobody else."""
    for give in (section.defaults, lambda: section.from_api(described)):
        expected, first = repr(give()), give()
        for value in first.values():
            spoiled(value)
        assert repr(give()) == expected


def test_values_of_channels_are_apart_from_each_other() -> None:
    """Whoever changes the setting of one channel leaves those of the others."""
    first, *others = BY_NAME["config"].from_api(PHONE)["after_contact_work_configs"]
    spoiled(first)
    assert {str(entry["after_contact_work_config"]) for entry in others} == {
        "{'after_contact_work_time_limit': 30}"
    }
