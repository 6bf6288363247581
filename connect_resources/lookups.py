"""Find what a program names: security profiles, routing profiles, hierarchy groups, users, instances.

One run lists each kind once per instance, however many lookups are made. Names are exact and case-sensitive.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import pulumi

from connect_resources import facts, ids
from connect_resources.client import ConnectClient
from connect_resources.errors import (
    AmbiguousNameError,
    ConnectError,
    NameLookupError,
    NameNotFoundError,
)
from connect_resources.sections import SECTIONS
from connect_resources.stack import default_instance, program_client, program_settings

LEVELS: Final = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")
"""Levels of the hierarchy, top first. Source: HierarchyPath in botocore's model."""

SEPARATOR: Final = "/"
NEAR: Final = 3
"""How many near names an error lists."""


@dataclass(frozen=True, slots=True)
class SecurityProfile:
    """Hold a security profile; ``id`` is ``instanceId:securityProfileId``."""

    security_profile_id: str
    arn: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class RoutingProfile:
    """Hold a routing profile; ``id`` is ``instanceId:routingProfileId``."""

    routing_profile_id: str
    arn: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class HierarchyGroup:
    """Hold a hierarchy group; ``path`` has the names from the top level down, ``id`` is composite."""

    hierarchy_group_id: str
    arn: str
    name: str
    path: str
    level_id: str
    id: str


@dataclass(frozen=True, slots=True)
class HierarchyLevel:
    """Hold one level of the hierarchy."""

    id: str
    arn: str
    name: str


@dataclass(frozen=True, slots=True)
class HierarchyStructure:
    """Hold the levels of an instance's hierarchy, top first."""

    levels: tuple[HierarchyLevel, ...]


@dataclass(frozen=True, slots=True)
class UserSummary:
    """Hold what a listing says of a user."""

    user_id: str
    arn: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    """Hold what DescribeUser says of a user, in the names of ConnectUser; ``id`` is ``instanceId:userId``."""

    user_id: str
    arn: str
    name: str
    id: str
    instance_id: str
    identity_info: Mapping[str, Any]
    phone_config: Mapping[str, Any]
    auto_accept_configs: Sequence[Mapping[str, Any]]
    after_contact_work_configs: Sequence[Mapping[str, Any]]
    phone_number_configs: Sequence[Mapping[str, Any]]
    persistent_connection_configs: Sequence[Mapping[str, Any]]
    voice_enhancement_configs: Sequence[Mapping[str, Any]]
    routing_profile_id: str
    security_profile_ids: Sequence[str]
    hierarchy_group_id: str
    directory_user_id: str
    tags: Mapping[str, str]
    last_modified_time: datetime | None
    last_modified_region: str


@dataclass(frozen=True, slots=True)
class FederationToken:
    """Hold a token for federation; expirations are RFC 3339 texts.

    Both tokens are secret Outputs, and so is the URL: it can carry the token.
    """

    access_token: pulumi.Output[str]
    access_token_expiration: str
    refresh_token: pulumi.Output[str]
    refresh_token_expiration: str
    sign_in_url: pulumi.Output[str]
    user_id: str
    user_arn: str


def resolve_instance(value: str | None = None) -> str:
    """Return the bare id of an instance.

    Args:
        value: id, ARN or alias; None takes config ``connect:instanceId``. Only an alias makes a call:
            ListInstances, once per run.

    Raises:
        ConfigError: there is neither a value nor a config.
        NameNotFoundError: no instance has the alias.
    """
    given = value if value is not None else default_instance(program_settings())
    if not ids.is_instance_alias(given):
        return ids.bare(given)
    client = program_client(program_settings())
    instances = client.instances()
    for instance in instances:
        found = instance.get("Id")
        if found is not None and given in (instance.get("InstanceAlias"), found):
            return str(found)
    aliases = [instance.get("InstanceAlias", "") for instance in instances]
    raise _not_found("instance", given, aliases, f"region {client.region}")


def _located(instance_id: str | None) -> tuple[ConnectClient, str]:
    return program_client(program_settings()), resolve_instance(instance_id)


def _not_found(kind: str, name: str, names: Sequence[str], where: str) -> NameNotFoundError:
    folded: dict[str, set[str]] = {}
    for item in names:
        folded.setdefault(item.casefold(), set()).add(item)
    matches = difflib.get_close_matches(name.casefold(), folded, n=NEAR)
    near = [item for match in matches for item in sorted(folded[match])]
    closest = "the closest name is" if len(near) == 1 else "the closest names are"
    hint = f"{closest} {', '.join(map(repr, near))}" if near else f"it has {len(names)} others"
    return NameNotFoundError(f"{kind} {name!r} was not found in {where}; {hint}", near)


