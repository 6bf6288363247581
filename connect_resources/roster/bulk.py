"""The columns of Connect's own bulk upload, as its admin website gives them out and AWS's sample has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connect_resources.roster.fields import NO_PASSWORDS
from connect_resources.roster.problems import Fault

_PROFILES: Final = "security_profile_name"
_LOGIN: Final = "user login"

PASSWORD: Final = "password"  # noqa: S105 - a column's name
"""What a password is called in a problem: no field."""

_FIELDS: Final = {
    "first name": "first_name",
    "last name": "last_name",
    "email address": "email",
    "password": PASSWORD,
    _LOGIN: "name",
    "routing profile name": "routing_profile",
    _PROFILES: "security_profiles",
    "phone type": "phone_type",
    "phone number": "desk_phone_number",
    "soft phone auto accept": "auto_accept",
    "acw timeout": "after_contact_work_time_limit",
    "userhierarchy": "hierarchy_group",
}
"""The roster's field of each column; what a header says in brackets, such as ``(yes/no)``, is left out."""

_PHONE_TYPES: Final = {"soft": "SOFT_PHONE", "desk": "DESK_PHONE"}


def _plain(header: str) -> str:
    text = header.partition("(")[0].strip().lower()
    return _PROFILES if text.startswith(_PROFILES) else text


def is_bulk(headers: Sequence[str]) -> bool:
    """Tell whether a header is that of a bulk upload."""
    return any(_plain(header) == _LOGIN for header in headers)


def field_names(headers: Sequence[str]) -> list[str]:
    """Return the roster's field of each column; a column that no bulk upload has keeps its name."""
    return [_FIELDS.get(_plain(header), header) for header in headers]


def read_phone_type(cell: str) -> str:
    """Read the type of a phone, in either of the two ways in which it is written."""
    return _PHONE_TYPES.get(cell.lower(), cell.upper())


def refuse_password(_: str) -> None:
    """Refuse a password: the cell has to be emptied."""
    raise Fault(NO_PASSWORDS)
