"""The clients of a program's runs: shared within one, never between two."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from pulumi.runtime.settings import Settings as EngineSettings
from pulumi.runtime.settings import configure

from connect_resources.config import Settings
from connect_resources.sdk.stack import Runs, program_client

SETTINGS = Settings(region="eu-runs-1")


class Monitor:
    """Stand for the engine's resource monitor of one run."""


def in_a_run(what: Callable[[], Any]) -> Any:
    """Return what a function returns in a run of its own, as the Automation API starts one."""

    def run() -> Any:
        configure(EngineSettings(project="connect-users", stack="test", monitor=Monitor()))
        return what()

    return copy_context().run(run)


def test_lookups_of_one_run_share_a_client() -> None:
    """Equal settings lead to one client in a run, in the threads of the program too."""

    def clients() -> list[int]:
        with ThreadPoolExecutor(1) as threads:
            alone = threads.submit(lambda: program_client(SETTINGS)).result
            return [
                id(program_client(SETTINGS)),
                id(alone()),
                id(program_client(Settings(region="eu-runs-1"))),
            ]

    assert len(set(in_a_run(clients))) == 1


def test_lookups_of_two_runs_in_one_process_share_nothing() -> None:
    """The second run of a program starts without the listings of the first."""
    kept = [in_a_run(lambda: program_client(SETTINGS)) for _ in range(2)]
    assert kept[0] is not kept[1]


def test_clients_of_a_run_go_with_it() -> None:
    """A process that runs programs for days keeps the clients of the last run at most."""
    runs = Runs()
    for _ in range(3):
        in_a_run(runs.clients)
    gc.collect()
    assert len(runs) == 1


def test_lookups_without_an_engine_share_a_client() -> None:
    """A script that no engine runs is one run as long as it lives."""

    def outside() -> bool:
        configure(EngineSettings(project="connect-users", stack="test"))
        return program_client(SETTINGS) is program_client(SETTINGS)

    assert copy_context().run(outside)
