"""What fails, and what a failure leaves: lost answers, undone creates, partial updates, wrong instances."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connect_resources.errors import (
    AccessDeniedError,
    ConnectError,
    DuplicateUserError,
    InputError,
    InstanceNotFoundError,
    LimitExceededError,
    UnavailableError,
    UserNotFoundError,
)
from connect_resources.lifecycle.user import UserLifecycle
from connect_resources.service.client import ConnectClient
from connect_resources.service.progress import FIRST_THROTTLED_LINE
from connect_resources.service.session import service_client
from tests.engine.sentinels import SENTINELS, leaks
from tests.lifecycle.harness import (
    MANAGED,
    PASSWORD,
    Place,
    Stack,
    group,
    routing,
    security,
    setting_lifecycle,
)
from tests.lifecycle.plain import ARGS, LONDON, NUMBER, SKILL, STATE, USER
from tools.local_connect import LocalConnect

UNKNOWN_INSTANCE = "00000000-0000-4000-8000-000000000000"
WITH_SKILL = {**ARGS, "proficiencies": [SKILL], "tags": {"site": "lhr"}}
HOUR = 3600
TAKEN = r"^CreateUser of user alice .* DuplicateResourceException"


def fault(operation: str, code: str = "InternalServiceException", **more: Any) -> dict[str, Any]:
    """Return one fault for the local Connect."""
    return {"operation": operation, "code": code, **more}


LOST = [
    pytest.param({"drop": True, "phase": "after"}, id="connection dropped"),
    pytest.param({"status": 500, "phase": "after"}, id="status 500"),
    pytest.param({"code": "ServiceUnavailable", "status": 503, "phase": "after"}, id="status 503"),
]
CUT = [
    pytest.param({"body": "", "phase": "after"}, id="status 200 without a body"),
    pytest.param({"body": '{"UserId": "4711', "phase": "after"}, id="status 200 and half a body"),
    pytest.param({"body": '["UserId"]', "phase": "after"}, id="status 200 and another body"),
]
"""Answers that say that the call was carried out, and lack its result."""

lost_answers = pytest.mark.parametrize("lost", LOST)
lost_results = pytest.mark.parametrize("lost", [*LOST, *CUT])


# ---- lost answers


@lost_results
def test_create_with_a_lost_answer_recognises_its_own_user(place: Place, lost: dict[str, Any]) -> None:
    """The duplicate that the retry meets is the first try's user: it is taken, and is the only one."""
    place.server.faults([{"operation": "CreateUser", **lost}])
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up({**ARGS, "tags": {"team": "care"}}))
    assert calls == ("DescribeInstance", "CreateUser", "CreateUser", "ListUsers", "DescribeUser")
    assert (place.names(), stack.preview({**ARGS, "tags": {"team": "care"}})) == (["alice"], ())
    assert stack.outputs == {
        **STATE,
        "tags": {"team": "care"},
        "tags_all": {"team": "care"},
        "user_id": stack.user_id,
        "arn": stack.outputs["arn"],
    }


@lost_results
def test_create_whose_every_answer_is_lost_finds_its_user(place: Place, lost: dict[str, Any]) -> None:
    """When no try is answered, the user that was made all the same is found, so that no orphan is left."""
    place.server.faults([{"operation": "CreateUser", "times": 5, **lost}])
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up(ARGS))
    assert calls == ("DescribeInstance", *["CreateUser"] * 5, "ListUsers", "DescribeUser")
    assert (place.names(), stack.preview(ARGS)) == (["alice"], ())


def test_create_that_never_arrived_at_all_fails_and_leaves_nothing(place: Place) -> None:
    """When no try arrives, the error says so, and that adoption is the way back if one did."""
    place.server.faults([{"operation": "CreateUser", "times": 5, "drop": True, "phase": "before"}])
    with pytest.raises(UnavailableError, match="with connect:adoptExisting true"):
        Stack(place).up(ARGS)
    assert place.names() == []


