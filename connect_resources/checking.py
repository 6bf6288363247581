"""Check arguments before any call is made: pure, no network, no clock, no engine.

Limits come from botocore's service model, rules from the API reference. A failure never holds the value
that failed, because the engine prints failures and the value may be personal or secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from connect_resources import facts, ids, rules
from connect_resources.kinds import UNKNOWN
from connect_resources.rows import Property, Section
from connect_resources.sections import BY_NAME, SECTIONS
from connect_resources.shapes import Failure, check_names, check_shape, fits_plainly, type_name

_SECONDARY_EMAIL: Final = "secondary_email"
"""The one property whose pattern stands in the model's text only."""

_IDENTITY: Final = "identity_info"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def check_section(section: Section, props: Mapping[str, Any], *, flat: bool = False) -> Iterator[Failure]:
    """Check the arguments of one section, nested or flat as the resource takes them."""
    prefix = ""
    if section.nested and not flat:
        if section.name not in props or props[section.name] is UNKNOWN:
            return
        prefix, props = f"{section.name}.", props[section.name]
        if not isinstance(props, Mapping):
            yield Failure(section.name, f"must be a map, not {type_name(props)}")
            return
        yield from check_names(props, [item.name for item in section.properties], section.name)
    for item in section.properties:
        if item.name in props and not _ordinary(item, props[item.name]):
            yield from _check_property(item, props[item.name], prefix + item.name)


def _ordinary(item: Property, value: Any) -> bool:
    return item.name != _SECONDARY_EMAIL and fits_plainly(item.shape, value)


def _check_property(item: Property, value: Any, path: str) -> Iterator[Failure]:
    """Check one property; an empty value means "cleared" and passes where the API can clear."""
    if value == "" and item.kind.default == "":
        return
    yield from check_shape(item.shape, value, path)
    if isinstance(value, str) and value is not UNKNOWN:
        yield from _check_text(item.name, value, path)
    if isinstance(value, list | tuple):
        yield from _check_repeats(value, path)
        yield from rules.desk_phones(value, path)
        if item.voice_only:
            yield from rules.voice_only(value, path)


def _check_text(name: str, value: str, path: str) -> Iterator[Failure]:
    if not unicodedata.is_normalized("NFC", value):
        yield Failure(path, "must be in Unicode Normalization Form C")
    if name == _SECONDARY_EMAIL and re.fullmatch(facts.SECONDARY_EMAIL_PATTERN, value) is None:
        yield Failure(path, "must be an e-mail address of at most 265 characters")


def _check_repeats(value: Iterable[Any], path: str) -> Iterator[Failure]:
    """Report a channel, or an attribute and its value, that a list names twice."""
    seen: set[tuple[Any, ...]] = set()
    for position, item in enumerate(value):
        if not isinstance(item, Mapping):
            continue
        key = tuple(item.get(name) for name in ("channel", "attribute_name", "attribute_value"))
        if not all(part is None or isinstance(part, str) for part in key):
            continue
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
        return
    foreign = isinstance(instance_id, str) and found.instance_id not in {None, ids.bare(instance_id)}
    if foreign:
        yield Failure(
            path, f"belongs to instance {found.instance_id}, but the user to {ids.bare(instance_id)}"
        )


