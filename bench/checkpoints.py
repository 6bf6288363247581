"""What the engine's checkpoints cost: it writes the whole state anew after each step."""

from __future__ import annotations

from bench.common import Say, Sizes
from bench.engine import projects
from bench.results import Row
from tools.local_connect import LocalConnect


def checkpoints(sizes: Sizes, say: Say) -> list[Row]:
    """Create no-op resources with and without a checkpoint after each step, in a backend of files."""
    rows = []
    with LocalConnect() as connect:
        for count in sizes.checkpoints:
            say(f"checkpoints of {count} resources")
            seconds = {}
            for skip in (False, True):
                with projects(skip=skip) as both:
                    both["noop"].move(connect)
                    both["noop"].set({"BENCH_COUNT": str(count)})
                    seconds[skip] = both["noop"].up().seconds
            name = f"up of {count:,} no-op resources, with checkpoints"
            rows.append(Row(name, seconds[False], seconds[True], None, "s", "PULUMI_SKIP_CHECKPOINTS=1"))
    return rows
