"""Pages with opaque tokens.

A token is signed with a key of this process and bound to its query, so a token that was tampered with, or
that belongs to another operation, instance or search, is refused.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from .exceptions import InvalidParameterException

Item = TypeVar("Item")

_KEY = secrets.token_bytes(32)
_DIGEST = "sha256"
_SIGNATURE_BYTES = 16


def paginate(
    items: Iterable[tuple[int, Item]], *, scope: str, token: str | None, size: int
) -> tuple[list[Item], str | None]:
    """Cut one page out of items that come with ascending positions.

    The token holds the position of the page's last item, so a page stays right when earlier items go.

    Args:
        items: pairs of position and item, positions ascending.
        scope: what names the query; a token is good for its own query only.
        token: the token of the page before, or None for the first page.
        size: the most items on the page.

    Returns:
        The page's items, and the token of the next page or None on the last.
    """
    after = -1 if token is None else _position(token, scope)
    found = list(islice((pair for pair in items if pair[0] > after), size + 1))
    page = found[:size]
    next_token = _token(page[-1][0], scope) if len(found) > size else None
    return [item for _, item in page], next_token


def _token(position: int, scope: str) -> str:
    payload = str(position).encode()
    return base64.urlsafe_b64encode(_sign(payload, scope) + payload).decode()


def _position(token: str, scope: str) -> int:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not payload or not hmac.compare_digest(signature, _sign(payload, scope)):
        raise InvalidParameterException("The NextToken isn't one that this query was given")
    return int(payload)


def _sign(payload: bytes, scope: str) -> bytes:
    return hmac.digest(_KEY, payload + b"|" + scope.encode(), _DIGEST)[:_SIGNATURE_BYTES]
