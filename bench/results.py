"""The table at the end, and its JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HEADINGS = ("bench", "ours", "baseline", "ratio", "bar", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one line of the table.

    Attributes:
        bench: what was measured.
        ours: our figure.
        baseline: the figure measured beside it, or what the bar allows.
        bar: the greatest ratio of the two that is good enough; None where none was set.
        unit: of both figures.
        note: what the baseline is.
        details: every single measurement.
    """

    bench: str
    ours: float
    baseline: float
    bar: float | None
    unit: str
    note: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Our figure by the baseline's; no less than nothing by nothing."""
        return self.ours / self.baseline if self.baseline else float(self.ours > 0)

    @property
    def met(self) -> bool:
        """Tell whether the ratio keeps to the bar."""
        return self.bar is None or self.ratio <= self.bar

    def cells(self) -> tuple[str, ...]:
        """Give the row's texts, one for each heading."""
        return (
            self.bench,
            _figure(self.ours, self.unit),
            f"{_figure(self.baseline, self.unit)} ({self.note})",
            f"{self.ratio:.2f}",
            *self._judged(),
        )

    def _judged(self) -> tuple[str, str]:
        if self.bar is None:
            return "-", "-"
        return f"<= {self.bar:.3g}", "met" if self.met else "NOT MET"


def _figure(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return f"{number} {unit}".strip()


def table(rows: Sequence[Row]) -> str:
    """Lay the rows out as text that is also a Markdown table."""
    cells = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    cells.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |"
        for line in cells
    )


def write_json(rows: Sequence[Row], growth: Sequence[Mapping[str, float]], file: Path) -> None:
    """Write every row with all that was measured for it."""
    found = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows]
    file.write_text(json.dumps({"rows": found, "growth": list(growth)}, indent=2) + "\n")
