"""What the program at the root spares its run. Nobody else's process is changed: a library wouldn't do so."""

from __future__ import annotations

import gc
import os
from typing import Any, Final

import pulumi

DEBUG_VARIABLE: Final = "CONNECT_SDK_DEBUG"
"""Set to anything, it brings back the messages that the SDK sends the engine for ``pulumi --debug``."""

ALLOCATIONS: Final = 50_000
"""How many objects more than before let Python look for cycles, 700 elsewhere: a user takes some hundred."""


def spare_debug_messages() -> None:
    """Let the SDK send the engine no debug messages: each is a call that the program waits for.

    They take a fifth of a program's time at a thousand resources, whether anybody shows them or not.
    """
    if not os.environ.get(DEBUG_VARIABLE):
        pulumi.log.debug = _say_nothing


def _say_nothing(*_: Any, **__: Any) -> None:
    """Take a debug message, and drop it."""


def spare_collections() -> None:
    """Let Python look for cycles less often, and never again among what was loaded by now.

    The program ends with its run, and nearly all that it makes lives as long.
    """
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
