"""The command: ``python -m bench``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.common import FULL, QUICK, Say, Sizes
from bench.fleets import fleets
from bench.growth import growth
from bench.limits import limits
from bench.picture import draw
from bench.quota import under_quota
from bench.reading import lookups, rosters
from bench.results import Row, table, write_json
from bench.skills import skills
from bench.stacks import stacks
from bench.start import start
from bench.state import state
from bench.takeover import takeover

ROOT = Path(__file__).resolve().parents[1]
PLAIN: Final[dict[str, Callable[[Sizes, Say], list[Row]]]] = {
    "quota": under_quota,
    "lookups": lookups,
    "rosters": rosters,
    "fleets": fleets,
    "start": start,
    "skills": skills,
    "takeover": takeover,
    "limits": limits,
    "state": state,
    "stacks": stacks,
}
ON_DEMAND = ("limits", "state", "stacks")
BENCHES = (*(name for name in PLAIN if name not in ON_DEMAND), "growth")


def main() -> int:
    """Run the benches that are asked for; 1 if a bar isn't met."""
    arguments = _arguments()
    sizes = QUICK if arguments.quick else FULL
    chosen = arguments.benches or BENCHES
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {line}", file=sys.stderr, flush=True)

    rows: list[Row] = []
    points: list[dict[str, float]] = []
    for name in chosen:
        if name in PLAIN:
            rows += PLAIN[name](sizes, say)
    if "growth" in chosen:
        grown, points = growth(sizes, say)
        rows += grown
    write_json(rows, points, arguments.json)
    if arguments.pictures:
        draw(rows, points, arguments.pictures)
    print(table(rows))
    return 0 if all(row.met for row in rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = f"{', '.join(BENCHES)} (default: these), {', '.join(ON_DEMAND)}"
    parser.add_argument("benches", nargs="*", metavar="bench", help=names)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that the bench works")
    parser.add_argument("--json", type=Path, default=ROOT / "bench.json", help="(default bench.json)")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="draw the pictures for the docs here")
    arguments = parser.parse_args()
    unknown = set(arguments.benches) - {*BENCHES, *ON_DEMAND}
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are {names}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
