"""Take secret and personal values of a request out of a message of the service, and leave its words.

The service may show what it refuses, in a wording that isn't documented, so that every text is searched.

- A password, an e-mail address or a phone number is no word of a message: it goes wherever it stands, escaped
  as in JSON too, where the service shows the request.
- A first or last name goes as well, unless it is an ordinary word of such messages (``WORDS``) that stands as
  the language writes it, and not as a value: in lower case, or with a capital at the start of a sentence. In
  quotes or brackets, alone behind a colon, and behind a label such as ``first name``, every name is a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from connect_resources.users import model
from connect_resources.users.kinds import pascal
from connect_resources.users.section import Property
from connect_resources.users.table import ARGUMENTS, SECTIONS

REDACTED: Final = "***"

_WORDS: Final = """
a about account after all allowed already an and any are as at attribute be because been before but
by cannot channel character characters check connect contain contains could did directory does
duplicate each either email empty enough error exceeded exceeds exist existing exists failed failure
field first following for found from given group had has have hierarchy id identity if in info
information input instance into invalid is it its last least length less level limit list management
maximum member message minimum missing more most must name names no none not null number of on one
only operation or other parameter password pattern permission permissions phone please policy
profile profiles provide provided quota reached region request required resource retry routing same
satisfy security service should specified string such tag tags than that the their them there these
they this to too type unable unique up use used user username users valid validation value values
was were when where which while with within without you your
"""

WORDS: Final = frozenset(_WORDS.split())
"""What messages of Connect are made of.

What may well be a name, such as ``may``, ``will`` or ``mark``, isn't listed: it goes even as a word.
"""

_OPENING: Final = tuple("'\"`\u201c\u2018\xab[<{")
_CLOSING: Final = re.compile(r"['\"`\u201d\u2019\xbb\]>}](?!\w)")
_LABEL: Final = re.compile(r"(?:first|last|given|family|full)[ _-]?name\W{1,4}$", re.IGNORECASE)
_BEFORE_LONE: Final = re.compile(r"(?:^|[:=(])\s*$")
_BEHIND_LONE: Final = re.compile(r"\s*(?:$|[,.;)])")
"""Around a word that stands alone: ``FirstName=user, LastName=a``."""

_SENTENCE: Final = re.compile(r"(?:^|[.!?]\s|\n)\s*$")
"""Before the first word of a sentence."""


@cache
def names() -> frozenset[str]:
    """Return the request members whose values may be words of the message."""
    return frozenset(item.api_name for item in _properties() if item.wordlike)


@cache
def contact() -> frozenset[str]:
    """Return the request members whose values go wherever they stand: those that nobody may see."""
    secret = {pascal(row.name) for row in ARGUMENTS if row.secret}
    inner = {name for item in _properties() for name in model.sensitive_members(item.shape)}
    plain = [item for item in _properties() if item.record is None]
    own = {item.api_name for item in plain if item.personal or model.is_sensitive(item.shape)}
    return frozenset(secret | inner | own) - names()


def _properties() -> Iterator[Property]:
    return (item for section in SECTIONS for item in section.properties)


def redact(message: str, params: Mapping[str, Any]) -> str:
    """Return the message with every secret or personal value of the request taken out."""
    for value in _longest_first(params, contact()):
        for form in (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
            message = re.sub(re.escape(form), REDACTED, message, flags=re.IGNORECASE)
    for name in _longest_first(params, names()):
        message = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _replacement, message)
    return message


def _longest_first(params: Mapping[str, Any], members: frozenset[str]) -> list[str]:
    """Return the values of the members: one may be part of another."""
    return sorted(set(_values(params, members)), key=len, reverse=True)


def _values(value: Any, members: frozenset[str]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in members and isinstance(item, str) and item:
                yield item
            else:
                yield from _values(item, members)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item, members)


def _replacement(found: re.Match[str]) -> str:
    return found[0] if _is_word(found) else REDACTED


def _is_word(found: re.Match[str]) -> bool:
    """Tell whether a name that was found is a word of the message."""
    name = found[0]
    before, behind = found.string[: found.start()], found.string[found.end() :]
    if name.lower() not in WORDS or _is_shown(before, behind):
        return False
    return name.islower() or (name == name.capitalize() and _SENTENCE.search(before) is not None)


def _is_shown(before: str, behind: str) -> bool:
    """Tell whether what stands between two texts is marked as a value."""
    quoted = before.endswith(_OPENING) or _CLOSING.match(behind)
    alone = _BEFORE_LONE.search(before) and _BEHIND_LONE.match(behind)
    return bool(quoted or alone or _LABEL.search(before))
