"""Check values against the shapes of botocore's service model: pure, and without any value in a failure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from connect_resources.users import facts, model
from connect_resources.users.kinds import UNKNOWN, snake


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """Hold one failed check: the path of the argument, and what it would have to be."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


_EXAMPLE: Final = {
    "PhoneNumber": "must be an E.164 number: + and up to 15 digits, such as +12065550100",
    "SensitivePhoneNumber": "must be an E.164 number: + and up to 15 digits, such as +12065550100",
    "Password": "must have 8-64 characters, no space, an upper-case and a lower-case letter and a digit",
}
"""What a pattern means, in words, for the shapes that have one."""

_TAG_CHARACTERS: Final = frozenset("_.:/=+-@")
_TAG_CATEGORIES: Final = frozenset("LZN")


def tag_key_fits(key: str) -> bool:
    r"""Tell whether a tag key matches TagKey's pattern, ``^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$``."""
    if key.startswith(facts.RESERVED_TAG_PREFIX):
        return False
    if key.isascii() and key.isalnum():
        return True
    return all(item in _TAG_CHARACTERS or unicodedata.category(item)[0] in _TAG_CATEGORIES for item in key)


@cache
def _plain_form(shape: str) -> tuple[type | None, float, float, re.Pattern[str] | None]:
    """Return type, least and most characters and pattern of a shape of plain strings or booleans."""
    described = model.service_model()["shapes"][shape]
    if described["type"] == "boolean":
        return bool, 0, 0, None
    if described["type"] != "string" or "enum" in described:
        return None, 0, 0, None
    return str, described.get("min", 0), described.get("max", math.inf), model.compile_pattern(shape)


def fits_plainly(shape: str, value: Any) -> bool:
    """Tell quickly that an ordinary value fits; False only says that it has to be looked at.

    Rosters of thousands of rows spend most of their checking on values of this sort.
    """
    kind, low, high, pattern = _plain_form(shape)
    if not isinstance(value, str):
        return kind is bool and isinstance(value, bool)
    if kind is not str or not low <= len(value) <= high or not value.isascii():
        return False
    return pattern is None or pattern.fullmatch(value) is not None


def check_shape(shape: str, value: Any, path: str) -> Iterator[Failure]:
    """Check a value, in state form, against a shape of the model and all that it holds.

    Args:
        shape: the shape's name in botocore's model.
        value: the value; unknown values pass.
        path: the argument's path, for the failures.
    """
    if value is UNKNOWN or fits_plainly(shape, value):
        return
    described = model.service_model()["shapes"][shape]
    yield from _CHECKS[described["type"]](shape, described, value, path)


def _check_string(shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, str):
        yield Failure(path, f"must be a string, not {type_name(value)}")
        return
    if "enum" in described:
        if value not in described["enum"]:
            yield Failure(path, f"must be one of {', '.join(described['enum'])}")
        return
    low, high = described.get("min", 0), described.get("max")
    if len(value) < low or (high is not None and len(value) > high):
        yield Failure(path, f"must have {_range(low, high)} characters, has {len(value)}")
    pattern = model.compile_pattern(shape)
    if pattern is not None and pattern.fullmatch(value) is None:
        yield Failure(path, _EXAMPLE.get(shape, f"must match {pattern.pattern}"))


def _check_number(shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    whole = described["type"] in {"integer", "long"} or shape in facts.WHOLE_NUMBERS
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Failure(path, f"must be a number, not {type_name(value)}")
        return
    if isinstance(value, float) and not (value.is_integer() if whole else math.isfinite(value)):
        yield Failure(path, f"must be a {'whole' if whole else 'finite'} number")
        return
    low, high = described.get("min"), described.get("max")
    if shape == "AfterContactWorkTimeLimit":
        high = facts.AFTER_CONTACT_WORK_MAXIMUM
    if (low is not None and value < low) or (high is not None and value > high):
        yield Failure(path, f"must be {_range(low, high)}")


def _check_boolean(_shape: str, _described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, bool):
        yield Failure(path, f"must be true or false, not {type_name(value)}")


def _check_list(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, list | tuple):
        yield Failure(path, f"must be a list, not {type_name(value)}")
        return
    low, high = described.get("min", 0), described.get("max")
    if len(value) < low or (high is not None and len(value) > high):
        yield Failure(path, f"must have {_range(low, high)} entries, has {len(value)}")
    for position, item in enumerate(value):
        yield from check_shape(described["member"]["shape"], item, f"{path}[{position}]")


def _check_structure(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be a map, not {type_name(value)}")
        return
    members = {snake(name): member["shape"] for name, member in described["members"].items()}
    yield from check_names(value, members, path)
    for required in map(snake, described.get("required", ())):
        if value.get(required) is None:
            yield Failure(f"{path}.{required}", "is required")
    for name, item in value.items():
        if name in members and item is not None:
            yield from check_shape(members[name], item, f"{path}.{name}")


def _check_map(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be a map, not {type_name(value)}")
        return
    high = described.get("max")
    if high is not None and len(value) > high:
        yield Failure(path, f"must have at most {high} entries, has {len(value)}")
    for position, (key, item) in enumerate(value.items()):
        yield from _check_tag(described, key, item, f"{path}[{position}]")


def _check_tag(described: Mapping[str, Any], key: Any, item: Any, path: str) -> Iterator[Failure]:
    yield from check_shape(described["key"]["shape"], key, f"{path} key")
    if isinstance(key, str) and not tag_key_fits(key):
        yield Failure(
            f"{path} key", "must not start with aws: and hold only letters, digits, spaces and _.:/=+-@"
        )
    yield from check_shape(described["value"]["shape"], item, f"{path} value")


_CHECKS: Final[Mapping[str, Callable[[str, Mapping[str, Any], Any, str], Iterator[Failure]]]] = {
    "string": _check_string,
    "integer": _check_number,
    "long": _check_number,
    "float": _check_number,
    "double": _check_number,
    "boolean": _check_boolean,
    "list": _check_list,
    "structure": _check_structure,
    "map": _check_map,
}


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}-{high:,}" if low is not None else f"at most {high:,}"


def type_name(value: Any) -> str:
    """Name the type of a value in the words of a program's author."""
    names = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a map",
    }
    return names.get(type(value), "null" if value is None else type(value).__name__)


def check_names(given: Iterable[str], known: Iterable[str], path: str) -> Iterator[Failure]:
    """Report names that nothing would read: a typing error would be lost silently otherwise."""
    known = list(known)
    for name in given:
        if name not in known:
            yield Failure(f"{path}.{name}", f"is unknown; known are {', '.join(known)}")
