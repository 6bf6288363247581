"""What all benches share: the quota, the sizes, and counts out of the local Connect's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench.engine import Measure
from tools.local_connect import LocalConnect

RATE = 20.0
BURST = 5
LATENCY_MS = 50
THROTTLED = 429
QUOTA = ("--requests-per-second", f"{RATE:g}", "--burst", str(BURST), "--latency-ms", str(LATENCY_MS))
OUR_QUOTA = {"CONNECT_REQUESTS_PER_SECOND": f"{RATE:g}", "CONNECT_BURST": str(BURST)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Say how much is measured.

    Attributes:
        throttled: users created, updated and read under the quota.
        creations: pairs of creations.
        growth: numbers of users whose previews are compared, the smallest first.
        repeats: pairs of previews at each of them.
        preview: the number of users of the preview's own row; one of growth.
        lookups: lookups of one program.
        roster: rows of a roster file.
        limits: sizes of stacks that show what the engine and the SDK cost.
        fleet_plans: users of a small, a middle, a large and a huge roster as fleets.
        fleet_created: users created with checkpoints.
        exported: users of an instance that is exported, and taken over as fleets.
        imported: users that are taken over, a resource each.
        skilled: users with proficiencies.
        state: users whose state is kept in several ways.
        stacks: users of each of several stacks on one quota.
    """

    throttled: int = 300
    creations: int = 3
    growth: tuple[int, ...] = (250, 500, 1000, 2000)
    repeats: tuple[int, ...] = (5, 5, 3, 3)
    preview: int = 1000
    lookups: int = 1000
    roster: int = 20_000
    limits: tuple[int, ...] = (250, 1000)
    fleet_plans: tuple[int, int, int, int] = (200, 1000, 5000, 20_000)
    fleet_created: int = 500
    exported: int = 5000
    imported: int = 2000
    skilled: int = 5000
    state: int = 1000
    stacks: int = 150


FULL = Sizes()
QUICK = Sizes(
    throttled=30,
    creations=1,
    growth=(10, 20),
    repeats=(1, 1),
    preview=20,
    lookups=60,
    roster=500,
    limits=(5, 10),
    fleet_plans=(5, 10, 20, 40),
    fleet_created=10,
    exported=60,
    imported=40,
    skilled=2000,
    state=20,
    stacks=10,
)

Say = Callable[[str], None]


def ideal(calls: int) -> float:
    """Give the seconds that the quota itself takes for calls of one operation."""
    return max(calls - BURST, 0) / RATE


def throttled_answers(connect: LocalConnect) -> int:
    """Count the answers that a quota refused."""
    return sum(call["status"] == THROTTLED for call in connect.calls())


def counts(connect: LocalConnect) -> dict[str, int]:
    """Count the calls by operation."""
    return dict(Counter(call["operation"] for call in connect.calls()))


def span(connect: LocalConnect, *operations: str) -> float:
    """Give the seconds between the first and the last call of some operations, as the service saw them."""
    times = [call["time"] for call in connect.calls() if call["operation"] in operations]
    return float(max(times) - min(times))


def timed(connect: LocalConnect, run: Callable[[], Measure]) -> tuple[Measure, dict[str, int], int]:
    """Measure a run; give the calls that it made by operation, and how many were throttled."""
    connect.reset_calls()
    measured = run()
    return measured, counts(connect), throttled_answers(connect)
