"""Rules between fields, or between a field and the kind of instance, that no shape states.

Pure; rows of the table name the rules that hold for them, and no failure holds a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Given:
    """Hold what a rule may look at.

    Attributes:
        values: the fields as they are given.
        before: the fields that were managed before; those of an emptied record are all of them.
        present: whether the section is given at all.
        whole: the fields are all that the user gets; those left out of a sub-setting stay as they are.
        creating: the user will be made, for sure.
        identity: tells how the instance knows its users, or None; asked only where that matters.
    """

    values: Mapping[str, Any]
    before: Mapping[str, Any]
    present: bool
    whole: bool
    creating: bool
    identity: Callable[[], str | None]

    def clears(self, name: str) -> bool:
        """Tell whether a field is cleared: it is empty, or it was managed and isn't given any more."""
        if not self.present:
            return False
        return bool(self.values[name] == "") if name in self.values else name in self.before


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a map, or an empty one where the value is unknown or anything else."""
    return value if isinstance(value, Mapping) else {}


def saml_email(given: Given) -> Iterator[Failure]:
    """Report an e-mail address on an instance with SAML, which takes none."""
    if given.values.get("email", UNKNOWN) is not UNKNOWN and given.identity() == facts.SAML:
        yield Failure("email", "is refused by an instance that uses SAML; remove it")


def names(given: Given) -> Iterator[Failure]:
    """Report names that a new user lacks, or that would be cleared; one that isn't managed stays."""
    lacking = [name for name in NAMES if given.creating and not given.values.get(name)]
    cleared = [name for name in NAMES if not given.creating and given.clears(name)]
    if (lacking or cleared) and given.identity() in _NAMED:
        yield from (Failure(name, _NEEDS_NAMES) for name in lacking)
        yield from (Failure(name, f"{_NEEDS_NAMES}: it can't be cleared") for name in cleared)


def desk_phone(given: Given) -> Iterator[Failure]:
    """Report a desk phone without a number, which is required if the type is DESK_PHONE.

    In a sub-setting, a number that isn't managed may stand in Connect.

    Source: argument desk_phone_number of aws_connect_user in the documentation of Terraform's provider.
    """
    number = "desk_phone_number"
    if given.values.get("phone_type") != DESK_PHONE:
        return
    if (given.whole and number not in given.values) or given.clears(number):
        yield Failure(number, _NEEDS_NUMBER)


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


def required_password(inputs: Mapping[str, Any], identity_management: str | None) -> Iterator[Failure]:
    """Report that a new user has no password where Connect holds them."""
    if identity_management == facts.CONNECT_MANAGED and not {"password", "password_secret_id"} & set(inputs):
        yield Failure(
            "password",
            "is required by an instance that stores its users itself: give password, password_secret_id or, "
            "for a roster, config connect:initialPassword",
        )
