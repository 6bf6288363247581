"""The server itself: quota, faults, the call log, many clients, and moto's services beside Connect."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.contract.local_server import LATENCY_MS, MANAGED, SAML, LocalServer, Place

CLIENTS = 24
CALLS_PER_CLIENT = 10
BURST, RATE = 3, 4.0


@pytest.fixture(scope="module")
def own_server() -> Any:
    """Serve for this module alone, so that its call log holds nothing else."""
    running = LocalServer()
    yield running
    running.kill()


@pytest.fixture
def own(own_server: LocalServer, settle: Any) -> Any:
    """Give a region of this module's server, with nothing in its call log and no faults."""
    place = settle(own_server)
    place.request = place.creation("ada")
    own_server.control("DELETE", "calls")
    yield place
    own_server.control("DELETE", "faults")


def _logged(place: Place) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = place.server.control("GET", "calls")
    return calls


def test_greeting_names_the_address(own_server: LocalServer) -> None:
    """The one line on stdout says where to find the server, as soon as it serves."""
    assert own_server.greeting == f"local Connect on {own_server.url}\n"
    assert own_server.url.startswith("http://127.0.0.1:")


def test_call_log_tells_what_was_called_and_how_it_went(own: Any) -> None:
    """Each call is logged with operation, status, code, instance, user and time, oldest first."""
    before = time.time()
    user_id = own.client.create_user(**own.request)["UserId"]
    with pytest.raises(ClientError, match=r"\(DuplicateResourceException\)"):
        own.client.create_user(**own.request)
    own.client.tag_resource(resourceArn=own.arn(user_id), tags={"a": "b"})
    own.client.list_instances()
    calls = _logged(own)
    times = [call.pop("time") for call in calls]
    common = {"status": 200, "code": None, "instance_id": MANAGED, "user_id": user_id}
    duplicate = {"status": 409, "code": "DuplicateResourceException", "user_id": None}
    assert calls == [
        {"operation": "CreateUser", **common},
        {"operation": "CreateUser", **common, **duplicate},
        {"operation": "TagResource", **common},
        {"operation": "ListInstances", **common, "instance_id": None, "user_id": None},
    ]
    assert before <= times[0] <= times[-1] <= time.time()
    assert times == sorted(times)


def test_call_log_cleared_is_empty(own: Any) -> None:
    """DELETE empties the log."""
    own.client.list_instances()
    own.server.control("DELETE", "calls")
    assert _logged(own) == []


def test_fault_before_leaves_the_call_undone(own: Any) -> None:
    """A fault answers the next calls of its operation only, as often as asked, and they do nothing."""
    fault = {"operation": "CreateUser", "code": "ThrottlingException", "status": 429, "times": 2}
    own.server.control("POST", "faults", [fault])
    own.client.list_instances()
    codes = [_code(own.client.create_user, **own.request) for _ in range(3)]
    assert codes == ["ThrottlingException", "ThrottlingException", None]
    assert [(call["status"], call["code"]) for call in _logged(own)] == [
        (200, None),
        (429, "ThrottlingException"),
        (429, "ThrottlingException"),
        (200, None),
    ]


def test_fault_after_answers_an_error_for_a_call_that_was_carried_out(own: Any) -> None:
    """A fault of phase "after" hides that the call succeeded; its status is the model's by default."""
    own.server.control(
        "POST", "faults", [{"operation": "CreateUser", "code": "InternalServiceException", "phase": "after"}]
    )
    with pytest.raises(ClientError) as refusal:
        own.client.create_user(**own.request)
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert _code(own.client.create_user, **own.request) == "DuplicateResourceException"


@pytest.mark.parametrize(("phase", "next_code"), [("before", None), ("after", "DuplicateResourceException")])
def test_fault_that_drops_closes_the_connection_without_an_answer(
    own: Any, phase: str, next_code: str | None
) -> None:
    """A lost answer looks like one: the client can't tell whether the call was carried out."""
    own.server.control("POST", "faults", [{"operation": "CreateUser", "phase": phase, "drop": True}])
    with pytest.raises(ConnectionClosedError, match="Connection was closed before we received a valid"):
        own.client.create_user(**own.request)
    assert _code(own.client.create_user, **own.request) == next_code
    first = _logged(own)[0]
    assert (first["operation"], first["status"], first["code"]) == ("CreateUser", None, "ConnectionDropped")


