"""Where results go: stdout, or whole or not at all to files that are their owner's alone."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from connect_resources.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result here, not to stdout")


def expect_files(*files: Path | None, read: Iterable[str | Path | None] = ()) -> None:
    """Refuse files that can't be written, before any work is done for them.

    Args:
        files: where results are to go.
        read: files that the results are made of, which none may replace.

    Raises:
        ConfigError: a folder isn't there or can't be written to, or a file is a folder or has another use.
    """
    used: dict[Path, str] = {}
    for name in (item for item in read if item is not None):
        with suppress(OSError, RuntimeError):  # what can't be found can't be replaced
            used[Path(name).resolve()] = "it is what is read"
    for file in filter(None, files):
        try:
            obstacle = _find_obstacle(file, used)
        except (OSError, RuntimeError) as error:  # the latter for links in a circle
            obstacle = getattr(error, "strerror", None) or str(error)
        if obstacle is not None:
            raise ConfigError(f"{file} can't be written: {obstacle}")


def _find_obstacle(file: Path, used: dict[Path, str]) -> str | None:
    """Return why a file can't be written, and note what it is used for."""
    if _is_device(file):
        return None if os.access(file, os.W_OK) else "no permission"
    if file.is_dir():
        return "it is a folder"
    target = file.resolve()
    if not target.parent.is_dir():
        return f"there is no folder {target.parent}"
    if not os.access(target.parent, os.W_OK):
        return f"no permission for folder {target.parent}"
    if target in used:
        return used[target]
    used[target] = "another result goes there"
    return None


def _is_device(file: Path) -> bool:
    """Tell whether a file is neither a plain one nor a folder: it takes what is written as it is."""
    return file.exists() and not file.is_file() and not file.is_dir()


def write_result(text: str, file: Path | None, beside: Mapping[Path, str] | None = None) -> None:
    """Write a result to a file, or to stdout where None is given.

    Args:
        text: the result.
        file: where it goes.
        beside: further files of the same result: all are written, or none.

    Raises:
        ConfigError: a file can't be written; then none was, and nothing went to stdout.
    """
    files = dict(beside or {})
    if file is not None:
        files[file] = text
    with ExitStack() as staged:
        ready = [(_stage(target, content, staged), target.resolve()) for target, content in files.items()]
        if file is None:
            _print(text)
        for draft, target in ready:
            _put(draft, target)


def _print(text: str) -> None:
    if sys.stdout is None:
        raise ConfigError("stdout can't be written: it is closed")
    try:
        sys.stdout.buffer.write(_encoded(text))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigError(f"stdout can't be written: {error.strerror}") from error


def _stage(file: Path, text: str, staged: ExitStack) -> Path | None:
    """Write a file's content beside it; None where the file is a device, which takes it as it is."""
    try:
        if _is_device(file):
            file.write_bytes(_encoded(text))
            return None
        handle, name = tempfile.mkstemp(prefix=".connect-resources.", dir=file.resolve().parent)
        staged.callback(_remove, Path(name))
        with os.fdopen(handle, "wb") as draft:
            draft.write(_encoded(text))
            draft.flush()
            os.fsync(draft.fileno())
    except OSError as error:
        raise ConfigError(f"{file} can't be written: {error.strerror}") from error
    return Path(name)


def _encoded(text: str) -> bytes:
    """Return a text as UTF-8; a file's name that isn't UTF-8 as stderr and JSON escape it."""
    return text.encode(errors="backslashreplace")


def _put(draft: Path | None, file: Path) -> None:
    if draft is not None:
        try:
            draft.replace(file)
        except OSError as error:
            raise ConfigError(f"{file} can't be written: {error.strerror}") from error


def _remove(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()
