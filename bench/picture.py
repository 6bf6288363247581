"""The pictures of the guide, as SVG: ours and the baseline side by side, and the growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from bench.results import Row

WIDTH, LINE, LEFT, RIGHT = 880, 26, 430, 150
OURS, BASELINE, INK = "#1f6f8b", "#c9ced6", "#24292f"
HEAD, PLOT = 46, 300
TICKS = 4
STYLE = f"<style>text{{font:13px system-ui,sans-serif;fill:{INK}}}.small{{font-size:11px}}</style>"


def draw(rows: Sequence[Row], points: Sequence[Mapping[str, float]], folder: Path) -> None:
    """Write ``scale-side-by-side.svg`` and, where there are points, ``scale-growth.svg``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scale-side-by-side.svg").write_text(side_by_side(rows))
    if points:
        (folder / "scale-growth.svg").write_text(growth(points))


def side_by_side(rows: Sequence[Row]) -> str:
    """Draw the seconds and megabytes of each row: ours, and the baseline beside it."""
    shown = [row for row in rows if row.unit and row.baseline]
    lines = [_pair(row, HEAD + position * 2 * LINE) for position, row in enumerate(shown)]
    height = HEAD + len(shown) * 2 * LINE + LINE
    legend = _text(16, 24, "Ours (dark) and the baseline measured beside it (light)")
    return _svg(height, legend + "".join(lines))


def _pair(row: Row, top: float) -> str:
    greatest = max(row.ours, row.baseline)
    name = _text(LEFT - 12, top + 14, row.bench, "end")
    note = _text(LEFT - 12, top + 30, row.note, "end", "small")
    bars = (
        _bar(top, value, greatest, color, row.unit)
        for top, value, color in ((top, row.ours, OURS), (top + 17, row.baseline, BASELINE))
    )
    return name + note + "".join(bars)


def _bar(top: float, value: float, greatest: float, color: str, unit: str) -> str:
    width = (WIDTH - LEFT - RIGHT) * value / greatest if greatest else 0
    rectangle = f'<rect x="{LEFT}" y="{top:.0f}" width="{width:.1f}" height="15" rx="2" fill="{color}"/>'
    return rectangle + _text(LEFT + width + 8, top + 12, f"{value:,.1f} {unit}", style="small")


def growth(points: Sequence[Mapping[str, float]]) -> str:
    """Draw the time of a preview over the number of users: ours, and no-op resources."""
    most = max(point["count"] for point in points)
    greatest = max(max(point["users seconds"], point["noop seconds"]) for point in points)
    curves = [
        _curve([(point["count"] / most, point[key] / greatest) for point in points], color)
        for key, color in (("noop seconds", BASELINE), ("users seconds", OURS))
    ]
    axes = [_tick(number / TICKS, most, greatest) for number in range(TICKS + 1)]
    title = _text(
        16, 24, "Preview of unchanged users (dark) and of no-op resources (light): seconds over users"
    )
    return _svg(HEAD + PLOT + 2 * LINE, title + "".join(axes) + "".join(curves))


def _place(across: float, up: float) -> tuple[float, float]:
    return 70 + across * (WIDTH - 110), HEAD + PLOT - up * PLOT


def _curve(shares: Sequence[tuple[float, float]], color: str) -> str:
    places = [_place(*share) for share in shares]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places)
    return f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2.5"/>{dots}'


def _tick(share: float, most: float, greatest: float) -> str:
    (left, y), (right, _), (x, bottom) = _place(0, share), _place(1, share), _place(share, 0)
    rule = f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#e4e7eb"/>'
    level = _text(left - 8, y + 4, f"{greatest * share:.1f}", "end", "small")
    return rule + level + _text(x, bottom + 20, f"{most * share:,.0f}", "middle", "small")


def _text(x: float, y: float, text: str, anchor: str = "start", style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{style}">{escape(text)}</text>'


def _svg(height: float, content: str) -> str:
    frame = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    background = f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{STYLE}{background}{content}</svg>\n'
