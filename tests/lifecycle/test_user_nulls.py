"""Null and absent mean the same, however deep: what holds nulls alone is absent, and clears nothing."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.users import state
from tests.lifecycle.harness import Place, Stack
from tests.lifecycle.plain import ARGS, USER


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"identity_info": {"mobile": None}}, {}, id="nothing but nulls"),
        pytest.param({"identity_info": {}}, {"identity_info": {}}, id="empty"),
        pytest.param({"tags": {"a": None, "b": ""}}, {"tags": {"b": ""}}, id="some nulls"),
        pytest.param({"lists": [{"a": None}, {}, {"b": 1}]}, {"lists": [{}, {}, {"b": 1}]}, id="in lists"),
        pytest.param({"a": {"b": {"c": None}}}, {}, id="deep"),
    ],
)
def test_arguments_without_nulls_keep_what_is_empty(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Only what was given empty stays empty."""
    assert state.drop_nulls(given) == expected


def test_user_whose_identity_became_null_keeps_its_names(place: Place) -> None:
    """An output that turns out to be null, inside an args object, doesn't clear first and last name."""
    stack = Stack(place)
    stack.up(ARGS)
    args = {**ARGS, "identity_info": {"mobile": None, "first_name": None}}
    assert place.counted(lambda: stack.up(args)) == (("release identity_info",), ("DescribeInstance",))
    assert place.user(stack.user_id) == USER
