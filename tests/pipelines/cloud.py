"""AWS for the pipelines: a local Connect, and in the same process moto's S3, KMS, IAM and STS."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import boto3

from tests.pipelines.jobs import FOLDER
from tools.local_connect import MANAGED, REGION, LocalConnect
from tools.stack import ROOT

BUCKET = "meridian-state"
PREFIX = "connect"
INSTANCE = f"arn:aws:connect:{REGION}:123456789012:instance/{MANAGED}"
ROLES = {"review": ("--read-only",), "deploy": ("--read-only", "--roster")}
"""What iam-policy is asked for, a policy each, by role."""
PROJECT = "connect-users"


class Cloud:
    """Hold the bucket, the key and the two roles, with the policies that the folder and the commands give."""

    def __init__(self, connect: LocalConnect) -> None:
        """Make them where all is served."""
        self.connect, self.url = connect, connect.url
        self.sessions: dict[str, dict[str, str]] = {}
        self.as_admin = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        self.key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        self.client("s3").create_bucket(Bucket=BUCKET)
        self.roles = {name: self._role(name, options) for name, options in ROLES.items()}
        self.backend = f"s3://{BUCKET}/{PREFIX}?region={REGION}&ssetype=aws:kms&kmskeyid={self.key}"
        self.backend += f"&endpoint={self.url}&s3ForcePathStyle=true"

    def client(self, service: str, role: str | None = None) -> Any:
        """Make a client that is a role, or the administrator while moto lets everybody do everything."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            **(self.session(role) if role else self.as_admin),
        )

    def _role(self, name: str, options: Sequence[str]) -> str:
        iam = self.client("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(f"trust-github-{name}.json"))
        state = document(f"state-{name}.json").replace("STATE_BUCKET", f"{BUCKET}/{PREFIX}")
        state = state.replace(f'"arn:aws:s3:::{BUCKET}/{PREFIX}"', f'"arn:aws:s3:::{BUCKET}"')
        # Of KMS, moto knows the action alone, and asks for it on every resource.
        for number, policy in enumerate([state.replace("KEY_ARN", "*"), *map(connect_policy, options)]):
            iam.put_role_policy(RoleName=name, PolicyName=f"policy-{number}", PolicyDocument=policy)
        return str(made["Role"]["Arn"])

    def enforce(self) -> None:
        """Let moto hold every call from now on against the policies of who makes it."""
        self.sessions = {name: self._assume(arn) for name, arn in self.roles.items()}
        url, text = f"{self.url}/moto-api/reset-auth", {"Content-Type": "text/plain"}
        request = urllib.request.Request(url, data=b"0", headers=text, method="POST")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310 - on loopback

    def bucket(self) -> Any:
        """Make a client of S3 that may do with the state what the tests want."""
        return self.client("s3", "deploy" if self.sessions else None)

    def session(self, role: str) -> dict[str, str]:
        """Return the credentials of a role, as arguments of boto3."""
        return self.sessions[role]

    def _assume(self, role: str) -> dict[str, str]:
        answer = self.client("sts").assume_role_with_web_identity(
            RoleArn=role, RoleSessionName="pipeline", WebIdentityToken="a token of the forge"
        )["Credentials"]
        return {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        }

    def users(self) -> dict[str, dict[str, Any]]:
        """Read the users that Connect has, by name."""
        boto = self.connect.boto()
        found = boto.list_users(InstanceId=MANAGED)["UserSummaryList"]
        described = (boto.describe_user(InstanceId=MANAGED, UserId=user["Id"])["User"] for user in found)
        return {user["Username"]: user for user in described}


@contextmanager
def served_cloud() -> Iterator[Cloud]:
    """Serve AWS without a user in a process of its own: what moto holds against policies, it does for all."""
    with LocalConnect() as connect:
        connect.delete_users()
        yield Cloud(connect)


def connect_policy(option: str) -> str:
    """Make a policy as the README says."""
    command = [sys.executable, "-m", "connect_resources", "iam-policy", "--instance", INSTANCE, option]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def document(name: str) -> str:
    """Read a policy of the folder."""
    text = (FOLDER / "policies" / name).read_text(encoding="utf-8")
    json.loads(text)
    return text