def check_references(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check all identifiers of the arguments, before they are brought to bare ids."""
    instance_id = inputs.get("instance_id")
    user_id = inputs.get("user_id", UNKNOWN)
    if user_id is not UNKNOWN and not isinstance(user_id, str):
        yield Failure("user_id", f"must be a string, not {type_name(user_id)}")
    for name in ("routing_profile_id", "user_id"):
        if name in inputs:
            yield from check_reference(inputs[name], name, instance_id)
    if inputs.get("hierarchy_group_id"):
        yield from check_reference(inputs["hierarchy_group_id"], "hierarchy_group_id", instance_id)
    profiles = inputs.get("security_profile_ids")
    for position, item in enumerate(profiles if isinstance(profiles, list | tuple) else ()):
        yield from check_reference(item, f"security_profile_ids[{position}]", instance_id)


def check_user(
    inputs: Mapping[str, Any],
    *,
    identity_management: str | None = None,
    creating: bool = True,
    before: Mapping[str, Any] = _NOTHING,
) -> list[Failure]:
    """Check all arguments of a ConnectUser.

    Args:
        inputs: the arguments in state form; unknown values pass.
        identity_management: CONNECT_MANAGED, SAML or EXISTING_DIRECTORY; None where it isn't known.
        creating: the user will be made; rules that only CreateUser has apply.
        before: the arguments that a user that exists has had; what is removed of them may be cleared.

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
    for section, arguments in _ARGUMENTS:
        if not arguments.isdisjoint(inputs):
            failures += _argument_failures(section, inputs)
    failures += _types(inputs)
    failures += rules.exclusive(inputs, BY_NAME["config"].arguments)
    if "phone_config" in inputs:
        phone = rules.desk_phone(rules.mapping(inputs["phone_config"]), {}, required=True)
        failures += _within("phone_config", phone)
    if creating:
        failures += _creation_failures(inputs)
    failures += _identity_rules(inputs, identity_management, creating, before)
    return failures


_ARGUMENTS: Final = tuple(
    (section, frozenset({"tags"} if section is BY_NAME["tags"] else section.arguments))
    for section in SECTIONS
)
"""ConnectUser's arguments for each section: state says tags_all where a program says tags."""

_TYPES: Final[Mapping[str, tuple[type, str]]] = {
    "adopt_existing": (bool, "must be true or false"),
    "directory_user_id": (str, "must be a string"),
    "password_secret_id": (str, "must be a string"),
}
"""Arguments that no shape of a section describes."""


def check_required(inputs: Mapping[str, Any]) -> list[Failure]:
    """Report what every ConnectUser has to give: Connect has no user without it."""
    return [
        Failure(name, "is required")
        for name in ("instance_id", "routing_profile_id", "security_profile_ids")
        if name not in inputs
    ]


def _argument_failures(section: Section, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check a section under the names of ConnectUser's arguments."""
    if section is BY_NAME["tags"]:
        if "tags" in inputs:
            yield from check_shape("TagMap", inputs["tags"], "tags")
    else:
        yield from check_section(section, inputs)


def _types(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check types: the text "false", as YAML and configs give it, would count as true otherwise."""
    for name, (form, words) in _TYPES.items():
        value = inputs.get(name, UNKNOWN)
        if value is not UNKNOWN and not isinstance(value, form):
            yield Failure(name, f"{words}, not {type_name(value)}")


def _creation_failures(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    if "password" in inputs:
        yield from check_shape("Password", inputs["password"], "password")
    if inputs.get("password_secret_id") == "":
        yield Failure("password_secret_id", "must not be empty")


def _within(argument: str, failures: Iterable[Failure]) -> Iterator[Failure]:
    return (Failure(f"{argument}.{failure.path}", failure.reason) for failure in failures)


def _identity_rules(
    inputs: Mapping[str, Any], identity_management: str | None, creating: bool, before: Mapping[str, Any]
) -> Iterator[Failure]:
    """Check the rules that depend on how the instance knows its users."""
    if identity_management is None:
        return
    if creating:
        yield from rules.refused_passwords(inputs, identity_management)
    if identity_management == facts.SAML and "directory_user_id" in inputs:
        yield Failure("directory_user_id", "is refused by an instance that uses SAML; remove it")
    given = inputs.get(_IDENTITY, {})
    yield from _within(_IDENTITY, rules.saml_email(rules.mapping(given), identity_management))
    if creating and inputs.get("adopt_existing", False) not in (True, UNKNOWN):
        yield from rules.required_password(inputs, identity_management)
        yield from _within(_IDENTITY, rules.absent_names(given, identity_management))
    elif _IDENTITY in inputs and isinstance(given, Mapping):
        had = rules.mapping(before.get(_IDENTITY)) if given else dict.fromkeys(rules.NAMES)
        yield from _within(_IDENTITY, rules.cleared_names(given, had, identity_management))
