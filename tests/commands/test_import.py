"""The command ``import``: whom the engine is to take over, with what Connect holds of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Command, write_stack
from tests.lifecycle.harness import Place, group, routing, security
from tools.local_connect import MANAGED

REQUIRED = "routing_profile: Basic Routing Profile, security_profiles: [Agent]"


def write(folder: Path, *rows: str) -> str:
    """Write a roster of rows, each with the fields that every user has to have."""
    file = folder / "people.yaml"
    file.write_text("users:\n" + "".join(f"- {{{REQUIRED}, {row}}}\n" for row in rows))
    return str(file)


def entries(text: str) -> dict[str, dict[str, Any]]:
    """Return the resources of a file for the import, by name."""
    return {entry["name"]: entry for entry in json.loads(text)["resources"]}


def test_import_holds_what_connect_has_of_what_the_row_manages(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """State is what Connect holds, not what the roster says; what no row manages isn't in it."""
    user_id = place.make_user("ana", HierarchyGroupId=group("EMEA"), Tags={"site": "London"})
    arn = place.boto.describe_user(InstanceId=MANAGED, UserId=user_id)["User"]["Arn"]
    done = command("import", write(tmp_path, "name: ana, first_name: Ana, tags: {site: Rome}"))
    assert (done.status, done.result) == (2, "")
    done = command(
        "import", write(tmp_path, "name: ana, first_name: Ana, tags: {site: Rome}"), "--instance", MANAGED
    )
    (entry,) = json.loads(done.result)["resources"]
    provider = entry["inputs"].pop("__provider")
    assert entry["outputs"].pop("__provider") == provider
    held = {
        "instance_id": MANAGED,
        "name": "ana",
        "identity_info": {"first_name": "Ada"},
        "routing_profile_id": routing(),
        "security_profile_ids": [security()],
        "tags": {"site": "London"},
    }
    assert entry == {
        "type": "pulumi-python:dynamic/connect:ConnectUser",
        "name": "ana",
        "id": f"{MANAGED}:{user_id}",
        "inputs": held,
        "outputs": {**held, "tags_all": {"site": "London"}, "user_id": user_id, "arn": arn},
    }
    assert (done.status, done.said.splitlines()) == (
        0,
        [
            "1 user is to be imported",
            "1 user differs from the roster: imported all the same, and the next `pulumi up` changes them",
        ],
    )


def test_import_leaves_out_who_is_not_there(place: Place, command: Command, tmp_path: Path) -> None:
    """A row that Connect doesn't have is counted; users without a row aren't touched."""
    place.make_user("ana")
    place.make_user("elsewhere")
    done = command("import", write(tmp_path, "name: ANA", "name: ben"), "--instance", MANAGED)
    assert (list(entries(done.result)), done.said.splitlines()) == (
        ["ANA"],
        [
            "1 user is to be imported",
            "1 row names nobody in Connect: the next `pulumi up` makes them",
        ],
    )


