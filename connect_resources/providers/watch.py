"""Watch the engine that started this process, and end the process when the engine is gone.

An engine that is killed leaves its dynamic provider behind: it starts a wrapper
(``pulumi-resource-pulumi-python``), whose child makes the calls, and neither hears of the kill. Parents tell
nothing, since the wrapper stays. What tells is the engine's own gRPC server, whose address is the last
argument of the process. While the engine lives its port takes connections, even where the engine is busy,
stopped or in a debugger, because that is the kernel's work; once it is gone they are refused. Anything else,
a connection that isn't answered in time included, counts as alive.
"""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import sys
import threading
import time
from typing import Final

LOOK_SECONDS: Final = 0.5
"""Between two looks at the engine."""

ANSWER_SECONDS: Final = 5.0
"""How long a look waits: where the engine is stopped nobody may answer, and Windows takes 2 s to refuse."""

STATUS: Final = 1
"""What the process ends with."""

LAST_WORDS: Final = b"the Pulumi engine is gone: its provider ends, and calls Connect no more\n"

WORKER: Final = "pulumi.dynamic.__main__"
"""The main module of a process that serves dynamic resources."""

Address = tuple[str, int]


def watch_engine() -> None:
    """Watch the engine of this process from now on; does nothing where no engine started it as a provider."""
    address = engine_address()
    if address is not None:
        _start(address)


def engine_address() -> Address | None:
    """Return where the engine serves that started this process for dynamic resources, or None."""
    specification = getattr(sys.modules["__main__"], "__spec__", None)
    if specification is None or specification.name != WORKER:
        return None
    host, _, port = sys.argv[-1].rpartition(":")
    return (host, int(port)) if host and port.isdecimal() else None


@functools.cache
def _start(address: Address) -> None:
    threading.Thread(target=_watch, args=(address,), name="engine watch", daemon=True).start()


def _watch(address: Address) -> None:
    """End the process once the engine is gone: at the first look, if it went before this code was loaded."""
    while not is_gone(address):
        time.sleep(LOOK_SECONDS)
    with contextlib.suppress(OSError):
        os.write(2, LAST_WORDS)
    os._exit(STATUS)


def is_gone(address: Address) -> bool:
    """Tell whether nobody serves at an address any more."""
    try:
        socket.create_connection(address, ANSWER_SECONDS).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False