def test_faults_cleared_come_no_more(own: Any) -> None:
    """DELETE forgets the faults that are still to come."""
    own.server.control("POST", "faults", [{"operation": "ListInstances", "times": 9}])
    own.server.control("DELETE", "faults")
    assert _code(own.client.list_instances) is None


@pytest.mark.parametrize(
    "content",
    [
        {},
        [{"operation": "CreateQueue"}],
        [{"operation": "CreateUser", "stauts": 500}],
        [{"operation": "CreateUser", "times": 0}],
    ],
    ids=["no-list", "not-served", "unknown-field", "no-times"],
)
def test_fault_that_makes_no_sense_is_refused(own: Any, content: object) -> None:
    """A mistake in a fault shows at once, and not as a test that passes for the wrong reason."""
    with pytest.raises(HTTPError) as refusal:
        own.server.control("POST", "faults", content)
    assert refusal.value.code == HTTPStatus.BAD_REQUEST


def test_control_path_that_is_unknown_is_not_found(own: Any) -> None:
    """Only the control paths that are documented exist."""
    with pytest.raises(HTTPError) as refusal:
        own.server.control("GET", "secrets")
    assert refusal.value.code == HTTPStatus.NOT_FOUND


def test_quota_throttles_each_operation_account_and_region_alone(serve: Any) -> None:
    """With a quota the burst passes, the next call is throttled, and time brings calls back."""
    running = serve("--requests-per-second", str(RATE), "--burst", str(BURST))
    here, elsewhere = running.client(region="eu-west-2"), running.client(region="us-east-1")
    codes = [_code(here.list_instances) for _ in range(BURST + 1)]
    assert codes == [None] * BURST + ["ThrottlingException"]
    assert _code(here.list_users, InstanceId=MANAGED) is None
    assert _code(elsewhere.list_instances) is None
    time.sleep(1 / RATE)
    assert _code(here.list_instances) is None
    last = running.control("GET", "calls")[BURST]
    assert (last["status"], last["code"]) == (429, "ThrottlingException")


def test_latency_delays_every_answer(flagged: Place) -> None:
    """With --latency-ms every answer takes at least that long."""
    before = time.monotonic()
    flagged.client.list_instances()
    assert time.monotonic() - before >= LATENCY_MS / 1000


def test_many_clients_at_once_lose_nothing(own: Any) -> None:
    """Writes of many clients at once all arrive, each once."""

    def create(client_number: int) -> None:
        client = own.server.client(region=own.region)
        for number in range(CALLS_PER_CLIENT):
            client.create_user(**{**own.request, "Username": f"agent{client_number}-{number}"})

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(create, range(CLIENTS)))
    pages = own.client.get_paginator("list_users").paginate(InstanceId=MANAGED)
    users = [user for page in pages for user in page["UserSummaryList"]]
    times = {user["LastModifiedTime"] for user in users}
    assert len(users) == len(times) == CLIENTS * CALLS_PER_CLIENT
    assert Counter(call["operation"] for call in _logged(own))["CreateUser"] == CLIENTS * CALLS_PER_CLIENT


def test_connection_is_kept_for_further_requests(own_server: LocalServer) -> None:
    """One connection carries many requests, also after an error and after a body that nobody reads."""
    connection = HTTPConnection(own_server.url.removeprefix("http://"))
    statuses = []
    sockets = set()
    for method, path in (("GET", "/_local/calls"), ("POST", "/_local/nothing"), ("GET", "/_local/calls")):
        connection.request(method, path, body="x" * 100_000 if method == "POST" else None)
        sockets.add(connection.sock)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert (statuses, len(sockets)) == ([200, 404, 200], 1)


