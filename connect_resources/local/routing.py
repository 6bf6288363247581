"""Find the operation that a request's method and path mean.

Moto's router does this from botocore's model. Connect has 405 operations there, and every rule costs time, at
the start and with each request, so this one is given a model of the served operations alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel
from moto.core.request import Request
from moto.core.routing import ServiceOperationRouter, get_service_router
from werkzeug.exceptions import NotFound

from .exceptions import UnknownOperationException


class Router:
    """Match requests with the served operations."""

    def __init__(self, served: Collection[str]) -> None:
        """Build the rules of the served operations."""
        description = Loader().load_service_model("connect", "service-2")
        operations = {name: description["operations"][name] for name in served}
        self._router = ServiceOperationRouter(
            ServiceModel({**description, "operations": operations}, "connect")
        )
        self._router.match(Request.from_primitives("GET", "http://localhost/instance", {}))  # builds its map

    def match(self, request: Request) -> tuple[OperationModel, Mapping[str, str]]:
        """Give the operation and the parameters in the path.

        Raises:
            UnknownOperationException: Connect has no such path, or the local Connect doesn't serve it.
        """
        try:
            return self._router.match(request)
        except NotFound:
            what = _name_of(request) or "this path"
        raise UnknownOperationException(f"The local Connect doesn't serve {what}")


def _name_of(request: Request) -> str | None:
    """Name an operation of Connect that isn't served."""
    try:
        operation, _ = _all_operations().match(request)
    except NotFound:
        return None
    return str(operation.name)


@cache
def _all_operations() -> ServiceOperationRouter:
    return get_service_router("connect")
