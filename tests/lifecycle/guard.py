"""A door before the local Connect that lets through what a policy of IAM allows, as AWS would.

It reads who calls what out of the signed request, asks the policy, and answers AccessDeniedException itself.
Calls of STS pass: they are made with other credentials than those that the policy is for.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from connect_resources.users.model import service_model
from tests.lifecycle.authorization import ASKED, IN_INSTANCE
from tests.lifecycle.harness import ACCOUNT
from tools.local_connect import REGION, LocalConnect

CALLER = "AROAEXAMPLE:session"
"""What IAM puts in for the variable aws:userid."""

SOME = "0f0f0f0f-0000-4000-8000-000000000000"
"""Stands for what a request doesn't name: a user that is to be made, or any."""

_MEMBERS = {
    "user": ("UserId",),
    "hierarchy-group": ("HierarchyGroupId",),
    "routing-profile": ("RoutingProfileId",),
    "security-profile": ("SecurityProfileIds",),
    "quick-connect": ("QuickConnectId",),
    "caller": (),
}
_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")

Policy = Mapping[str, Any]
_ID = re.compile(r"(?<=:instance/)[\w-]+")


def _operations() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield the method and the path of each operation of Connect, paths without open parts first."""
    found = ((row["http"], name) for name, row in service_model()["operations"].items())
    for http, name in sorted(found, key=lambda item: item[0]["requestUri"].count("{")):
        path = http["requestUri"].partition("?")[0]
        parts = re.sub(r"\\\{(\w+)(?:\\\+)?\\\}", r"(?P<\1>[^/]+)", re.escape(path))
        yield name, http["method"], re.compile(f"{parts}/?")


OPERATIONS = tuple(_operations())


@dataclass(frozen=True, slots=True)
class Request:
    """Hold what a signed request asks for.

    Attributes:
        action: the action of IAM.
        region: where.
        members: what it names.
    """

    action: str
    region: str
    members: Mapping[str, Any]

    def arns(self, kind: str) -> list[str]:
        """Return the ARNs of a kind that it names; of what it doesn't name, one that could be."""
        if kind == "secret":
            named = str(self.members["SecretId"])
            arn = f"arn:aws:secretsmanager:{self.region}:{ACCOUNT}:secret:{named}-AbCdEf"
            return [named if named.startswith("arn:") else arn]
        if "resourceArn" in self.members:
            return [self.members["resourceArn"]]
        instance = f"arn:aws:connect:{self.region}:{ACCOUNT}:instance/{self.members['InstanceId']}"
        if kind == "instance":
            return [instance]
        default = CALLER if kind == "caller" else SOME
        return [f"{instance}/{IN_INSTANCE[kind]}/{id_}" for id_ in self.named(kind) or [default]]

    def named(self, kind: str) -> list[str]:
        """Return the ids of a kind that it names."""
        found = (self.members.get(member) for member in _MEMBERS[kind])
        return [id_ for item in found if item for id_ in (item if isinstance(item, list) else [item])]


def read_request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Request | None:
    """Read a request of Connect, or of a service that names its operation in a header; None for STS."""
    scope = _SCOPE.search(headers.get("Authorization", ""))
    assert scope is not None, f"{method} {path} isn't signed"
    region, service = scope.groups()
    if service == "sts":
        return None
    if service != "connect":
        operation = headers["X-Amz-Target"].rpartition(".")[2]
        return Request(f"{service}:{operation}", region, json.loads(body or b"{}"))
    parts = urlsplit(path)
    for name, verb, pattern in OPERATIONS:
        found = pattern.fullmatch(parts.path) if verb == method else None
        if found is not None:
            own = {key: unquote(value) for key, value in found.groupdict().items()}
            content = json.loads(body) if body else {}
            return Request(f"connect:{name}", region, {**dict(parse_qsl(parts.query)), **content, **own})
    raise AssertionError(f"{method} {parts.path} is no operation of Connect")


