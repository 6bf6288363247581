"""Values as text for people: on one line, and without characters that a terminal or a page would act on."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Final

_BIDIRECTIONAL: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that show a line in another order than it has."""

_STANDS_IN: Final = "\ufffd"


def visible(text: str) -> str:
    """Return a text on one line, with a sign in the place of each character that can't be seen."""
    return "".join(_STANDS_IN if _acts(character) else character for character in text)


def _acts(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or character in _BIDIRECTIONAL


def to_text(value: Any) -> str:
    """Return a value of a result as people read it.

    >>> to_text(["Admin", "Agent"]), to_text({"site": "London"}), to_text(True), to_text("")
    ('Admin, Agent', '{"site": "London"}', 'true', '""')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return visible(value) or '""'
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return visible(", ".join(value))
    return visible(json.dumps(value, sort_keys=True, ensure_ascii=False))


def escape(text: str) -> str:
    r"""Return a text as one cell of a table of Markdown.

    >>> escape("a|b"), escape("<!-- x"), escape("> x"), escape("[x](y)")
    ('a\\|b', '&lt;!-- x', '&gt; x', '[x]\\(y)')
    """
    plain = visible(text).replace("\\", "\\\\").replace("&", "&amp;")
    plain = plain.replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("|", "\\|").replace("](", "]\\(").replace("`", "\\`")
