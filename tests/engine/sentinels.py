"""Secrets that stand nowhere else, and the forms in which a text, a file or a stream may hold them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, quote_plus

SENTINELS = {
    "password": 'Wonder"fully/h1dden&co+0',
    "stored password": 'Kept"else/where&7+never',
    "secret key of the config": 'c0nfigured"secret/key&of+all',
    "token of the config": 'c0nfigured"session/token&of+all',
    "secret key of the environment": 'env1roned"secret/key&of+all',
    "token of the environment": 'env1roned"session/token&of+all',
    "access token": 'f3derated"access/token&of+all',
    "refresh token": 'f3derated"refresh/token&of+all',
}
"""Each has characters that JSON, Go's JSON and URLs write otherwise."""

SHORTEST = 8
"""Characters that a secret has to have: a shorter one is part of many texts in base64."""

_GROUP = 3
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def leaks(data: bytes) -> list[str]:
    """Name the sentinels that data holds, in whatever form."""
    return [name for name, secret in SENTINELS.items() if holds(data, secret)]


def holds(data: bytes, secret: str) -> bool:
    """Tell whether data holds a secret in any form: as it is, escaped, or in base64 at any offset."""
    if any(form in data for form in _forms(secret)):
        return True
    unwrapped = data.replace(b"\r", b"").replace(b"\n", b"")
    return any(form in unwrapped for form in _in_base64(secret))


@cache
def _forms(secret: str) -> frozenset[bytes]:
    escaped = {*_in_json(secret), *(twice for once in _in_json(secret) for twice in _in_json(once))}
    in_urls = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    in_urls |= {re.sub("%..", lambda code: code[0].lower(), text) for text in in_urls}
    texts = {secret, repr(secret)[1:-1], *escaped, *in_urls, secret.encode().hex()}
    return frozenset(text.encode() for text in texts)


def _in_json(text: str) -> Iterator[str]:
    """Yield what a JSON text shows, as Python and as Go write it."""
    for ascii_only in (True, False):
        found = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield found
        yield "".join(_HTML.get(character, character) for character in found)


@cache
def _in_base64(secret: str) -> frozenset[bytes]:
    """Give what is sure to stand in base64, however many bytes stand before the secret and behind it."""
    forms = set()
    for offset in range(_GROUP):
        whole = b"\0" * offset + secret.encode()
        # A group that the secret shares with its neighbours depends on them.
        inner = whole[_GROUP if offset else 0 : len(whole) - len(whole) % _GROUP]
        forms |= {base64.b64encode(inner), base64.urlsafe_b64encode(inner)}
    return frozenset(forms)
