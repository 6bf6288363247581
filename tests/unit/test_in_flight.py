"""How many calls are under way at once, whoever makes them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from connect_resources.config import Settings
from connect_resources.service.client import ConnectClient
from connect_resources.service.throttle import IN_FLIGHT

ANSWER = b"{}"


class Server(ThreadingHTTPServer):
    """Take all connections at once."""

    request_queue_size = 128


class Counting(BaseHTTPRequestHandler):
    """Answer after a while, and count whom else is waited for meanwhile."""

    lock = threading.Lock()
    open = most = 0

    def do_DELETE(self) -> None:
        """Answer DeleteUser."""
        with self.lock:
            Counting.open += 1
            Counting.most = max(self.most, self.open)
        time.sleep(0.5)
        with self.lock:
            Counting.open -= 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_client_has_no_more_calls_in_flight_than_it_may() -> None:
    """Fleets that are updated side by side share the bound, each with threads of its own."""
    server = Server(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = Settings(
        region="eu-west-2",
        access_key="local",
        secret_key="local",
        endpoints=(("connect", f"http://127.0.0.1:{server.server_port}"),),
        requests_per_second=1000,
        burst=1000,
    )
    client = ConnectClient(settings)
    with ThreadPoolExecutor(3 * IN_FLIGHT) as pool:
        for number in range(3 * IN_FLIGHT):
            pool.submit(client.call, "DeleteUser", {"InstanceId": "i", "UserId": str(number)})
    server.shutdown()
    server.server_close()
    assert Counting.most == IN_FLIGHT
