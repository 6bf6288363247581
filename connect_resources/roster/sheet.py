"""One file of a roster while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from connect_resources.roster.base import NOTHING, Teams
from connect_resources.roster.problems import Problems
from connect_resources.roster.record import Record


@dataclass(slots=True)
class Sheet:
    """Hold what a file's reader is given, and what it finds beside the users.

    Attributes:
        problems: takes what is wrong with the file.
        shared: the teams of a file of their own.
        teams: the file's own teams.
        defaults: what the file's users take who say nothing themselves.
        once: the fields that the file sets once.
    """

    problems: Problems
    shared: Teams
    teams: Teams = field(default_factory=Teams)
    defaults: Record = field(default_factory=lambda: NOTHING)
    once: set[str] = field(default_factory=set)
