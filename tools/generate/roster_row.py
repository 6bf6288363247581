"""What a roster says of a user: fields of nested settings as the table has them, the others by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from connect_resources.users.kinds import pascal
from connect_resources.users.table import SECTIONS
from tools.generate import types
from tools.generate.arguments import nested
from tools.generate.layout import opening
from tools.generate.words import entry_shape, shape

_TEXT: Final = '''
class RosterRow(NamedTuple):
    """Hold one user of a roster: None is absent, and "" or an empty collection is cleared.

    A named tuple, because twenty thousand of them are made and a frozen dataclass takes four times as long.

    Attributes:
        line: where the user stands in the file, from 1.
        hierarchy_group: a name or path; "" where the user is to have no group.
        tags: pairs of key and value.
        team: where fields came from that the user doesn't say.
        lines: the lines of fields that stand elsewhere, such as in the defaults; with the file if in another.
        file: the file that the user stands in.
    """

    line: int
    name: str = ""
    routing_profile: str = ""
    security_profiles: tuple[str, ...] = ()
{nested}
    hierarchy_group: str | None = None
    password_secret_id: str | None = None
    directory_user_id: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    proficiencies: tuple[Proficiency, ...] | None = None
{lists}
    team: str | None = None
    lines: Mapping[str, Where] = MappingProxyType({{}})
    file: str = ""

    def __repr__(self) -> str:
        """Leave out everything personal."""
        return f"RosterRow(line={{self.line}}, name={{self.name!r}})"

    def place_of(self, name: str) -> tuple[str, int]:
        """Tell the file and the line in which a field of this user stands."""
        return place(self.file, self.lines.get(name, self.line))
'''


def roster_row() -> Iterator[str]:
    """Yield a roster's row, and the proficiencies in it."""
    yield from opening(
        "One validated row of a roster: a user, with the names that the roster uses.",
        "from collections.abc import Mapping",
        "from dataclasses import dataclass",
        "from types import MappingProxyType",
        "from typing import Any, NamedTuple, TypeAlias",
        "",
        "Entry: TypeAlias = tuple[tuple[str, Any], ...]",
        '"""An entry of a list by channel: pairs of name and value, of which a value may be pairs again."""',
        "",
        "Where: TypeAlias = int | tuple[str, int]",
        '"""A line, or a line of another file."""',
        "",
        "",
        "def place(file: str, where: Where) -> tuple[str, int]:",
        '    """Return a file and a line in it."""',
        "    return (file, where) if isinstance(where, int) else where",
        "",
        "",
        "@dataclass(frozen=True, slots=True)",
        "class Proficiency:",
        '    """Hold what a user is good at, and how good."""',
        "",
    )
    (item,) = (item for row in SECTIONS if row.name == "proficiencies" for item in row.properties)
    members = item.record.members if item.record else ()
    for member in members:
        name = shape(entry_shape(item))["members"][pascal(member.name)]["shape"]
        yield f"    {member.name}: {types.plain(name)}"
    fields = (
        f"    {item.name}: {types.read(item)} | None = None" for row in nested() for item in row.properties
    )
    lists = (
        f"    {item.given_as}: tuple[Entry, ...] | None = None"
        for row in SECTIONS
        if not row.nested
        for item in row.properties
        if item.record is not None and item.record.channels
    )
    yield _TEXT.format(nested="\n".join(fields), lists="\n".join(lists))
