"""Rules between arguments, or between an argument and the kind of instance, that no shape states.

Pure, as ``checking``, which asks them; no failure holds a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from connect_resources.users import facts
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.shapes import Failure

DESK_PHONE: Final = "DESK_PHONE"
NAMES: Final = ("first_name", "last_name")
"""Source: "required if you are using Amazon Connect or SAML for identity management", UserIdentityInfo."""

_NAMED: Final = frozenset({facts.CONNECT_MANAGED, facts.SAML})
_NEEDS_NAMES: Final = "is required by an instance that uses CONNECT_MANAGED or SAML"
_NEEDS_NUMBER: Final = "is required with DESK_PHONE"
_NO_PASSWORD: Final = {
    facts.SAML: "an instance that uses SAML: the identity provider holds the passwords",
    facts.EXISTING_DIRECTORY: "an instance that uses a directory: the directory holds the passwords",
}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a map, or an empty one where the value is unknown or anything else."""
    return value if isinstance(value, Mapping) else {}


def _clears(name: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Tell whether a field is cleared: it is empty, or it was managed and isn't given any more."""
    return bool(new[name] == "") if name in new else name in old


def refused_passwords(inputs: Mapping[str, Any], identity_management: str | None) -> Iterator[Failure]:
    """Report passwords where Connect doesn't hold them ("it is an error to include a password")."""
    if identity_management not in _NO_PASSWORD:
        return
    for name in ("password", "password_secret_id"):
        if name in inputs:
            yield Failure(name, f"is refused by {_NO_PASSWORD[identity_management]}; remove it")


def saml_email(identity: Mapping[str, Any], identity_management: str | None) -> Iterator[Failure]:
    """Report an e-mail address on an instance with SAML, which takes none."""
    if identity_management == facts.SAML and identity.get("email", UNKNOWN) is not UNKNOWN:
        yield Failure("email", "is refused by an instance that uses SAML; remove it")


def absent_names(identity: Any, identity_management: str | None) -> Iterator[Failure]:
    """Report what a new user's names lack."""
    if identity_management in _NAMED and isinstance(identity, Mapping):
        for name in NAMES:
            if not identity.get(name):
                yield Failure(name, _NEEDS_NAMES)


def cleared_names(
    identity: Mapping[str, Any], before: Mapping[str, Any], identity_management: str | None
) -> Iterator[Failure]:
    """Report names that would be cleared; one that isn't managed stays as Connect holds it.

    Args:
        identity: the fields as they are given.
        before: the fields that were managed before.
        identity_management: how the instance knows its users.
    """
    if identity_management in _NAMED:
        for name in NAMES:
            if _clears(name, identity, before):
                yield Failure(name, f"{_NEEDS_NAMES}: it can't be cleared")


def clears_names(identity: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether a name would be cleared, so that the kind of instance matters."""
    return any(_clears(name, identity, before) for name in NAMES)


def desk_phone(
    phone: Mapping[str, Any], before: Mapping[str, Any], *, required: bool = False
) -> Iterator[Failure]:
    """Report a desk phone without a number, which is required if the type is DESK_PHONE.

    Args:
        phone: the fields as they are given.
        before: the fields that were managed before.
        required: the number has to be given; else one that isn't managed may stand in Connect.

    Source: argument desk_phone_number of aws_connect_user in the documentation of Terraform's provider.
    """
    if phone.get("phone_type") != DESK_PHONE:
        return
    absent = required and "desk_phone_number" not in phone
    if absent or _clears("desk_phone_number", phone, before):
        yield Failure("desk_phone_number", _NEEDS_NUMBER)


def desk_phones(entries: Iterable[Any], path: str) -> Iterator[Failure]:
    """Report desk phones of single channels without a number."""
    for position, entry in enumerate(entries):
        if mapping(entry).get("phone_type") == DESK_PHONE and entry.get("phone_number") is None:
            yield Failure(f"{path}[{position}].phone_number", _NEEDS_NUMBER)


def voice_only(entries: Iterable[Any], path: str) -> Iterator[Failure]:
    """Report channels other than VOICE ("Only VOICE is supported for this data type")."""
    for position, entry in enumerate(entries):
        channel = mapping(entry).get("channel")
        if channel != facts.VOICE and channel in facts.CHANNELS:
            yield Failure(f"{path}[{position}].channel", "must be VOICE: Connect takes no other channel here")


def exclusive(inputs: Mapping[str, Any], lists: Iterable[str]) -> Iterator[Failure]:
    """Report arguments that set the same thing."""
    if "phone_config" in inputs:
        for name in lists:
            if name in inputs:
                yield Failure(name, "can't be used together with phone_config: both set the same values")
    if "password" in inputs and "password_secret_id" in inputs:
        yield Failure("password_secret_id", "can't be used together with password: give one of them")


def required_password(inputs: Mapping[str, Any], identity_management: str | None) -> Iterator[Failure]:
    """Report that a new user has no password where Connect holds them."""
    if identity_management == facts.CONNECT_MANAGED and not {"password", "password_secret_id"} & set(inputs):
        yield Failure(
            "password",
            "is required by an instance that stores its users itself: give password, password_secret_id or, "
            "for a roster, config connect:initialPassword",
        )
