"""What the pipeline keeps beside the state: previews that were reviewed, and which run took the lock.

STACK names the stack, PULUMI_BACKEND_URL the bucket. All lies under ``pipelines/PROJECT/STACK/``, and none of
it is ever an artifact of the forge: a preview holds personal data.

keep PREVIEW.json   keep a preview as the reviewed one of the files that are checked out
fetch FILE          write the reviewed preview of the files that are checked out; 1 if there is none
claim PID           note that this process is about to take the stack's lock
free                delete the lock of the process that the last claim names; 1 if anybody else has one
"""

from __future__ import annotations

import json
import os
import pwd
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import yaml

STARTS_WITHIN = timedelta(minutes=10)
"""How long after its claim a run may take the lock."""
WHO = ("username", "hostname", "pid")


class Stop(Exception):  # noqa: N818 - it is an answer
    """Say in one line why the pipeline goes no further."""


@dataclass(frozen=True)
class Bucket:
    """Hold where the state of a stack lies."""

    s3: Any
    name: str
    prefix: str
    encryption: dict[str, str]
    place: str

    def key(self, *parts: str) -> str:
        """Name an object of the pipeline."""
        return "/".join([*filter(None, [self.prefix]), "pipelines", self.place, *parts])

    def read(self, key: str) -> bytes | None:
        """Read an object; None if there is none."""
        try:
            answer: bytes = self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None
        return answer

    def write(self, key: str, content: bytes) -> None:
        """Write an object, encrypted as the state is."""
        self.s3.put_object(Bucket=self.name, Key=key, Body=content, **self.encryption)

    def locks(self) -> dict[str, dict[str, Any]]:
        """Read the locks that the engine keeps of this stack, by key."""
        folder = "/".join([*filter(None, [self.prefix]), ".pulumi/locks/organization", self.place, ""])
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=folder)
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        found = {key: self.read(key) for key in keys}
        return {key: json.loads(content) for key, content in found.items() if content is not None}


def main(command: str, *arguments: str) -> None:
    """Run a command."""
    {"keep": keep, "fetch": fetch, "claim": claim, "free": free}[command](open_bucket(), *arguments)


def open_bucket() -> Bucket:
    """Find the bucket as the engine does."""
    backend = urlsplit(os.environ["PULUMI_BACKEND_URL"])
    if backend.scheme != "s3":
        raise Stop("PULUMI_BACKEND_URL has to be s3://BUCKET?region=REGION")
    options = {name: values[0] for name, values in parse_qs(backend.query).items()}
    s3 = boto3.client("s3", region_name=options.get("region"), endpoint_url=options.get("endpoint"))
    members = {"ssetype": "ServerSideEncryption", "kmskeyid": "SSEKMSKeyId"}
    encryption = {member: options[option] for option, member in members.items() if option in options}
    project = yaml.safe_load(Path("Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    place = f"{project}/{os.environ['STACK']}"
    return Bucket(s3, backend.netloc, backend.path.strip("/"), encryption, place)


def reviewed(bucket: Bucket) -> str:
    """Name the reviewed preview of what is checked out: a merge has the reviewed content, or it hasn't."""
    command = ["git", "rev-parse", "--verify", "HEAD^{tree}"]
    tree = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return bucket.key("reviewed", f"{tree}.json")


def keep(bucket: Bucket, file: str) -> None:
    """Keep a preview as the reviewed one."""
    bucket.write(reviewed(bucket), Path(file).read_bytes())


def fetch(bucket: Bucket, file: str) -> None:
    """Write the reviewed preview to a file."""
    content = bucket.read(reviewed(bucket))
    if content is None:
        raise Stop(
            "no preview of exactly these files was reviewed and passed: something else was merged in "
            "between, or nothing was reviewed. Bring a merge request that is up to date with the main branch"
        )
    Path(file).write_bytes(content)


def claim(bucket: Bucket, pid: str) -> None:
    """Note who is about to take the lock, in the words that the engine writes into it."""
    content = {**myself(), "pid": int(pid), "timestamp": datetime.now(UTC).isoformat()}
    bucket.write(bucket.key("claim.json"), json.dumps(content).encode())


def myself() -> dict[str, str]:
    """Name this user on this machine, as the engine does."""
    try:
        username = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        username = os.environ.get("USER", "")
    return {"username": username, "hostname": socket.gethostname()}


def free(bucket: Bucket) -> None:
    """Delete the locks of this pipeline's own last run, which is over: only one runs at a time."""
    content = bucket.read(bucket.key("claim.json"))
    claimed = None if content is None else json.loads(content)
    locks = bucket.locks()
    foreign = [lock for lock in locks.values() if claimed is None or not is_of(lock, claimed)]
    if foreign:
        who = "; ".join(f"{lock['username']}@{lock['hostname']} (pid {lock['pid']})" for lock in foreign)
        raise Stop(
            f"the stack is locked by {who}: that is no run of this pipeline. End it, or pulumi cancel there"
        )
    for key in locks:
        bucket.s3.delete_object(Bucket=bucket.name, Key=key)
        print(f"freed the lock of this pipeline's earlier run, which was killed: {key}")


def is_of(lock: dict[str, Any], claimed: dict[str, Any]) -> bool:
    """Tell whether a lock was taken by the process that a claim names."""
    taken, due = (datetime.fromisoformat(item["timestamp"]) for item in (lock, claimed))
    return all(lock[part] == claimed[part] for part in WHO) and due <= taken <= due + STARTS_WITHIN


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Stop as stop:
        sys.exit(f"{sys.argv[1]}: {stop}")
