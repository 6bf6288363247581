"""Identifiers: what the docstrings show is what happens."""

from __future__ import annotations

import doctest

from connect_resources import ids


def test_identifiers_are_split_as_documented() -> None:
    """The examples run, and there are some."""
    found = doctest.testmod(ids)
    assert (found.failed, found.attempted) == (0, 3)
