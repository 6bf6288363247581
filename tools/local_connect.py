"""A local Connect in a process of its own, for the demo and for tests on the engine."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[1]
MANAGED = "7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
SAML = "c41f8e07-6a2d-4b93-8e15-90d3f7c2b5a8"
REGION = "us-east-1"
PROGRAM = (sys.executable, "-m", "connect_resources")
REGIONS = ("--region", "every")
"""Tests keep apart by region."""
STOP_SECONDS = 10
MUTATING = ("Create", "Update", "Delete", "Associate", "Disassociate", "Tag", "Untag")


class LocalConnect:
    """Run ``python -m connect_resources local`` on a free port until stopped."""

    def __init__(self, *options: str, program: Sequence[str] = PROGRAM, folder: Path = ROOT) -> None:
        """Start the server with its command's options, and wait until it serves.

        Args:
            options: of the command.
            program: the command line; left out, the checkout's.
            folder: where it runs.

        Raises:
            RuntimeError: it ended without serving; the message holds what it wrote.
        """
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by stop()
        command = [*program, "local", "--port", "0", *REGIONS, *options]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        greeting = self._process.stdout.readline().split()
        if not greeting:
            raise RuntimeError(f"the local Connect didn't start:\n{self.stop()}")
        self.url = greeting[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def process_id(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    def stop(self) -> str:
        """End the server, and give what it wrote to its standard error."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._errors.seek(0)
        with self._errors as errors:
            return errors.read()

    def boto(self, region: str = REGION) -> Any:
        """Make a boto3 client of it that never retries."""
        return boto3.client(
            "connect",
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - opens nothing
            config=Config(retries={"total_max_attempts": 1}),
        )

    def environment(self, region: str = REGION) -> dict[str, str]:
        """Give the environment variables that lead any AWS client here."""
        return {
            "AWS_ENDPOINT_URL_CONNECT": self.url,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
        }

    def delete_users(self) -> None:
        """Delete every user of both instances."""
        client = self.boto()
        for instance in (MANAGED, SAML):
            for page in client.get_paginator("list_users").paginate(InstanceId=instance):
                for user in page["UserSummaryList"]:
                    client.delete_user(InstanceId=instance, UserId=user["Id"])

    def calls(self) -> list[dict[str, Any]]:
        """List the calls since the last reset, oldest first."""
        calls: list[dict[str, Any]] = self._control("GET", "calls")
        return calls

    def mutating_calls(self) -> list[str]:
        """List the operations called since the last reset that change something, oldest first."""
        return [call["operation"] for call in self.calls() if call["operation"].startswith(MUTATING)]

    def reset_calls(self) -> None:
        """Forget the calls so far."""
        self._control("DELETE", "calls")

    def faults(self, faults: Sequence[dict[str, Any]]) -> None:
        """Let the next calls of some operations fail; docs/local-connect.md tells how."""
        self._control("POST", "faults", list(faults))

    def clear_faults(self) -> None:
        """Let every call succeed again."""
        self._control("DELETE", "faults")

    def _control(self, method: str, path: str, content: object = None) -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.url}/_local/{path}", data=body, method=method)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - on loopback
            text = answer.read()
        return json.loads(text) if text else None
