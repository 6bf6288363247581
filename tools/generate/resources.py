"""What a program declares: a user, and each of its settings alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from connect_resources.users.section import Fate, Removal, Section
from connect_resources.users.table import ARGUMENTS, SECTIONS
from tools.generate import signature, types
from tools.generate.arguments import args_classes, nested, taken_out
from tools.generate.layout import opening
from tools.generate.signature import Parameter
from tools.generate.words import docstring, joined

SETTINGS: Final = tuple(section for section in SECTIONS if section.resource)

_GIVEN: Final = (
    "What a program leaves out is unmanaged: never compared, never overwritten. "
    'What it gives as "", [] or {} is cleared.'
)
_RESOURCE_NAME: Final = ("resource_name", "The resource's name in the program.")
_OPTS: Final = ("opts", "Options of the resource.")
_USER_ID: Final = ("user_id", "User id, user ARN, or a ConnectUser's ``id``. A change replaces.")
_INSTANCE_ID: Final = (
    "instance_id",
    "Id, ARN or alias; default what user_id names, else config ``connect:instanceId``.",
)
_ON_DELETE: Final = (
    "on_delete",
    "``restore`` (default) puts back what the user had before; ``retain`` leaves it.",
)
_RAISES: Final = (
    ("ConfigError", "There is no instance."),
    ("NameNotFoundError", "No instance has the alias."),
)


def user() -> Iterator[str]:
    """Yield ConnectUser."""
    parameters = signature.user()
    yield from opening(
        "ConnectUser: a user of Amazon Connect.",
        "from collections.abc import Mapping, Sequence",
        "from typing import Any",
        "",
        "from pulumi import Input, ResourceOptions",
        "",
        *_imported_arguments(parameters),
        "from connect_resources.sdk.base import OnDemand, UserResource",
        *_imported_inputs(parameters),
        "",
        "",
        'class ConnectUser(UserResource, module="connect", name="ConnectUser"):',
    )
    yield from docstring(
        4,
        "Manage a user of Amazon Connect.",
        f"{_GIVEN} {_removed()}",
        Attributes=_outputs(),
    )
    yield ""
    yield from (f"    {item.name} = OnDemand[{item.output()}]()" for item in parameters if item.read)
    entries = [(item.name, item.text) for item in parameters]
    yield from _constructor("Declare a user.", parameters, [_RESOURCE_NAME, *entries, _OPTS], Raises=_RAISES)
    yield from _given("dict[str, Any]", parameters)
    yield "        super().__init__(resource_name, given, opts)"


def user_args() -> Iterator[str]:
    """Yield a user as a fleet takes it: ConnectUser's arguments, but those that the fleet has itself."""
    parameters = [item for item in signature.user() if item.name not in _OF_FLEET]
    yield from opening(
        "ConnectUserArgs: a user of a fleet.",
        "from collections.abc import Mapping, Sequence",
        "from dataclasses import dataclass",
        "",
        "from pulumi import Input",
        "",
        *_imported_arguments(parameters),
        *_imported_inputs(parameters),
        "",
        "",
        "@dataclass(frozen=True, slots=True)",
        "class ConnectUserArgs:",
    )
    yield from docstring(
        4,
        "Hold a user of a fleet; a plain dict with the same keys does as well.",
        "A field that is left out, or None, takes the fleet's default; without one it is unmanaged.",
        Attributes=[(item.name, item.text) for item in parameters],
    )
    yield ""
    yield from (f"    {item.name}: {item.given} | None = None" for item in parameters)


_OF_FLEET: Final = frozenset({"instance_id", "name", "password"})
"""What the fleet says for all of its users, or as the key of each."""


def _removed() -> str:
    """Return what happens to arguments, and fields of them, that are taken out of the program."""
    cleared = [item.name for item in signature.user() if _is_cleared(item)]
    fields = [f"that is taken out of {section.name} {taken_out(section)}" for section in nested()]
    return (
        f"Taken out of the program, {joined(cleared, 'and')} are cleared, and the other settings become "
        f"unmanaged and stay in Connect as they are. A field {', and one '.join(fields)}."
    )


