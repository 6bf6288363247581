"""drift: who differs, and by CloudTrail who changed it, when and from where."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Command
from tests.commands.previews import FLEET, STACK, USER, Props, arguments, fleet, outputs, preview, step, write

NOBODY = ("--endpoint-url", "http://127.0.0.1:9")
HELD = arguments("ana", "p-2", tags={"site": "Rome"})
WANTED = arguments("ana", "p-1", tags={"site": "London"})
ANA = step("update", USER, "ana", old={**outputs(HELD, "u-ana"), "tags_all": HELD["tags"]}, new=WANTED)
MEMBER = {"routing_profile_id": "r-1", "security_profile_ids": ["p-1"]}
BEFORE = {
    **fleet({"bea": MEMBER, "cleo": MEMBER}),
    "user_ids": {"bea": "u-bea", "cleo": "u-cleo"},
    "arns": {},
}
AFTER = {**BEFORE, "users": fleet({"cleo": MEMBER})["users"]}
GONE = step("update", FLEET, "all", old=AFTER, new=fleet({"bea": MEMBER, "cleo": MEMBER}))
KNOWN = step("update", FLEET, "all", old=BEFORE, new=BEFORE)
KIM = "arn:aws:sts::1:assumed-role/ops/kim"
NOBODY_DIFFERS = "Nobody differs from the program.\n\nNo user differs.\n"
DRIFTED = preview(ANA, GONE, refreshed=[ANA, KNOWN])


@dataclass
class Trail:
    """Stand in for CloudTrail: LookupEvents over a list of events, newest first, two a page.

    Attributes:
        events: what happened.
        asked: the name asked for, and when, of each call.
        refuses: the code to refuse each call with.
        url: where it is served.
    """

    events: list[Props] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)
    refuses: str = ""
    url: str = ""

    def add(
        self, name: str, user_id: str, actor: str = "arn:aws:sts::1:assumed-role/ops/kim", **more: Any
    ) -> None:
        """Note a call that came before those that are noted already."""
        number = len(self.events)
        record = {
            "eventSource": "connect.amazonaws.com",
            "userIdentity": {"arn": actor},
            "sourceIPAddress": f"203.0.113.{number}",
            "requestParameters": {"UserId": user_id, "InstanceId": "i-1"},
            **more,
        }
        when = 1_795_849_200 - 60 * number
        self.events.append({"EventName": name, "EventTime": when, "CloudTrailEvent": json.dumps(record)})

    def answer(self, request: Props) -> tuple[int, Props]:
        """Return the status and the body of an answer."""
        (attribute,) = request["LookupAttributes"]
        self.asked.append((attribute["AttributeValue"], time.monotonic()))
        if self.refuses:
            return 400, {"__type": self.refuses, "message": "no"}
        assert (attribute["AttributeKey"], request["MaxResults"]) == ("EventName", 50)
        found = [event for event in self.events if event["EventName"] == attribute["AttributeValue"]]
        start = int(request.get("NextToken", 0))
        rest = {"NextToken": str(start + 2)} if found[start + 2 :] else {}
        return 200, {"Events": found[start : start + 2], **rest}


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trail]:
    """Serve CloudTrail on loopback, and lead boto3 there."""
    found = Trail()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-Amz-Target"].endswith(".LookupEvents")
            status, body = found.answer(request)
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Keep standard error for the command."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", found.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def events_of(command: Command, folder: Path, *options: str) -> dict[str, list[Props]]:
    """Return the events that drift shows of each user who differs."""
    done = command("drift", *NOBODY, "--json", "--cloudtrail", *options, write(folder, DRIFTED))
    assert done.status == 1
    return {user["name"]: user["events"] for user in json.loads(done.result)["users"]}


def test_drift_says_who_made_each_change(command: Command, tmp_path: Path, trail: Trail) -> None:
    """The last call of each operation that may have, on that very user, which wasn't refused."""
    agent = "arn:aws:connect:eu-west-2:1:instance/i-1/agent/u-ana"
    trail.add("UpdateUserSecurityProfiles", "u-other")
    trail.add("UpdateUserSecurityProfiles", "u-ana", errorCode="AccessDenied")
    trail.add("UpdateUserSecurityProfiles", "u-ana", "arn:aws:iam::1:user/lee")
    trail.add("UpdateUserSecurityProfiles", "u-ana")
    trail.add("TagResource", "u-ana", eventSource="s3.amazonaws.com")
    trail.add("TagResource", "", requestParameters={"resourceArn": agent})
    trail.add("DeleteUser", "u-bea")
    assert events_of(command, tmp_path) == {
        "ana": [
            {
                "event": "UpdateUserSecurityProfiles",
                "time": "2026-11-28T06:58:00Z",
                "actor": "arn:aws:iam::1:user/lee",
                "source": "203.0.113.2",
            },
            {
                "event": "TagResource",
                "time": "2026-11-28T06:55:00Z",
                "actor": KIM,
                "source": "203.0.113.5",
            },
        ],
        "bea": [
            {
                "event": "DeleteUser",
                "time": "2026-11-28T06:54:00Z",
                "actor": KIM,
                "source": "203.0.113.6",
            }
        ],
    }


