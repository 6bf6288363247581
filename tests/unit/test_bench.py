"""The bench's own arithmetic, table and pictures; what it measures is no test."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.common import QUICK, ideal
from bench.engine import Measure
from bench.growth import exponent, share
from bench.latency import FarAway
from bench.peers import pause
from bench.picture import draw
from bench.reading import rosters
from bench.results import Row, table, write_json

MET = Row(bench="preview", ours=5, baseline=4, bar=1.25, unit="s", note="no-op & more")
MISSED = Row(bench="refresh", ours=9.5, baseline=4, bar=1.3, unit="s", note="no-op")
NONE_ALLOWED = Row(bench="throttled answers", ours=0, baseline=0, bar=0, unit="", note="none")
ONE_REFUSED = Row(bench="throttled answers", ours=1, baseline=0, bar=0, unit="", note="none")
UNJUDGED = Row(bench="checkpoints", ours=29, baseline=6, bar=None, unit="s", note="without")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("row", "ratio", "met"),
    [
        pytest.param(MET, 1.25, True, id="at the bar"),
        pytest.param(MISSED, 2.375, False, id="above the bar"),
        pytest.param(NONE_ALLOWED, 0, True, id="nothing by nothing"),
        pytest.param(ONE_REFUSED, 1, False, id="something by nothing"),
        pytest.param(UNJUDGED, 29 / 6, True, id="no bar"),
    ],
)
def test_row_is_met_up_to_its_bar(row: Row, ratio: float, met: bool) -> None:
    """A ratio at the bar is good enough, one above it isn't."""
    assert row.ratio == pytest.approx(ratio)
    assert row.met is met


def test_table_is_markdown_with_every_row() -> None:
    """The table can go into a document as it stands."""
    assert table([MET, MISSED, UNJUDGED]) == (
        "| bench       | ours   | baseline           | ratio | bar     | met     |\n"
        "| ----------- | ------ | ------------------ | ----- | ------- | ------- |\n"
        "| preview     | 5 s    | 4 s (no-op & more) | 1.25  | <= 1.25 | met     |\n"
        "| refresh     | 9.50 s | 4 s (no-op)        | 2.38  | <= 1.3  | NOT MET |\n"
        "| checkpoints | 29 s   | 6 s (without)      | 4.83  | -       | -       |"
    )


def test_json_holds_rows_and_growth(tmp_path: Path) -> None:
    """The file holds what the table shows and what the growth was."""
    file = tmp_path / "bench.json"
    write_json([MET], [{"count": 10}], file)
    row = {"bench": "preview", "ours": 5, "baseline": 4, "bar": 1.25, "unit": "s", "note": "no-op & more"}
    assert json.loads(file.read_text()) == {
        "rows": [{**row, "details": {}, "ratio": 1.25, "met": True}],
        "growth": [{"count": 10}],
    }


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_exponent_is_the_power_with_which_a_share_grows(power: float) -> None:
    """The exponent of a power law comes out as it is; a share below nothing is left out."""
    points = [{"count": count, "share": 0.003 * count**power} for count in (250, 500, 1000, 2000)]
    assert exponent([*points, {"count": 100, "share": -0.2}]) == pytest.approx(power)


@pytest.mark.parametrize("slowness", [1, 1.3])
def test_share_is_what_is_above_no_op_resources_however_busy_the_machine(slowness: float) -> None:
    """Two runs of which one fell into a busy minute compare by the engine's own time in each."""
    ours = Measure(0, 26 * slowness, 10 * slowness, 0)
    noop = Measure(0, 24, 10, 0)
    engine = (10 * slowness + 10) / 2
    assert share([ours], [noop]) == pytest.approx(0.2 * engine)


def test_ideal_time_is_what_the_quota_itself_takes() -> None:
    """The burst goes at once, the rest at the rate."""
    assert (ideal(305), ideal(5), ideal(1)) == (15, 0, 0)


@pytest.mark.parametrize(("attempt", "longest"), [(1, 2), (2, 4), (3, 8)])
def test_pause_of_terraform_s_sdk_lies_below_a_limit_that_doubles(attempt: int, longest: float) -> None:
    """The limit is two seconds at first; pauses fill the whole span below; none is above five minutes."""
    pauses = [pause(attempt) for _ in range(1000)]
    assert (0 <= min(pauses) < longest / 4, 3 * longest / 4 < max(pauses) <= longest) == (True, True)
    assert pause(60) == 300


def test_pictures_show_every_row_that_has_a_unit(tmp_path: Path) -> None:
    """Both pictures are well-formed, and each row has a pair of bars."""
    points = [{"count": 10, "users seconds": 3, "noop seconds": 2}]
    draw([MET, MISSED, NONE_ALLOWED], points, tmp_path)
    pictures = {file.name: ElementTree.fromstring(file.read_text()) for file in tmp_path.iterdir()}  # noqa: S314
    bars = [len(picture.findall(f"{SVG}rect")) for _, picture in sorted(pictures.items())]
    assert (sorted(pictures), bars) == (["scale-growth.svg", "scale-side-by-side.svg"], [1, 5])


def test_roster_bench_measures_both_forms_and_finds_every_error() -> None:
    """The cheapest bench runs: two forms of a roster, with teams and without, and every row broken."""
    rows = rosters(QUICK, lambda line: None)
    broken = "roster of 500 broken rows: unreported"
    read = ("csv", "csv, teams", "yaml", "yaml, teams")
    checked = "check of 500 rows, yaml, teams"
    assert [row.bench for row in rows] == [*(f"roster of 500 rows, {form}" for form in read), checked, broken]
    assert rows[-1].met


def test_far_away_server_answers_later_and_whole() -> None:
    """Each answer is held up once, however long it is; the bytes that are sent are counted."""
    sent = b"x" * 1_000_000
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with FarAway(server.getsockname()[1], 0.2) as far:
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", far.port)) as client, client.makefile("rb") as answer:
                client.sendall(sent)
                client.shutdown(socket.SHUT_WR)
                received = answer.read()
            seconds = time.monotonic() - began
    assert (received, far.sent) == (sent, len(sent))
    assert 0.2 <= seconds < 2


def _echo(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as received:
        connection.sendall(received.read())
