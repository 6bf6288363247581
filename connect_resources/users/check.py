"""Check arguments before any call is made: pure, no network, no clock, no engine.

Limits come from botocore's service model, rules from the API reference; the table says which hold. A failure
never holds the value that failed, because the engine prints failures and the value may be personal or secret.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from connect_resources import ids
from connect_resources.users import kinds, rules, state
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.rules import Given
from connect_resources.users.section import Argument, Clearing, Property, Section
from connect_resources.users.shapes import Failure, check_names, check_shape, fits_plainly, type_name
from connect_resources.users.table import ARGUMENTS, SECTIONS

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_FORMS: Final[Mapping[type, str]] = {bool: "must be true or false", str: "must be a string"}


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
        name = item.given_as
        if name in props and not _ordinary(item, props[name]):
            yield from _check_property(item, props[name], prefix + name)


def _ordinary(item: Property, value: Any) -> bool:
    return item.pattern is None and fits_plainly(item.shape, value)


def _check_property(item: Property, value: Any, path: str) -> Iterator[Failure]:
    """Check one property; an empty value means "cleared" and passes where the API can clear."""
    if value == "" and item.kind.default == "":
        return
    yield from check_shape(item.shape, value, path)
    if isinstance(value, str) and value is not UNKNOWN:
        yield from _check_text(item, value, path)
    if isinstance(value, list | tuple):
        if item.record is not None:
            yield from _check_repeats(item.record.keys, value, path)
        yield from rules.desk_phones(value, path)
        if item.voice_only:
            yield from rules.voice_only(value, path)


def _check_text(item: Property, value: str, path: str) -> Iterator[Failure]:
    if not unicodedata.is_normalized("NFC", value):
        yield Failure(path, "must be in Unicode Normalization Form C")
    if item.pattern is not None:
        pattern, words = item.pattern
        if pattern.fullmatch(value) is None:
            yield Failure(path, words)


def _check_repeats(keys: Iterable[str], value: Iterable[Any], path: str) -> Iterator[Failure]:
    """Report a channel, or an attribute and its value, that a list names twice."""
    seen: set[tuple[Any, ...]] = set()
    for position, item in enumerate(value):
        if not isinstance(item, Mapping):
            continue
        key = tuple(item.get(name) for name in keys)
        if not all(part is None or isinstance(part, str) for part in key):
            continue
        if UNKNOWN not in item.values() and key in seen:
            yield Failure(f"{path}[{position}]", "names the same thing as an entry before it")
        seen.add(key)


def check_rules(
    section: Section,
    values: Any,
    before: Any,
    *,
    whole: bool,
    creating: bool,
    identity: Callable[[], str | None],
) -> Iterator[Failure]:
    """Check what the row's rules say of a section.

    Args:
        section: the row of the table.
        values: the fields as they are given; None where the section isn't given at all.
        before: the fields that were managed before.
        whole: the fields are all that the user gets.
        creating: the user will be made, for sure.
        identity: tells how the instance knows its users, or None.
    """
    if not section.rules or not isinstance(values, Mapping | None):
        return
    emptied = whole and values is not None and not values
    had = section.defaults() if emptied else rules.mapping(before)
    given = Given(values or {}, had, values is not None, whole, creating, identity)
    for rule in section.rules:
        yield from rule(given)


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


def check_references(section: Section, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check the identifiers of a section, before they are brought to bare ids."""
    instance_id = inputs.get("instance_id")
    for item in section.properties:
        value = inputs.get(item.name, UNKNOWN)
        if item.kind is kinds.IDENTIFIER and not (value == "" and item.clearing is Clearing.OMISSION):
            yield from check_reference(value, item.name, instance_id)
        if item.kind is kinds.IDENTIFIER_SET and isinstance(value, list | tuple):
            for position, entry in enumerate(value):
                yield from check_reference(entry, f"{item.name}[{position}]", instance_id)


def check_user_id(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Check whom a sub-setting is for, before the identifier is brought to a bare id."""
    user_id = inputs.get("user_id", "")
    if user_id is not UNKNOWN and not isinstance(user_id, str):
        yield Failure("user_id", f"must be a string, not {type_name(user_id)}")
    yield from check_reference(user_id, "user_id", inputs.get("instance_id"))


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
    failures: list[Failure] = []
    for row in ARGUMENTS:
        if row.name in inputs:
            failures += _argument_failures(row, inputs, creating, identity_management)
    for section, arguments in _NAMED:
        if not arguments.isdisjoint(inputs):
            failures += check_references(section, inputs)
            failures += check_section(section, inputs)
            failures += _exclusive(section, inputs)
    made = creating and inputs.get("adopt_existing", False) not in (True, UNKNOWN)
    for section in _RULED:
        found = check_rules(
            section,
            inputs.get(section.name),
            before.get(section.name),
            whole=True,
            creating=made,
            identity=lambda: identity_management,
        )
        failures += (Failure(f"{section.name}.{failure.path}", failure.reason) for failure in found)
    if made:
        failures += rules.required_password(inputs, identity_management)
    return failures


_NAMED: Final = tuple((section, frozenset(section.arguments)) for section in SECTIONS)
_RIVALS: Final = {
    section.name: [other for other in SECTIONS[:position] if other.name in section.shares]
    for position, section in enumerate(SECTIONS)
    if section.shares
}
_RULED: Final = tuple(section for section in SECTIONS if section.rules)


def _argument_failures(
    row: Argument, inputs: Mapping[str, Any], creating: bool, identity_management: str | None
) -> Iterator[Failure]:
    """Check an argument that no section has."""
    value = inputs[row.name]
    if row.shape and (creating or not row.only_creating):
        yield from check_shape(row.shape, value, row.name)
    elif not row.shape and value is not UNKNOWN and not isinstance(value, row.form):
        # The text "false", as YAML and configs give it, would count as true otherwise.
        yield Failure(row.name, f"{_FORMS[row.form]}, not {type_name(value)}")
    if row.instead_of in inputs:
        yield Failure(row.name, f"can't be used together with {row.instead_of}: give one of them")
    if creating or not row.only_creating:
        if row.nonempty and value == "":
            yield Failure(row.name, "must not be empty")
        if identity_management and identity_management in row.refused_by:
            yield Failure(row.name, row.refused_by[identity_management])


def _exclusive(section: Section, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Report arguments that set what a section before this one sets as well."""
    for other in _RIVALS.get(section.name, ()):
        if any(name in inputs for name in other.arguments):
            for name in section.arguments:
                if name in inputs:
                    yield Failure(name, f"can't be used together with {other.name}: both set the same values")


def check_merged_tags(inputs: Mapping[str, Any], default_tags: Mapping[str, str]) -> list[Failure]:
    """Report tags that are too many only together with the config's default tags."""
    if not default_tags or not isinstance(inputs.get("tags", {}), Mapping):
        return []
    merged = state.merge_tags(inputs, default_tags)["tags_all"]
    return [failure for failure in check_shape("TagMap", merged, "tags_all") if failure.path == "tags_all"]


def check_default_tags(default_tags: Mapping[str, str]) -> list[Failure]:
    """Report what Connect refuses of the config's default tags."""
    return list(check_shape("TagMap", default_tags, "aws:defaultTags"))


def check_required(inputs: Mapping[str, Any]) -> list[Failure]:
    """Report what every ConnectUser has to give: Connect has no user without it."""
    return [Failure(name, "is required") for name in MANDATORY if name not in inputs]


MANDATORY: Final = (
    *(row.name for row in ARGUMENTS if row.mandatory),
    *(item.given_as for section in SECTIONS for item in section.properties if item.mandatory),
)