def test_drift_shows_no_actor_where_nothing_personal_may_be_seen(
    command: Command, tmp_path: Path, trail: Trail
) -> None:
    """The role stays; who took it, and from where, doesn't."""
    trail.add("DeleteUser", "u-bea")
    (event,) = events_of(command, tmp_path, "--no-personal-data")["bea"]
    assert (event["actor"], event["source"]) == ("arn:aws:sts::1:assumed-role/ops/[personal]", "[personal]")


def test_drift_keeps_to_the_quota_of_cloudtrail(command: Command, tmp_path: Path, trail: Trail) -> None:
    """Two calls a second, whatever Connect's own quota is set to."""
    events_of(command, tmp_path, "--requests-per-second", "1000", "--burst", "1000")
    names, times = zip(*trail.asked, strict=True)
    assert names == ("DeleteUser", "TagResource", "UntagResource", "UpdateUserSecurityProfiles")
    assert times[-1] - times[0] >= 1.4


def test_drift_without_the_right_to_ask_says_so(command: Command, tmp_path: Path, trail: Trail) -> None:
    """And tells who differs all the same."""
    trail.refuses = "AccessDeniedException"
    done = command("drift", *NOBODY, "--cloudtrail", write(tmp_path, DRIFTED))
    assert "drift: CloudTrail can't be asked (LookupEvents: AccessDeniedException)" in done.said
    assert "- 1 user is gone from Connect: bea\n- 1 user is different: ana\n" in done.result
    assert len(trail.asked) == 1


def test_drift_in_a_table_says_who_did_it_below_what_differs(
    command: Command, tmp_path: Path, trail: Trail
) -> None:
    """One who isn't found is said not to be."""
    trail.add("DeleteUser", "u-bea", "arn:aws:iam::1:user/lee")
    done = command("drift", *NOBODY, "--cloudtrail", write(tmp_path, DRIFTED))
    assert [line.split() for line in done.result.splitlines() if "USER" in line or "lee" in line] == [
        ["USER", "CHANGE", "SETTING", "IS", "SHOULD", "BE"],
        ["USER", "EVENT", "TIME", "ACTOR", "SOURCE"],
        ["bea", "DeleteUser", "2026-11-28T07:00:00Z", "arn:aws:iam::1:user/lee", "203.0.113.0"],
    ]
    assert "ana   no event found" in done.result


def test_drift_of_users_who_agree_is_yes(command: Command, tmp_path: Path, trail: Trail) -> None:
    """Exit 0, and nobody is asked anything."""
    done = command("drift", *NOBODY, "--cloudtrail", write(tmp_path, preview(refreshed=[ANA])))
    assert (done.status, done.result, done.said) == (
        0,
        "Nobody differs from the program.\n\nNo user differs.\n",
        "",
    )
    assert trail.asked == []


def test_drift_counts_nobody_who_only_moves_in_the_program(command: Command, tmp_path: Path) -> None:
    """Which resource holds a user makes no difference in Connect."""
    held = outputs(WANTED, "u-ana")
    steps = [
        step("create", USER, "new", new=WANTED),
        step("delete", USER, "old", old={**held, "tags_all": WANTED["tags"]}),
    ]
    done = command("drift", *NOBODY, write(tmp_path, preview(*steps, refreshed=[steps[1]])))
    assert (done.status, done.result) == (0, NOBODY_DIFFERS)


@pytest.mark.parametrize("others", [0, 3])
def test_drift_of_a_preview_that_looked_at_some_is_no_yes(
    command: Command, tmp_path: Path, others: int
) -> None:
    """As one with ``--target``: who wasn't looked at may differ."""
    content = preview(refreshed=[ANA])
    content["changeSummary"]["same"] += others
    done = command("drift", *NOBODY, write(tmp_path, content))
    assert done.status == (2 if others > 1 else 0)
    assert ("has 2 resources that weren't refreshed" in done.said) == (others > 1)


def test_drift_counts_nobody_else_for_who_was_not_looked_at(command: Command, tmp_path: Path) -> None:
    """Resources that the program only reads are looked at too, and are none of its own."""
    hand = step("read", USER, "hand", old=outputs(arguments("hand"), "u-h"))
    content = preview(hand, refreshed=[ANA, hand])
    content["changeSummary"] = {"same": 3, "read": 1}
    done = command("drift", *NOBODY, write(tmp_path, content))
    assert (done.status, "has 1 resources that weren't refreshed" in done.said) == (2, True)


def test_drift_does_not_miss_the_stack_itself(command: Command, tmp_path: Path) -> None:
    """With ``--run-program`` it isn't refreshed, and nobody's."""
    content = preview(refreshed=[ANA])
    content["steps"] = [item for item in content["steps"] if (item["urn"], item["op"]) != (STACK, "refresh")]
    content["changeSummary"] = {"same": 2}
    done = command("drift", *NOBODY, write(tmp_path, content))
    assert (done.status, done.result) == (0, NOBODY_DIFFERS)


def test_drift_tells_who_is_there_too_many_and_who_is_not_there_yet(command: Command, tmp_path: Path) -> None:
    """Both differ from the program."""
    steps = [
        step("delete", USER, "old", old=outputs(arguments("old", "p-1"), "u-old")),
        step("create", USER, "new", new=arguments("new", "p-1")),
    ]
    done = command("drift", *NOBODY, "--json", write(tmp_path, preview(*steps, refreshed=[steps[0]])))
    assert json.loads(done.result)["reasons"] == [
        "1 user is in Connect, but not in the program: old",
        "1 user is not in Connect yet: new",
    ]
