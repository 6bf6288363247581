"""A program of the Automation API, which runs again and again in one process."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.engine.story import Story
from tools.local_connect import LocalConnect
from tools.stack import VENV

REGION = "eu-in-process-1"
PROGRAM = """
import json
import os

import boto3
import pulumi
from pulumi import automation

from connect_resources import get_user, get_users
from tools.local_connect import MANAGED


def program():
    names = sorted(found.name for found in get_users(MANAGED))
    pulumi.export("users", [[name, get_user(name, MANAGED).user_id] for name in names])


connect = boto3.client("connect")
first = connect.list_users(InstanceId=MANAGED)["UserSummaryList"][0]
profile = connect.describe_user(InstanceId=MANAGED, UserId=first["Id"])["User"]
stack = automation.create_stack("local", project_name="in-process", program=program)
seen = []
for name in ("bob", "cleo"):
    seen.append(stack.up().outputs["users"].value)
    connect.create_user(
        InstanceId=MANAGED,
        Username=name,
        Password="Correct-h0rse",
        IdentityInfo={"FirstName": "Ada", "LastName": "Okafor"},
        PhoneConfig={"PhoneType": "SOFT_PHONE"},
        RoutingProfileId=profile["RoutingProfileId"],
        SecurityProfileIds=profile["SecurityProfileIds"],
    )
print(json.dumps(seen))
"""


def test_second_run_in_one_process_sees_what_was_made_since_the_first(
    shared_connect: LocalConnect, tmp_path: Path
) -> None:
    """Each run lists the users once, and finds those of its own time."""
    story = Story(shared_connect, REGION, tmp_path, "")
    ada = story.make_user("ada")
    story.connect.reset_calls()
    seen = run(story)
    listings = Counter(call["operation"] for call in story.connect.calls())["ListUsers"]
    assert seen == [[["ada", ada]], [["ada", ada], ["bob", story.user_ids()["bob"]]]]
    of_the_script = 1
    assert listings == of_the_script + len(seen)


def run(story: Story) -> Any:
    """Run the program in a process of its own; what it prints."""
    command = [str(VENV / "bin/python"), "-c", PROGRAM]
    found = subprocess.run(
        command, cwd=VENV.parent, env=story.stack.environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)
