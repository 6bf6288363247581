"""The way of a request: to Connect, to the control paths, or to one of moto's own services."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from moto.core.exceptions import ServiceException
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from pydantic import ValidationError
from werkzeug.wrappers import Response

from .calls import Call
from .exceptions import Answer, ThrottlingException, UnknownOperationException, error_answer
from .faults import FAULTS, Fault
from .models import connect_backends
from .responses import SERVED, ConnectResponse
from .routing import Router
from .settings import Runtime

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

REQUEST_ID_HEADER = "x-amzn-RequestId"
CONTROL_PREFIX = "/_local/"
CALLS_PATH, FAULTS_PATH = f"{CONTROL_PREFIX}calls", f"{CONTROL_PREFIX}faults"
_SIGNED_FOR_CONNECT = re.compile(r"Credential=[^,\s]+/connect/aws4_request")
_ARN = re.compile(r":instance/([^/]+)(?:/agent/(.+)|/.+)?$")


class ConnectionDroppedError(ConnectionError):
    """Ask the server to close the connection without an answer."""


class WsgiRequest(Request):
    """Tell moto that a server adds what servers add, such as the Date header."""

    from_wsgi_server = True


class Application:
    """Serve Connect beside moto's other services."""

    def __init__(self, runtime: Runtime) -> None:
        """Start with empty backends; each is built from seed and state when it is first asked for."""
        self._runtime = runtime
        self._backends = connect_backends(runtime)
        self._router = Router(SERVED)
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI request."""
        if environ["PATH_INFO"].startswith(CONTROL_PREFIX):
            return self._control(Request(environ))(environ, start_response)
        if _SIGNED_FOR_CONNECT.search(environ.get("HTTP_AUTHORIZATION", "")):
            status, headers, body = self._connect(WsgiRequest(environ))
            response = Response(body, status, {**headers, REQUEST_ID_HEADER: str(uuid4())})
            return response(environ, start_response)
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer

    def _connect(self, request: Request) -> Answer:
        """Answer a call of Connect, and log it."""
        arrived = time.time()
        try:
            operation, uri_parameters = self._router.match(request)
        except UnknownOperationException as error:
            return error_answer(error.code, error.message)
        response = ConnectResponse(operation, uri_parameters)
        fault = self._runtime.faults.take(operation.name)
        answer = self._answer(request, response, fault)
        dropped = fault is not None and fault.drop
        self._log(response, arrived, None if dropped else answer)
        if self._runtime.settings.latency:
            time.sleep(self._runtime.settings.latency)
        if dropped:
            raise ConnectionDroppedError
        return answer

    def _answer(self, request: Request, response: ConnectResponse, fault: Fault | None) -> Answer:
        """Carry the call out, unless a fault comes before; a fault's answer stands in for the call's own."""
        try:
            response.parse(request)
            if fault is not None and fault.phase == "before":
                return fault.answer()
            operation = str(response.operation.name)
            if not self._runtime.throttle.allows(response.current_account, response.region, operation):
                raise ThrottlingException
            answer = response.carry_out(self._backends)
        except ServiceException as error:
            answer = error_answer(error.code, error.message)
        return answer if fault is None else fault.answer()

    def _log(self, response: ConnectResponse, arrived: float, answer: Answer | None) -> None:
        instance_id, user_id = response.params.get("InstanceId"), response.params.get("UserId")
        arn = _ARN.search(response.params.get("resourceArn", ""))
        if arn is not None:
            instance_id, user_id = arn.groups()
        status, code = (None, "ConnectionDropped") if answer is None else _outcome(answer)
        self._runtime.calls.record(
            Call(
                operation=str(response.operation.name),
                status=status,
                code=code,
                instance_id=instance_id,
                user_id=user_id,
                time=arrived,
            )
        )

    def _control(self, request: Request) -> Response:
        """Answer a control path: show or clear the calls, set or clear faults."""
        match request.method, request.path:
            case "GET", path if path == CALLS_PATH:
                return _json(self._runtime.calls.list(), HTTPStatus.OK)
            case "DELETE", path if path == CALLS_PATH:
                self._runtime.calls.clear()
            case "DELETE", path if path == FAULTS_PATH:
                self._runtime.faults.clear()
            case "POST", path if path == FAULTS_PATH:
                return self._set_faults(request.get_data())
            case _:
                return _json(
                    {"message": f"no such control path: {request.method} {request.path}"},
                    HTTPStatus.NOT_FOUND,
                )
        return Response(status=HTTPStatus.NO_CONTENT)

    def _set_faults(self, body: bytes) -> Response:
        try:
            faults = FAULTS.validate_json(body)
        except ValidationError as error:
            return _json({"message": str(error)}, HTTPStatus.BAD_REQUEST)
        unknown = [fault.operation for fault in faults if fault.operation not in SERVED]
        if unknown:
            return _json({"message": f"not served: {', '.join(unknown)}"}, HTTPStatus.BAD_REQUEST)
        self._runtime.faults.add(faults)
        return Response(status=HTTPStatus.NO_CONTENT)


def _outcome(answer: Answer) -> tuple[int, str | None]:
    status, headers, _ = answer
    return status, headers.get("x-amzn-ErrorType")


def _json(content: object, status: int) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")
