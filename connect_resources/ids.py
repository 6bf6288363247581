"""Identifiers of instances, users, profiles and groups: id, ARN or composite ``instanceId:id``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MODULE: Final = "pulumi-python:dynamic/connect:"
USER_TYPE: Final = f"{MODULE}ConnectUser"
FLEET_TYPE: Final = f"{MODULE}ConnectUsers"
"""Types of resources, as every state has them."""

_ARN: Final = "arn:"
_INSTANCE_IN_ARN: Final = re.compile(r"^arn:[^:]+:connect:[^:]*:[^:]*:instance/([^/]+)")
_INSTANCE_ARN: Final = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):connect:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):instance/[\w-]+",
    re.ASCII,
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold one identifier, and the instance that it names if it names one."""

    id: str
    instance_id: str | None


def parse(value: str) -> Reference:
    """Split an id, an ARN, a composite id or a sub-setting's id into what it names.

    >>> parse("arn:aws:connect:eu-west-2:111122223333:instance/i-1/agent/u-1")
    Reference(id='u-1', instance_id='i-1')
    >>> parse("i-1:u-1")
    Reference(id='u-1', instance_id='i-1')
    >>> parse("u-1")
    Reference(id='u-1', instance_id=None)
    """
    if value.startswith(_ARN):
        found = _INSTANCE_IN_ARN.match(value)
        return Reference(value.rsplit("/", 1)[-1], found.group(1) if found else None)
    instance_id, colon, rest = value.partition(":")
    if colon:
        return Reference(rest.split("/", 1)[0], instance_id)
    return Reference(value, None)


def bare(value: str) -> str:
    """Return the bare id of an id, an ARN or a composite id."""
    return parse(value).id


def join(instance_id: str, resource_id: str, setting: str = "") -> str:
    """Return ``instanceId:id``, and ``instanceId:id/<setting>`` for a sub-setting."""
    composite = f"{instance_id}:{resource_id}"
    return f"{composite}/{setting}" if setting else composite


def is_instance_alias(value: str) -> bool:
    """Tell whether the value is neither an instance's id nor its ARN, so that it has to be an alias."""
    return not value.startswith(_ARN) and _UUID.fullmatch(value) is None


def region(value: str) -> str | None:
    """Return the region that an ARN names, or None."""
    parts = value.split(":")
    return (parts[3] or None) if value.startswith(_ARN) and len(parts) > 3 else None


@dataclass(frozen=True, slots=True)
class InstanceArn:
    """Hold an instance's ARN, and the parts of it that its account's other ARNs have in common with it."""

    arn: str
    partition: str
    region: str
    account: str


def parse_instance_arn(value: str) -> InstanceArn | None:
    """Take the ARN of an instance apart; None where the value is anything else.

    >>> parse_instance_arn("arn:aws:connect:eu-west-2:111122223333:instance/i-1").account
    '111122223333'
    >>> parse_instance_arn("arn:aws:connect:eu-west-2:111122223333:instance/i-1/agent/u-1") is None
    True
    """
    found = _INSTANCE_ARN.fullmatch(value)
    return InstanceArn(value, **found.groupdict()) if found else None


def name_of(urn: str) -> str:
    """Return a resource's name out of its URN, ``urn:pulumi:stack::project::type::name``."""
    return urn.split("::", 3)[-1]


def types_of(urn: str) -> list[str]:
    """Return a resource's type out of its URN, behind those of the components that it stands in."""
    return urn.split("::")[2].split("$")