def test_create_whose_call_never_arrived_creates_on_the_retry(place: Place) -> None:
    """A connection that breaks before the call is carried out costs one more call, nothing else."""
    place.server.faults([{"operation": "CreateUser", "drop": True, "phase": "before"}])
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up(ARGS))
    assert calls == ("DescribeInstance", "CreateUser", "CreateUser")


def test_create_with_a_lost_answer_leaves_a_different_user_alone(place: Place) -> None:
    """A user of that name that holds something else isn't taken for the call's own, however young."""
    place.make_user(SecurityProfileIds=[security("Admin")])
    place.server.faults([{"operation": "CreateUser", "drop": True, "phase": "before"}])
    with pytest.raises(DuplicateUserError, match=TAKEN):
        Stack(place).up(ARGS)
    assert place.names() == ["alice"]


@pytest.fixture
def aged_user(tmp_path: Path) -> Iterator[Place]:
    """Serve a Connect that has held exactly the declared user for an hour."""
    path, region = tmp_path / "state.json", "eu-aged-1"
    first = LocalConnect("--state", str(path))
    Place(first, region).make_user()
    first.stop()
    content = json.loads(path.read_text())
    content["users"][0]["user"]["last_modified"] -= HOUR
    path.write_text(json.dumps(content))
    second = LocalConnect("--state", str(path))
    yield Place(second, region)
    second.stop()


def test_create_with_a_lost_answer_leaves_an_older_equal_user_alone(aged_user: Place) -> None:
    """An identical user that was there an hour before isn't taken for the call's own."""
    aged_user.server.faults([{"operation": "CreateUser", "drop": True, "phase": "before"}])
    with pytest.raises(DuplicateUserError, match=TAKEN):
        Stack(aged_user).up(ARGS)


@lost_answers
def test_delete_with_a_lost_answer_succeeds(place: Place, lost: dict[str, Any]) -> None:
    """The retry finds the user gone, which is what was wanted."""
    stack = Stack(place)
    stack.up(ARGS)
    place.server.faults([{"operation": "DeleteUser", **lost}])
    _, calls = place.counted(stack.destroy)
    assert (calls, place.names()) == (("DeleteUser", "DeleteUser", "DescribeInstance"), [])


@lost_answers
@pytest.mark.parametrize(
    ("change", "operation"),
    [
        pytest.param({"routing_profile_id": routing("VIP Care")}, "UpdateUserRoutingProfile", id="section"),
        pytest.param({"tags": {"site": "ber"}}, "TagResource", id="tags"),
        pytest.param(
            {"proficiencies": [{**SKILL, "level": 4}]},
            "UpdateUserProficiencies",
            id="proficiencies",
        ),
    ],
)
def test_update_with_a_lost_answer_is_repeated(
    place: Place, lost: dict[str, Any], change: dict[str, Any], operation: str
) -> None:
    """Updates say where to arrive, so that making one twice is making it once."""
    stack = Stack(place)
    stack.up(WITH_SKILL)
    place.server.faults([{"operation": operation, **lost}])
    _, calls = place.counted(lambda: stack.up({**WITH_SKILL, **change}))
    assert calls == ("DescribeInstance", operation, operation)
    stack.refresh()
    assert stack.preview({**WITH_SKILL, **change}) == ()


# ---- a create that fails half-way


def test_create_that_fails_after_create_user_is_undone(place: Place) -> None:
    """A step that fails for good after CreateUser deletes the user again, and the message says so."""
    place.server.faults([fault("AssociateUserProficiencies", "InvalidParameterException")])
    stack = Stack(place)
    with pytest.raises(ConnectError) as caught:
        stack.up(WITH_SKILL)
    made = place.called()
    assert made == ("DescribeInstance", "CreateUser", "AssociateUserProficiencies", "DeleteUser")
    assert (stack.exists, place.names()) == (False, [])
    assert str(caught.value).endswith("user alice was deleted again, nothing is left over")


