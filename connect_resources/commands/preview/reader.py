"""The one reader of a preview's steps: who is made, changed, replaced or deleted, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from connect_resources import ids
from connect_resources.commands.preview import differences
from connect_resources.commands.preview.document import (
    IMPORTING,
    REPLACING,
    SECRET,
    Preview,
    Props,
    Step,
)
from connect_resources.commands.preview.text import visible
from connect_resources.commands.preview.user_change import (
    SETTINGS,
    UserChange,
    index_names,
    index_refreshed,
    text,
)
from connect_resources.config import Settings, settings_from
from connect_resources.errors import ConfigError
from connect_resources.ids import FLEET_TYPE, USER_TYPE
from connect_resources.users import people
from connect_resources.users.change import Action, build_argument_change
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.section import INCOMPARABLE, Section

_CONFIG: Final = {"aws:region": None, "aws:defaultTags": None, "connect:adoptExisting": "true"}
"""What the reading depends on, and what is taken for true of a secret one."""

LEFT: Final = "to be left to another resource"
"""What a fleet's line says of a user that it lets go of, and that another resource takes over."""


MOVED: Final = "resource"
"""What changes for a user whom another resource of the program takes over."""


def read_config(preview: Preview) -> Settings:
    """Return what the preview tells of the stack's config, as far as the reading depends on it."""
    told = {key: preview.config.get(key) for key in _CONFIG}
    return settings_from(lambda key: _CONFIG[key] if told.get(key) == SECRET else told.get(key))


def read_users(preview: Preview) -> list[UserChange]:
    """Return what the preview means to do with users, by name.

    Raises:
        ConnectResourcesError: a resource of ours says it in a form that can't be read.
    """
    reader = _Reader(preview)
    found = [change for step in preview.steps for change in _read(reader, step)]
    refreshed = index_refreshed(preview)
    joined = [_mark_gone(change, preview, refreshed) for change in _join_moved(found, preview)]
    kept = (change for change in joined if change.changes or change.action is not Action.UPDATE)
    return sorted(
        kept, key=lambda change: (change.label.casefold(), change.label, change.key, change.step.urn)
    )


def _read(reader: _Reader, step: Step) -> list[UserChange]:
    try:
        return list(reader.read(step))
    except INCOMPARABLE:
        raise ConfigError(f"{step.resource} is in a form that can't be read") from None


class _Reader:
    """Take the steps of one preview apart."""

    def __init__(self, preview: Preview) -> None:
        self._names = index_names(preview)
        self._default_tags = dict(read_config(preview).default_tags)
        self._made = {
            step.urn: text(step.new.inputs.get("name"))
            for step in preview.steps
            if step.type == USER_TYPE and step.new is not None
        }

    def read(self, step: Step) -> Iterator[UserChange]:
        """Yield what a step does with users; nothing for a resource of another sort."""
        if step.type == USER_TYPE:
            held = None if step.old is None else step.old.held
            yield self._user(step, held, None if step.new is None else step.new.inputs)
        elif step.type == FLEET_TYPE:
            yield from self._members(step)
        elif step.type in SETTINGS:
            yield from self._setting(step, SETTINGS[step.type])

    def _user(self, step: Step, held: Props | None, arguments: Props | None) -> UserChange:
        """Return what becomes of one user, of whom the step holds the outputs and the arguments."""
        wanted = None if arguments is None else differences.want(arguments, self._default_tags)
        action = _action(step, held, wanted)
        changes = differences.find_changes(held, wanted, action)
        if any(change.action is Action.REPLACE for change in changes) and step.type == FLEET_TYPE:
            action = Action.REPLACE
        first = held if held is not None else wanted or {}
        exists = step.new if held is None and step.operation in IMPORTING else None
        return UserChange(
            step,
            text(first.get("instance_id")),
            text(first.get("user_id")) if exists is None else ids.bare(exists.id),
            text(first.get("name")),
            action,
            changes,
            held=held,
            wanted=wanted,
        )

    def _members(self, step: Step) -> Iterator[UserChange]:
        old, new = _fleet(step, old=True), _fleet(step, old=False)
        before, after = (old or {}).get("users", {}), (new or {}).get("users", {})
        same = _as_before(old or {}, new or {}, self._default_tags) and step.operation not in REPLACING
        for name in sorted({*before, *after}):
            if same and name in before and before[name] == after.get(name) and before[name] != SECRET:
                continue
            held = _outputs(step, old, name) if old is not None and name in before else None
            wanted = _arguments(step, new, name) if new is not None and name in after else None
            yield self._user(step, held, wanted)

    def _setting(self, step: Step, section: Section) -> Iterator[UserChange]:
        old = None if step.old is None else step.old.held
        new = None if step.new is None else step.new.inputs
        if step.operation in REPLACING:
            yield self._setting_of(step, section, old, None)
            old = None
        if new is not None or step.operation not in REPLACING:
            yield self._setting_of(step, section, old, new)

    def _setting_of(self, step: Step, section: Section, old: Props | None, new: Props | None) -> UserChange:
        found = differences.find_setting_changes(section, old, new)
        whose = new if new is not None else old or {}
        instance_id, user_id = text(whose.get("instance_id")), text(whose.get("user_id"))
        name = self._names.get((instance_id, user_id), "")
        guess = "" if user_id else self._guess(step)
        return UserChange(
            step, instance_id, user_id, name or guess, Action.UPDATE, found, whole=False, sure=bool(user_id)
        )

    def _guess(self, step: Step) -> str:
        """Return the name of the user to be made that a setting's user id depends on, if on that alone."""
        urns = step.new.depends.get("user_id") or [] if step.new is not None else []
        return self._made.get(urns[0], "") if len(urns) == 1 else ""


