"""What the two file formats have in common: a user as it was read, and the reading of plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set, Sized
from dataclasses import dataclass
from typing import Any, Final

from connect_resources.roster.problems import Fault
from connect_resources.roster.row import Where

NO_GROUP: Final = "-"
ENTRIES: Final = 250
"""The most entries of a list or map that are read: far more than a user can have, so that no file takes
long."""

DIGITS: Final = 15
"""The most digits of a number that are read: far more than any number of a user has."""

_WHOLE_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_LEVEL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)


@dataclass(slots=True)
class Record:
    """Hold a user as it was read.

    Attributes:
        line: where the user starts.
        values: the fields that are given and readable.
        lines: the lines of fields, where they differ from the user's; with the file, where that does too.
        faulty: the fields that a problem was already noted for.
    """

    line: int
    values: dict[str, Any]
    lines: Mapping[str, Where]
    faulty: Set[str] = frozenset()


def clean(text: str) -> str:
    """Strip text and compose its characters (Unicode NFC), so that a name is the same from every keyboard."""
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def whole_number(text: str) -> int:
    """Read a whole number; a leading zero is refused, because YAML takes such a number as octal."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise Fault("must be a whole number, such as 30")
    if len(text) > DIGITS:
        raise Fault(f"must be a whole number, such as 30; this one has {len(text):,} digits")
    return int(text)


def level(text: str) -> float:
    """Read the level of a proficiency."""
    if not _LEVEL.fullmatch(text):
        raise Fault("the level must be a number, such as 4")
    if len(text) > DIGITS:
        raise Fault(f"the level must be a number, such as 4; this one has {len(text):,} digits")
    return float(text) if "." in text else int(text)


def group(text: str) -> str:
    """Read a hierarchy group; "" is what ConnectUser takes for none."""
    return "" if text == NO_GROUP else text


def few(values: Sized) -> None:
    """Refuse a list or map of more entries than any user can have."""
    if len(values) > ENTRIES:
        raise Fault(f"has {len(values):,} entries; at most {ENTRIES} are read")


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Read names of security profiles, refusing an empty one and repeats."""
    result = tuple(values)
    few(result)
    for index, name in enumerate(result):
        if not name:
            raise Fault("has an empty name among its names", f"[{index}]")
        if name in result[:index]:
            raise Fault(f"names {name!r} twice", f"[{index}]")
    return result
