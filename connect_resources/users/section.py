"""What a row of the table is made of: sections, properties, and the calls that they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from connect_resources.users import kinds
from connect_resources.users.facts import VOICE
from connect_resources.users.kinds import Kind, pascal
from connect_resources.users.phone import list_of_phone
from connect_resources.users.records import Record
from connect_resources.users.rules import Given
from connect_resources.users.shapes import Failure


class Clearing(Enum):
    """Say how a cleared property travels in a request."""

    VALUE = "its default is sent"
    OMISSION = "it is left out, because its pattern or minimum refuses an empty value"


class Removal(Enum):
    """Say what happens to a section that was managed and is removed from the program."""

    CLEAR = "the section is cleared in Connect"
    RELEASE = "the section stays in Connect as it is and becomes unmanaged"


@dataclass(frozen=True, slots=True)
class Target:
    """Name the user that a call is for."""

    instance_id: str
    user_id: str
    arn: str


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one call to the API: the operation and its parameters."""

    operation: str
    params: Mapping[str, Any]


class Fate(Enum):
    """Say what a changed argument that no section has comes to."""

    REPLACES = "Connect can't change it on a user that exists"
    CREATE_ONLY = "it matters while a user is made, and never again"
    COMPUTED = "it is an output"


@dataclass(frozen=True, slots=True)
class Argument:
    """Describe an argument or output of ConnectUser that belongs to no section.

    Attributes:
        name: the argument.
        fate: what a change comes to.
        text: what it is, for signatures and the reference; a computed output without one isn't shown.
        before: the section that it stands in front of in ConnectUser's signature; "" = behind all.
        defaulted: there is a value even where the program gives none.
        shape: its shape in botocore's model, or "" where the model has none.
        form: its type in programs.
        only_creating: it is checked only where a user will be made.
        nonempty: an empty text is refused; the model doesn't say so.
        refused_by: why kinds of instance refuse it.
        instead_of: the argument that it can't be given together with.
        secret: nobody may see it; it is no output.
        mandatory: there is no user without it.
    """

    name: str
    fate: Fate
    text: str = ""
    before: str = ""
    shape: str = ""
    form: type = str
    only_creating: bool = False
    nonempty: bool = False
    refused_by: Mapping[str, str] = field(default_factory=dict)
    instead_of: str = ""
    defaulted: bool = False
    secret: bool = False
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """Describe one property of a section.

    Attributes:
        name: the property in programs and state.
        shape: its shape in botocore's model, whose limits apply.
        kind: how it is kept, compared and sent.
        text: what it is, with its unit, for the reference.
        clearing: how a cleared value travels.
        required: CreateUser and the update refuse the record without it; its default is sent then.
        mandatory: there is no user without it.
        in_search: whether SearchUsers shows it.
        member: the member's name in the API, where it isn't the name in Pascal case.
        record: what an entry is, where it is a list of records.
        argument: the argument's name in programs, where state keeps it merged under another name.
        personal: it is a person's own, though the model doesn't call it sensitive.
        wordlike: it is personal, and may be an ordinary word all the same, as a name may.
        pattern: what a text has to match whole, where the model's pattern isn't data; and that in words.
    """

    name: str
    shape: str
    kind: Kind
    text: str
    clearing: Clearing = Clearing.VALUE
    required: bool = False
    mandatory: bool = False
    in_search: bool = True
    member: str = ""
    record: Record | None = None
    argument: str = ""
    personal: bool = False
    wordlike: bool = False
    pattern: tuple[re.Pattern[str], str] | None = None

    @property
    def given_as(self) -> str:
        """Return the argument's name in programs."""
        return self.argument or self.name

    @property
    def voice_only(self) -> bool:
        """Tell whether it is a list by channel that takes VOICE alone."""
        return self.record is not None and self.record.channels == (VOICE,)

    def from_api(self, record: Mapping[str, Any]) -> Any:
        """Return the value out of a record of the API; what is meant where the record doesn't show it."""
        value = record.get(self.api_name)
        if value is not None:
            return self.kind.from_api(value)
        if self.record is not None:
            return list_of_phone(self.record, record.get("PhoneConfig") or {})
        return self.kind.default

    @property
    def api_name(self) -> str:
        """Return the member's name in the API."""
        return self.member or pascal(self.name)


DESCRIBE: Final = "DescribeUser"
"""The operation that shows a user with most of its settings."""

Values = dict[str, Any]
Described = Mapping[str, Any]
"""What DescribeUser or SearchUsers says of a user, with the proficiencies where they were asked for."""

INCOMPARABLE: Final = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What comparing raises for values in another form than a kind's: a state that something else has written."""

Rule = Callable[[Given], Iterator[Failure]]
"""Reports what is wrong with the fields of a section, each failure with the field's name."""

Plan = Callable[["Section", Target, Values, Values, Mapping[str, Any]], list[Call]]
"""Takes the section, the user, the old and the new values, and what Connect holds as far as it was read."""


