"""Requests that no AWS client sends: each is refused with a 4xx, and the server goes on."""

import gzip
import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.contract.local_server import MANAGED, LocalServer

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=local/20250101/eu-west-2/{}/aws4_request, SignedHeaders=host, Signature=0"
)
CONNECT, SECRETS = SIGNED.format("connect"), SIGNED.format("secretsmanager")
JSON = "application/json"
WAIT_SECONDS = 10
MOST_MEGABYTES = 400
CREATION = f"/users/{MANAGED}"


@pytest.fixture(scope="module")
def own_server() -> Iterator[LocalServer]:
    """Serve for this module alone; in the end it has written no traceback."""
    running = LocalServer()
    yield running
    assert running.client().list_instances()["InstanceSummaryList"] != []
    assert running.stop() == (0, "", "")


@pytest.mark.parametrize(
    "length", ["x", "-1", "1e3", "+2", "0x2", "", "9" * 30, "2\r\nContent-Length: 3"], ids=repr
)
@pytest.mark.parametrize("authorization", [CONNECT, SECRETS, ""], ids=["connect", "moto", "unsigned"])
def test_content_length_that_is_none_is_refused(
    own_server: LocalServer, authorization: str, length: str
) -> None:
    """A length that isn't one is a bad request, whichever service is asked."""
    assert _raw(own_server, f"Content-Length: {length}", b"{}", authorization) == (
        400,
        "SerializationException",
        {"Message": "Content-Length isn't a length"},
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"zz\r\n{}\r\n0\r\n\r\n", "a chunk's size isn't a number"),
        (b"-1\r\n", "a chunk's size isn't a number"),
        (b"0x2\r\n{}\r\n0\r\n\r\n", "a chunk's size isn't a number"),
        (b"f" * 30 + b"\r\n", "a chunk's size isn't a number"),
        (b"1\r\n{}\r\n0\r\n\r\n", "a chunk is longer than its size"),
        (b"a" * 5000, "a line of a chunked body is cut off or too long"),
        (b"0\r\n" + b"a: b\r\n" * 200, "too many trailers"),
    ],
    ids=["no-number", "negative", "prefix", "too-many-digits", "longer", "endless-size", "trailers"],
)
def test_chunk_that_is_wrong_is_refused(own_server: LocalServer, body: bytes, message: str) -> None:
    """A chunk whose size isn't one, or isn't its size, is a bad request."""
    assert _raw(own_server, "Transfer-Encoding: chunked", body) == (
        400,
        "SerializationException",
        {"Message": message},
    )


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Content-Length and Transfer-Encoding exclude each other",
        ),
        ("Transfer-Encoding: gzip, chunked", "the only transfer encoding is chunked"),
    ],
)
def test_framing_that_can_be_read_in_two_ways_is_refused(
    own_server: LocalServer, headers: str, message: str
) -> None:
    """What two servers could understand differently isn't guessed at."""
    assert _raw(own_server, headers, b"{}") == (400, "SerializationException", {"Message": message})


def test_body_that_ends_early_is_refused(own_server: LocalServer) -> None:
    """A client that goes away within its body leaves no call behind."""
    own_server.control("DELETE", "calls")
    with _connected(own_server) as connection:
        connection.sendall(_head("Content-Length: 10") + b"{}")
        connection.shutdown(socket.SHUT_WR)
        assert _answer(connection) == (
            400,
            "SerializationException",
            {"Message": "the body is shorter than it was said to be"},
        )
    assert own_server.control("GET", "calls") == []


@pytest.mark.parametrize("headers", ["Content-Length: 9999999999", "Transfer-Encoding: chunked"])
def test_body_that_is_huge_is_refused_before_it_is_read(own_server: LocalServer, headers: str) -> None:
    """A body of gigabytes is refused by what it announces, and takes no memory."""
    sent = b"fffffffff\r\n" + b"x" * 10_000_000 if "chunked" in headers else b"x" * 10_000_000
    assert _raw(own_server, headers, sent) == (
        413,
        "RequestEntityTooLargeException",
        {"Message": "a body may have at most 67108864 bytes"},
    )
    assert _megabytes(own_server) < MOST_MEGABYTES


def test_chunks_that_never_end_are_refused(own_server: LocalServer) -> None:
    """Many lawful chunks that are too much together are refused at the limit."""
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    status, code, _ = _raw(own_server, "Transfer-Encoding: chunked", chunk * 70)
    assert (status, code) == (413, "RequestEntityTooLargeException")
    assert _megabytes(own_server) < MOST_MEGABYTES


def test_body_in_chunks_is_read_whole(own_server: LocalServer) -> None:
    """Lawful chunks, with extensions and trailers, are one body, and the connection goes on."""
    body = json.dumps({"InstanceId": MANAGED}).encode()
    half = len(body) // 2
    parts = [b"%x;note=a\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])]
    chunked = b"".join(parts) + b"0\r\nTrailer: x\r\n\r\n"
    with _connected(own_server) as connection:
        for _ in range(2):
            connection.sendall(_head("Transfer-Encoding: chunked", "POST", "/search-users") + chunked)
            assert _answer(connection) == (200, None, {"Users": [], "ApproximateTotalCount": 0})


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/xml",
        "application/x-amz-json-1.1",
        "nonsense",
    ],
)
def test_content_type_that_is_not_json_is_refused(own_server: LocalServer, content_type: str) -> None:
    """Connect takes JSON; a form with the same bytes is another thing."""
    assert _call(own_server, b"{}", {"Content-Type": content_type}) == (
        415,
        "UnsupportedMediaTypeException",
        {"Message": "A body must be application/json, without a content encoding"},
    )


