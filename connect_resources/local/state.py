"""Users kept across restarts, in one JSON file that only its owner may read.

A record is encoded when it changes. A thread writes the whole file at most every FLUSH_SECONDS, to a
temporary name that then replaces the file: a reader never sees half of it, and a killed process loses less
than a second. Where the file can't be written, because the disk is full for instance, the thread says so
and goes on trying; the users are kept in memory meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from .state_content import VERSION, ContentError, read_content
from .user import User

FLUSH_SECONDS = 0.25
_OWNER_ONLY = 0o600
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC

Key = tuple[str, str, str, str]
"""Account, region, instance id and user id."""


class StateError(ValueError):
    """Report a state file that can't be used."""


class State:
    """Keep users in a file, or nowhere if there is no path."""

    def __init__(self, path: Path | None) -> None:
        """Read what the file holds; it may not exist yet."""
        self._path = path
        self._lock = Lock()
        self._changed = Event()
        self._closed = Event()
        self._lines: dict[Key, str] = {}
        self._seeded: set[str] = set()
        if path is not None:
            self._read(path)
            Thread(target=self._write_in_turn, args=(path,), name="state", daemon=True).start()

    def has_seeded(self, account: str, region: str) -> bool:
        """Tell whether the file already speaks for an account and region, so that no seed user comes back."""
        return _place(account, region) in self._seeded

    def regions(self, account: str) -> list[str]:
        """List the regions of an account in which this state has instances."""
        mine = _place(account, "")
        return sorted(place.removeprefix(mine) for place in self._seeded if place.startswith(mine))

    def mark_seeded(self, account: str, region: str) -> None:
        """Let the file speak for an account and region from now on."""
        if self._path is not None:
            with self._lock:
                self._seeded.add(_place(account, region))
            self._changed.set()

    def users(self, account: str, region: str) -> Iterator[dict[str, Any]]:
        """Give the records of an account and region, oldest first."""
        with self._lock:
            lines = [line for key, line in self._lines.items() if key[:2] == (account, region)]
        records = [json.loads(line)["user"] for line in lines]
        return iter(sorted(records, key=lambda record: int(record["sequence"])))

    def put(self, key: Key, user: User) -> None:
        """Keep a user's record."""
        if self._path is None:
            return
        line = _encode(key, user.to_state())
        with self._lock:
            self._lines[key] = line
        self._changed.set()

    def drop(self, key: Key) -> None:
        """Forget a user."""
        with self._lock:
            self._lines.pop(key, None)
        self._changed.set()

    def close(self) -> None:
        """Write what hasn't been written yet.

        Raises:
            StateError: the file can't be written, so that the latest changes are lost.
        """
        self._closed.set()
        if self._path is not None:
            try:
                self._write(self._path)
            except OSError as error:
                raise StateError(f"{_failure(self._path, error)}: the latest changes are lost") from error

    def _write_in_turn(self, path: Path) -> None:
        """Write every change soon, and say when that stops working and when it works again."""
        fails = False
        while not self._closed.wait(FLUSH_SECONDS):
            if not self._changed.is_set():
                continue
            try:
                self._write(path)
            except OSError as error:
                if not fails:
                    _say(f"{_failure(path, error)}: trying again until it can")
                fails = True
            else:
                if fails:
                    _say(f"the state file {path} is written again")
                fails = False

    def _write(self, path: Path) -> None:
        """Write the file whole or not at all; what can't be written stays a change."""
        self._changed.clear()
        with self._lock:
            temporary = path.with_name(f".{path.name}.new")
            try:
                with os.fdopen(os.open(temporary, _CREATE, _OWNER_ONLY), "w") as file:
                    file.write(self._text())
                temporary.replace(path)
            except OSError:
                self._changed.set()
                with suppress(OSError):
                    temporary.unlink()
                raise

    def _text(self) -> str:
        users = ",\n".join(self._lines.values())
        seeded = json.dumps(sorted(self._seeded))
        return f'{{"version": {VERSION}, "seeded": {seeded}, "users": [\n{users}\n]}}\n'

    def _read(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                return
            content = read_content(path.read_bytes())
        except OSError as error:
            raise StateError(f"the state file {path} can't be used: {error.strerror}") from error
        except ContentError as error:
            raise StateError(f"the state file {path} {error}") from error
        self._seeded = set(content.seeded)
        for entry in content.users:
            key = (entry.account, entry.region, entry.user.instance_id, entry.user.id)
            self._lines[key] = _encode(key, entry.user.to_state())


def _failure(path: Path, error: OSError) -> str:
    return f"the state file {path} can't be written: {error.strerror}"


def _say(message: str) -> None:
    print(f"local Connect: {message}", file=sys.stderr, flush=True)


def _encode(key: Key, record: Mapping[str, Any]) -> str:
    return json.dumps({"account": key[0], "region": key[1], "user": record})


def _place(account: str, region: str) -> str:
    return f"{account}/{region}"