def _action(step: Step, held: Props | None, wanted: Props | None) -> Action:
    if held is None:
        return Action.CREATE
    if wanted is None:
        return Action.DELETE
    return Action.REPLACE if step.operation in REPLACING else Action.UPDATE


def _fleet(step: Step, *, old: bool) -> Props | None:
    side = step.old if old else step.new
    if side is None:
        return None
    props = side.held if old else side.inputs
    if not isinstance(props.get("users"), Mapping):
        raise ConfigError(
            f"{step.resource} doesn't say its users: they are a secret, or not known before the run"
        )
    known = {name: props.get(name) for name in ("user_ids", "arns")}
    return {**props, **{name: item if isinstance(item, Mapping) else {} for name, item in known.items()}}


def _as_before(old: Props, new: Props, default_tags: Mapping[str, str]) -> bool:
    """Tell whether equal texts mean equal users: what a fleet says beside them doesn't differ."""
    once = [props.get("set_once") or [] for props in (old, new)]
    return bool(once[0] == once[1] and old.get("default_tags", {}) == default_tags)


def _outputs(step: Step, fleet: Props, name: str) -> Props:
    try:
        if fleet["users"][name] == SECRET:
            known = {"instance_id": fleet["instance_id"], "user_id": fleet["user_ids"].get(name, "")}
            return {**differences.everything(SECRET), **known, "name": name}
        return people.get_outputs(fleet, name)
    except (KeyError, TypeError, ValueError):
        raise ConfigError(
            f"{step.resource} holds user {visible(name)} in a form that can't be read"
        ) from None


def _arguments(step: Step, fleet: Props, name: str) -> Props:
    found: Any = fleet["users"][name]
    if found in (SECRET, UNKNOWN):
        shared = {key: fleet[key] for key in people.SHARED if fleet.get(key) is not None}
        return {**differences.everything(found), **shared, "name": name}
    try:
        given = people.get_arguments(fleet, name, found)
    except (TypeError, ValueError):
        raise ConfigError(f"{step.resource} says of user {visible(name)} what can't be read") from None
    return {**given, "set_once": fleet["set_once"]} if fleet.get("set_once") else given


def _mark_gone(change: UserChange, preview: Preview, refreshed: frozenset[tuple[str, str]]) -> UserChange:
    """Note that the state had a user before the refresh, which found it no more."""
    if change.whole:
        gone = change.action is Action.CREATE and change.key in refreshed
    else:
        gone = change.step.operation == "create" and change.step.urn in preview.refreshed
    return replace(change, gone=gone)


def _join_moved(found: list[UserChange], preview: Preview) -> Iterator[UserChange]:
    """Yield a user that one resource lets go of and another takes over as one who moves.

    Only where nobody is deleted on the way for sure: the resource that goes is deleted as a whole, after
    everything else, or it is a fleet that says that it leaves users to others.
    """
    known = [change for change in found if change.whole and change.instance_id and change.name]
    going = {
        change.key: change for change in known if change.action is Action.DELETE and _leaves(change, preview)
    }
    coming = {change.key: change for change in known if change.action is Action.CREATE}
    both = {key for key in going.keys() & coming.keys() if going[key].step.urn != coming[key].step.urn}
    for change in found:
        pair = going.get(change.key), coming.get(change.key)
        if change.key not in both or not any(change is one for one in pair):
            yield change
        elif change is pair[1]:
            yield _moved(going[change.key], change)


def _leaves(change: UserChange, preview: Preview) -> bool:
    """Tell whether a user is left to another resource: its fleet says so, of each while it has room."""
    if change.step.operation == "delete":
        return True
    lines = preview.lines.get(change.step.urn, ())
    if any(line.startswith("... and ") for line in lines):
        return any(line.endswith(f": {LEFT}") for line in lines)
    return f"{change.name}: {LEFT}" in lines


def _moved(old: UserChange, new: UserChange) -> UserChange:
    where = build_argument_change("", Action.UPDATE, MOVED, old.step.resource, new.step.resource)
    changes = (where, *differences.find_changes(old.held, new.wanted, Action.UPDATE))
    return replace(new, user_id=old.user_id, action=Action.UPDATE, changes=changes, held=old.held, moved=True)
