"""Check a request against the constraints that botocore's service model states for its input.

botocore itself checks types, required members and minima only, so the service's other limits would go
unnoticed until the real service saw them. One walk over the input shape checks them all here.
No message holds a value: values may be secret or personal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import regex  # type: ignore[import-untyped]  # it ships no types
from moto.core.exceptions import ServiceException
from moto.core.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from .exceptions import InvalidParameterException, InvalidRequestException

Violations = Iterator[str]

_DOUBLED_BACKSLASH = regex.compile(r"\\\\(?=[+d])")
_UNICODE_CLASS = r"\p{"


def validate(operation: OperationModel, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that break the model's constraints, all violations in one message."""
    violations = list(check_shape(operation.input_shape, parameters, ""))
    if not violations:
        return
    noun = "error" if len(violations) == 1 else "errors"
    message = f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
    raise _error_of(operation)(message)


def _error_of(operation: OperationModel) -> type[ServiceException]:
    """Choose the error for a bad value: not every operation declares InvalidParameterException."""
    declared = {shape.name for shape in operation.error_shapes}
    if InvalidParameterException.code in declared:
        return InvalidParameterException
    return InvalidRequestException


def check_shape(shape: Shape, value: Any, path: str) -> Violations:
    """Yield every violation of a value against its shape, each with the member's path."""
    yield from _CHECKS[shape.type_name](shape, value, path)


def _violation(path: str, constraint: str) -> str:
    return f"Value at '{path}' failed to satisfy constraint: Member must {constraint}"


def _check_structure(shape: StructureShape, value: Any, path: str) -> Violations:
    if not isinstance(value, Mapping):
        yield _violation(path, "be a structure")
        return
    for name in shape.required_members:
        if value.get(name) is None:
            yield _violation(_join(path, name), "not be null")
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from check_shape(member, value[name], _join(path, name))


def _check_list(shape: ListShape, value: Any, path: str) -> Violations:
    if not isinstance(value, list):
        yield _violation(path, "be a list")
        return
    yield from _check_length(shape, value, path)
    for index, item in enumerate(value, start=1):
        yield from check_shape(shape.member, item, f"{path}.{index}.member")


def _check_map(shape: MapShape, value: Any, path: str) -> Violations:
    if not isinstance(value, Mapping):
        yield _violation(path, "be a map")
        return
    yield from _check_length(shape, value, path)
    for index, (key, item) in enumerate(value.items(), start=1):
        yield from check_shape(shape.key, key, f"{path}.{index}.key")
        yield from check_shape(shape.value, item, f"{path}.{index}.value")


def _check_string(shape: Shape, value: Any, path: str) -> Violations:
    if not isinstance(value, str):
        yield _violation(path, "be a string")
        return
    yield from _check_length(shape, value, path)
    constraints = shape.metadata
    if "pattern" in constraints and not compile_pattern(constraints["pattern"]).fullmatch(value):
        yield _violation(path, f"satisfy regular expression pattern: {constraints['pattern']}")
    if "enum" in constraints and value not in constraints["enum"]:
        yield _violation(path, f"satisfy enum value set: [{', '.join(constraints['enum'])}]")


def _check_length(shape: Shape, value: Any, path: str) -> Violations:
    if "min" in shape.metadata and len(value) < shape.metadata["min"]:
        yield _violation(path, f"have length greater than or equal to {shape.metadata['min']}")
    if "max" in shape.metadata and len(value) > shape.metadata["max"]:
        yield _violation(path, f"have length less than or equal to {shape.metadata['max']}")


def _check_number(shape: Shape, value: Any, path: str) -> Violations:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _violation(path, "be a number")
        return
    if "min" in shape.metadata and value < shape.metadata["min"]:
        yield _violation(path, f"have value greater than or equal to {shape.metadata['min']}")
    if "max" in shape.metadata and value > shape.metadata["max"]:
        yield _violation(path, f"have value less than or equal to {shape.metadata['max']}")


def _check_boolean(_: Shape, value: Any, path: str) -> Violations:
    if not isinstance(value, bool):
        yield _violation(path, "be a boolean")


_CHECKS: dict[str, Callable[[Any, Any, str], Violations]] = {
    "structure": _check_structure,
    "list": _check_list,
    "map": _check_map,
    "string": _check_string,
    "integer": _check_number,
    "long": _check_number,
    "float": _check_number,
    "double": _check_number,
    "boolean": _check_boolean,
}


def _join(path: str, member: str) -> str:
    name = member[0].lower() + member[1:]
    return f"{path}.{name}" if path else name


@cache
def compile_pattern(pattern: str) -> Any:
    r"""Compile a pattern of the model, which is to match the whole value.

    Three of them need care: Password is written as a JavaScript literal (``/^...$/``), PhoneNumber is escaped
    twice, and TagKey uses ``\p{L}`` classes, which ``re`` lacks and ``regex`` has (its ASCII flag would
    narrow them, so only patterns without such classes get it: ``\d`` means 0 to 9 there).
    """
    if pattern.startswith("/") and pattern.endswith("/"):
        pattern = pattern[1:-1]
    pattern = _DOUBLED_BACKSLASH.sub(r"\\", pattern)
    return regex.compile(pattern, 0 if _UNICODE_CLASS in pattern else regex.ASCII)
