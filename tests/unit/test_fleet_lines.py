"""What a fleet says of how far it is."""

from __future__ import annotations

import time

from connect_resources.lifecycle.fleet_lines import Pace


def test_pace_that_has_said_how_far_it_is_says_the_end_too() -> None:
    """Also where the end comes before the next line would."""
    lines: list[str] = []
    with Pace(lines.append, 2, 2.0, gap=0.5) as pace:
        pace.step()
        time.sleep(0.45)
        pace.step()
    assert [line.partition(",")[0] for line in lines] == ["1 of 2", "2 of 2"]


def test_pace_of_a_short_verb_says_nothing() -> None:
    """A second of work needs no progress."""
    lines: list[str] = []
    with Pace(lines.append, 2, 2.0) as pace:
        pace.step()
    assert lines == []
