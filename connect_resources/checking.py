"""Check arguments before any call is made: pure, no network, no clock, no engine.

Limits come from botocore's service model, rules from the API reference. A failure never holds the value
that failed, because the engine prints failures and the value may be personal or secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from connect_resources import facts, ids
from connect_resources.kinds import UNKNOWN
from connect_resources.rows import Property, Section
from connect_resources.sections import BY_NAME, SECTIONS
from connect_resources.shapes import Failure, check_names, check_shape, fits_plainly, type_name

_SECONDARY_EMAIL: Final = "secondary_email"
"""The one property whose pattern stands in the model's text only."""


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
    for section, arguments in _ARGUMENTS:
        if not arguments.isdisjoint(inputs):
            failures += _argument_failures(section, inputs)
    failures += _exclusive(inputs)
    if creating:
        failures += _creation_failures(inputs)
    failures += _identity_rules(inputs, identity_management, creating)
    return failures


_ARGUMENTS: Final = tuple(
    (section, frozenset({"tags"} if section is BY_NAME["tags"] else section.arguments))
    for section in SECTIONS
)
"""ConnectUser's arguments for each section: state says tags_all where a program says tags."""


def check_required(inputs: Mapping[str, Any]) -> list[Failure]:
    """Report what every ConnectUser has to give: Connect has no user without it."""
    return [
        Failure(name, "is required")
        for name in ("routing_profile_id", "security_profile_ids")
        if name not in inputs
    ]


def _argument_failures(section: Section, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check a section under the names of ConnectUser's arguments."""
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
            "password",
            "is required by an instance that stores its users itself: give password, password_secret_id or, "
            "for a roster, config connect:initialPassword",
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