def test_content_that_is_compressed_is_refused(own_server: LocalServer) -> None:
    """A compressed body could be of any size."""
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    assert _call(own_server, gzip.compress(b"{}"), headers)[:2] == (415, "UnsupportedMediaTypeException")


@pytest.mark.parametrize("content_type", [JSON, f"{JSON}; charset=utf-8", "APPLICATION/JSON"])
def test_content_type_of_json_is_taken(own_server: LocalServer, content_type: str) -> None:
    """Parameters and case of the type don't matter."""
    body = json.dumps({"InstanceId": MANAGED}).encode()
    answer = _call(own_server, body, {"Content-Type": content_type}, "POST", "/search-users")
    assert answer == (200, None, {"Users": [], "ApproximateTotalCount": 0})


def test_content_type_without_a_body_does_not_matter(own_server: LocalServer) -> None:
    """A GET may name any type: there is nothing of it."""
    status, code, _ = _call(own_server, b"", {"Content-Type": "text/plain"}, "GET", "/instance")
    assert (status, code) == (200, None)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"IdentityInfo":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="lists"),
        pytest.param(b'{"a":' * 20_000 + b"1" + b"}" * 20_000, id="maps"),
        pytest.param(b"[" * 65 + b"]" * 65, id="just-too-deep"),
    ],
)
def test_json_that_is_nested_deeply_is_refused(own_server: LocalServer, body: bytes) -> None:
    """Brackets beyond what any operation needs are counted, not followed."""
    assert _call(own_server, body, {"Content-Type": JSON}) == (
        400,
        "SerializationException",
        {"Message": "The body may be nested at most 64 levels deep"},
    )


def test_search_that_is_nested_within_the_limit_is_taken(own_server: LocalServer) -> None:
    """Conditions within conditions are lawful, and brackets inside a text are no nesting."""
    criteria: object = {"StringCondition": {"FieldName": "Username", "Value": "[{" * 100}}
    for _ in range(30):
        criteria = {"AndConditions": [criteria]}
    body = json.dumps({"InstanceId": MANAGED, "SearchCriteria": criteria}).encode()
    answer = _call(own_server, body, {"Content-Type": JSON}, "POST", "/search-users")
    assert answer == (200, None, {"Users": [], "ApproximateTotalCount": 0})


def test_json_that_is_nested_deeply_is_refused_by_moto_too(own_server: LocalServer) -> None:
    """The other services answer a 4xx as well, and no traceback is written."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.ListSecrets"}
    answer = _call(own_server, b"[" * 100_000, {**headers, "Authorization": SECRETS}, "POST", "/")
    assert answer == (400, "SerializationException", {"Message": "the body is nested too deeply"})


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"{", b'{"Username": NaN}', b'{"Level": ' + b"9" * 5000 + b"}", b"\x1f\x8b"],
    ids=["no-text", "broken", "no-number", "huge-number", "binary"],
)
def test_content_that_is_no_json_is_refused(own_server: LocalServer, body: bytes) -> None:
    """What isn't JSON is refused, whatever Python's own reader takes."""
    assert _call(own_server, body, {"Content-Type": JSON}) == (
        400,
        "SerializationException",
        {"Message": "The body isn't JSON"},
    )


def test_content_beyond_a_megabyte_is_refused(own_server: LocalServer) -> None:
    """No operation of Connect takes that much, though an object in S3 may be larger."""
    body = json.dumps({"Username": "x" * 2_000_000}).encode()
    assert _call(own_server, body, {"Content-Type": JSON}) == (
        413,
        "RequestEntityTooLargeException",
        {"Message": "A body may have at most 1048576 bytes"},
    )


@pytest.mark.parametrize("query", ["maxResults=x", "maxResults=1e999", "maxResults=" + "9" * 5000])
def test_query_that_cannot_be_read_is_refused(own_server: LocalServer, query: str) -> None:
    """A number in the query that isn't one is a bad request."""
    status, _, _ = _call(own_server, b"", {}, "GET", f"/users-summary/{MANAGED}?{query}")
    assert status == 400


def _head(headers: str, method: str = "PUT", path: str = CREATION, authorization: str = CONNECT) -> bytes:
    signed = f"Authorization: {authorization}\r\n" if authorization else ""
    request = f"{method} {path} HTTP/1.1\r\nHost: local\r\n{signed}Content-Type: {JSON}\r\n{headers}\r\n\r\n"
    return request.encode()


def _raw(
    server: LocalServer, headers: str, body: bytes, authorization: str = CONNECT
) -> tuple[int, str | None, object]:
    """Send bytes as they are; the server answers and closes the connection."""
    with _connected(server) as connection:
        connection.sendall(_head(headers, authorization=authorization) + body)
        answer = _answer(connection)
        assert connection.recv(1) == b""
    return answer


def _call(
    server: LocalServer,
    body: bytes,
    headers: dict[str, str],
    method: str = "PUT",
    path: str = CREATION,
) -> tuple[int, str | None, object]:
    """Send a request that is lawful HTTP; the connection goes on after its answer."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=WAIT_SECONDS)
    connection.request(method, path, body, {"Authorization": CONNECT, **headers})
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.request("GET", "/_local/calls")
    assert connection.getresponse().status == 200
    connection.close()
    return answer.status, answer.headers.get("x-amzn-ErrorType"), content


def _connected(server: LocalServer) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), WAIT_SECONDS)


def _answer(connection: socket.socket) -> tuple[int, str | None, object]:
    answer = HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.headers.get("x-amzn-ErrorType"), json.loads(answer.read())


def _megabytes(server: LocalServer) -> float:
    """Read the most memory that a server had, from what the system says of its process."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
