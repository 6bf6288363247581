"""The stack as a Pulumi program sees it: its configuration, and the door to its Connect."""

from __future__ import annotations

import threading
from collections.abc import Iterable, MutableMapping
from itertools import chain
from typing import Any, Final
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime.settings import get_monitor

from connect_resources.config import Settings, settings_from
from connect_resources.errors import ConfigError
from connect_resources.service.cache import Once
from connect_resources.service.client import ConnectClient
from connect_resources.users.people import to_text


def program_settings() -> Settings:
    """Return the settings of the stack that the program runs for.

    Raises:
        ConfigError: a value of the stack's config can't be used.
    """

    def get(key: str) -> str | None:
        namespace, _, name = key.partition(":")
        return pulumi.Config(namespace).get(name)

    return settings_from(get)


def default_instance(settings: Settings) -> str:
    """Return the config's instance: its id, ARN or alias.

    Raises:
        ConfigError: there is none; the message says how to set it.
    """
    if settings.instance_id is None:
        raise ConfigError(
            "no Amazon Connect instance: pass instance_id, or set one for the stack with "
            "`pulumi config set connect:instanceId <id, ARN or alias>`"
        )
    return settings.instance_id


class Runs:
    """Keep the clients of each run of a program apart, so that no run sees listings of another.

    The engine starts a process for a program, but a program of the Automation API runs in the process of its
    caller, again and again. What differs is the engine's resource monitor: each run is given one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outside = Once()
        self._runs: MutableMapping[Any, Once] = WeakKeyDictionary()

    def __len__(self) -> int:
        """Count the runs whose clients are kept: the SDK itself keeps the monitor of the last one."""
        return len(self._runs)

    def clients(self) -> Once:
        """Return the clients of this run by their settings; they go when the run's monitor goes.

        Threads that the program started are told the monitor of the last run that began.
        """
        monitor = get_monitor()
        if monitor is None:
            return self._outside
        with self._lock:
            return self._runs.setdefault(monitor, Once())


_RUNS: Final = Runs()


def program_client(settings: Settings) -> ConnectClient:
    """Return the client that all lookups of this run of the program share for these settings."""
    found: ConnectClient = _RUNS.clients().get(
        settings, lambda: ConnectClient(settings, report=pulumi.log.info)
    )
    return found


def declare_users(instance_id: Any, names: Iterable[str]) -> None:
    """Note which users a resource of this run asks for; of an instance that is known only later, nothing."""
    if isinstance(instance_id, str):
        _declared(instance_id).append(tuple(names))


def declared_users(instance_id: str) -> str | None:
    """Return the names of all users that resources of this run ask for so far, as text.

    None where no more than one resource asks for any.
    """
    found = _declared(instance_id)
    if len(found) < 2:
        return None
    text: str = _RUNS.clients().get(
        ("declared", instance_id, len(found)), lambda: to_text(sorted({*chain.from_iterable(found)}))
    )
    return text


def _declared(instance_id: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = _RUNS.clients().get(("declared", instance_id), list)
    return found
