"""What an entry of a list is made of, such as auto accept for one channel: one row for each sort of entry.

Members, their types, which are required, enums and what is sensitive stand in botocore's model; a row says
what the model doesn't: what a member means, and what Connect holds where it isn't given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connect_resources.users.kinds import Kind, pascal, renamed, same, snake

Key = tuple[Any, ...]
Settings = dict[str, Any]

_EMPTY: Final[tuple[Any, ...]] = (None, False, 0, "", {}, [])
"""What a member that a newer model brings is taken to hold where nothing is set."""


@dataclass(frozen=True, slots=True)
class Member:
    """Describe one member of a record.

    Attributes:
        name: the member in programs and state.
        text: what it is, with its unit; the values of an enum are added where it is shown.
        default: what Connect holds where it isn't given; None where there is no entry without it.
        record: what it holds, where that is a record itself.
        of_phone: the property of the phone settings that says the same for all channels; a record holds it
            under that name.
    """

    name: str
    text: str = ""
    default: Any = None
    record: Record | None = None
    of_phone: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Describe the entries of a list, or what a member holds.

    Attributes:
        args: the typed args class.
        text: what the class holds.
        members: the members, in the order of the API.
        keys: the members that tell entries apart.
        channels: the channels that entries may be for, where they are by channel.
    """

    args: str
    text: str
    members: tuple[Member, ...]
    keys: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    _known: frozenset[str] = field(init=False, repr=False, compare=False)
    _own: tuple[Member, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what each comparison asks for."""
        object.__setattr__(self, "_known", frozenset(member.name for member in self.members))
        own = tuple(member for member in self.members if member.name not in self.keys)
        object.__setattr__(self, "_own", own)

    def settings(self, entries: Iterable[Mapping[str, Any]]) -> dict[Key, Settings]:
        """Return what each entry sets, by its key, beyond the defaults; one that sets nothing is no entry."""
        found = ((tuple([entry[name] for name in self.keys]), self._set(entry)) for entry in entries)
        return {key: settings for key, settings in found if settings}

    def _set(self, record: Mapping[str, Any]) -> Settings:
        found: Settings = {}
        for member in self._own:
            value = record.get(member.name)
            if member.record is not None:
                value = None if value is None else member.record._set(value) or None
            elif member.default is None:
                value = record[member.name]
            if value is not None and value != member.default:
                found[member.name] = value
        if record.keys() <= self._known:
            return found
        unknown = {name: item for name, item in record.items() if name not in self._known}
        return found | {name: item for name, item in unknown.items() if item not in _EMPTY}

    def entry(self, key: Key, settings: Mapping[str, Any]) -> Settings:
        """Return an entry: the inverse of settings."""
        return {**dict(zip(self.keys, key, strict=True)), **settings}

    def defaults(self) -> Settings:
        """Return what Connect holds in a record where nothing is set, without its keys."""
        return {
            member.name: member.record.defaults() if member.record else member.default for member in self._own
        }

    def kind(self) -> Kind:
        """Return how a list of such entries is kept, compared and sent: as a set."""
        return Kind(
            unset=[],
            normalise=lambda value: renamed(value, same),
            comparable=self.settings,
            to_api=lambda value: renamed(value, pascal),
            from_api=lambda value: renamed(value, snake),
        )
