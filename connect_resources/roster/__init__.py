"""Read a roster of users, from YAML or CSV, and turn it into arguments of ConnectUser.

::

    file -> yaml_file | csv_file -> Record -> reader (limits, duplicates) -> RosterRow
                                                                  resolver -> ResolvedIds
                                                      row.user_arguments -> ConnectUser(...)
"""

from __future__ import annotations

from connect_resources.roster.reader import read_roster
from connect_resources.roster.resolver import Lookups, resolve
from connect_resources.roster.row import Proficiency, ResolvedIds, Roster, RosterRow, user_arguments

__all__ = [
    "Lookups",
    "Proficiency",
    "ResolvedIds",
    "Roster",
    "RosterRow",
    "read_roster",
    "resolve",
    "user_arguments",
]
