"""Lookups by name, and rosters read from files."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml

from bench.common import OUR_QUOTA, QUOTA, Say, Sizes, ideal, timed
from bench.engine import projects
from bench.results import Row
from connect_resources.__main__ import main
from connect_resources.errors import RosterError
from connect_resources.roster import read_roster
from tools.local_connect import LocalConnect


def lookups(sizes: Sizes, say: Say) -> list[Row]:
    """Make lookups in one program, beside one listing for each."""
    say(f"{sizes.lookups} lookups")
    with LocalConnect(*QUOTA) as connect, projects() as both:
        both["users"].move(connect)
        both["users"].set({**OUR_QUOTA, "BENCH_LOOKUPS": str(sizes.lookups)})
        ours, calls, throttled = timed(connect, both["users"].preview)
    listings = sum(number for operation, number in calls.items() if operation.startswith("List"))
    details = {"calls": calls, "throttled": throttled}
    name = f"{sizes.lookups:,} lookups of 3 kinds"
    return [
        Row(f"{name}: listings", listings, 3, 1, "", "one a kind", details),
        Row(name, ours.seconds, ideal(sizes.lookups), 1, "s", "a listing each, at the quota", details),
    ]


COLUMNS = (
    "name,first_name,last_name,email,routing_profile,security_profiles,hierarchy_group,phone_type,"
    "after_contact_work_time_limit,tags"
)
COLUMNS_OF_TEAMS = (
    "name,team,first_name,last_name,email,hierarchy_group,phone_type,after_contact_work_time_limit"
)


def _csv(rows: int) -> str:
    line = (
        "agent-{0:05},Ada,Okafor {0},agent-{0:05}@example.com,London Billing,Agent|Reporting,"
        "EMEA/United Kingdom/London,SOFT_PHONE,30,site=London|team=Billing"
    )
    return "\n".join([COLUMNS, *(line.format(number) for number in range(rows))]) + "\n"


def _yaml(rows: int) -> str:
    entry = (
        "  - name: agent-{0:05}\n    first_name: Ada\n    last_name: Okafor {0}\n"
        "    email: agent-{0:05}@example.com\n    routing_profile: London Billing\n"
        "    security_profiles: [Agent, Reporting]\n    hierarchy_group: EMEA/United Kingdom/London\n"
        "    after_contact_work_time_limit: 30\n    tags: {{site: London, team: Billing}}\n"
    )
    return "users:\n" + "".join(entry.format(number) for number in range(rows))


TEAMS = 200
TEAM = "{{routing_profile: London Billing, security_profiles: [Agent, Reporting], tags: {{team: '{0}'}}}}"


def _teams(indent: str = "") -> str:
    return "".join(f"{indent}team-{number}: {TEAM.format(number)}\n" for number in range(TEAMS))


def _csv_of_teams(rows: int) -> str:
    line = (
        "agent-{0:05},team-{1},Ada,Okafor {0},agent-{0:05}@example.com,EMEA/United Kingdom/London,"
        "SOFT_PHONE,30"
    )
    lines = (line.format(number, number % TEAMS) for number in range(rows))
    return "\n".join([COLUMNS_OF_TEAMS, *lines]) + "\n"


def _yaml_of_teams(rows: int) -> str:
    entry = (
        "  - name: agent-{0:05}\n    team: team-{1}\n    first_name: Ada\n    last_name: Okafor {0}\n"
        "    email: agent-{0:05}@example.com\n    hierarchy_group: EMEA/United Kingdom/London\n"
        "    after_contact_work_time_limit: 30\n"
    )
    users = "".join(entry.format(number, number % TEAMS) for number in range(rows))
    return f"teams:\n{_teams('  ')}users:\n{users}"


def _load_csv(file: Path) -> object:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def _load_yaml(file: Path) -> object:
    return yaml.load(file.read_text(), Loader=yaml.CSafeLoader)


def rosters(sizes: Sizes, say: Say) -> list[Row]:
    """Read and validate rosters, beside the mere load of their files; and list the errors of a broken one."""
    say(f"rosters of {sizes.roster} rows")
    with TemporaryDirectory(prefix="bench-") as folder:
        teams = Path(folder) / "teams.yaml"
        teams.write_text(_teams())
        rows = [
            _read(Path(folder) / f"{name}.{end}", text(sizes.roster), sizes.roster, teams)
            for name, end, text in (
                ("plain", "csv", _csv),
                ("teams", "csv", _csv_of_teams),
                ("plain", "yaml", _yaml),
                ("teams", "yaml", _yaml_of_teams),
            )
        ]
        checked = _checked(Path(folder) / "teams.yaml", _yaml_of_teams(sizes.roster), sizes.roster)
        return [*rows, checked, _broken(Path(folder) / "broken.csv", sizes.roster)]


PAIRS = 5
BARS = {"csv": 10.0, "yaml": 1.5}
LOADS: dict[str, Callable[[Path], object]] = {"csv": _load_csv, "yaml": _load_yaml}


def _read(file: Path, text: str, rows: int, teams: Path) -> Row:
    file.write_text(text)
    kind = file.suffix.removeprefix(".")
    load, given = LOADS[kind], str(teams) if (file.stem, kind) == ("teams", "csv") else None
    pairs = [
        (_seconds(lambda: read_roster(str(file), teams=given)), _seconds(lambda: load(file)))
        for _ in range(PAIRS)
    ]
    loaded, ratio = median(alone for _, alone in pairs), median(ours / alone for ours, alone in pairs)
    name = f"roster of {rows:,} rows, {kind}{', teams' if file.stem == 'teams' else ''}"
    note = f"{kind} load alone, median of pairs"
    return Row(name, ratio * loaded, loaded, BARS[kind], "s", note, {"pairs": pairs})


CHECK_BAR = 1.2


def _checked(file: Path, text: str, rows: int) -> Row:
    """Run the command ``check``, all but its start, beside what the program itself reads."""
    file.write_text(text)
    pairs = [(_seconds(lambda: _check(file)), _seconds(lambda: read_roster(str(file)))) for _ in range(PAIRS)]
    alone, ratio = median(read for _, read in pairs), median(ours / read for ours, read in pairs)
    note = "the program's own reading, median of pairs"
    return Row(
        f"check of {rows:,} rows, yaml, teams", ratio * alone, alone, CHECK_BAR, "s", note, {"pairs": pairs}
    )


def _check(file: Path) -> None:
    with redirect_stderr(io.StringIO()):
        if main(["check", str(file)]) != 0:
            raise RuntimeError(f"{file} has problems")


def _seconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _broken(file: Path, rows: int) -> Row:
    """Break every row, and see that each error is named, up to the limit that the reader states."""
    file.write_text(_csv(rows).replace("@example.com", "@@").replace(",30,", ",soon,"))
    try:
        read_roster(str(file))
    except RosterError as error:
        found = error.total
    else:
        found = 0
    lacking = max(rows - found, 0)
    return Row(
        f"roster of {rows:,} broken rows: unreported", lacking, 0, 0, "", f"{found:,} problems counted"
    )