def _one(kind: str, name: str, entries: Sequence[dict[str, Any]], instance_id: str) -> dict[str, Any]:
    found = [entry for entry in entries if entry["Name"] == name]
    if not found:
        raise _not_found(kind, name, [entry["Name"] for entry in entries], f"instance {instance_id}")
    if len(found) > 1:
        candidates = [str(entry["Id"]) for entry in found]
        listed = ", ".join(candidates)
        raise AmbiguousNameError(
            f"{kind} {name!r} is ambiguous on instance {instance_id}: its ids are {listed}; use an id",
            candidates,
        )
    return found[0]


def get_security_profile(name: str, instance_id: str | None = None) -> SecurityProfile:
    """Find a security profile by its exact name.

    Args:
        name: the name, 1-128 characters.
        instance_id: id, ARN or alias of the instance; default config ``connect:instanceId``.

    Raises:
        NameNotFoundError: nothing has the name; the message gives the closest names.
        AmbiguousNameError: several have it; the message lists their ids.
        ConnectError: the listing failed.

    Calls ListSecurityProfiles, once per instance and run.
    """
    client, instance = _located(instance_id)
    entries = client.listing("ListSecurityProfiles", instance)
    found = _one("security profile", name, entries, instance)
    return SecurityProfile(found["Id"], found["Arn"], found["Name"], ids.join(instance, found["Id"]))


def get_routing_profile(name: str, instance_id: str | None = None) -> RoutingProfile:
    """Find a routing profile by its exact name; arguments and errors as get_security_profile.

    Calls ListRoutingProfiles, once per instance and run.
    """
    client, instance = _located(instance_id)
    entries = client.listing("ListRoutingProfiles", instance)
    found = _one("routing profile", name, entries, instance)
    return RoutingProfile(found["Id"], found["Arn"], found["Name"], ids.join(instance, found["Id"]))


def get_hierarchy_group(name: str, instance_id: str | None = None) -> HierarchyGroup:
    """Find a hierarchy group by its exact name, or by its path from the top level.

    Args:
        name: the name, or a path such as ``EMEA/London/Team 1``. A group's whole name is tried first; of
            several groups with the name, the one at the top level is meant, whose path the name is.
        instance_id: id, ARN or alias of the instance; default config ``connect:instanceId``.

    Raises:
        NameNotFoundError: nothing has the name or path; the message gives the closest.
        AmbiguousNameError: several groups have the name, none of them at the top level; the message lists
            their paths.
        ConnectError: a call failed.

    Calls ListUserHierarchyGroups once per instance and run, and DescribeUserHierarchyGroup once for each
    group that comes into question.
    """
    client, instance = _located(instance_id)
    entries = client.listing("ListUserHierarchyGroups", instance)
    named = [_group(client, instance, entry) for entry in entries if entry["Name"] == name]
    if len(named) == 1:
        return named[0]
    found = [group for group in named if group.path == name] or _at_path(client, instance, name, entries)
    if len(found) == 1:
        return found[0]
    if not (named or found):
        raise _not_found_group(client, instance, name, entries)
    raise _ambiguous_group(name, found or named, instance)


def check_hierarchy_group(name: str, instance_id: str | None = None) -> None:
    """Refuse a name or path that no hierarchy group has, as far as the names of all groups tell.

    Where the groups stand is left out, so that a path of names that are there passes, in any order.

    Raises:
        NameNotFoundError: the message gives the closest names.
        ConnectError: the listing failed.

    Calls ListUserHierarchyGroups, once per instance and run.
    """
    client, instance = _located(instance_id)
    names = {entry["Name"] for entry in client.listing("ListUserHierarchyGroups", instance)}
    if not _may_lead(name, names, len(LEVELS)):
        parts = name.split(SEPARATOR)
        unknown = next((part for part in parts if part not in names), name)
        raise _not_found("hierarchy group", unknown, sorted(names), f"instance {instance}")


def _may_lead(path: str, names: Set[str], levels: int) -> bool:
    """Tell whether a path consists of names, of which each may hold the separator itself."""
    if path in names or levels == 1:
        return path in names
    ends = (index for index, character in enumerate(path) if character == SEPARATOR)
    return any(path[:end] in names and _may_lead(path[end + 1 :], names, levels - 1) for end in ends)


