"""The table of operations that give a result, held row by row against botocore's models."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, Shape, StructureShape

from connect_resources.service.failures import Outcome, check_answer, classify
from connect_resources.service.operations import OPERATIONS, Operation, lacking
from tests.unit.test_sections import used_operations

rows = pytest.mark.parametrize("row", OPERATIONS.values(), ids=OPERATIONS)

USER = {"Id": "u-1", "Arn": "arn", "Username": "ada"}


def shape(row: Operation, side: str) -> StructureShape:
    """Return the input or output shape of an operation."""
    service = botocore.session.Session().get_service_model(row.service)
    return getattr(service.operation_model(row.name), f"{side}_shape")


def entry(result: Shape) -> Shape:
    """Return what a member of a result holds: itself, or each of its entries."""
    return result.member if isinstance(result, ListShape) else result


def test_table_has_every_operation_that_gives_a_result() -> None:
    """An operation that the package calls, and whose output has members, says which of them must be there."""
    service = botocore.session.Session().get_service_model("connect")
    giving = {
        name
        for name in used_operations()
        if (output := service.operation_model(name).output_shape) is not None and output.members
    }
    assert giving == {row.name for row in OPERATIONS.values() if row.service == "connect"}


@rows
def test_table_names_members_that_the_model_has(row: Operation) -> None:
    """Each member, and each member of an entry, stands in the model under that name."""
    output = shape(row, "output")
    assert row.result
    assert set(row.result) <= set(output.members)
    for name in row.result if row.holding else ():
        found = entry(output.members[name])
        assert isinstance(found, StructureShape)
        assert set(row.holding) <= set(found.members)


@rows
def test_table_asks_for_the_largest_page(row: Operation) -> None:
    """A listing's page is as large as the model allows; what has no pages has no size."""
    asked = shape(row, "input").members.get("MaxResults")
    assert row.page_size == (asked.metadata["max"] if asked else None)


@pytest.mark.parametrize(
    ("operation", "body", "missing"),
    [
        pytest.param("ListUsers", {}, "UserSummaryList", id="no list"),
        pytest.param("ListUsers", {"UserSummaryList": None}, "UserSummaryList", id="null"),
        pytest.param(
            "ListUsers", {"UserSummaryList": [USER, {}]}, "UserSummaryList[1].Id", id="an empty entry"
        ),
        pytest.param("ListUsers", {"UserSummaryList": ["ada"]}, "UserSummaryList[0]", id="a foreign entry"),
        pytest.param("ListUsers", {"UserSummaryList": []}, None, id="an empty list"),
        pytest.param("ListUsers", {"UserSummaryList": [USER]}, None, id="a list"),
        pytest.param(
            "DescribeUser", {"User": {"Id": "u-1", "Arn": "arn"}}, "User.Username", id="half a user"
        ),
        pytest.param("CreateUser", {"UserArn": "arn"}, "UserId", id="no id"),
        pytest.param("CreateUser", {"UserId": "", "UserArn": "arn"}, "UserId", id="an empty id"),
        pytest.param("DeleteUser", {}, None, id="no result"),
    ],
)
def test_lacking_names_the_first_member_that_an_answer_lacks(
    operation: str, body: dict[str, Any], missing: str | None
) -> None:
    """An empty list is an answer; a member that isn't there is none."""
    assert lacking(operation, body) == missing


def test_answer_that_lacks_a_member_is_in_doubt() -> None:
    """It may have been carried out, and may come whole next time."""
    found = check_answer("CreateUser", {})
    assert (found.body, found.code, found.message) == ({}, "UnusableAnswer", "the answer lacks UserId")
    assert (found.throttled, found.retryable, found.doubtful) == (False, True, True)
    assert check_answer("ListUsers", {"UserSummaryList": []}) == Outcome(body={"UserSummaryList": []})


@pytest.mark.parametrize("error", [KeyError("secret"), AttributeError("secret"), ValueError("secret")])
def test_answer_that_breaks_the_parser_is_in_doubt_and_not_quoted(error: Exception) -> None:
    """What botocore's parsers raise says where it broke, not what stood there."""
    found = classify(error)
    assert found.message == f"the answer can't be read ({type(error).__name__})"
    assert (found.code, found.retryable, found.doubtful) == ("UnusableAnswer", True, True)
