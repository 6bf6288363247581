"""Compare what state holds with what the program wants: pure, no network, no clock, no engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connect_resources.errors import InputError
from connect_resources.users.change import Action, Change, build_argument_change, secrecy
from connect_resources.users.kinds import UNKNOWN, has_unknown
from connect_resources.users.section import INCOMPARABLE, Removal, Section, Values
from connect_resources.users.table import REPLACING, SECTIONS


@dataclass(frozen=True, slots=True)
class SectionChange:
    """Hold one section that has to change.

    Attributes:
        section: its row of the table.
        old: the values that state holds, or {} where the section wasn't managed.
        new: the values to reach; a field that was removed from the program stands at its default.
        seen: old is what Connect held when it was last looked at; False where nobody looked.
        released: only state changes: what is managed, not what Connect holds; no call is due.
    """

    section: Section
    old: Values
    new: Values
    seen: bool = True
    released: bool = False

    def needs_current(self) -> bool:
        """Tell whether the update depends on values in Connect that state doesn't hold.

        An operation that replaces the whole record needs the unmanaged properties; one that adds and
        removes needs to know what is there; and one that sets more than the section has to look first.
        """
        if self.released:
            return False
        if self.section.looks or (self.section.incremental and not self.seen):
            return True
        return self.section.whole and len(self.new) < len(self.section.properties)


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold what has to be done for a user.

    Attributes:
        sections: the sections that change, in the order of the table.
        replaces: the arguments that can't change on a user that exists.
        delete_before_replace: the old user has to go first, because the new one has its name.
        state_only: an argument changed that no call is due for.
        changes: each property that Connect is to hold differently, as data.
    """

    sections: tuple[SectionChange, ...]
    replaces: tuple[str, ...]
    delete_before_replace: bool
    state_only: bool = False
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sections or self.replaces or self.state_only)


def find_section_change(section: Section, old: Values | None, new: Values | None) -> SectionChange | None:
    """Return the change that leads from old to new values of a section, or None where they mean the same."""
    if new is None:
        return _removed(section, old)
    if old is None:
        return SectionChange(section, {}, new, seen=False)
    target = {**_cleared(section, {name: None for name in old if name not in new}), **new}
    if any(_differs(section, name, old, target) for name in target):
        return SectionChange(section, old, target)
    return SectionChange(section, old, target, released=True) if old.keys() != new.keys() else None


def _differs(section: Section, name: str, old: Values, new: Values) -> bool:
    if name not in old or has_unknown(new[name]):
        return True
    return not section.equal({name: old[name]}, {name: new[name]})


def _removed(section: Section, old: Values | None) -> SectionChange | None:
    if old is None:
        return None
    released = section.removal is Removal.RELEASE or section.equal(old, _cleared(section, old))
    return SectionChange(section, old, _cleared(section, old), released=released)


def _cleared(section: Section, values: Values) -> Values:
    return {name: default for name, default in section.defaults().items() if name in values}


def compare_section(
    section: Section, olds: Mapping[str, Any], news: Mapping[str, Any], *, flat: bool = False
) -> SectionChange | None:
    """Return the change of a section between state and arguments, or None where they mean the same.

    Raises:
        InputError: state or arguments hold the section in a form that nothing can be compared with.
    """
    try:
        new = section.extract(news, flat=flat)
    except INCOMPARABLE as error:
        raise InputError(f"{section.name} must be a map: mend it in the program") from error
    try:
        return find_section_change(section, section.extract(olds, flat=flat), new)
    except INCOMPARABLE as error:
        raise unreadable_state(section.name, olds) from error


def unreadable_state(name: str, olds: Mapping[str, Any]) -> InputError:
    """Return the error for a state of a user that holds something in a form that nobody can use."""
    named = [olds.get(key) for key in ("name", "user_id")]
    user = next((f" of user {value}" for value in named if value and isinstance(value, str)), "")
    return InputError(
        f"the state{user} holds {name} in a form that this version doesn't know; "
        "run `pulumi refresh`, which reads it from Connect"
    )


def get_stated_user(olds: Mapping[str, Any]) -> tuple[str, str]:
    """Return the instance's and the user's ids out of a state.

    Raises:
        InputError: one of them isn't there, or is no text.
    """
    instance_id, user_id = olds.get("instance_id"), olds.get("user_id")
    if not isinstance(instance_id, str):
        raise unreadable_state("instance_id", olds)
    if not isinstance(user_id, str):
        raise unreadable_state("user_id", olds)
    return instance_id, user_id


def find_difference(olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
    """Compare a user's state with its arguments; both hold ``tags_all`` where tags are managed.

    Args:
        olds: the outputs that state holds.
        news: the arguments, normalised by check.

    Raises:
        InputError: as compared says.
    """
    found = (compare_section(section, olds, news) for section in SECTIONS)
    sections = tuple(change for change in found if change)
    replaces = tuple(name for name in REPLACING if _replaces(name, olds, news))
    return Difference(
        sections,
        replaces,
        _same_name(olds, news) if replaces else False,
        changes=(*_replaced(replaces, olds, news), *list_changes(sections, olds))
        if sections or replaces
        else (),
    )


def _replaced(replaces: Iterable[str], olds: Mapping[str, Any], news: Mapping[str, Any]) -> Iterator[Change]:
    user = str(olds.get("name", ""))
    for name in replaces:
        yield build_argument_change(user, Action.REPLACE, name, olds.get(name), news.get(name))


def list_changes(sections: Iterable[SectionChange], olds: Mapping[str, Any]) -> Iterator[Change]:
    """Yield each property that differs in sections; what is only released stays as it is in Connect."""
    user = str(olds.get("name") or olds.get("user_id") or "")
    for section, old, new in ((item.section, item.old, item.new) for item in sections if not item.released):
        for item in section.properties:
            if item.name in new and _differs(section, item.name, old, new):
                pair = old.get(item.name), new[item.name]
                yield Change(user, Action.UPDATE, section.setting, item.given_as, *pair, secrecy(item))


def _replaces(name: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    if name not in news:
        return False
    return bool(news[name] is UNKNOWN or news[name] != olds.get(name, ""))


def _same_name(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Tell whether old and new user would stand in one instance under one name, regardless of case."""
    if olds.get("instance_id") != news.get("instance_id"):
        return False
    old, new = olds.get("name"), news.get("name")
    return isinstance(old, str) and isinstance(new, str) and old.casefold() == new.casefold()