def test_create_that_can_not_be_undone_names_what_is_left(place: Place) -> None:
    """If the undo fails as well, the message names the user that is left and both ways out."""
    place.server.faults(
        [
            fault("AssociateUserProficiencies", "InvalidParameterException"),
            fault("DeleteUser", "AccessDeniedException", status=403),
        ]
    )
    with pytest.raises(ConnectError) as caught:
        Stack(place).up(WITH_SKILL)
    user_id = place.outside("list_users", InstanceId=MANAGED)["UserSummaryList"][0]["Id"]
    assert str(caught.value).endswith(
        f"user alice was made ({user_id}) and couldn't be deleted again (AccessDeniedException): delete it, "
        "or take it over with adopt_existing=True"
    )


def test_create_with_a_passing_fault_afterwards_is_completed(place: Place) -> None:
    """A fault that passes is repeated, not undone."""
    place.server.faults([fault("AssociateUserProficiencies", times=2)])
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up(WITH_SKILL))
    assert calls == ("DescribeInstance", "CreateUser", *3 * ("AssociateUserProficiencies",))


# ---- throttling, and what isn't retried


def test_create_throttled_often_succeeds(place: Place) -> None:
    """Throttling is waited out, however often it comes."""
    place.server.faults([fault("CreateUser", "ThrottlingException", times=12)])
    stack = Stack(place)
    stack.up(ARGS)
    assert place.called() == ("DescribeInstance", *13 * ("CreateUser",))


def test_checks_against_a_wrong_instance_ask_for_it_once(place: Place) -> None:
    """That an instance isn't there is asked for once a run; each check says so."""
    lifecycle = Stack(place).lifecycle()
    args = {**ARGS, "instance_id": UNKNOWN_INSTANCE}
    found, calls = place.counted(lambda: [lifecycle.check({}, args)[1] for _ in range(20)])
    assert calls == ("DescribeInstance",)
    assert [[str(failure) for failure in failures] for failures in found] == 20 * [
        [
            f"instance_id: instance {UNKNOWN_INSTANCE} was not found in region {place.region} "
            "(DescribeInstance: ResourceNotFoundException); check connect:instanceId, aws:region and the "
            "account of the credentials"
        ]
    ]


def test_create_throttled_for_minutes_says_what_it_waits_for(place: Place) -> None:
    """After a minute of nothing but throttled answers the person at the terminal is told."""
    place.server.faults([fault("CreateUser", "ThrottlingException", times=20)])
    client = ConnectClient(place.settings(requests_per_second=2), place.time.clock, place.reports.append)
    UserLifecycle(client, place.reports.append).create(ARGS).whole()
    said = re.compile(
        r"CreateUser of user alice on instance (\S+) waits: Connect is throttling, and has refused \d+ tries "
        r"in (\d+) s; something else in this account and region uses the quota up. It is tried again until "
        r"it passes"
    )
    first, *others = [said.fullmatch(line) for line in place.reports]
    assert first is not None
    assert (first[1], 60 <= int(first[2]) < 100, None in others) == (MANAGED, True, False)


def test_creates_that_are_throttled_now_and_then_say_nothing(place: Place) -> None:
    """A run whose calls pass, each after some throttled tries, isn't held up."""
    client = ConnectClient(place.settings(), place.time.clock, place.reports.append)
    lifecycle = UserLifecycle(client, place.reports.append)
    for number in range(8):
        place.server.faults([fault("CreateUser", "ThrottlingException", times=6)])
        lifecycle.create({**ARGS, "name": f"agent-{number}"}).whole()
    assert (sum(place.time.slept) > FIRST_THROTTLED_LINE, place.reports) == (True, [])


def test_create_throttled_and_then_faulty_still_retries_the_fault(place: Place) -> None:
    """Throttled answers don't use up the retries that other passing faults have."""
    place.server.faults(
        [fault("CreateUser", "ThrottlingException", times=6), fault("CreateUser", phase="before")]
    )
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up(ARGS))
    assert (calls, place.names()) == (("DescribeInstance", *("CreateUser",) * 8), ["alice"])


