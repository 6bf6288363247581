"""A server that keeps one user as it is written, and the requests that wrote it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER = {"Id": "u-1", "Arn": "arn:u-1", "Username": "ada", "LastModifiedTime": 1.0}
WRITTEN = (
    "IdentityInfo",
    "PhoneConfig",
    "RoutingProfileId",
    "SecurityProfileIds",
    "GreetingConfigs",
    "WrapUp",
)


class Server(ThreadingHTTPServer):
    """Answer on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.user: dict[str, Any] = {}
        self.writes: list[tuple[str, dict[str, Any]]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.server_port}"

    def written(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the writes since the last time."""
        found, self.writes = self.writes, []
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Show the instance, the user, or the list of users."""
        if self.path.startswith("/instance/"):
            self._answer({"Instance": {"Id": "i-1", "IdentityManagementType": "SAML"}})
        elif self.path.startswith("/users-summary/"):
            self._answer({"UserSummaryList": [USER]})
        else:
            self._answer({"User": {**USER, **self.server.user}})

    def do_PUT(self) -> None:
        """Make the user."""
        self._write("CreateUser")
        self._answer({"UserId": USER["Id"], "UserArn": USER["Arn"]})

    def do_POST(self) -> None:
        """Change the user."""
        self._write(self.path.rsplit("/", 1)[-1])
        self._answer({})

    def _write(self, what: str) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.user |= {name: body[name] for name in WRITTEN if name in body}
        self.server.writes.append((what, body))

    def _answer(self, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
