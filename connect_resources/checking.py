"""Check arguments before any call is made: pure, no network, no clock, no engine.

Limits come from botocore's service model, rules from the API reference. A failure never holds the value
that failed, because the engine prints failures and the value may be personal or secret.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from connect_resources import facts, ids, model
from connect_resources.kinds import UNKNOWN, snake
from connect_resources.sections import BY_NAME, SECTIONS, Property, Section


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


def check_shape(shape: str, value: Any, path: str) -> Iterator[Failure]:
    """Check a value, in state form, against a shape of the model and all that it holds.

    Args:
        shape: the shape's name in botocore's model.
        value: the value; unknown values pass.
        path: the argument's path, for the failures.
    """
    if value is UNKNOWN:
        return
    described = model.service_model()["shapes"][shape]
    yield from _CHECKS[described["type"]](shape, described, value, path)


def _check_string(shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, str):
        yield Failure(path, f"must be a string, not {_type_name(value)}")
        return
    if "enum" in described:
        if value not in described["enum"]:
            yield Failure(path, f"must be one of {', '.join(described['enum'])}")
        return
    low, high = described.get("min", 0), described.get("max")
    if len(value) < low or (high is not None and len(value) > high):
        yield Failure(path, f"must have {_range(low, high)} characters, has {len(value)}")
    pattern = model.compiled(shape)
    if pattern is not None and pattern.fullmatch(value) is None:
        yield Failure(path, _EXAMPLE.get(shape, f"must match {pattern.pattern}"))


def _check_number(shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    whole = described["type"] in {"integer", "long"}
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Failure(path, f"must be a number, not {_type_name(value)}")
        return
    if not math.isfinite(value) or (whole and value != int(value)):
        yield Failure(path, "must be a whole number")
        return
    low, high = described.get("min"), described.get("max")
    if shape == "AfterContactWorkTimeLimit":
        high = facts.AFTER_CONTACT_WORK_MAXIMUM
    if (low is not None and value < low) or (high is not None and value > high):
        yield Failure(path, f"must be {_range(low, high)}")


def _check_boolean(_shape: str, _described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, bool):
        yield Failure(path, f"must be true or false, not {_type_name(value)}")


def _check_list(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, list | tuple):
        yield Failure(path, f"must be a list, not {_type_name(value)}")
        return
    low, high = described.get("min", 0), described.get("max")
    if len(value) < low or (high is not None and len(value) > high):
        yield Failure(path, f"must have {_range(low, high)} entries, has {len(value)}")
    for position, item in enumerate(value):
        yield from check_shape(described["member"]["shape"], item, f"{path}[{position}]")


def _check_structure(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be a map, not {_type_name(value)}")
        return
    members = {snake(name): member["shape"] for name, member in described["members"].items()}
    yield from _check_names(value, members, path)
    for required in map(snake, described.get("required", ())):
        if value.get(required) is None:
            yield Failure(f"{path}.{required}", "is required")
    for name, item in value.items():
        if name in members and item is not None:
            yield from check_shape(members[name], item, f"{path}.{name}")


def _check_map(_shape: str, described: Mapping[str, Any], value: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be a map, not {_type_name(value)}")
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


def _type_name(value: Any) -> str:
    names = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a map",
    }
    return names.get(type(value), "null" if value is None else type(value).__name__)


def _check_names(given: Iterable[str], known: Iterable[str], path: str) -> Iterator[Failure]:
    """Report names that nothing would read: a typing error would be lost silently otherwise."""
    known = list(known)
    for name in given:
        if name not in known:
            yield Failure(f"{path}.{name}", f"is unknown; known are {', '.join(known)}")


def check_section(section: Section, props: Mapping[str, Any], *, flat: bool = False) -> Iterator[Failure]:
    """Check the arguments of one section, nested or flat as the resource takes them."""
    prefix = ""
    if section.nested and not flat:
        if section.name not in props or props[section.name] is UNKNOWN:
            return
        prefix, props = f"{section.name}.", props[section.name]
        if not isinstance(props, Mapping):
            yield Failure(section.name, f"must be a map, not {_type_name(props)}")
            return
        yield from _check_names(props, [item.name for item in section.properties], section.name)
    for item in section.properties:
        if item.name in props:
            yield from _check_property(item, props[item.name], prefix + item.name)


def _check_property(item: Property, value: Any, path: str) -> Iterator[Failure]:
    """Check one property; an empty value means "cleared" and passes where the API can clear."""
    if value == "" and item.kind.default == "":
        return
    yield from check_shape(item.shape, value, path)
    if isinstance(value, str) and value is not UNKNOWN:
        yield from _check_text(item.name, value, path)
    if isinstance(value, list | tuple):
        yield from _check_repeats(value, path)


def _check_text(name: str, value: str, path: str) -> Iterator[Failure]:
    if not unicodedata.is_normalized("NFC", value):
        yield Failure(path, "must be in Unicode Normalization Form C")
    if name == "secondary_email" and re.fullmatch(facts.SECONDARY_EMAIL_PATTERN, value) is None:
        yield Failure(path, "must be an e-mail address of at most 265 characters")


def _check_repeats(value: Iterable[Any], path: str) -> Iterator[Failure]:
    """Report a channel, or an attribute and its value, that a list names twice."""
    seen: set[tuple[Any, ...]] = set()
    for position, item in enumerate(value):
        if not isinstance(item, Mapping):
            continue
        key = tuple(str(item.get(name)) for name in ("channel", "attribute_name", "attribute_value"))
        if UNKNOWN not in item.values() and key in seen:
            yield Failure(f"{path}[{position}]", "names the same thing as an entry before it")
        seen.add(key)


def check_reference(value: Any, path: str, instance_id: Any) -> Iterator[Failure]:
    """Check that an identifier isn't empty and belongs to the instance, as far as its form tells."""
    if not isinstance(value, str):
        return
    found = ids.parse(value)
    if not found.id:
        yield Failure(path, "must not be empty")
    foreign = isinstance(instance_id, str) and found.instance_id not in {None, ids.bare(instance_id)}
    if foreign:
        yield Failure(
            path, f"belongs to instance {found.instance_id}, but the user to {ids.bare(instance_id)}"
        )