@dataclass
class Judge:
    """Decide by a policy, and note what of it was used.

    Attributes:
        statements: those of the policy.
        denied: action and resource of each call that was refused, and of what it lacked.
        actions: the statement and the action of each use.
        resources: the statement and the resource of each use.
    """

    statements: list[dict[str, Any]]
    denied: list[tuple[str, str]] = field(default_factory=list)
    actions: set[tuple[str, str]] = field(default_factory=set)
    resources: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, *policies: Policy) -> Judge:
        """Allow what any of the policies does."""
        return cls([statement for policy in policies for statement in policy["Statement"]])

    def granted(self, part: str) -> set[tuple[str, str]]:
        """Return each action, or each resource, with its statement."""
        return {(statement["Sid"], item) for statement in self.statements for item in statement[part]}

    def unused(self, spared: Set[str] = frozenset()) -> set[tuple[str, str]]:
        """Return what nobody needed of actions and resources, but for some actions that are spared.

        Policies that say the same of several instances count as one.
        """
        due = {(sid, action) for sid, action in self.granted("Action") if action not in spared}
        sids = {sid for sid, _ in due}
        resources = {item for item in self.granted("Resource") if item[0] in sids}
        return (due - self.actions) | (_for_one(resources) - _for_one(self.resources))

    def allows(self, request: Request) -> bool:
        """Tell whether a request is allowed."""
        with self._lock:
            wanted = list(_wanted(request))
            lacking = [item for item in wanted if not self._use(*item)]
            self.denied += lacking
            return not lacking

    def _use(self, action: str, arn: str) -> bool:
        """Note every statement that allows an action on a resource; tell whether there is one."""
        allowed = False
        for statement in self.statements:
            assert statement["Effect"] == "Allow"
            if action in statement["Action"]:
                for pattern in statement["Resource"]:
                    if fnmatchcase(arn, pattern.replace("${aws:userid}", CALLER)):
                        self.actions.add((statement["Sid"], action))
                        self.resources.add((statement["Sid"], pattern))
                        allowed = True
        return allowed


def _for_one(resources: Set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(sid, _ID.sub("ID", pattern)) for sid, pattern in resources}


def _wanted(request: Request) -> Iterator[tuple[str, str]]:
    """Yield each action and resource that must be allowed."""
    asked = ASKED.get(request.action)
    assert asked is not None, f"{request.action}: say in authorization.py what AWS asks for it"
    kinds = [*asked.of, *(kind for kind in asked.named if request.named(kind))]
    for arn in [arn for kind in kinds for arn in request.arns(kind)] or ["*"]:
        yield request.action, arn
    for action in asked.along:
        yield from _wanted(Request(action, request.region, request.members))


class GuardedConnect(LocalConnect):
    """Lead to a local Connect through the door; ``boto`` and the log of calls go around it."""

    def __init__(self, served: LocalConnect, judge: Judge) -> None:
        """Open the door for what a judge allows."""
        self.served = served
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(judge, served.url))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> str:
        """Close the door; what it leads to goes on."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        return ""

    def boto(self, region: str = REGION) -> Any:
        """Make a client that no policy holds back."""
        return self.served.boto(region)

    def _control(self, method: str, path: str, content: object = None) -> Any:
        return self.served._control(method, path, content)


def _handler(judge: Judge, target: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Ask the judge, and pass on what may pass."""

        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer in two packets would wait for the client's acknowledgement of the first

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = dict(self.headers.items())
            try:
                request = read_request(self.command, self.path, headers, body)
                allowed = request is None or judge.allows(request)
            except AssertionError as error:
                judge.denied.append((str(error), self.path))
                allowed = False
            if not allowed:
                status, given, content = _refusal()
            elif request is not None and request.action == "cloudtrail:LookupEvents":
                status, given, content = _no_events()
            else:
                status, given, content = self._pass_on(headers, body)
            self.send_response(status)
            for name, value in {**given, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the base class calls

        def _pass_on(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
            onward = urllib.request.Request(  # noqa: S310 - on loopback
                f"{target}{self.path}", data=body or None, headers=dict(headers), method=self.command
            )
            try:
                answer = urllib.request.urlopen(onward)  # noqa: S310
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                kept = ("content-type", "x-amzn-errortype", "x-amzn-requestid")
                given = {name: value for name, value in answer.headers.items() if name.lower() in kept}
                return answer.status, given, answer.read()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    return Handler


def _refusal() -> tuple[int, dict[str, str], bytes]:
    said = {"__type": "AccessDeniedException", "message": "not authorized to perform this operation"}
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "AccessDeniedException"}
    return 403, headers, json.dumps(said).encode()


def _no_events() -> tuple[int, dict[str, str], bytes]:
    """Stand in for CloudTrail, which the local Connect doesn't have."""
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, b'{"Events": []}'
