"""--same-as: what will change is compared, not when and in which order the engine wrote it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_resources.commands.preview.document import read_preview
from connect_resources.commands.preview.reader import read_users
from connect_resources.commands.preview.same import find_differences
from tests.commands.previews import FLEET, USER, Props, arguments, fleet, outputs, preview, step, write

MEMBER = {"routing_profile_id": "r-1", "security_profile_ids": ["p-1", "p-2"], "tags": {"a": "1", "b": "2"}}
OLD = arguments("bea", "p-1", identity_info={"email": "bea@example.com"})
FOREIGN = {"op": "update", "urn": "urn:pulumi:local::connect-users::aws:s3/bucket:Bucket::data"}
CONTENT = preview(
    step("create", USER, "ana", new=arguments("ana", "p-1", "p-2")),
    step("update", USER, "bea", old=outputs(OLD, "u-2"), new={**OLD, "security_profile_ids": ["p-2", "p-3"]}),
    step("delete", USER, "cleo", old=outputs(arguments("cleo", "p-1"), "u-3")),
    step("create", FLEET, "all", new=fleet({"dee": MEMBER, "eve": {**MEMBER, "tags": {}}})),
    {**FOREIGN, "oldState": {"inputs": {"acl": "private"}}, "newState": {"inputs": {"acl": "shared"}}},
)


def differences(folder: Path, one: Props, other: Props) -> list[str]:
    """Return what two previews treat differently."""
    files = [Path(write(folder, content, f"{name}.json")) for name, content in (("a", one), ("b", other))]
    first, second = ((found, read_users(found)) for found in map(read_preview, files))
    return find_differences(first, second)


def changed(number: int, **inputs: Any) -> Props:
    """Return the preview with other arguments in one of its steps."""
    content = copy.deepcopy(CONTENT)
    content["steps"][number]["newState"]["inputs"].update(inputs)
    return content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_same_preview_written_in_another_way_is_the_same(tmp_path: Path, random: Any) -> None:
    """In another order, at another time, after a refresh, with secrets in clear."""
    other = copy.deepcopy(CONTENT)
    random.shuffle(other["steps"])
    other["steps"].insert(
        0, {**CONTENT["steps"][2], "op": "refresh", "newState": CONTENT["steps"][2]["oldState"]}
    )
    other["duration"], other["diagnostics"] = 2, [{"severity": "info", "message": "hello"}]
    for item in other["steps"]:
        item["detailedDiff"] = {"x": {"kind": "update"}}
        inputs = item.get("newState", {}).get("inputs", {})
        if "password" in inputs:
            inputs["password"] = "Sentinel-1"
        if "security_profile_ids" in inputs:
            random.shuffle(inputs["security_profile_ids"])
        if "users" in inputs:
            inputs["users"] = {
                name: json.dumps(dict(reversed(json.loads(text).items())))
                for name, text in inputs["users"].items()
            }
    assert differences(tmp_path, CONTENT, other) == []


def asset(hash_: str) -> Props:
    """Return a file as a preview has it."""
    kind = "c44067f5952c0a294b673a41bacd8c17"
    return {"4dabf18193072939515e22adb298388d": kind, "hash": hash_, "path": "index.js"}


WAY = {"instance_id": "i-1", "user_id": "u-1", "security_profile_ids": ["p-1"]}
MEMBERS = fleet({"dee": MEMBER})
HELD = {**outputs(OLD, "u-2"), "routing_profile_id": "r-1"}


@pytest.mark.parametrize(
    ("one", "other", "who"),
    [
        pytest.param(
            {**FOREIGN, "newState": {"inputs": {"code": asset("1")}}},
            {**FOREIGN, "newState": {"inputs": {"code": asset("2")}}},
            "Bucket data",
            id="content of a file",
        ),
        pytest.param(
            {**FOREIGN, "op": "delete", "oldState": {"id": "b-1", "inputs": {}}},
            {**FOREIGN, "op": "delete", "oldState": {"id": "b-2", "inputs": {}}},
            "Bucket data",
            id="which resource of somebody else's",
        ),
        pytest.param(
            step("create", "UserSecurityProfiles", "one", new={**WAY, "on_delete": "retain"}),
            step("create", "UserSecurityProfiles", "one", new=WAY),
            "UserSecurityProfiles one",
            id="what is put back later",
        ),
        pytest.param(
            step("update", FLEET, "all", old=MEMBERS, new={**MEMBERS, "max_deletes": 1}),
            step("update", FLEET, "all", old=MEMBERS, new={**MEMBERS, "max_deletes": "100%"}),
            "ConnectUsers all",
            id="how many may go",
        ),
        pytest.param(
            step("replace", USER, "bea", old=HELD, new={**OLD, "name": "b"}),
            step(
                "replace",
                USER,
                "bea",
                old={**HELD, "routing_profile_id": "r-2"},
                new={**OLD, "name": "b", "routing_profile_id": "r-2"},
            ),
            "bea",
            id="what a replaced user gets",
        ),
    ],
)
def test_preview_that_differs_beside_its_changes_is_another_one(
    tmp_path: Path, one: Props, other: Props, who: str
) -> None:
    """Which resource it is, what is in a file, and what comes of a user that is made or left later."""
    assert differences(tmp_path, preview(one), preview(other)) == [who]
    assert differences(tmp_path, preview(one), preview(one)) == []


def test_preview_of_a_stack_that_adopts_is_another_one(tmp_path: Path) -> None:
    """Whoever is to be made may be somebody who exists."""
    adopting = {**CONTENT, "config": {"connect:adoptExisting": "true"}}
    assert differences(tmp_path, CONTENT, adopting) == ["ana", "dee", "eve"]


@pytest.mark.parametrize(
    ("other", "who"),
    [
        pytest.param(changed(1, security_profile_ids=["p-1"]), ["ana"], id="setting of a new user"),
        pytest.param(changed(1, instance_id="i-2"), ["ana"], id="instance"),
        pytest.param(changed(1, adopt_existing=True), ["ana"], id="adoption"),
        pytest.param(changed(1, name="anna"), ["ana", "anna"], id="name"),
        pytest.param(changed(2, security_profile_ids=["p-1", "p-3"]), ["bea"], id="setting of a user"),
        pytest.param(changed(4, **fleet({"dee": MEMBER})), ["eve"], id="member left out"),
        pytest.param(
            changed(4, **fleet({"dee": {**MEMBER, "tags": {"a": "1"}}, "eve": {**MEMBER, "tags": {}}})),
            ["dee"],
            id="setting of a member",
        ),
        pytest.param(changed(5, acl="public"), ["Bucket data"], id="resource of somebody else's"),
        pytest.param(
            {**CONTENT, "steps": [*CONTENT["steps"][:3], *CONTENT["steps"][4:]]},
            ["cleo"],
            id="deletion left out",
        ),
        pytest.param(
            {**CONTENT, "steps": [*CONTENT["steps"], {**FOREIGN, "op": "delete", "oldState": {}}]},
            ["Bucket data"],
            id="deletion more",
        ),
    ],
)
def test_preview_that_means_something_else_is_told_by_name(
    tmp_path: Path, other: Props, who: list[str]
) -> None:
    """In both directions."""
    assert (differences(tmp_path, CONTENT, other), differences(tmp_path, other, CONTENT)) == (who, who)