def test_run_against_a_real_quota_succeeds() -> None:
    """Against a Connect that throttles at 40 a second, 30 users created at once all come to be."""
    with LocalConnect("--requests-per-second", "40", "--burst", "2") as server:
        place = Place(server, "eu-west-2")
        lifecycle = Stack(place, requests_per_second=400, burst=50).lifecycle()
        place.time.slept = _Waiting()
        for number in range(30):
            lifecycle.create({**ARGS, "name": f"agent-{number}"}).whole()
        codes = [call["code"] for call in server.calls() if call["operation"] == "CreateUser"]
        assert (codes.count(None), {*codes}) == (30, {None, "ThrottlingException"})


class _Waiting(list[float]):
    """Sleep a tenth of the time for real, so that the server's bucket fills."""

    def append(self, seconds: float) -> None:
        time.sleep(seconds / 10)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("LimitExceededException", LimitExceededError, id="full instance"),
        pytest.param("InvalidParameterException", ConnectError, id="bad parameter"),
        pytest.param("InvalidRequestException", ConnectError, id="bad request"),
        pytest.param("AccessDeniedException", AccessDeniedError, id="no permission"),
        pytest.param("ExpiredTokenException", AccessDeniedError, id="old credentials"),
        pytest.param("SomethingNewException", ConnectError, id="unheard of"),
    ],
)
def test_create_refused_for_good_makes_one_call(place: Place, code: str, kind: type[ConnectError]) -> None:
    """What can't pass isn't repeated: it fails with the first answer."""
    place.server.faults([fault("CreateUser", code)])
    with pytest.raises(kind) as caught:
        Stack(place).up(ARGS)
    assert (type(caught.value), caught.value.operation, caught.value.code) == (kind, "CreateUser", code)
    assert (place.called(), place.time.slept) == (("DescribeInstance", "CreateUser"), [])


def test_fault_that_stays_fails_after_the_configured_retries(place: Place) -> None:
    """aws:maxRetries counts the repeats of a passing fault; the pauses between them grow."""
    place.server.faults([fault("CreateUser", times=9)])
    with pytest.raises(UnavailableError) as caught:
        Stack(place, max_retries=2).up(ARGS)
    assert place.called() == ("DescribeInstance", *3 * ("CreateUser",), "ListUsers")
    assert [low <= slept <= 2 * low for low, slept in zip((0.15, 0.3), place.time.slept, strict=True)] == [
        True
    ] * 2
    assert str(caught.value) == (
        f"CreateUser of user alice on instance {MANAGED} failed: InternalServiceException: Fault set for "
        "CreateUser; check the endpoint, the region and the network, then run again with "
        "connect:adoptExisting true, because the user may have been made"
    )


# ---- partial updates

MOVED = {
    **ARGS,
    "routing_profile_id": routing("London Billing"),
    "security_profile_ids": [security("Supervisor")],
    "hierarchy_group_id": group(LONDON),
}


def test_update_that_fails_half_way_lists_what_is_applied_and_converges(place: Place) -> None:
    """A failure in the second of three operations says what was applied; the next run converges."""
    stack = Stack(place)
    stack.up(ARGS)
    place.server.faults([fault("UpdateUserSecurityProfiles", "InvalidParameterException")])
    with pytest.raises(ConnectError) as caught:
        stack.up(MOVED)
    assert str(caught.value) == (
        f"UpdateUserSecurityProfiles of user alice ({stack.user_id}) of instance {MANAGED} failed: "
        "InvalidParameterException: Fault set for UpdateUserSecurityProfiles; mend the argument that the "
        "message names, or run `pulumi up --refresh` if Connect was changed elsewhere "
        "(applied: UpdateUserRoutingProfile; "
        "pending: UpdateUserSecurityProfiles, UpdateUserHierarchy)"
    )
    assert place.counted(lambda: stack.up(MOVED))[1] == (
        "DescribeInstance",
        "UpdateUserRoutingProfile",
        "UpdateUserSecurityProfiles",
        "UpdateUserHierarchy",
    )
    assert place.user(stack.user_id) == {
        **USER,
        "RoutingProfileId": routing("London Billing"),
        "SecurityProfileIds": [security("Supervisor")],
        "HierarchyGroupId": group(LONDON),
    }
    stack.refresh()
    assert stack.preview(MOVED) == ()


