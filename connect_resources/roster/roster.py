"""A roster as it was read: its rows, of one file or of several."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from connect_resources.roster.row import RosterRow


@dataclass(frozen=True, slots=True)
class Roster:
    """Hold a roster's rows, in its own order.

    Attributes:
        rows: one a user; in a roster with problems a field that is missing or can't be read is absent.
        faulty: these fields, by the position of their row.
        set_once: the fields that are written only when a user is made.
    """

    rows: tuple[RosterRow, ...]
    faulty: Mapping[int, Set[str]] = field(default_factory=dict)
    set_once: tuple[str, ...] = ()
