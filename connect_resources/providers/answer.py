"""Answers that the SDK has no way to give: one clean line, half a result, a line on the resource's own line.

Each of them is feature-tested where it is used, and without it the engine shows what it showed before. See
docs/decisions/0014-answers-beside-the-sdk.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any, Final, Protocol

import grpc  # type: ignore[import-untyped]  # gRPC has no types
import pulumi.runtime.proto as proto
from google.protobuf.any_pb2 import Any as Packed  # type: ignore[import-untyped]  # nor have its messages
from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, status_pb2

_VERB_DEPTH: Final = 12
"""How far below a verb of the SDK's servicer the code of this package runs, at most."""

_UNKNOWN: Final = grpc.StatusCode.UNKNOWN.value[0]
_DETAILS: Final = "grpc-status-details-bin"


class Context(Protocol):
    """What is used of gRPC's context of a call."""

    def set_trailing_metadata(self, metadata: tuple[tuple[str, bytes], ...]) -> None: ...  # noqa: D102


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(2)
    for _ in range(_VERB_DEPTH):
        if frame is None:
            return
        yield frame
        frame = frame.f_back


def find_urn() -> str:
    """Return the URN of the resource that the engine asks for; "" where this SDK doesn't show it.

    The SDK hands a dynamic provider everything of a request but that, so it is read where it stands: in the
    frame of the servicer's verb. What depends on it errs on the side of leaving a user alone without it.
    """
    for frame in _frames():
        found = getattr(frame.f_locals.get("request"), "urn", None)
        if isinstance(found, str):
            return found
    return ""


def find_context() -> Context | None:
    """Return gRPC's context of the call that a verb answers; None where this SDK doesn't show it."""
    for frame in _frames():
        found = frame.f_locals.get("context")
        if hasattr(found, "set_trailing_metadata") and hasattr(found, "abort"):
            return found
    return None


def answer_plainly(context: Context | None, message: str) -> None:
    """Let the engine show a message alone, in place of the traceback that the SDK sends."""
    if context is not None:
        _send(context, status_pb2.Status(code=_UNKNOWN, message=message))


def answer_in_part(
    context: Context, id_: str, outputs: Mapping[str, Any], provider: str, reasons: list[str]
) -> None:
    """Let the engine save outputs although the verb fails, and show a line for each reason.

    Args:
        context: of the call that is answered.
        id_: the resource's id.
        outputs: what the state is to hold.
        provider: the serialized provider, as the call gave it.
        reasons: what failed.
    """
    properties = _serialize({**outputs, PROVIDER_KEY: provider})
    failed = provider_pb2.ErrorResourceInitFailed(id=id_, properties=properties, reasons=reasons)
    details = Packed()
    details.Pack(failed)
    _send(context, status_pb2.Status(code=_UNKNOWN, message=reasons[0], details=[details]))


def _send(context: Context, status: Any) -> None:
    context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))


def _serialize(outputs: Mapping[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(dict(outputs), {}))
    finally:
        loop.close()


@functools.cache
def _engine() -> Any:
    """Return the engine's log service, whose address is the provider's last argument; None without one."""
    address = sys.argv[-1]
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        return None
    return engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))


_LOG_SECONDS: Final = 5.0
"""How long a line waits for an engine that is busy."""


def log_to(urn: str, otherwise: Callable[[str], None]) -> Callable[[str], None]:
    """Return what says a line on a resource's own line of the engine's display.

    Args:
        urn: the resource's.
        otherwise: takes the line where the engine doesn't.
    """

    def say(line: str) -> None:
        engine = _engine() if urn else None
        if engine is None:
            otherwise(line)
            return
        try:
            request = engine_pb2.LogRequest(severity=engine_pb2.INFO, message=line, urn=urn)
            engine.Log(request, timeout=_LOG_SECONDS)
        except grpc.RpcError:
            otherwise(line)

    return say


_paths = threading.local()


def detail(paths: Mapping[str, str]) -> None:
    """Let the engine show exactly these properties as changed, in the diff that this thread answers.

    Args:
        paths: how each property changes (``add``, ``update``, ``delete``, with ``-replace``), by its path.
    """
    _wrap_diffs()
    _paths.found = dict(paths)


_KINDS: Final = {
    "add": "ADD",
    "add-replace": "ADD_REPLACE",
    "delete": "DELETE",
    "delete-replace": "DELETE_REPLACE",
    "update": "UPDATE",
    "update-replace": "UPDATE_REPLACE",
}


class _Detailed:
    """Stand for the class of the answer to Diff that the SDK makes, and add the paths of this thread."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)

    def __call__(self, **fields: Any) -> Any:
        paths, _paths.found = getattr(_paths, "found", None), None
        if paths:
            kinds = provider_pb2.PropertyDiff.Kind
            fields["detailedDiff"] = {
                path: provider_pb2.PropertyDiff(kind=kinds.Value(_KINDS[how])) for path, how in paths.items()
            }
            fields["hasDetailedDiff"] = True
        return self._original(**fields)


@functools.cache
def _wrap_diffs() -> None:
    with contextlib.suppress(AttributeError, TypeError):
        proto.DiffResponse = _Detailed(proto.DiffResponse)  # type: ignore[misc, assignment]  # no other way