def _is_cleared(item: Parameter) -> bool:
    return item.section is not None and item.section.removal is Removal.CLEAR and not item.required


def _outputs() -> Iterator[tuple[str, str]]:
    yield from ((row.name, row.text) for row in ARGUMENTS if row.fate is Fate.COMPUTED and row.text)
    for section in SECTIONS:
        for item in section.properties:
            if item.argument:
                yield (
                    item.name,
                    f"The {item.argument}, with the config's default {item.argument}; {{}} where no "
                    f"{item.argument} are managed.",
                )


def settings() -> Iterator[str]:
    """Yield the sub-settings."""
    parameters = [item for section in SETTINGS for item in signature.setting(section)]
    yield from opening(
        "The settings of a user, each alone: for a user that something else made.",
        "from collections.abc import Mapping, Sequence",
        "from typing import Any",
        "",
        "from pulumi import Input, Output, ResourceOptions",
        "",
        "from connect_resources import providers",
        *_imported_arguments(parameters),
        "from connect_resources.sdk.base import SettingResource",
        *_imported_inputs(parameters),
    )
    for section in SETTINGS:
        yield from _setting(section)


def _setting(section: Section) -> Iterator[str]:
    own = signature.setting(section)
    yield from [
        "",
        "",
        f'class {section.resource}(SettingResource, module="connect", name="{section.resource}"):',
    ]
    yield from docstring(4, f"Manage {section.text}.", *([section.notes] if section.notes else []))
    yield ""
    yield from (f"    {item.name}: Output[{item.output()}]" for item in own)
    first = "Declare the setting; only what is given is managed." if len(own) > 1 else "Declare the setting."
    parameters = [
        Parameter("user_id", "Input[str]", "", _USER_ID[1], required=True),
        *(item for item in own if item.required),
        Parameter("instance_id", "Input[str]", "", _INSTANCE_ID[1]),
        *(item for item in own if not item.required),
        Parameter("on_delete", "Input[str]", "", _ON_DELETE[1]),
    ]
    entries = [(item.name, item.text) for item in parameters]
    yield from _constructor(first, parameters, [_RESOURCE_NAME, *entries, _OPTS])
    yield from _given("", parameters)
    yield f"        super().__init__(providers.{section.resource}Provider(), resource_name, given, opts)"


def _constructor(
    first: str,
    parameters: list[Parameter],
    entries: Iterable[tuple[str, str]],
    **more: Iterable[tuple[str, str]],
) -> Iterator[str]:
    yield from ["", "    def __init__(", "        self,", "        resource_name: str,", "        *,"]
    yield from (f"        {item.declared()}," for item in parameters)
    yield from ["        opts: ResourceOptions | None = None,", "    ) -> None:"]
    yield from docstring(8, first, Args=entries, **more)


def _given(type_: str, parameters: list[Parameter]) -> Iterator[str]:
    yield f"        given: {type_} = {{" if type_ else "        given = {"
    yield from (f'            "{item.name}": {item.name},' for item in parameters)
    yield "        }"


def _imported_arguments(parameters: Iterable[Parameter]) -> Iterator[str]:
    """Yield the import of the args classes and enums that the parameters name."""
    known = {*types.enums(), *(name for args in args_classes() for name in (args, f"{args}Dict"))}
    used = sorted({name for item in parameters for name in _names(item.given)} & known)
    yield f"from connect_resources.sdk.arguments import ({', '.join(used)},)"


def _imported_inputs(parameters: Iterable[Parameter]) -> Iterator[str]:
    used = sorted(
        {name for item in parameters for name in _names(item.given)} & {"Choice", "Record", "Records"}
    )
    yield f"from connect_resources.sdk.inputs import {', '.join(used)}"


def _names(annotation: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Name)}
