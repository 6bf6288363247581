"""The constraints of botocore's model: the server holds every one, and is no stricter."""

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.contract.local_server import LocalServer
from tests.contract.violations import SERVED, Case, broken_cases, edge_cases, lawful

BROKEN = list(broken_cases())
EDGES = list(edge_cases())


@pytest.fixture(scope="module")
def unchecked(server: LocalServer) -> Any:
    """Give a client that sends whatever it is told to."""
    return server.client(region="eu-unchecked-1", validates=False)


def test_cases_cover_every_kind_of_constraint() -> None:
    """The generated cases hold each kind of constraint, so that none is left out by mistake."""
    assert {case.constraint for case in BROKEN} == {"required", "min", "max", "pattern", "enum"}
    assert {case.operation for case in BROKEN} == set(SERVED) - {"ListTagsForResource"}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_constraint_broken_is_refused(unchecked: Any, case: Case) -> None:
    """A request that breaks one constraint of the model is refused, naming the member and no value."""
    error = _refusal(unchecked, case)
    assert error["Code"] in ("InvalidParameterException", "InvalidRequestException")
    assert error["Message"].startswith("1 validation error detected: Value at '")
    assert f"{_shown(case)}'" in error["Message"]


@pytest.mark.parametrize("case", EDGES, ids=str)
def test_constraint_at_its_limit_is_met(unchecked: Any, case: Case) -> None:
    """A value at the very limit, or empty where nothing forbids it, passes the model's constraints."""
    assert "validation error" not in _refusal(unchecked, case)["Message"]


@pytest.mark.parametrize("text", ["call +442071838750", "+442071838750 "], ids=["before", "after"])
def test_pattern_is_to_match_the_whole_value(unchecked: Any, text: str) -> None:
    """A number with something around it is no number, though the model's pattern isn't anchored."""
    phone_config = {"PhoneType": "DESK_PHONE", "DeskPhoneNumber": text}
    case = Case("CreateUser", (), "", {**lawful("CreateUser"), "PhoneConfig": phone_config})
    assert _refusal(unchecked, case)["Code"] == "InvalidParameterException"


def test_several_broken_constraints_are_named_together(unchecked: Any) -> None:
    """One answer names everything that is wrong with a request."""
    request = {**lawful("CreateUser"), "Username": "", "SecurityProfileIds": []}
    with pytest.raises(ClientError) as refusal:
        unchecked.create_user(**request)
    assert refusal.value.response["Error"]["Message"] == (
        "2 validation errors detected: "
        "Value at 'username' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value at 'securityProfileIds' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_password_that_breaks_the_pattern_stays_out_of_the_error(unchecked: Any) -> None:
    """No error repeats the value it complains about."""
    with pytest.raises(ClientError) as refusal:
        unchecked.create_user(**lawful("CreateUser"), Password="hunter2")
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"'], ids=["broken", "list", "string"])
def test_body_that_is_no_object_is_refused(unchecked: Any, body: bytes) -> None:
    """A body that isn't a JSON object is refused, and harms nothing."""

    def spoil(request: Any, **_: Any) -> None:
        request.data = body

    unchecked.meta.events.register("before-sign.connect.UpdateUserIdentityInfo", spoil)
    try:
        with pytest.raises(ClientError) as refusal:
            unchecked.update_user_identity_info(**lawful("UpdateUserIdentityInfo"))
    finally:
        unchecked.meta.events.unregister("before-sign.connect.UpdateUserIdentityInfo", spoil)
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def _refusal(client: Any, case: Case) -> dict[str, str]:
    """Give the error that a case is answered with; none at all reads as an empty one."""
    try:
        getattr(client, xform_name(case.operation))(**case.parameters)
    except ClientError as refusal:
        error: dict[str, str] = refusal.response["Error"]
        return error
    return {"Code": "", "Message": ""}


def _shown(case: Case) -> str:
    """Write the end of a case's path as the server writes it."""
    step = case.path[-1]
    return {"[]": ".1.member", "key": ".key", "{}": ".value"}.get(step, step[0].lower() + step[1:])
