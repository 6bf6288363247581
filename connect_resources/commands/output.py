"""Where results go: stdout, or whole or not at all to files that are their owner's alone."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from connect_resources.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result here, not to stdout")


def expect_files(*files: Path | None) -> None:
    """Refuse files that can't be written, before any work is done for them.

    Raises:
        ConfigError: a folder isn't there or can't be written to, or a file is a folder.
    """
    for file in filter(None, files):
        folder = file.resolve().parent
        if file.is_dir():
            raise ConfigError(f"{file} can't be written: it is a folder")
        if not folder.is_dir():
            raise ConfigError(f"{file} can't be written: there is no folder {folder}")
        if not os.access(folder, os.W_OK):
            raise ConfigError(f"{file} can't be written: no permission for folder {folder}")


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
        for draft, target in ready:
            _put(draft, target)
    if file is None:
        _print(text)


def _print(text: str) -> None:
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigError(f"stdout can't be written: {error.strerror}") from error


def _stage(file: Path, text: str, staged: ExitStack) -> Path | None:
    """Write a file's content beside it; None where the file is a device, which takes it as it is."""
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(text.encode())
            return None
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.resolve().parent)
        staged.callback(_remove, Path(name))
        with os.fdopen(handle, "wb") as draft:
            draft.write(text.encode())
            draft.flush()
            os.fsync(draft.fileno())
    except OSError as error:
        raise ConfigError(f"{file} can't be written: {error.strerror}") from error
    return Path(name)


def _put(draft: Path | None, file: Path) -> None:
    if draft is not None:
        try:
            draft.replace(file)
        except OSError as error:
            raise ConfigError(f"{file} can't be written: {error.strerror}") from error


def _remove(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()