def _at_path(
    client: ConnectClient, instance_id: str, path: str, entries: Sequence[Mapping[str, Any]]
) -> list[HierarchyGroup]:
    """Find the groups below others that a path leads to."""
    ends = [entry for entry in entries if path.endswith(SEPARATOR + entry["Name"])]
    groups = (_group(client, instance_id, entry) for entry in ends)
    return [group for group in groups if group.path == path]


def _ambiguous_group(name: str, found: Sequence[HierarchyGroup], instance_id: str) -> AmbiguousNameError:
    """Tell groups of one name apart by their paths, or by ids where the paths are alike."""
    paths = sorted({group.path for group in found})
    kind, candidates = "path", paths
    if len(paths) < len(found):
        kind, candidates = "id", sorted(group.hierarchy_group_id for group in found)
    article = "an" if kind == "id" else "a"
    return AmbiguousNameError(
        f"hierarchy group {name!r} is ambiguous on instance {instance_id}: its {kind}s are "
        f"{', '.join(map(repr, candidates))}; use {article} {kind}",
        candidates,
    )


def _group(client: ConnectClient, instance_id: str, entry: Mapping[str, Any]) -> HierarchyGroup:
    described = client.hierarchy_group(instance_id, entry["Id"])
    levels = described.get("HierarchyPath", {})
    path = SEPARATOR.join(levels[level]["Name"] for level in LEVELS if levels.get(level))
    return HierarchyGroup(
        described["Id"],
        described["Arn"],
        described["Name"],
        path or described["Name"],
        described.get("LevelId", ""),
        ids.join(instance_id, described["Id"]),
    )


def _not_found_group(
    client: ConnectClient, instance_id: str, name: str, entries: Sequence[Mapping[str, Any]]
) -> NameLookupError:
    """Suggest paths where a path was asked for and its last name is there, else names."""
    last = name.rsplit(SEPARATOR, 1)[-1]
    if SEPARATOR in name:
        paths = [_group(client, instance_id, entry).path for entry in entries if entry["Name"] == last]
        if paths:
            listed = ", ".join(map(repr, sorted(paths)))
            return NameNotFoundError(
                f"hierarchy group {name!r} was not found in instance {instance_id}; "
                f"{last!r} is at {listed} (a path starts at the top level)",
                sorted(paths),
            )
    names = sorted({entry["Name"] for entry in entries})
    return _not_found("hierarchy group", last, names, f"instance {instance_id}")


def get_hierarchy_structure(instance_id: str | None = None) -> HierarchyStructure:
    """Return the levels of an instance's hierarchy, top first. Calls DescribeUserHierarchyStructure."""
    client, instance = _located(instance_id)
    structure = client.hierarchy_structure(instance)
    return HierarchyStructure(
        tuple(
            HierarchyLevel(level["Id"], level["Arn"], level["Name"])
            for name in LEVELS
            if (level := structure.get(name))
        )
    )


def get_users(instance_id: str | None = None) -> list[UserSummary]:
    """Return all users of an instance. Calls ListUsers: one call for each 1,000 users, once per run."""
    client, instance = _located(instance_id)
    entries = client.listing("ListUsers", instance)
    return [UserSummary(entry["Id"], entry["Arn"], entry["Username"]) for entry in entries]


def get_user(name: str, instance_id: str | None = None) -> User:
    """Find a user by its exact name.

    Raises:
        NameNotFoundError: no user has the name; the message gives the closest names.
        ConnectError: a call failed.

    Calls ListUsers (one call for each 1,000 users, once per run) and DescribeUser.
    """
    client, instance = _located(instance_id)
    summary = client.find_user(instance, name)
    if summary is None or summary["Username"] != name:
        names = [entry["Username"] for entry in client.listing("ListUsers", instance)]
        raise _not_found("user", name, names, f"instance {instance}")
    described = client.describe_user(instance, summary["Id"])
    held: dict[str, Any] = {}
    for section in SECTIONS:
        if section.reader == "DescribeUser":
            held.update(section.inject({**section.defaults(), **section.shown(described)}))
    held["tags"] = held.pop("tags_all")
    return User(
        user_id=described["Id"],
        arn=described["Arn"],
        name=described["Username"],
        id=ids.join(instance, described["Id"]),
        instance_id=instance,
        directory_user_id=described.get("DirectoryUserId", ""),
        last_modified_time=described.get("LastModifiedTime"),
        last_modified_region=described.get("LastModifiedRegion", ""),
        **held,
    )


