"""The search for secrets finds them in every form, so that finding none says something."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.sentinels import SENTINELS, SHORTEST, holds, leaks

AS_GO = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
ENCODERS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "JSON, not in ASCII": lambda text: json.dumps([text], ensure_ascii=False).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps([text])).encode(),
    "JSON of Go": lambda text: json.dumps(text).translate(AS_GO).encode(),
    "URL": lambda text: quote(text).encode(),
    "form": lambda text: urlencode({"a": text}).encode(),
    "URL, in lower case": lambda text: re.sub("%..", lambda code: code[0].lower(), quote_plus(text)).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode()),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "Python": lambda text: repr([text]).encode(),
}
TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=40)
SECRETS = st.text(st.characters(exclude_categories=["C"]), min_size=SHORTEST, max_size=64)


@pytest.mark.parametrize("encoder", ENCODERS)
@settings(max_examples=50)
@given(secret=SECRETS, before=TEXTS, behind=TEXTS)
def test_secret_is_found_in_every_form(encoder: str, secret: str, before: str, behind: str) -> None:
    """Whatever stands around a secret, and however the whole is encoded, it is found."""
    assert holds(ENCODERS[encoder](f"{before}{secret}{behind}"), secret)


@given(text=st.binary(max_size=400))
def test_secret_that_isn_t_there_isn_t_found(text: bytes) -> None:
    """Nothing is found where nothing is."""
    assert leaks(text) == []


@pytest.mark.parametrize("name", SENTINELS)
def test_sentinel_is_found_by_its_name(name: str) -> None:
    """No sentinel is taken for another."""
    assert leaks(json.dumps({"value": SENTINELS[name]}).encode()) == [name]
