"""Several resources in one run, as the engine drives them: one client, creations before deletions.

What the program declares is checked, compared and written in its order. Then the replaced and the removed
entries are deleted. A run may be killed before that: the state holds both, and the next run deletes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connect_resources.lifecycle.base import Lifecycle
from connect_resources.service.client import ConnectClient
from tests.lifecycle.harness import (
    Args,
    CheckFailedError,
    Factory,
    Place,
    Props,
    as_the_engine_passes,
    setting_lifecycle,
    stored,
    user_lifecycle,
)

URN = "urn:pulumi:test::connect::pulumi-python:dynamic/connect"


@dataclass(frozen=True, slots=True)
class Declared:
    """Hold one resource of a program: its kind, its arguments, and options that change the engine's way.

    Attributes:
        args: the arguments.
        section: the row of the table for a sub-setting; "" is a ConnectUser.
        replaced: the engine replaces it whatever diff says (``--replace``, ``replace_on_changes``).
        delete_first: the engine deletes before it creates (``delete_before_replace``).
    """

    args: Args
    section: str = ""
    replaced: bool = False
    delete_first: bool = False

    @property
    def factory(self) -> Factory:
        """Return what makes its verbs."""
        return setting_lifecycle(self.section) if self.section else user_lifecycle


@dataclass
class Entry:
    """Hold one entry of the state."""

    urn: str
    factory: Factory
    id: str
    inputs: Props
    outputs: Props


@dataclass
class Program:
    """Hold the state of a stack, and bring it to what a program declares."""

    place: Place
    settings: dict[str, Any] = field(default_factory=dict)
    knows_urns: bool = True
    state: dict[str, Entry] = field(default_factory=dict)
    doomed: list[Entry] = field(default_factory=list)

    def up(self, declared: Mapping[str, Declared], *, refresh: bool = False, killed: bool = False) -> None:
        """Run the program once; a killed run ends before its deletions."""
        client = self.place.client(**self.settings)
        if refresh:
            self._refresh(client)
        for name, resource in declared.items():
            self._register(client, name, resource)
        self.doomed += [self.state.pop(name) for name in list(self.state) if name not in declared]
        if killed:
            return
        while self.doomed:
            self._delete(client, self.doomed[-1])
            self.doomed.pop()

    def preview(self, declared: Mapping[str, Declared]) -> dict[str, bool]:
        """Tell for each resource of the state whether it would change."""
        client = self.place.client(**self.settings)
        found = {}
        for name, entry in self.state.items():
            verbs = self._verbs(client, entry.urn, entry.factory)
            inputs = _checked(verbs, entry.inputs, declared[name].args)
            found[name] = bool(verbs.diff(entry.outputs, inputs))
        return found

    def destroy(self, *, refresh: bool = False) -> None:
        """Delete every resource."""
        client = self.place.client(**self.settings)
        if refresh:
            self._refresh(client)
        self.doomed += self.state.values()
        self.state.clear()
        while self.doomed:
            self._delete(client, self.doomed.pop())

    def user_id(self, name: str) -> str:
        """Return the bare id of a resource's user."""
        return self.state[name].id.partition(":")[2].partition("/")[0]

    def _refresh(self, client: ConnectClient) -> None:
        for name, entry in list(self.state.items()):
            verbs = self._verbs(client, entry.urn, entry.factory)
            found = verbs.read(entry.id, entry.outputs)
            if found is None:
                del self.state[name]
                continue
            inputs = entry.inputs if found.inputs is None else stored(found.inputs)
            verbs.diff(stored(found.outputs), entry.inputs)  # so does the engine, to tell what drifted
            self.state[name] = Entry(entry.urn, entry.factory, found.id, inputs, stored(found.outputs))

    def _register(self, client: ConnectClient, name: str, resource: Declared) -> None:
        entry = self.state.get(name)
        urn = f"{URN}:{resource.section or 'ConnectUser'}::{name}"
        verbs = self._verbs(client, urn, resource.factory)
        if entry is None:
            self._create(verbs, name, urn, resource)
            return
        inputs = _checked(verbs, entry.inputs, resource.args)
        found = verbs.diff(entry.outputs, inputs)
        if found.replaces or resource.replaced:
            if found.delete_before_replace or resource.delete_first:
                self._delete(client, entry)
                del self.state[name]
            else:
                self.doomed.append(entry)
            self._create(verbs, name, urn, resource)
        else:
            outputs = (
                stored(verbs.update(entry.id, entry.outputs, inputs).whole().outputs)
                if found
                else entry.outputs
            )
            self.state[name] = Entry(urn, resource.factory, entry.id, stored(inputs), outputs)

    def _create(self, verbs: Lifecycle, name: str, urn: str, resource: Declared) -> None:
        inputs = _checked(verbs, {}, resource.args)
        made = verbs.create(inputs).whole()
        self.state[name] = Entry(urn, resource.factory, made.id, stored(inputs), stored(made.outputs))

    def _delete(self, client: ConnectClient, entry: Entry) -> None:
        self._verbs(client, entry.urn, entry.factory).delete(entry.id, entry.outputs)

    def _verbs(self, client: ConnectClient, urn: str, factory: Factory) -> Lifecycle:
        return factory(client, self.place.reports.append, urn if self.knows_urns else "")


def _checked(verbs: Lifecycle, olds: Props, args: Args) -> Props:
    inputs, failures = verbs.check(olds, as_the_engine_passes(args))
    if failures:
        raise CheckFailedError(failures)
    return inputs