def test_update_that_fails_half_way_repeats_only_what_is_pending_after_a_refresh(place: Place) -> None:
    """With a refresh in between, the next run makes exactly the pending calls."""
    stack = Stack(place)
    stack.up(ARGS)
    place.server.faults([fault("UpdateUserSecurityProfiles", "InvalidParameterException")])
    with pytest.raises(ConnectError, match=r"^UpdateUserSecurityProfiles .* InvalidParameterException"):
        stack.up(MOVED)
    stack.refresh()
    _, calls = place.counted(lambda: stack.up(MOVED))
    assert calls == ("DescribeInstance", "UpdateUserSecurityProfiles", "UpdateUserHierarchy")


# ---- who is gone: the user or the instance


def test_refresh_of_a_user_that_is_gone_empties_the_state(place: Place) -> None:
    """A user deleted elsewhere leaves the state, after the instance was seen to be there."""
    stack = Stack(place)
    stack.up(ARGS)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    assert place.counted(stack.refresh) == (None, ("DescribeUser", "DescribeInstance"))
    assert stack.exists is False


def _refresh(stack: Stack) -> None:
    stack.refresh()


def _destroy(stack: Stack) -> None:
    stack.destroy()


@pytest.mark.parametrize("verb", [pytest.param(_refresh, id="refresh"), pytest.param(_destroy, id="delete")])
def test_wrong_instance_is_an_error_and_the_state_stays(place: Place, verb: Callable[[Stack], None]) -> None:
    """An instance that isn't there is never taken for a user that is gone."""
    stack = Stack(place)
    stack.up(ARGS)
    stack.id = f"{UNKNOWN_INSTANCE}:{stack.user_id}"
    before = dict(stack.outputs)
    with pytest.raises(InstanceNotFoundError) as caught:
        verb(stack)
    assert (stack.exists, stack.outputs, place.names()) == (True, before, ["alice"])
    assert str(caught.value) == (
        f"instance {UNKNOWN_INSTANCE} was not found in region {place.region} (DescribeInstance: "
        "ResourceNotFoundException); check connect:instanceId, aws:region and the account of the credentials"
    )


@pytest.mark.parametrize("verb", [pytest.param(_refresh, id="refresh"), pytest.param(_destroy, id="delete")])
def test_unreachable_service_is_an_error_and_the_state_stays(
    place: Place, verb: Callable[[Stack], None]
) -> None:
    """An endpoint that doesn't answer is an error, never a user that is gone."""
    stack = Stack(place)
    stack.up(ARGS)
    stack.settings = {"endpoints": (("connect", "http://127.0.0.1:1"),), "max_retries": 0}
    with pytest.raises(UnavailableError) as caught:
        verb(stack)
    assert (stack.exists, caught.value.code) == (True, "EndpointConnectionError")


def test_gone_user_without_leave_to_describe_the_instance_is_told_by_listing(place: Place) -> None:
    """Where DescribeInstance is denied, ListUsers shows that the instance is there."""
    stack = Stack(place)
    stack.up(ARGS)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    place.server.faults([fault("DescribeInstance", "AccessDeniedException", status=403)])
    assert place.counted(stack.refresh) == (None, ("DescribeUser", "DescribeInstance", "ListUsers"))
    assert stack.exists is False


