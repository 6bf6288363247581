"""What is computed once in a run, whatever number of threads ask for it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any

from connect_resources.errors import ConnectError
from connect_resources.users import facts


class Once:
    """Compute each key's value once, whatever number of threads ask for it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Any, threading.Lock] = {}
        self._values: dict[Any, Any] = {}
        self._errors: dict[Any, ConnectError] = {}

    def get(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return the value of the key.

        A definite no of the service is kept as well. Any other error isn't: who asks next tries again.
        """
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key in self._errors:
                # A copy, because every thread that raises an error writes its traceback into it.
                raise copy.copy(self._errors[key])
            if key not in self._values:
                self._values[key] = self._computed(key, compute)
            return self._values[key]

    def _computed(self, key: Any, compute: Callable[[], Any]) -> Any:
        try:
            return compute()
        except ConnectError as error:
            if error.code in facts.DEFINITE_CODES:
                self._errors[key] = copy.copy(error)
            raise
