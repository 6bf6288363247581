"""One file of a roster while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from connect_resources.roster.base import Teams
from connect_resources.roster.problems import Problems


@dataclass(slots=True)
class Sheet:
    """Hold what a file's reader is given, and what it finds beside the users.

    Attributes:
        problems: takes what is wrong with the file.
        shared: the teams of a file of their own.
        teams: the file's own teams.
        once: the fields that the file sets once.
    """

    problems: Problems
    shared: Teams
    teams: Teams = field(default_factory=Teams)
    once: set[str] = field(default_factory=set)
