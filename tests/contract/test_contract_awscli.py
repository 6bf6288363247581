"""The same server, driven by the AWS command line as a separate process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.local_server import MANAGED, PASSWORD, SAML, LocalServer, Place

REFUSED = 255


class CommandLine:
    """Run ``aws connect`` against a server."""

    def __init__(self, server: LocalServer, region: str, home: Path) -> None:
        """Give it credentials, and a home without any settings."""
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": "contract",
            "AWS_SECRET_ACCESS_KEY": "contract",
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL_CONNECT": server.url,
            "AWS_MAX_ATTEMPTS": "1",
        }

    def run(self, operation: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return subprocess.run(
            [sys.executable, "-m", "awscli", "connect", operation, *options, "--output", "json"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, operation: str, *options: str) -> Any:
        """Run one command that is to succeed, and give its answer."""
        done = self.run(operation, *options)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout) if done.stdout else None


@pytest.fixture
def aws(place: Place, tmp_path: Path) -> CommandLine:
    """Give a command line for the test's region."""
    return CommandLine(place.server, place.region, tmp_path)


def test_awscli_leads_a_user_through_its_life(aws: CommandLine, place: Place) -> None:
    """Create, describe, update, untag and delete work from the command line as from boto3."""
    created = aws.read(
        *("create-user", "--instance-id", MANAGED, "--username", "zoë", "--password", PASSWORD),
        *("--identity-info", "FirstName=Zoë,LastName=Müller"),
        *("--phone-config", "PhoneType=DESK_PHONE,DeskPhoneNumber=+442071838750"),
        *("--security-profile-ids", *place.profile_ids("Agent", "Supervisor")),
        *("--routing-profile-id", place.routing_profile_id("London Claims")),
        *("--tags", "team=claims"),
    )
    user = ("--instance-id", MANAGED, "--user-id", created["UserId"])
    described = aws.read("describe-user", *user)["User"]
    assert {**described, "LastModifiedTime": None} == {
        **place.describe(created["UserId"]),
        "LastModifiedTime": None,
    }
    aws.read("update-user-identity-info", *user, "--identity-info", "FirstName=Zoe,LastName=Miller")
    aws.read("untag-resource", "--resource-arn", created["UserArn"], "--tag-keys", "team")
    shown = place.describe(created["UserId"])
    assert (shown["IdentityInfo"], "Tags" in shown) == ({"FirstName": "Zoe", "LastName": "Miller"}, False)
    aws.read("delete-user", *user)
    assert place.client.list_users(InstanceId=MANAGED)["UserSummaryList"] == []


def test_awscli_follows_pages_by_itself(aws: CommandLine) -> None:
    """Its paginator puts the pages of a listing together."""
    listed = aws.read("list-routing-profiles", "--instance-id", MANAGED, "--page-size", "4")
    assert len(listed["RoutingProfileSummaryList"]) == 25


@pytest.mark.parametrize(
    ("operation", "options", "error"),
    [
        (
            "describe-user",
            ("--instance-id", MANAGED, "--user-id", "nobody"),
            "An error occurred (ResourceNotFoundException) when calling the DescribeUser operation: "
            f"User not found in instance {MANAGED}",
        ),
        (
            "get-federation-token",
            ("--instance-id", SAML),
            "An error occurred (UserNotFoundException) when calling the GetFederationToken operation: ",
        ),
    ],
)
def test_awscli_shows_errors_with_code_and_message(
    aws: CommandLine, operation: str, options: tuple[str, ...], error: str
) -> None:
    """An error arrives with its code and the server's message."""
    done = aws.run(operation, *options)
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert error in done.stderr
