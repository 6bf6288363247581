"""Threads that do the same at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

THREADS = 8


def at_once(what: Callable[[], Any]) -> list[Any]:
    """Return what a function returned to many threads that called it at the same moment."""
    start, results = threading.Barrier(THREADS), []

    def run() -> None:
        start.wait()
        results.append(what())

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
