"""Look at the content of a request before it is parsed: its type, its size, and how deep it is nested.

Parsers below take whatever comes: a form, a compressed body, numbers that JSON doesn't have, or brackets that
are nested until the stack ends. Connect's requests are JSON objects of a few levels.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from moto.core.request import Request
from werkzeug.http import parse_options_header

from .exceptions import (
    RequestEntityTooLargeException,
    SerializationException,
    UnsupportedMediaTypeException,
)

JSON_TYPE = "application/json"
MOST_BYTES = 1024 * 1024
MOST_DEPTH = 64
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BETWEEN_BRACKETS = re.compile(r"[^\[\]{}]+")


def check_content(request: Request) -> None:
    """Refuse a body that isn't JSON of a lawful size and depth, and leave its type as parsers know it."""
    body: bytes = request.get_data(parse_form_data=False)
    content_type, _ = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    encoding = request.environ.pop("HTTP_CONTENT_ENCODING", "identity")
    request.environ["CONTENT_TYPE"] = JSON_TYPE if body else ""
    if not body:
        return
    if content_type.lower() not in (JSON_TYPE, "") or encoding.lower() != "identity":
        raise UnsupportedMediaTypeException(f"A body must be {JSON_TYPE}, without a content encoding")
    if len(body) > MOST_BYTES:
        raise RequestEntityTooLargeException(f"A body may have at most {MOST_BYTES} bytes")
    _check_json(body)


def _check_json(body: bytes) -> None:
    try:
        text = body.decode()
        if _depth(text) > MOST_DEPTH:
            raise SerializationException(f"The body may be nested at most {MOST_DEPTH} levels deep")
        json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise SerializationException("The body isn't JSON") from error


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError


def _depth(text: str) -> int:
    """Count how deep brackets are nested, those inside strings left out."""
    depth = deepest = 0
    for bracket in _BETWEEN_BRACKETS.sub("", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
