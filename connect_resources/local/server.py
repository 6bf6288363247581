"""Serve over HTTP: many clients at once, connections kept alive, no access log."""

from __future__ import annotations

import io
import logging
import os
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from threading import Event, Thread
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from .application import Application
from .body import MOST_BODY_BYTES, BodyError, read_body
from .exceptions import RequestEntityTooLargeException, SerializationException, error_answer
from .models import ConnectBackend
from .settings import Runtime, Settings

HOST = "127.0.0.1"
DISCARD_SECONDS = 1.0
DISCARDED_AT_ONCE = 64 * 1024
MOST_DISCARDED_BYTES = 2 * MOST_BODY_BYTES
_logger = logging.getLogger(__name__)


class KeepAliveHandler(MotoRequestHandler):
    """Keep a connection for further requests, which werkzeug's own handler doesn't.

    The body is read before the application runs, so the next request line always stands where it should,
    and the answer is complete before it is sent, so it always has its length.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def make_environ(self) -> dict[str, Any]:
        """Build the WSGI environ, with the whole body in memory.

        Raises:
            BodyError: the body is too large, or its length can't be told.
        """
        body = read_body(self.headers, self.rfile)
        environ: dict[str, Any] = super().make_environ()
        for name in ("HTTP_TRANSFER_ENCODING", "wsgi.input_terminated"):
            environ.pop(name, None)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return environ

    def run_wsgi(self) -> None:
        """Answer one request; a connection that the application drops is closed without an answer."""
        try:
            answer = Response.from_app(self.server.app, self.make_environ(), buffered=True)
        except ConnectionError:
            self.close_connection = True
            return
        except BodyError as error:
            self.close_connection = True
            self._send(_refusal(error.status, str(error)))
            self._discard_rest()
            return
        except RecursionError:
            answer = _refusal(HTTPStatus.BAD_REQUEST, "the body is nested too deeply")
        except Exception:
            _logger.exception("no answer to %s %s", self.command, self.path.partition("?")[0])
            answer = Response("internal error", 500)
        self._send(answer)

    def _send(self, answer: Response) -> None:
        body = answer.get_data()
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "date", "server", "connection"):
                self.send_header(name, value)
        is_head = self.command == "HEAD"
        length = answer.headers.get("Content-Length", "0") if is_head else str(len(body))
        self.send_header("Content-Length", length)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not is_head:
            self.wfile.write(body)

    def _discard_rest(self) -> None:
        """Take in what the client still sends, so that it reads the answer instead of a reset connection."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(DISCARD_SECONDS)
        left = MOST_DISCARDED_BYTES
        with suppress(OSError):
            while left > 0 and (piece := self.rfile.read1(DISCARDED_AT_ONCE)):
                left -= len(piece)

    def log_request(self, *_: object) -> None:
        """Log no request: the call log has them."""


def _refusal(status: HTTPStatus, message: str) -> Response:
    """Refuse what never reached an operation, in the form of Connect's errors."""
    too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    error = RequestEntityTooLargeException if too_large else SerializationException
    _, headers, body = error_answer(error.code, message)
    return Response(body, status, headers)


def open_server(settings: Settings) -> tuple[BaseWSGIServer, Runtime]:
    """Bind the port and build the application, without serving yet.

    Raises:
        SeedError, StateError: a file of the settings can't be used.
    """
    _forget_aws_environment()
    try_seed(settings)
    runtime = Runtime(settings)
    application = Application(runtime)
    server = make_server(HOST, settings.port, application, threaded=True, request_handler=KeepAliveHandler)
    return server, runtime


def try_seed(settings: Settings) -> None:
    """Build a backend that is thrown away, so that a seed's wrong names show now and not at a request.

    Raises:
        SeedError: the seed can't be used.
    """
    ConnectBackend("us-east-1", DEFAULT_ACCOUNT_ID, runtime=Runtime(replace(settings, state=None)))


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then save the state."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server, runtime = open_server(settings)
    thread = Thread(target=server.serve_forever, name="server", daemon=True)
    thread.start()
    print(f"local Connect on http://{HOST}:{server.server_port}", flush=True)
    stop.wait()
    server.shutdown()
    thread.join()
    runtime.state.close()


def _forget_aws_environment() -> None:
    """Let no setting of the caller's AWS clients reach moto, and let moto serve every region."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["MOTO_ALLOW_NONEXISTENT_REGION"] = "true"
