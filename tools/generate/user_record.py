"""What a program reads of a user that a lookup found."""

from __future__ import annotations

from collections.abc import Iterator

from connect_resources.users.section import DESCRIBE
from tools.generate import signature
from tools.generate.layout import opening
from tools.generate.words import docstring


def user_record() -> Iterator[str]:
    """Yield User, which lookups return."""
    fields = [(name, "str") for name in ("user_id", "arn", "name", "id", "instance_id")]
    known = {name for name, _ in fields}
    for item in signature.user():
        shown = item.section.reader == DESCRIBE if item.section else item.name == "directory_user_id"
        if shown and item.name not in known:
            fields.append((item.name, item.read))
    yield from opening(
        "What DescribeUser says of a user, as lookups return it.",
        "from collections.abc import Mapping, Sequence",
        "from dataclasses import dataclass",
        "from datetime import datetime",
        "from typing import Any",
        "",
        "",
        "@dataclass(frozen=True, slots=True)",
        "class User:",
    )
    text = (
        "Hold what DescribeUser says of a user, in the names of ConnectUser; ``id`` is ``instanceId:userId``."
    )
    yield from docstring(4, text)
    yield ""
    yield from (f"    {name}: {type_}" for name, type_ in fields)
    yield from ["    last_modified_time: datetime | None", "    last_modified_region: str"]
