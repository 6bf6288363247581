"""Read a roster of users, from YAML or CSV, and turn it into arguments of ConnectUser.

::

    file -> yaml_file or csv_file -> Record -> reader (duplicates, limits) -> RosterRow
    names of the rows -> resolver -> ResolvedIds
    RosterRow + ResolvedIds -> arguments -> ConnectUser(...)
"""

from __future__ import annotations

from connect_resources.roster.arguments import ResolvedIds, user_arguments
from connect_resources.roster.once import once_arguments
from connect_resources.roster.problems import Problems
from connect_resources.roster.reader import inspect_roster, inspect_stack_roster, read_roster
from connect_resources.roster.resolver import Lookups, resolve
from connect_resources.roster.roster import Roster
from connect_resources.roster.row import Proficiency, RosterRow

__all__ = [
    "Lookups",
    "Problems",
    "Proficiency",
    "ResolvedIds",
    "Roster",
    "RosterRow",
    "inspect_roster",
    "inspect_stack_roster",
    "once_arguments",
    "read_roster",
    "resolve",
    "user_arguments",
]