_FEDERATION_REMEDIES: Final = {
    facts.USER_NOT_FOUND_CODE: (
        "the credentials belong to no Connect user: assume a role with the user's name as the session name"
    ),
    "InvalidRequestException": (
        "only an instance that uses SAML gives federation tokens: check connect:instanceId"
    ),
    "AccessDeniedException": "allow connect:GetFederationToken, and call it with a role, never as root",
}


def get_federation_token(instance_id: str | None = None) -> FederationToken:
    """Return a token with which the caller's Connect user signs in. Calls GetFederationToken.

    The caller's role session has to bear the name of a user, and the instance has to use SAML.

    Raises:
        ConnectError: the message says which of the two isn't so.
    """
    client, instance = _located(instance_id)
    try:
        body = client.call("GetFederationToken", {"InstanceId": instance}, f"instance {instance}")
    except ConnectError as error:
        remedy = _FEDERATION_REMEDIES.get(error.code)
        if remedy is None:
            raise
        message = f"GetFederationToken of instance {instance} failed: {error.code}; {remedy}"
        raise type(error)(message, operation=error.operation, code=error.code, remedy=remedy) from None
    tokens = body["Credentials"]
    return FederationToken(
        access_token=pulumi.Output.secret(tokens["AccessToken"]),
        access_token_expiration=tokens["AccessTokenExpiration"].isoformat(),
        refresh_token=pulumi.Output.secret(tokens["RefreshToken"]),
        refresh_token_expiration=tokens["RefreshTokenExpiration"].isoformat(),
        sign_in_url=pulumi.Output.secret(body.get("SignInUrl", "")),
        user_id=body.get("UserId", ""),
        user_arn=body.get("UserArn", ""),
    )


Found = TypeVar("Found")


def _named(
    lookup: Callable[[str, str | None], Found], name: pulumi.Input[str], instance_id: pulumi.Input[str] | None
) -> pulumi.Output[Found]:
    return pulumi.Output.all(name, instance_id).apply(lambda known: lookup(known[0], known[1]))


def _unnamed(
    lookup: Callable[[str | None], Found], instance_id: pulumi.Input[str] | None
) -> pulumi.Output[Found]:
    return pulumi.Output.all(instance_id).apply(lambda known: lookup(known[0]))


def get_security_profile_output(
    name: pulumi.Input[str], instance_id: pulumi.Input[str] | None = None
) -> pulumi.Output[SecurityProfile]:
    """Find a security profile as get_security_profile does, for arguments that may be Outputs."""
    return _named(get_security_profile, name, instance_id)


def get_routing_profile_output(
    name: pulumi.Input[str], instance_id: pulumi.Input[str] | None = None
) -> pulumi.Output[RoutingProfile]:
    """Find a routing profile as get_routing_profile does, for arguments that may be Outputs."""
    return _named(get_routing_profile, name, instance_id)


def get_hierarchy_group_output(
    name: pulumi.Input[str], instance_id: pulumi.Input[str] | None = None
) -> pulumi.Output[HierarchyGroup]:
    """Find a hierarchy group as get_hierarchy_group does, for arguments that may be Outputs."""
    return _named(get_hierarchy_group, name, instance_id)


def get_hierarchy_structure_output(
    instance_id: pulumi.Input[str] | None = None,
) -> pulumi.Output[HierarchyStructure]:
    """Return the hierarchy's levels as get_hierarchy_structure does, for an Output as well."""
    return _unnamed(get_hierarchy_structure, instance_id)


def get_user_output(
    name: pulumi.Input[str], instance_id: pulumi.Input[str] | None = None
) -> pulumi.Output[User]:
    """Find a user as get_user does, for arguments that may be Outputs."""
    return _named(get_user, name, instance_id)


def get_users_output(instance_id: pulumi.Input[str] | None = None) -> pulumi.Output[list[UserSummary]]:
    """Return all users as get_users does, for an instance that may be an Output."""
    return _unnamed(get_users, instance_id)


def get_federation_token_output(
    instance_id: pulumi.Input[str] | None = None,
) -> pulumi.Output[FederationToken]:
    """Return a federation token as get_federation_token does, for an instance that may be an Output."""
    return _unnamed(get_federation_token, instance_id)