@pytest.mark.parametrize(
    ("operation", "act"),
    [
        pytest.param("DescribeUser", Stack.refresh, id="read"),
        pytest.param("ListUserProficiencies", Stack.refresh, id="read of proficiencies"),
        pytest.param("DeleteUser", Stack.destroy, id="delete"),
    ],
)
def test_verb_that_fails_names_the_user_by_name_and_id(
    place: Place, operation: str, act: Callable[[Stack], None]
) -> None:
    """Nobody has to look up whose id it is."""
    stack = Stack(place)
    stack.up(WITH_SKILL)
    place.server.faults([fault(operation, "InvalidParameterException")])
    with pytest.raises(ConnectError) as caught:
        act(stack)
    assert str(caught.value) == (
        f"{operation} of user alice ({stack.user_id}) of instance {MANAGED} failed: "
        f"InvalidParameterException: Fault set for {operation}; mend the argument that the message names, or "
        "run `pulumi up --refresh` if Connect was changed elsewhere"
    )


def test_setting_that_fails_names_a_user_that_it_has_read(place: Place) -> None:
    """A sub-setting's arguments hold an id; the name comes from what Connect shows."""
    user_id = place.make_user()
    place.server.faults([fault("UpdateUserRoutingProfile", "InvalidParameterException")])
    stack = Stack(place, setting_lifecycle("routing_profile"))
    with pytest.raises(ConnectError) as caught:
        stack.up({"instance_id": MANAGED, "user_id": user_id, "routing_profile_id": routing("VIP Care")})
    assert str(caught.value).startswith(
        f"UpdateUserRoutingProfile of user alice ({user_id}) of instance {MANAGED} failed: "
    )


def test_update_of_a_user_that_is_gone_says_so(place: Place) -> None:
    """An update meets a user deleted since the last refresh: the error says so and names the remedy."""
    stack = Stack(place)
    stack.up(ARGS)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    with pytest.raises(UserNotFoundError) as caught:
        stack.up({**ARGS, "routing_profile_id": routing("VIP Care")})
    assert str(caught.value) == (
        f"user alice ({stack.user_id}) was not found on instance {MANAGED} (DescribeUser: "
        "ResourceNotFoundException); it was deleted outside this program: `pulumi refresh` takes it out of "
        "the state"
    )


def test_create_with_an_unknown_routing_profile_names_what_to_check(place: Place) -> None:
    """A profile that isn't there is reported as such; the instance was seen to be there."""
    with pytest.raises(ConnectError) as caught:
        Stack(place).up({**ARGS, "routing_profile_id": "11111111-2222-4333-8444-555555555555"})
    assert (type(caught.value), str(caught.value)) == (
        ConnectError,
        f"CreateUser of user alice on instance {MANAGED} failed: ResourceNotFoundException: RoutingProfile "
        f"not found in instance {MANAGED}; check that instance, routing profile, security profiles "
        "and hierarchy group exist in this region",
    )


# ---- secrets and personal values