def check_references(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check all identifiers of the arguments, before they are brought to bare ids."""
    instance_id = inputs.get("instance_id")
    for name in ("routing_profile_id", "user_id"):
        if name in inputs:
            yield from check_reference(inputs[name], name, instance_id)
    if inputs.get("hierarchy_group_id"):
        yield from check_reference(inputs["hierarchy_group_id"], "hierarchy_group_id", instance_id)
    profiles = inputs.get("security_profile_ids")
    for position, item in enumerate(profiles if isinstance(profiles, list | tuple) else ()):
        yield from check_reference(item, f"security_profile_ids[{position}]", instance_id)


def check_user(
    inputs: Mapping[str, Any], *, identity_management: str | None = None, creating: bool = True
) -> list[Failure]:
    """Check all arguments of a ConnectUser.

    Args:
        inputs: the arguments in state form; unknown values pass.
        identity_management: CONNECT_MANAGED, SAML or EXISTING_DIRECTORY; None where it isn't known.
        creating: the user will be made; rules that only CreateUser has apply.

    Returns:
        All failures, in the order of the arguments.
    """
    failures = (
        list(check_shape("InstanceId", inputs["instance_id"], "instance_id"))
        if "instance_id" in inputs
        else []
    )
    if "name" in inputs:
        failures += check_shape("AgentUsername", inputs["name"], "name")
    failures += check_references(inputs)
    for section in SECTIONS:
        failures += _argument_failures(section, inputs)
    failures += _exclusive(inputs)
    if creating:
        failures += _creation_failures(inputs)
    failures += _identity_rules(inputs, identity_management, creating)
    return failures


def _argument_failures(section: Section, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check a section under the names of the arguments: state says tags_all where a program says tags."""
    if section is BY_NAME["tags"]:
        if "tags" in inputs:
            yield from check_shape("TagMap", inputs["tags"], "tags")
    else:
        yield from check_section(section, inputs)


def _exclusive(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    if "phone_config" in inputs:
        for name in BY_NAME["config"].arguments:
            if name in inputs:
                yield Failure(name, "can't be used together with phone_config: both set the same values")
    if "password" in inputs and "password_secret_id" in inputs:
        yield Failure("password_secret_id", "can't be used together with password: give one of them")


def _creation_failures(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    if "password" in inputs:
        yield from check_shape("Password", inputs["password"], "password")
    if inputs.get("password_secret_id") == "":
        yield Failure("password_secret_id", "must not be empty")


_SAML_REFUSES: Final = (
    (
        "password",
        "is refused by an instance that uses SAML: the identity provider holds the passwords; remove it",
    ),
    (
        "password_secret_id",
        "is refused by an instance that uses SAML: the identity provider holds the passwords; remove it",
    ),
    ("directory_user_id", "is refused by an instance that uses SAML; remove it"),
)


def _identity_rules(
    inputs: Mapping[str, Any], identity_management: str | None, creating: bool
) -> Iterator[Failure]:
    """Check the rules that depend on how the instance knows its users."""
    if identity_management == facts.SAML:
        for name, reason in _SAML_REFUSES if creating else _SAML_REFUSES[2:]:
            if name in inputs:
                yield Failure(name, reason)
        for failure in saml_email(inputs.get("identity_info")):
            yield Failure(f"identity_info.{failure.path}", failure.reason)
    adopting = inputs.get("adopt_existing") is True or inputs.get("adopt_existing") is UNKNOWN
    if not creating or adopting or identity_management is None:
        return
    if identity_management == facts.CONNECT_MANAGED and not {"password", "password_secret_id"} & set(inputs):
        yield Failure(
            "password", "is required by an instance that stores its users itself (or password_secret_id)"
        )
    if identity_management in {facts.CONNECT_MANAGED, facts.SAML}:
        yield from _required_names(inputs.get("identity_info", {}))


def saml_email(identity: Any) -> Iterator[Failure]:
    """Check the reference's rule that an instance with SAML takes no e-mail address."""
    if isinstance(identity, Mapping) and identity.get("email", UNKNOWN) is not UNKNOWN:
        yield Failure("email", "is refused by an instance that uses SAML; remove it")


def _required_names(identity: Any) -> Iterator[Failure]:
    if not isinstance(identity, Mapping):
        return
    for name in ("first_name", "last_name"):
        if not identity.get(name):
            yield Failure(
                f"identity_info.{name}", "is required by an instance that uses CONNECT_MANAGED or SAML"
            )
