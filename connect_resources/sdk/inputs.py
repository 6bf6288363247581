"""What an argument may be given as: a value, what gives it later, an args class or a plain dict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pulumi import Input, Output

Value = TypeVar("Value")
Args = TypeVar("Args")
ArgsDict = TypeVar("ArgsDict")

Choice = Input[Value] | Output[str]
"""One of the values of a Literal; what is known only later is checked by the preview."""

Record = Input[Args] | Input[ArgsDict] | Output[Mapping[str, Any]]
"""A typed args class, or a plain dict with the same keys."""

Records = Input[Sequence[Record[Args, ArgsDict]]] | Output[Sequence[Mapping[str, Any]]]
