"""The file of ``pulumi preview --json``: whole, or refused; what is cut short or failed is never a yes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connect_resources.commands.preview.text import visible
from connect_resources.errors import ConfigError
from connect_resources.ids import MODULE, name_of, types_of
from connect_resources.users.kinds import UNKNOWN

Props = dict[str, Any]

SECRET: Final = "[secret]"  # noqa: S105 - what the engine writes in a secret's place
_SECRET_KEY: Final = "4dabf18193072939515e22adb298388d"  # noqa: S105
"""The key that marks a secret where the engine writes it as a map. Source: sdk/go/common/resource/sig."""

_NO_SECRETS: Final = frozenset(
    {
        "c44067f5952c0a294b673a41bacd8c17",
        "0def7320c3a5731c473e5ecbe6d01bc7",
        "5cf8f73096256a8f31e491e813e4eb8e",
    }
)
"""What that key says of files, archives and references to resources. Source: pulumi/runtime/rpc.py."""

_UNKNOWNS: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""What stands for a value that isn't known before the run. Source: sdk/go/common/resource/plugin/rpc.go."""

REFRESH: Final = "refresh"
UNCHANGING: Final = frozenset(
    {"same", REFRESH, "read", "read-replacement", "discard", "discard-replaced", "remove-pending-replace"}
)
REPLACING: Final = frozenset({"replace", "create-replacement", "import-replacement", "delete-replaced"})
IMPORTING: Final = frozenset({"import", "import-replacement"})
CHANGING: Final = frozenset({"create", "import", "update", "delete"}) | REPLACING
"""Operations of steps. Source: pkg/resource/deploy/step.go."""

_AGAIN: Final = "it is no answer: make it again with `pulumi preview --json`"
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class State:
    """Hold a resource before or after a step.

    Attributes:
        id: its id, that of what is imported too; "" where there is none yet.
        inputs, outputs: its properties, without the provider.
        depends: the URNs that each argument's value comes from.
    """

    id: str
    inputs: Props
    outputs: Props
    depends: Mapping[str, Any]

    @property
    def held(self) -> Props:
        """Return what state holds."""
        return self.outputs or self.inputs


@dataclass(frozen=True, slots=True)
class Step:
    """Hold what is to be done with one resource."""

    operation: str
    urn: str
    old: State | None
    new: State | None

    @property
    def type(self) -> str:
        """Return the resource's type, without those of the components that it stands in."""
        return types_of(self.urn)[-1]

    @property
    def resource(self) -> str:
        """Return type and name for people, such as ``ConnectUser ana``."""
        return visible(f"{self.type.rsplit(':', 1)[-1]} {name_of(self.urn)}")


@dataclass(frozen=True, slots=True)
class Preview:
    """Hold a whole preview.

    Attributes:
        file: where it was read.
        steps: what is to be done, one step a resource, in the order of the URNs.
        refreshed: the resources that were read before, by URN, as the state had them.
        config: the stack's config, secrets as SECRET.
        lines: what was said of each resource, by URN.
        unrefreshed: how many resources of the state weren't read, as with ``--target``.
    """

    file: Path
    steps: tuple[Step, ...]
    refreshed: Mapping[str, State]
    config: Mapping[str, Any]
    lines: Mapping[str, tuple[str, ...]]
    unrefreshed: int


_STACK: Final = "pulumi:pulumi:Stack"
_STANDING: Final = ("same", "update", "delete", "replace")
"""What the summary counts of resources that the state holds, after a refresh."""

_ELSE: Final = ("create", "import", "read", "discard")
"""Operations on resources that it doesn't: they are gone, or somebody else's."""


def read_preview(file: Path) -> Preview:
    """Read a preview.

    Raises:
        ConfigError: the file can't be read, isn't a preview, is cut short, or is one that failed.
    """
    content = _parse(file)
    config, diagnostics = content.get("config") or {}, content.get("diagnostics") or []
    if not isinstance(config, Mapping) or not isinstance(diagnostics, list):
        raise ConfigError(f"{file} isn't a preview: config or diagnostics have another form; {_AGAIN}")
    _refuse_failed(content, file)
    forms: dict[str, Any] = {"steps": list, "duration": (int, float), "changeSummary": Mapping}
    missing = [key for key, form in forms.items() if not isinstance(content.get(key), form)]
    if missing:
        raise ConfigError(f"{file} isn't a whole preview: it lacks {' and '.join(missing)}; {_AGAIN}")
    try:
        steps = [_step(item) for item in content["steps"]]
        config = clean(config)
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        raise ConfigError(f"{file} isn't a preview: a step has another form; {_AGAIN}") from None
    return Preview(
        file,
        tuple(_changing(steps, file)),
        {step.urn: step.old for step in steps if step.operation == REFRESH and step.old is not None},
        config,
        _lines(content),
        _count_unrefreshed(steps, content["changeSummary"]),
    )


