"""Find the operation that a request's method and path mean.

botocore's model gives each operation a template such as ``/users/{InstanceId}/{UserId}``, in which a
parameter stands for exactly one segment of the path: clients escape a slash inside a value. Moto's router
lets the last parameter span slashes, so a path of one operation would mean another with a shorter path.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import unquote

from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel
from moto.core.request import Request

from .exceptions import UnknownOperationException

Segments = tuple[str, ...]
Shape = tuple[str, int]
"""An HTTP method, and the number of segments."""


@dataclass(frozen=True, slots=True)
class _Template:
    """Hold an operation's path, split at its slashes."""

    operation: str
    segments: Segments

    def parameters(self, path: Segments) -> dict[str, str] | None:
        """Give the parameters in a path of as many segments, or None if another operation is meant."""
        pairs = list(zip(self.segments, path, strict=True))
        if any(segment != given for segment, given in pairs if not _is_parameter(segment)):
            return None
        return {segment[1:-1]: unquote(given) for segment, given in pairs if _is_parameter(segment)}

    def order(self) -> tuple[bool, ...]:
        """Sort a template with fixed text before one that takes any text in its place."""
        return tuple(_is_parameter(segment) for segment in self.segments)


class Router:
    """Match requests with the served operations."""

    def __init__(self, served: Collection[str]) -> None:
        """Build the templates of the served operations."""
        description = _description()
        operations = {name: description["operations"][name] for name in served}
        self._model = ServiceModel({**description, "operations": operations}, "connect")
        self._served = _by_shape(operations)

    def match(self, request: Request) -> tuple[OperationModel, Mapping[str, str]]:
        """Give the operation and the parameters in the path.

        Raises:
            UnknownOperationException: Connect has no such path, or the local Connect doesn't serve it.
        """
        found = _find(self._served, request)
        if found is not None:
            name, parameters = found
            return self._model.operation_model(name), parameters
        other = _find(_every_template(), request)
        what = "this path" if other is None else other[0]
        raise UnknownOperationException(f"The local Connect doesn't serve {what}")


def _find(templates: Mapping[Shape, list[_Template]], request: Request) -> tuple[str, dict[str, str]] | None:
    path = _segments(request.raw_path)
    for template in templates.get((request.method, len(path)), ()):
        parameters = template.parameters(path)
        if parameters is not None:
            return template.operation, parameters
    return None


def _by_shape(operations: Mapping[str, Any]) -> dict[Shape, list[_Template]]:
    found: dict[Shape, list[_Template]] = {}
    for name, operation in operations.items():
        template = _Template(name, _segments(operation["http"]["requestUri"]))
        found.setdefault((operation["http"]["method"], len(template.segments)), []).append(template)
    return {shape: sorted(templates, key=_Template.order) for shape, templates in found.items()}


def _segments(path: str) -> Segments:
    """Split a path; a slash at its end means nothing."""
    return tuple(path.strip("/").split("/"))


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


@cache
def _description() -> dict[str, Any]:
    return cast(dict[str, Any], Loader().load_service_model("connect", "service-2"))


@cache
def _every_template() -> dict[Shape, list[_Template]]:
    return _by_shape(_description()["operations"])
