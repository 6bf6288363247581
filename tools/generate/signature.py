"""ConnectUser's arguments, in the order of its signature: those of sections, and those beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connect_resources.users.section import Argument, Fate, Property, Section
from connect_resources.users.table import ARGUMENTS, SECTIONS
from tools.generate import types
from tools.generate.words import argument_text, joined, property_text, upper


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe one argument of a resource.

    Attributes:
        name: the argument.
        given: the type in which it is given.
        read: the type in which it is read; "" where it is no output.
        text: what it is.
        required: it has to be given.
        defaulted: there is a value even where it isn't given.
        section: the section that it belongs to.
    """

    name: str
    given: str
    read: str
    text: str
    required: bool = False
    defaulted: bool = False
    section: Section | None = None

    def declared(self) -> str:
        """Return the argument as a signature has it."""
        return f"{self.name}: {self.given}" if self.required else f"{self.name}: {self.given} | None = None"

    def output(self) -> str:
        """Return the type of the output's value."""
        return self.read if self.required or self.defaulted else f"{self.read} | None"


def user() -> list[Parameter]:
    """Return ConnectUser's arguments, in the order of its signature."""
    found: list[Parameter] = []
    for section in SECTIONS:
        found += _beside(section.name)
        found += _of_section(section)
    return found + _beside("")


def _beside(before: str) -> list[Parameter]:
    rows = (row for row in ARGUMENTS if row.before == before and row.fate is not Fate.COMPUTED)
    return [_argument(row) for row in rows]


def _argument(row: Argument) -> Parameter:
    type_ = row.form.__name__
    read = "" if row.secret else type_
    return Parameter(row.name, f"Input[{type_}]", read, argument_text(row), defaulted=row.defaulted)


def _of_section(section: Section) -> Iterator[Parameter]:
    rivals = _rivals(section)
    if section.nested:
        given = types.record("Record", types.args_class(section))
        names = joined([item.name for item in section.properties], "and")
        text = f"{upper(section.text)}: {names}."
        yield Parameter(section.name, given, types.MAP, text, section=section)
        return
    for item in section.properties:
        yield Parameter(
            item.given_as,
            types.given(item),
            types.read(item),
            property_text(item) + rivals,
            required=item.mandatory,
            section=section,
        )


def _rivals(section: Section) -> str:
    """Return with what a section can't be given; said on the one side that has several arguments."""
    names = [row.name for row in SECTIONS if row.name in section.shares and row.nested]
    return f" Refused together with {joined(names)}." if names else ""


def setting(section: Section) -> list[Parameter]:
    """Return a sub-setting's own arguments; where there is one, it has to be given."""
    alone = len(section.properties) == 1
    return [of_property(item, required=alone) for item in section.properties]


def of_property(item: Property, *, required: bool = False) -> Parameter:
    """Return a property as an argument or field of its own."""
    return Parameter(item.name, types.given(item), types.read(item), property_text(item), required=required)