def _count_unrefreshed(steps: list[Step], summary: Mapping[str, Any]) -> int:
    """Count what wasn't read; the stack itself, which ``--run-program`` leaves out, is nobody's."""
    counts = (summary.get(name) for name in _STANDING)
    standing = sum(count for count in counts if isinstance(count, int))
    read = {step.urn for step in steps if step.operation == REFRESH and step.old is not None}
    read -= {step.urn for step in steps if step.operation in _ELSE}
    stack = {step.urn for step in steps if step.type == _STACK and step.operation in _STANDING}
    return max(standing - len(read | stack), 0)


def _parse(file: Path) -> Mapping[str, Any]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}") from error
    if not data.strip():
        raise ConfigError(f"{file} is empty: the preview was cut short; {_AGAIN}")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise ConfigError(
            f"{file} isn't whole JSON: a preview that was cut short, or none; {_AGAIN}"
        ) from None
    if not isinstance(content, Mapping):
        raise ConfigError(f"{file} isn't a preview; {_AGAIN}")
    return content


def _refuse_failed(content: Mapping[str, Any], file: Path) -> None:
    found = [item for item in content.get("diagnostics") or () if isinstance(item, Mapping)]
    errors = [item for item in found if str(item.get("severity", "")).startswith("error")]
    if errors:
        raise ConfigError(f"{file} is a preview that failed{_what_failed(errors)}; {_AGAIN}")
    if content.get("maybeCorrupt"):
        raise ConfigError(f"{file} is a preview that says that it may be corrupt; {_AGAIN}")


def _what_failed(errors: list[Mapping[str, Any]]) -> str:
    """Say what our resources said; what a program of somebody else's says may hold anything."""
    ours = [item for item in errors if MODULE in str(item.get("urn", ""))]
    if not ours:
        return " (the preview's own output says why)"
    return f": {visible(' '.join(str(ours[0].get('message', '')).split()))[:_LONGEST]}"


def _lines(content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in content.get("diagnostics") or ():
        if isinstance(item, Mapping) and item.get("urn"):
            urn = str(item["urn"])
            found[urn] = (*found.get(urn, ()), str(item.get("message", "")).strip())
    return found


def clean(value: Any) -> Any:
    """Return a value with UNKNOWN for what isn't known yet, and SECRET for every secret that is marked."""
    if isinstance(value, Mapping):
        if _SECRET_KEY in value and value[_SECRET_KEY] not in _NO_SECRETS:
            return SECRET
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWNS else value


def _step(item: Mapping[str, Any]) -> Step:
    urn = str(item["urn"])
    if not urn.startswith("urn:pulumi:") or len(urn.split("::", 3)) != 4:
        raise ValueError(urn)
    return Step(str(item["op"]), urn, _state(item.get("oldState")), _state(item.get("newState")))


def _state(item: Mapping[str, Any] | None) -> State | None:
    if item is None:
        return None
    inputs, outputs = (_props(item.get(name)) for name in ("inputs", "outputs"))
    return State(
        str(item.get("id") or item.get("importID") or ""),
        inputs,
        outputs,
        item.get("propertyDependencies") or {},
    )


def _props(found: Any) -> Props:
    held = clean(found or {})
    if not isinstance(held, dict):
        raise TypeError("properties are no map")
    return {name: value for name, value in held.items() if name != "__provider"}


def _changing(steps: list[Step], file: Path) -> Iterator[Step]:
    """Yield the steps that change something: a replacement once, which the engine may write as three."""
    found: dict[tuple[str, str, str], Step] = {}
    for step in steps:
        if step.operation in UNCHANGING:
            continue
        if step.operation not in CHANGING:
            raise ConfigError(f"{file} has a step {step.operation!r}, which this version doesn't know")
        operation = "replace" if step.operation in REPLACING else step.operation
        key = step.urn, operation, "" if step.old is None else step.old.id
        if key not in found or step.new is not None:
            found[key] = step
    yield from (found[key] for key in sorted(found))
