"""The command ``python -m connect_resources local``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from connect_resources.commands.options import WRONG, count, number, positive, whole

EXAMPLE = "local --port 5171 --state users.json"
DEFAULT_PORT = 5171
LAST_PORT = 65535
EXTRA = "connect-resources[local]"
_MILLISECONDS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/local-connect.md explains them."""
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="(default %(default)s; 0: a free one)"
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep users across restarts in FILE")
    parser.add_argument("--seed", type=Path, metavar="FILE", help="instances, names and users to start with")
    parser.add_argument("--requests-per-second", type=positive, metavar="N", help="quota of each operation")
    parser.add_argument("--burst", type=count, default=5, metavar="N", help="(default %(default)s)")
    parser.add_argument("--latency-ms", type=_duration, default=0, metavar="MS", help="delay every answer")
    parser.add_argument("--search-lag", type=_duration, default=0, metavar="S", help="lag of SearchUsers")
    parser.add_argument("--max-users", type=count, metavar="N", help="quota of users of each instance")
    parser.add_argument(
        "--strict-config", action="store_true", help="UpdateUserConfig empties the lists that it leaves out"
    )
    parser.add_argument(
        "--region", help="where the instances are, or 'every' (default: the first region that is asked)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped; 2 if a file can't be used, the port is taken or a package is missing."""
    try:
        settings = import_module("connect_resources.local.settings")
        server = import_module("connect_resources.local.server")
        server.serve(
            settings.Settings(
                port=arguments.port,
                state=arguments.state,
                seed=arguments.seed,
                requests_per_second=arguments.requests_per_second,
                burst=arguments.burst,
                latency=arguments.latency_ms / _MILLISECONDS,
                search_lag=arguments.search_lag,
                max_users=arguments.max_users,
                strict_config=arguments.strict_config,
                region=arguments.region,
            )
        )
    except ModuleNotFoundError as error:
        print(f"local Connect: {error.name} is missing; it comes with the extra {EXTRA}", file=sys.stderr)
        return WRONG
    except (ValueError, OSError) as error:
        print(f"local Connect: {error}", file=sys.stderr)
        return WRONG
    return 0


def _port(text: str) -> int:
    port = whole(text)
    if not 0 <= port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be 0 to {LAST_PORT}")
    return port


def _duration(text: str) -> float:
    seconds = number(text)
    if seconds < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return seconds