def test_import_reads_one_by_one_only_what_listings_do_not_show(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """Of thirty users, only the two whose rows manage an e-mail address are described."""
    for number in range(30):
        place.make_user(f"agent{number}", IdentityInfo={"FirstName": "A", "LastName": "B", "Email": "a@b.de"})
    rows = [f"name: agent{number}, first_name: A" for number in range(28)]
    rows += [f"name: agent{number}, email: a@b.de" for number in (28, 29)]
    place.server.reset_calls()
    done = command("import", write(tmp_path, *rows), "--instance", MANAGED)
    assert (done.said, Counter(place.called())) == (
        "30 users are to be imported\n",
        {
            "DescribeInstance": 1,
            "ListRoutingProfiles": 1,
            "ListSecurityProfiles": 1,
            "ListUsers": 1,
            "SearchUsers": 1,
            "DescribeUser": 2,
        },
    )


def test_import_leaves_out_who_is_deleted_meanwhile(place: Place, command: Command, tmp_path: Path) -> None:
    """A user that goes between the listing and its own reading is told, and isn't in the file."""
    user_id = place.make_user("ana")
    place.make_user("ben")
    gone = {"operation": "DescribeUser", "code": "ResourceNotFoundException", "status": 404}
    place.server.faults([gone])
    done = command("import", write(tmp_path, "name: ana, email: a@b.de", "name: ben"), "--instance", MANAGED)
    assert (list(entries(done.result)), done.said.splitlines()) == (
        ["ben"],
        [
            f"user {user_id} was deleted in the meantime, and is left out",
            "1 user is to be imported",
            "1 row names nobody in Connect: the next `pulumi up` makes them",
        ],
    )


def test_import_of_a_stack_with_fleets_makes_fleets(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the stack has fleets, these are imported, each with its users."""
    for number in range(6):
        place.make_user(f"agent{number}")
    write_stack(
        tmp_path,
        f"  connect:instanceId: {MANAGED}\n  connect:fleet: 2\n"
        "  connect:initialPassword:\n    secure: v1:abc\n",
    )
    monkeypatch.chdir(tmp_path)
    roster = write(tmp_path, *(f"name: agent{number}" for number in range(6)))
    done = command("import", roster, "--stack", "london")
    found = entries(done.result)
    users = [name for entry in found.values() for name in entry["outputs"]["users"]]
    assert (list(found), sorted(users)) == (
        ["users-1", "users-2"],
        [f"agent{number}" for number in range(6)],
    )
    assert {entry["type"] for entry in found.values()} == {"pulumi-python:dynamic/connect:ConnectUsers"}


def test_import_of_a_roster_with_problems_lists_them_all(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """Problems of the file and names that Connect doesn't have stand in one list, and nothing is written."""
    file = write(tmp_path, "name: ana, phone_type: SOFT", "name: ben, hierarchy_group: Nowhere")
    out = tmp_path / "out.json"
    done = command("import", file, "--instance", MANAGED, "--output", str(out))
    lines = done.said.splitlines()
    assert (done.status, done.result, out.exists(), lines[0]) == (
        2,
        "",
        False,
        "import: 2 problems in the roster; nothing was changed:",
    )
    assert [line.split(": ")[1] for line in lines[1:]] == ["phone_type", "hierarchy_group"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        pytest.param([], "no Amazon Connect instance: name one with --instance", id="no instance"),
        pytest.param(["--instance", "nobody"], "instance 'nobody' was not found in region", id="alias"),
    ],
)
def test_import_that_cannot_ask_tells_what_is_known_of_the_roster(
    place: Place, command: Command, tmp_path: Path, options: list[str], why: str
) -> None:
    """The problems of the file are listed all the same, and the last line says what couldn't be checked."""
    done = command("import", write(tmp_path, "name: ana, mobile: '12'", "name: ben, e-mail: x"), *options)
    lines = done.said.splitlines()
    assert (done.status, done.result, len(lines), lines[0]) == (
        2,
        "",
        4,
        "import: 2 problems in the roster; nothing was changed:",
    )
    assert lines[3].startswith(f"not all names of profiles and groups could be checked: {why}")


def test_import_of_a_user_whom_up_would_replace_is_refused(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """Another directory user would be deleted and made again by the next update: that is an error here."""
    place.make_user("ana", DirectoryUserId="S-1-5-1")
    file = write(tmp_path, "name: ana, directory_user_id: S-1-5-2")
    done = command("import", file, "--instance", MANAGED)
    assert (done.status, done.result, done.said) == (
        2,
        "",
        "import: user ana can't be imported: its directory_user_id isn't the roster's, and Connect can't "
        "change it; mend the roster\n",
    )


def test_import_lists_more_problems_than_the_engine_shows(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """A program's error lists the first hundred; a command's list is whole."""
    file = write(tmp_path, *(f"name: a{number}, mobile: '12'" for number in range(150)))
    done = command("import", file, "--instance", MANAGED)
    assert (done.status, done.result, done.said.count(": mobile: ")) == (2, "", 150)