PERSONAL = {
    "identity_info": {
        "first_name": "Wilhelmina",
        "last_name": "Quackenbush",
        "email": "wilhelmina@example.com",
        "secondary_email": "mina@example.org",
        "mobile": "+447700900456",
    },
    "phone_config": {"phone_type": "DESK_PHONE", "desk_phone_number": NUMBER},
}
NEVER_SHOWN = (
    PASSWORD,
    "Wilhelmina",
    "Quackenbush",
    "wilhelmina@example.com",
    "mina@example.org",
    "+447700900456",
    NUMBER,
)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("InvalidParameterException", id="refused"),
        pytest.param("InternalServiceException", id="unavailable"),
        pytest.param("DuplicateResourceException", id="duplicate"),
    ],
)
def test_failed_create_shows_no_secret_and_no_personal_value(
    place: Place, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    """Neither the error nor anything logged holds the password, a name, an address or a number."""
    caplog.set_level(logging.INFO)
    place.server.faults([fault("CreateUser", code, times=9)])
    with pytest.raises(ConnectError) as caught:
        Stack(place).up({**ARGS, **PERSONAL})
    told = f"{caught.value!r} {caught.value} {caplog.text} {place.reports}"
    assert [value for value in NEVER_SHOWN if value in told] == []


def test_password_is_found_nowhere_after_a_life(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """The password is in no output, no input that a refresh moves, no report, log or repr of settings."""
    caplog.set_level(logging.INFO)
    stack = Stack(place)
    stack.up(ARGS)
    stack.up({**ARGS, "routing_profile_id": routing("VIP Care")})
    where = {"InstanceId": MANAGED, "UserId": stack.user_id}
    place.outside("update_user_routing_profile", **where, RoutingProfileId=routing())
    stack.refresh()
    assert stack.outputs["routing_profile_id"] == routing()
    told = f"{stack.outputs} {stack.inputs} {place.reports} {caplog.text} {place.settings()!r}"
    assert PASSWORD not in told


SECRETS = [
    pytest.param(PASSWORD, id="plain"),
    pytest.param(json.dumps({"username": "alice", "password": PASSWORD}), id="json"),
]


@pytest.mark.parametrize("text", SECRETS)
def test_password_of_a_secret_is_read_once_at_create(place: Place, text: str) -> None:
    """The password comes from Secrets Manager at create; only the secret's name is kept, without a diff."""
    _put_secret(place, text)
    stack = Stack(place)
    args = {**STATE, "password_secret_id": "agents/initial"}
    stack.up(args)
    assert stack.outputs == {**args, "tags_all": {}, "user_id": stack.user_id, "arn": stack.outputs["arn"]}
    assert stack.preview({**STATE, "password_secret_id": "agents/other"}) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("toosimple", id="plain"),
        pytest.param(json.dumps({"pass": PASSWORD}), id="json without the key"),
        pytest.param(json.dumps({"password": 12345678}), id="json with a number"),
    ],
)
def test_secret_without_a_usable_password_fails_before_any_call(place: Place, text: str) -> None:
    """A secret that holds no password that Connect takes is reported by name, and nothing is created."""
    _put_secret(place, text)
    with pytest.raises(InputError) as caught:
        Stack(place).up({**STATE, "password_secret_id": "agents/initial"})
    assert str(caught.value) == (
        "the secret agents/initial doesn't hold a password that Connect takes: it must be a plain string, or "
        "JSON with a key `password`, of 8-64 characters without spaces, with an upper-case letter, a "
        "lower-case letter and a digit"
    )
    assert place.called() == ("DescribeInstance",)


def test_secret_that_is_not_there_is_named(place: Place) -> None:
    """A secret that can't be read is named with its own remedy."""
    with pytest.raises(ConnectError) as caught:
        Stack(place).up({**STATE, "password_secret_id": "agents/absent"})
    assert str(caught.value) == (
        "GetSecretValue of secret agents/absent failed: ResourceNotFoundException: Secrets Manager can't "
        "find the specified secret.; check that the secret exists in this region and account"
    )


def _put_secret(place: Place, text: str) -> None:
    client = service_client(place.settings(), "secretsmanager", attempts=1)
    client.create_secret(Name="agents/initial", SecretString=text)


@pytest.mark.parametrize("code", ["InvalidParameterException", "DuplicateResourceException", "NobodyKnows"])
def test_traceback_of_an_error_that_repeats_the_password_holds_none_of_it(place: Place, code: str) -> None:
    """Where the SDK shows a traceback, neither the error nor what led to it repeats a password."""
    secret = SENTINELS["password"]
    message = f"{secret} is bad: {json.dumps({'Password': secret})}"
    place.server.faults([fault("CreateUser", code, status=400, message=message)])
    with pytest.raises(ConnectError) as caught:
        Stack(place).up({**ARGS, "password": secret})
    shown = "".join(traceback.format_exception(caught.value))
    assert (code in shown, "*** is bad" in shown, leaks(shown.encode())) == (True, True, [])
