"""Requests made from botocore's model: lawful ones, ones at a limit, and ones that break one constraint.

Where a case stands is its path of member names; "[]" enters a list and "{}" a map's values.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape

from tests.contract.local_server import MANAGED, PASSWORD

SERVED = (
    "CreateUser",
    "DescribeUser",
    "DeleteUser",
    "ListUsers",
    "UpdateUserIdentityInfo",
    "UpdateUserPhoneConfig",
    "UpdateUserRoutingProfile",
    "UpdateUserSecurityProfiles",
    "UpdateUserHierarchy",
    "ListSecurityProfiles",
    "ListRoutingProfiles",
    "ListUserHierarchyGroups",
    "DescribeUserHierarchyGroup",
    "DescribeUserHierarchyStructure",
    "GetFederationToken",
    "DescribeInstance",
    "ListInstances",
    "SearchUsers",
    "SearchUserHierarchyGroups",
    "UpdateUserConfig",
    "AssociateUserProficiencies",
    "DisassociateUserProficiencies",
    "UpdateUserProficiencies",
    "ListUserProficiencies",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
    "ListPredefinedAttributes",
    "DescribePredefinedAttribute",
    "DescribeInstanceAttribute",
    "DescribeRoutingProfile",
    "ListRoutingProfileQueues",
    "DescribeSecurityProfile",
    "ListSecurityProfilePermissions",
)
"""The 15 operations of the reference, those that the contract names, and those that other clients need."""

MODEL: ServiceModel = botocore.session.get_session().get_service_model("connect")
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
_LAWFUL_BY_SHAPE = {
    "Password": PASSWORD,
    "PhoneNumber": "+447700900123",
    "SensitivePhoneNumber": "+442071838750",
    "TagKey": "team",
    "InstanceId": MANAGED,
    "UserId": UNKNOWN_ID,
    "ARN": f"arn:aws:connect:eu-west-2:123456789012:instance/{MANAGED}/agent/{UNKNOWN_ID}",
}
_BREAKS_EVERY_PATTERN = "aws:x"
_OUTSIDE_EVERY_ENUM = "NEITHER"
_LONGEST_WITH_PATTERN = {"PhoneNumber": "+123456789012345", "TagKey": "ü" * 128}


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one request, and what it tries."""

    operation: str
    path: tuple[str, ...]
    constraint: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.operation}-{'.'.join(self.path)}-{self.constraint}"


def lawful(operation: str) -> dict[str, Any]:
    """Make a request of required members only."""
    made: dict[str, Any] = _lawful(MODEL.operation_model(operation).input_shape)
    return made


def _lawful(shape: Shape) -> Any:
    if shape.name in _LAWFUL_BY_SHAPE:
        return _LAWFUL_BY_SHAPE[shape.name]
    match shape.type_name:
        case "structure":
            return {name: _lawful(shape.members[name]) for name in shape.required_members}
        case "list":
            return [_lawful(shape.member)]
        case "map":
            return {_lawful(shape.key): "x"}
        case "boolean":
            return True
        case "string":
            return shape.metadata["enum"][0] if "enum" in shape.metadata else "x"
    return shape.metadata.get("min", 1)


def broken_cases() -> Iterator[Case]:
    """Yield a request for every constraint of every served operation's input."""
    for operation in SERVED:
        yield from _cases(MODEL.operation_model(operation), _broken_values)


def edge_cases() -> Iterator[Case]:
    """Yield a request at the lawful end of every limit of every served operation's input."""
    for operation in SERVED:
        yield from _cases(MODEL.operation_model(operation), _edge_values)


Values = Callable[[Shape], Iterator[tuple[str, Any]]]


def _cases(operation: OperationModel, values: Values) -> Iterator[Case]:
    for path, shape, is_routed in _walk(operation.input_shape, (), (), is_routed=False):
        for constraint, value in values(shape):
            if not (is_routed and value in ("", [], {})):  # without it, the URI means something else
                yield Case(operation.name, path, constraint, _with(operation, path, value))
        if values is _broken_values and shape.type_name == "structure":
            yield from _cases_without_required(operation, path, shape)


def _cases_without_required(operation: OperationModel, path: tuple[str, ...], shape: Shape) -> Iterator[Case]:
    for name in shape.required_members:
        if shape.members[name].serialization.get("location") is None:
            whole = _lawful(shape)
            del whole[name]
            yield Case(operation.name, (*path, name), "required", _with(operation, path, whole))


def _walk(
    shape: Shape, path: tuple[str, ...], above: tuple[str, ...], *, is_routed: bool
) -> Iterator[tuple[tuple[str, ...], Shape, bool]]:
    """Yield every shape of an input once, with its path and whether an operation is found by its presence."""
    yield path, shape, is_routed
    if shape.name in above:
        return
    inner = (*above, shape.name)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            is_routed = name in shape.required_members and "location" in member.serialization
            yield from _walk(member, (*path, name), inner, is_routed=is_routed)
    elif shape.type_name == "list":
        yield from _walk(shape.member, (*path, "[]"), inner, is_routed=False)
    elif shape.type_name == "map":
        yield from _walk(shape.key, (*path, "key"), inner, is_routed=False)
        yield from _walk(shape.value, (*path, "{}"), inner, is_routed=False)


def _broken_values(shape: Shape) -> Iterator[tuple[str, Any]]:
    limits = shape.metadata
    if limits.get("min"):
        yield "min", _sized(shape, limits["min"] - 1)
    if "min" in limits and shape.type_name == "integer" and limits["min"] == 0:
        yield "min", -1
    if "max" in limits:
        yield "max", _sized(shape, limits["max"] + 1)
    if "pattern" in limits:
        yield "pattern", _BREAKS_EVERY_PATTERN
    if "enum" in limits:
        yield "enum", _OUTSIDE_EVERY_ENUM


def _edge_values(shape: Shape) -> Iterator[tuple[str, Any]]:
    limits = shape.metadata
    if shape.name in _LONGEST_WITH_PATTERN:
        yield "longest", _LONGEST_WITH_PATTERN[shape.name]
    elif "pattern" not in limits and "enum" not in limits:
        if "min" in limits:
            yield "min", _sized(shape, limits["min"])
        elif shape.type_name == "string" and shape.name not in _LAWFUL_BY_SHAPE:
            yield "empty", ""
        if "max" in limits:
            yield "max", _sized(shape, limits["max"])


def _sized(shape: Shape, size: int) -> Any:
    match shape.type_name:
        case "string":
            return "x" * int(size)
        case "list":
            return [_lawful(shape.member)] * size
        case "map":
            return {f"{_lawful(shape.key)}{number}": "x" for number in range(size)}
    return size


def _with(operation: OperationModel, path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Make a lawful request, but with a value at a path."""
    request: dict[str, Any] = _set(operation.input_shape, lawful(operation.name), path, value)
    return request


def _set(shape: Shape, holder: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if step == "[]":
        return [_set(shape.member, _lawful(shape.member), rest, value)]
    if step == "key":
        return {value: "x"}
    if step == "{}":
        return {_lawful(shape.key): value}
    inner = holder.get(step, _lawful(shape.members[step]))
    return {**deepcopy(holder), step: _set(shape.members[step], inner, rest, value)}
