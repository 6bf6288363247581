"""How the engine keeps its state: compressed or plain, with backups or without, in files and on S3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from bench.common import LATENCY_MS, Say, Sizes
from bench.engine import Measure, Project
from bench.latency import FarAway
from bench.results import Row
from tools.local_connect import LocalConnect

WAYS: dict[str, dict[str, str]] = {
    "as it is": {},
    "gzip": {"PULUMI_DIY_BACKEND_GZIP": "true"},
    "zstd": {"PULUMI_DIY_BACKEND_ZSTD": "true"},
    "no backups": {"PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true"},
}
"""What is set, beside what isn't; the first is the baseline."""

KINDS = {"users": "single users", "fleets": "one fleet"}
BUCKET, REGION = "bench-state", "us-east-1"
PATIENCE = 3600
MOST_BYTES = {"gzip": 0.2, "zstd": 0.2}
"""What a way that compresses leaves of the bytes, at most."""


@dataclass(frozen=True, slots=True)
class Backend:
    """Say where a state is kept.

    Attributes:
        variables: that lead the engine there.
        sizes: gives the bytes of each file that is kept there.
        sent: gives the bytes that were sent there so far; 0 where it isn't counted.
    """

    variables: Mapping[str, str]
    sizes: Callable[[], Mapping[str, int]]
    sent: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold what one way to keep the state took and came to.

    Attributes:
        created: the run that made all users.
        unchanged: the run that changed nothing after it.
        state: bytes of the state itself.
        all: bytes of all that the two runs left in the backend.
        sent: bytes that were sent to the backend, where that is counted.
    """

    created: Measure
    unchanged: Measure
    state: int
    all: int
    sent: int


def state(sizes: Sizes, say: Say) -> list[Row]:
    """Measure each way to keep the state of single users and of a fleet, on both backends."""
    rows: list[Row] = []
    for place, made in (("files", _files), ("S3", _bucket)):
        for kind, words in KINDS.items():
            found = {}
            for way, variables in WAYS.items():
                say(f"{sizes.state:,} users, {words}, state in {place}, {way}")
                found[way] = _kept(made, kind, sizes.state, variables)
            rows += _rows(f"{sizes.state:,} users, {words}, {place}", found)
    return rows


def _kept(made: Callable[..., Any], kind: str, count: int, variables: Mapping[str, str]) -> Kept:
    with LocalConnect() as connect, TemporaryDirectory(prefix="bench-") as name, made(Path(name)) as backend:
        led = {**connect.environment(REGION), **backend.variables, **variables}
        project = Project(Path(name) / "stack", kind, skip=False, variables=led)
        project.stack.patience = PATIENCE
        project.set({"BENCH_COUNT": str(count), "BENCH_FLEET": str(count)})
        created, unchanged = project.up(), project.up()
        left = backend.sizes()
        return Kept(created, unchanged, _state_itself(left), sum(left.values()), backend.sent())


def _state_itself(sizes: Mapping[str, int]) -> int:
    (found,) = [size for name, size in sizes.items() if _is_state(name)]
    return found


def _is_state(name: str) -> bool:
    return "/stacks/" in name and not name.endswith((".bak", ".attrs"))


@contextmanager
def _files(folder: Path) -> Iterator[Backend]:
    """Keep the state where a stack keeps it that is told nothing."""
    top = folder / "stack" / "state"

    def sizes() -> dict[str, int]:
        return {str(file): file.stat().st_size for file in top.rglob("*") if file.is_file()}

    yield Backend({}, sizes, lambda: 0)


@contextmanager
def _bucket(_: Path) -> Iterator[Backend]:
    """Keep the state in a bucket whose answers take their time."""
    with LocalConnect() as server, FarAway(int(server.url.rpartition(":")[2]), LATENCY_MS / 1000) as far:
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        client = boto3.client("s3", region_name=REGION, endpoint_url=server.url, **keys)
        client.create_bucket(Bucket=BUCKET)

        def sizes() -> dict[str, int]:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
            return {item["Key"]: item["Size"] for page in pages for item in page["Contents"]}

        options = f"endpoint=http://127.0.0.1:{far.port}&s3ForcePathStyle=true&region={REGION}"
        yield Backend({"PULUMI_BACKEND_URL": f"s3://{BUCKET}?{options}"}, sizes, lambda: far.sent)


def _rows(name: str, found: Mapping[str, Kept]) -> Iterator[Row]:
    """Compare each way with the first."""
    first, *others = found
    plain = found[first]
    for way in others:
        ours = found[way]
        row = partial(Row, note=first, details={"ours": ours, "baseline": plain})
        for verb in ("created", "unchanged"):
            run, beside = getattr(ours, verb), getattr(plain, verb)
            title = f"{name}, {way}: {'create' if verb == 'created' else 'no change'}"
            yield row(bench=title, ours=run.seconds, baseline=beside.seconds, bar=None, unit="s")
            processor = f"{title}, processor time"
            yield row(bench=processor, ours=run.processor, baseline=beside.processor, bar=None, unit="s")
        for figure, words, bar in (
            ("state", "state", MOST_BYTES.get(way)),
            ("all", "all that is kept", MOST_BYTES.get(way)),
            ("sent", "sent", None),
        ):
            if getattr(plain, figure):
                kilo = [getattr(kept, figure) / 1000 for kept in (ours, plain)]
                yield row(bench=f"{name}, {way}: {words}", ours=kilo[0], baseline=kilo[1], bar=bar, unit="kB")
