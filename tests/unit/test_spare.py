"""What the program at the root spares its run."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pulumi
import pytest

from connect_resources.program.spare import (
    ALLOCATIONS,
    DEBUG_VARIABLE,
    spare_collections,
    spare_debug_messages,
)


@pytest.mark.parametrize(("value", "heard"), [("", []), ("1", ["said"])], ids=["unset", "set"])
def test_debug_messages_are_spared_unless_variable_is_set(
    value: str, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CONNECT_SDK_DEBUG brings back what the SDK says for `pulumi --debug`."""
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "debug", told.append)
    monkeypatch.setenv(DEBUG_VARIABLE, value)
    spare_debug_messages()
    pulumi.log.debug("said")
    assert told == heard


@pytest.fixture
def collecting_as_before() -> Iterator[None]:
    """Leave the tests' own process as it was."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.mark.usefixtures("collecting_as_before")
def test_collections_are_spared_among_what_is_loaded() -> None:
    """Python looks for cycles seldom, and what was loaded is left out for good."""
    spare_collections()
    assert (gc.get_threshold()[0], gc.get_freeze_count() > ALLOCATIONS) == (ALLOCATIONS, True)