@dataclass(frozen=True, slots=True)
class Section:
    """Describe one section: its properties, its update and how its values travel.

    Attributes:
        name: the section, and ConnectUser's argument where the section is nested.
        text: what it is, for signatures and the reference: it follows on "manage" or "hold".
        setting: the end of a sub-setting's id.
        resource: the sub-setting's class, or "" where there is none.
        properties: the properties, in the order of the API.
        operations: the update operations, in the order in which they are called.
        instead: an operation of another section that the plan calls in their place.
        plan: gives the calls that bring the section from old values to new ones.
        wrapper: the API member that the properties travel in, or "" where they travel flat.
        nested: ConnectUser takes the section as one argument with fields.
        whole: the operation replaces the whole record, so that unmanaged properties have to be sent along.
        incremental: the operations add and remove, so that what is there has to be known.
        removal: what happens when the section is removed from the program.
        in_create: CreateUser takes the section; otherwise it is written after the create.
        reader: the operation that shows the section.
        shares: the sections that show the same settings in another form.
        looks: an update has to know what Connect holds, because it would change more than it is given.
        rules: what else has to hold for its fields.
        keeps_foreign: what others have put there is unseen where the program manages none of its own, but
            for entries that the stack's config adds.
        notes: what else the sub-setting's users should know.
    """

    name: str
    text: str
    setting: str
    resource: str
    properties: tuple[Property, ...]
    operations: tuple[str, ...]
    plan: Plan
    wrapper: str = ""
    instead: str = ""
    nested: bool = False
    whole: bool = False
    incremental: bool = False
    removal: Removal = Removal.CLEAR
    in_create: bool = True
    reader: str = DESCRIBE
    shares: tuple[str, ...] = ()
    looks: bool = False
    rules: tuple[Rule, ...] = ()
    keeps_foreign: bool = False
    notes: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return ConnectUser's arguments for this section."""
        return (self.name,) if self.nested else tuple(item.given_as for item in self.properties)

    def defaults(self) -> Values:
        """Return what Connect holds where nothing is set."""
        return {item.name: item.kind.default for item in self.properties}

    def without_defaults(self, values: Values) -> Values:
        """Return the values that differ from Connect's defaults."""
        return {
            item.name: values[item.name]
            for item in self.properties
            if item.name in values and not item.kind.equal(values[item.name], item.kind.default)
        }

    def extract(self, props: Mapping[str, Any], *, flat: bool = False) -> Values | None:
        """Return the managed values out of arguments or state; None where the section isn't managed.

        An empty nested argument manages every property, at its default.
        """
        if self.nested and not flat:
            if self.name not in props:
                return None
            nested: Any = props[self.name]
            if nested is kinds.UNKNOWN:
                return dict.fromkeys((item.name for item in self.properties), kinds.UNKNOWN)
            if not isinstance(nested, Mapping):
                raise TypeError(f"{self.name} must be a map")
            if not nested:
                return self.defaults()
            props = nested
        found = {item.name: props[item.name] for item in self.properties if item.name in props}
        return found or None

    def inject(self, values: Values, *, flat: bool = False) -> dict[str, Any]:
        """Return values as arguments: the inverse of extract."""
        return {self.name: dict(values)} if self.nested and not flat else dict(values)

    def from_api(self, described: Mapping[str, Any]) -> Values:
        """Return the section's values, complete, out of what DescribeUser or SearchUsers gave."""
        record = described.get(self.wrapper, {}) if self.wrapper else described
        return {item.name: item.from_api(record) for item in self.properties}

    def visible(self, props: Mapping[str, Any], described: Described) -> Described:
        """Return a description without what others have put there, where that is to be unseen."""
        if not self.keeps_foreign or any(name in props for name in self.arguments):
            return described
        own = {
            item.api_name: {
                key: value
                for key, value in (described.get(item.api_name) or {}).items()
                if key in props.get(item.name, {})
            }
            for item in self.properties
        }
        return {**described, **own}

    def shown(self, described: Mapping[str, Any]) -> Values:
        """Return the values that a description holds, without defaults for those that it leaves out."""
        record = described.get(self.wrapper, {}) if self.wrapper else described
        complete = self.from_api(described)
        return {
            item.name: complete[item.name]
            for item in self.properties
            if record.get(item.api_name) is not None
        }

    def to_api(self, values: Values, *, creating: bool = False) -> dict[str, Any]:
        """Return the request members of values; a cleared value that can't be sent is left out."""
        members: dict[str, Any] = {}
        for item in self.properties:
            value = values.get(item.name, item.kind.default if item.required else None)
            if value is None:
                continue
            empty = value == item.kind.default and not item.required
            if empty and (creating or item.clearing is Clearing.OMISSION):
                continue
            members[item.api_name] = item.kind.to_api(value)
        if self.wrapper:
            return {self.wrapper: members} if members or not creating else {}
        return members

    def equal(self, one: Values, other: Values) -> bool:
        """Tell whether two sets of known values of the same properties mean the same."""
        return one.keys() == other.keys() and all(
            item.kind.equal(one[item.name], other[item.name]) for item in self.properties if item.name in one
        )

    def still(self, old: Values, now: Values) -> bool:
        """Tell whether what state holds means what Connect shows; what can't be compared has changed."""
        try:
            return self.equal(old, now)
        except INCOMPARABLE:
            return False
