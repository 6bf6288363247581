"""Read the body of a request whole, and no more of it than a server should.

Werkzeug's own reader takes whatever length a chunk names. This one refuses a body over the limit before it
is read, and one whose length isn't what its headers say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from typing import Protocol

MOST_BODY_BYTES = 64 * 1024 * 1024  # a state of 20,000 users, which the engine may put into the S3 beside us
MOST_LINE_BYTES = 4096
MOST_TRAILERS = 100
_DECIMAL = re.compile(r"[0-9]{1,19}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?")


class Stream(Protocol):
    """Give what a client sends."""

    def read(self, size: int, /) -> bytes:
        """Wait for that many bytes, fewer only at the end."""

    def readline(self, limit: int, /) -> bytes:
        """Wait for a line, of which at most that many bytes."""


class BodyError(Exception):
    """Refuse a body; the connection is of no use then: nobody knows where the next request starts."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Take the status of the answer, and what is wrong."""
        super().__init__(message)
        self.status = status


def read_body(headers: Message, stream: Stream) -> bytes:
    """Give the body that the headers announce.

    Raises:
        BodyError: its length can't be told, isn't what it was said to be, or is more than the limit.
    """
    codings, lengths = headers.get_all("Transfer-Encoding", []), headers.get_all("Content-Length", [])
    if codings and lengths:
        raise BodyError(HTTPStatus.BAD_REQUEST, "Content-Length and Transfer-Encoding exclude each other")
    if codings:
        if [coding.strip().lower() for coding in codings] != ["chunked"]:
            raise BodyError(HTTPStatus.BAD_REQUEST, "the only transfer encoding is chunked")
        return b"".join(_chunks(stream))
    if not lengths:
        return b""
    if len(set(lengths)) > 1 or not _DECIMAL.fullmatch(lengths[0].strip()):
        raise BodyError(HTTPStatus.BAD_REQUEST, "Content-Length isn't a length")
    return _read(stream, int(lengths[0]), 0)


def _chunks(stream: Stream) -> Iterator[bytes]:
    total = 0
    while size := _chunk_size(stream):
        chunk = _read(stream, size, total)
        total += size
        if _line(stream):
            raise BodyError(HTTPStatus.BAD_REQUEST, "a chunk is longer than its size")
        yield chunk
    for _ in range(MOST_TRAILERS):
        if not _line(stream):
            return
    raise BodyError(HTTPStatus.BAD_REQUEST, "too many trailers")


def _chunk_size(stream: Stream) -> int:
    size = _CHUNK_SIZE.fullmatch(_line(stream))
    if size is None:
        raise BodyError(HTTPStatus.BAD_REQUEST, "a chunk's size isn't a number")
    return int(size.group(1), 16)


def _line(stream: Stream) -> bytes:
    """Read a line without its end."""
    line = stream.readline(MOST_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BodyError(HTTPStatus.BAD_REQUEST, "a line of a chunked body is cut off or too long")
    return line.rstrip(b"\r\n")


def _read(stream: Stream, size: int, already: int) -> bytes:
    if already + size > MOST_BODY_BYTES:
        raise BodyError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body may have at most {MOST_BODY_BYTES} bytes"
        )
    data = stream.read(size)
    if len(data) < size:
        raise BodyError(HTTPStatus.BAD_REQUEST, "the body is shorter than it was said to be")
    return data