def test_moto_serves_sts_s3_and_secrets_beside_connect(own: Any) -> None:
    """The same process answers the other services that programs need."""
    s3, secrets = own.server.client("s3", "us-east-1"), own.server.client("secretsmanager", own.region)
    s3.create_bucket(Bucket="state")
    s3.put_object(Bucket="state", Key="a b/ü", Body=b"x" * 300_000)
    assert s3.get_object(Bucket="state", Key="a b/ü")["Body"].read() == b"x" * 300_000
    secrets.create_secret(Name="agents/initial", SecretString="s3cret")
    assert secrets.get_secret_value(SecretId="agents/initial")["SecretString"] == "s3cret"
    assert own.server.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_federation_token_belongs_to_the_user_of_the_callers_name(own: Any) -> None:
    """The caller is signed in as the user whose name is the role session's, regardless of case."""
    user_id = own.create("Ada.Okafor", SAML)
    caller = _assume(own, "ada.okafor")
    answer = own.server.client(region=own.region, credentials=caller).get_federation_token(InstanceId=SAML)
    del answer["ResponseMetadata"]
    tokens = answer.pop("Credentials")
    assert answer == {
        "SignInUrl": "https://meridian-saml.my.connect.aws/auth/sign-in",
        "UserId": user_id,
        "UserArn": own.arn(user_id).replace(MANAGED, SAML),
    }
    assert tokens["AccessToken"] != tokens["RefreshToken"]
    assert (
        time.time()
        < tokens["AccessTokenExpiration"].timestamp()
        < tokens["RefreshTokenExpiration"].timestamp()
    )


def test_federation_token_belongs_to_the_iam_users_name_too(own: Any) -> None:
    """An IAM user's access key leads to the user of its name."""
    iam = own.server.client("iam")
    iam.create_user(UserName="ida.novak")
    key = iam.create_access_key(UserName="ida.novak")["AccessKey"]
    user_id = own.create("ida.novak", SAML)
    client = own.server.client(region=own.region, credentials=key)
    assert client.get_federation_token(InstanceId=SAML)["UserId"] == user_id


def test_federation_token_for_root_or_a_stranger_is_refused(own: Any) -> None:
    """Without a user of the caller's name there is no token."""
    own.create("ada", SAML)
    assert _code(own.client.get_federation_token, InstanceId=SAML) == "UserNotFoundException"
    stranger = own.server.client(region=own.region, credentials=_assume(own, "stranger"))
    assert _code(stranger.get_federation_token, InstanceId=SAML) == "UserNotFoundException"


def test_federation_token_of_an_instance_without_saml_is_refused(own: Any) -> None:
    """Only an instance that uses SAML signs its users in this way."""
    own.create("ada")
    client = own.server.client(region=own.region, credentials=_assume(own, "ada"))
    assert _code(client.get_federation_token, InstanceId=MANAGED) == "InvalidRequestException"


def _assume(place: Place, session_name: str) -> dict[str, str]:
    sts = place.server.client("sts")
    arn = "arn:aws:iam::123456789012:role/agents"
    credentials: dict[str, str] = sts.assume_role(RoleArn=arn, RoleSessionName=session_name)["Credentials"]
    return credentials


def _code(call: Any, **request: Any) -> str | None:
    """Give the error code that a call is refused with, or None."""
    try:
        call(**request)
    except ClientError as refusal:
        return str(refusal.response["Error"]["Code"])
    return None


def test_instances_are_in_the_region_that_is_asked_first_alone(tmp_path: Path) -> None:
    """Another region has no instance, as in AWS, also after a restart in which it is asked first."""
    state = ("--state", str(tmp_path / "state.json"))
    asked = []
    for regions in (("eu-west-2", "us-east-1"), ("us-east-1", "eu-west-2")):
        running = LocalServer(*state, regions=())
        clients = {region: running.client(region=region) for region in regions}
        found = {region: client.list_instances()["InstanceSummaryList"] for region, client in clients.items()}
        asked.append({region: {instance["Id"] for instance in found[region]} for region in sorted(found)})
        running.stop()
    assert asked == [{"eu-west-2": {MANAGED, SAML}, "us-east-1": set()}] * 2


def test_instances_are_in_the_region_of_the_option() -> None:
    """An instance asked for in another region than the option's is not found there."""
    running = LocalServer(regions=("--region", "us-east-1"))
    here, elsewhere = running.client(region="us-east-1"), running.client(region="eu-west-2")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        elsewhere.describe_instance(InstanceId=MANAGED)
    assert here.describe_instance(InstanceId=MANAGED)["Instance"]["Id"] == MANAGED
    running.kill()
