"""What a stack's file and its project's say of the configuration, without the engine and its secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from connect_resources.errors import ConfigError

_PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml")
_SECURE: Final = "secure"
_KEYS: Final = frozenset({"aws:accessKey", "aws:secretKey", "aws:token"})
"""Credentials are one thing: those of the environment take the place of all three."""


@dataclass(frozen=True, slots=True)
class StackFile:
    """Hold the configuration of a stack.

    Attributes:
        file: the stack's file.
        folder: the project's folder, which paths of the configuration start at.
        values: what the project and the stack say, by key with its namespace.
        secrets: the keys whose values are secrets; they aren't in ``values``.
    """

    file: Path
    folder: Path
    values: Mapping[str, Any] = field(repr=False)
    secrets: frozenset[str]

    def get(self, key: str) -> str | None:
        """Return a value as a program gets it: objects as JSON text; None where it isn't known."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        # What YAML takes for a date is meant as text.
        return value.isoformat() if isinstance(value, date) else json.dumps(value, default=str)

    def path(self, value: str) -> str:
        """Return a path of the configuration, as it leads there from here."""
        return value if Path(value).is_absolute() else str(self.folder / value)


def read_stack_file(stack: str, start: Path | None = None) -> StackFile:
    """Read the file of a stack of the project that a folder is in.

    Args:
        stack: the stack's name; organisation and project before it are left aside.
        start: a folder in the project; None for the current one.

    Raises:
        ConfigError: there is no project, no file of that stack, or one that can't be read.
    """
    project_file = _find_project((start or Path()).absolute())
    project = _read(project_file)
    folder = project_file.parent
    name = stack.rsplit("/", 1)[-1]
    file = folder / str(project.get("stackConfigDir") or "") / f"Pulumi.{name}{project_file.suffix}"
    if not file.is_file():
        raise ConfigError(f"stack {stack} has no file {file}")
    content = _read(file)
    namespace = str(project.get("name", ""))
    found = {**_project_config(project, namespace), **_keyed(_config(content, file), namespace)}
    secrets = {key for key, value in found.items() if _holds_secret(value)}
    if secrets & _KEYS:
        secrets |= _KEYS & found.keys()
    plain = {key: value for key, value in found.items() if key not in secrets}
    return StackFile(file, folder, plain, frozenset(secrets))


def _find_project(start: Path) -> Path:
    for folder in (start, *start.parents):
        for name in _PROJECT_FILES:
            if (folder / name).is_file():
                return folder / name
    raise ConfigError(f"--stack needs a Pulumi project: neither {start} nor a folder above has a Pulumi.yaml")


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise ConfigError(f"{where} isn't valid YAML") from None
    if not isinstance(content, dict | None):
        raise ConfigError(f"{file} must hold a map")
    return content or {}


def _config(content: Mapping[str, Any], file: Path) -> dict[str, Any]:
    found = content.get("config") or {}
    if not isinstance(found, dict):
        raise ConfigError(f"{file}: config must be a map")
    return found


def _project_config(project: Mapping[str, Any], namespace: str) -> dict[str, Any]:
    """Return what the project's own file says for all stacks: plain values, or maps with one."""
    given = project.get("config")
    if not isinstance(given, dict):
        return {}
    values = {
        key: item.get("value", item.get("default")) if isinstance(item, dict) else item
        for key, item in given.items()
    }
    return _keyed({key: value for key, value in values.items() if value is not None}, namespace)


def _keyed(values: Mapping[str, Any], namespace: str) -> dict[str, Any]:
    """Put the project's name before keys without a namespace, as the engine does."""
    named = ((str(key), value) for key, value in values.items())
    return {key if ":" in key else f"{namespace}:{key}": value for key, value in named}


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return _SECURE in value or any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))
