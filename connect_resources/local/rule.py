"""What a rule is: a sentence of a source, and how a request breaks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

Parameters = Mapping[str, Any]


class IdentityManagement(StrEnum):
    """Say where an instance keeps its users' identities (shape DirectoryType)."""

    CONNECT_MANAGED = "CONNECT_MANAGED"
    SAML = "SAML"
    EXISTING_DIRECTORY = "EXISTING_DIRECTORY"


class Setting(Protocol):
    """Tell what rules ask of an instance."""

    @property
    def identity_management(self) -> IdentityManagement:
        """Where it keeps its users' identities."""

    @property
    def predefined_attributes(self) -> Mapping[str, Collection[str]]:
        """The values of each predefined attribute."""


Applies = Callable[[Parameters, Setting], bool]


class Source(StrEnum):
    """Say which text a rule's sentence stands in."""

    REFERENCE = "the API reference"
    MODEL = "the documentation in botocore's service model"
    TERRAFORM = "the documentation of Terraform's aws_connect_user"


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse a request that breaks one sentence of a source.

    Attributes:
        name: what the rule asks for, in a few words.
        source: the text that the sentence stands in.
        sentence: the sentence, literally.
        operations: the operations that it holds for.
        is_broken: whether parameters break it on an instance.
        message: what the error says.
    """

    name: str
    source: Source
    sentence: str
    operations: tuple[str, ...]
    is_broken: Applies
    message: str
