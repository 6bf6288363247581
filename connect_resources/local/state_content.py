"""What a state file holds, checked whole at the start: damage must not show as an odd user later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from moto.core.model import Shape
from moto.core.utils import get_service_model
from pydantic import TypeAdapter, ValidationError

from .user import User
from .validation import check_shape

VERSION = 1
MOST_PROBLEMS = 5
_NOT_IN_RECORDS = frozenset({"LastModifiedTime"})  # shown as a number, which is no timestamp yet


class ContentError(ValueError):
    """Say what is wrong with a state file; the words follow its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one user with the account and region that it belongs to."""

    account: str
    region: str
    user: User


@dataclass(frozen=True, slots=True)
class Content:
    """Hold a whole state file.

    Attributes:
        seeded: the accounts and regions that it speaks for.
        users: their users.
    """

    version: int
    seeded: list[str]
    users: list[Entry]


_CONTENT = TypeAdapter(Content)


def read_content(data: bytes) -> Content:
    """Read a state file.

    Raises:
        ContentError: the data isn't a state file of this version, or a user in it isn't whole.
    """
    try:
        raw = json.loads(data)
        version = raw["version"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ContentError("isn't one that a local Connect wrote") from error
    if version != VERSION:
        raise ContentError(f"is of version {version}, not {VERSION}")
    try:
        content = _CONTENT.validate_json(data, strict=True)
    except ValidationError as error:
        raise ContentError(
            _damage(_problem(problem["loc"], problem["msg"]) for problem in error.errors())
        ) from error
    problems = [
        f"users.{index}: {text}" for index, entry in enumerate(content.users) for text in _odd(entry.user)
    ]
    if problems:
        raise ContentError(_damage(iter(problems)))
    return content


def _odd(user: User) -> Iterator[str]:
    """Yield what no call could have written, without its value."""
    shown = {name: value for name, value in user.to_description().items() if name not in _NOT_IN_RECORDS}
    yield from check_shape(_shape("User"), shown, "user")
    yield from check_shape(_shape("UserProficiencyList"), user.proficiencies, "user.proficiencies")


@cache
def _shape(name: str) -> Shape:
    """Give a shape of Connect's, with what was looked up in it before."""
    shape: Shape = get_service_model("connect").shape_for(name)
    return shape


def _damage(problems: Iterator[str]) -> str:
    listed = list(problems)
    more = f"; and {len(listed) - MOST_PROBLEMS} more" if len(listed) > MOST_PROBLEMS else ""
    return f"is damaged: {'; '.join(listed[:MOST_PROBLEMS])}{more}"


def _problem(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location)}: {message}"
