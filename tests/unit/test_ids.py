"""Identifiers: what the docstrings show is what happens."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_resources import ids


def test_identifiers_are_split_as_documented() -> None:
    """The examples run, and there are some."""
    found = doctest.testmod(ids)
    assert (found.failed, found.attempted) == (0, 5)


@given(st.sampled_from(["aws", "aws-cn", "aws-us-gov"]), st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_instance_arn_is_taken_apart(partition: str, account: str) -> None:
    """The parts are those that the ARN was made of."""
    arn = f"arn:{partition}:connect:eu-west-2:{account}:instance/7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
    assert ids.parse_instance_arn(arn) == ids.InstanceArn(arn, partition, "eu-west-2", account)


@pytest.mark.parametrize("end", ["", "*", "i-1/agent/u-1", "i-1/", "i-1:1", "i-1\n"])
def test_arn_of_anything_else_is_no_instance(end: str) -> None:
    """What isn't one instance, or could be several, has no parts."""
    assert ids.parse_instance_arn(f"arn:aws:connect:eu-west-2:111122223333:instance/{end}") is None


@given(st.text())
def test_text_that_is_no_arn_is_no_instance(text: str) -> None:
    """Nothing else is taken for an ARN, and nothing raises."""
    assert ids.parse_instance_arn(text) is None
