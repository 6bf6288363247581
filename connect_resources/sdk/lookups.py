"""Find what a program names: security profiles, routing profiles, hierarchy groups, users, instances.

One run lists each kind once per instance, however many lookups are made. Names are exact and case-sensitive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import pulumi

from connect_resources import ids
from connect_resources.errors import ConnectError
from connect_resources.sdk.stack import default_instance, program_client, program_settings
from connect_resources.service.directory import Directory, find_instance
from connect_resources.service.records import (
    HierarchyGroup,
    HierarchyStructure,
    RoutingProfile,
    SecurityProfile,
    UserSummary,
)
from connect_resources.service.user_record import User
from connect_resources.users import facts


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
    if value is not None and not ids.is_instance_alias(value):
        return ids.bare(value)
    settings = program_settings()
    return find_instance(program_client(settings), default_instance(settings) if value is None else value)


def _directory(instance_id: str | None) -> Directory:
    return Directory(program_client(program_settings()), resolve_instance(instance_id))


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
    return _directory(instance_id).security_profile(name)


def get_routing_profile(name: str, instance_id: str | None = None) -> RoutingProfile:
    """Find a routing profile by its exact name; arguments and errors as get_security_profile.

    Calls ListRoutingProfiles, once per instance and run.
    """
    return _directory(instance_id).routing_profile(name)


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
    return _directory(instance_id).hierarchy_group(name)


def check_hierarchy_group(name: str, instance_id: str | None = None) -> None:
    """Refuse a name or path that no group has, as far as the names of all groups tell."""
    _directory(instance_id).check_hierarchy_group(name)


def get_hierarchy_structure(instance_id: str | None = None) -> HierarchyStructure:
    """Return the levels of an instance's hierarchy, top first. Calls DescribeUserHierarchyStructure."""
    return _directory(instance_id).hierarchy_structure()


def get_users(instance_id: str | None = None) -> list[UserSummary]:
    """Return all users of an instance. Calls ListUsers: one call for each 1,000 users, once per run."""
    return _directory(instance_id).users()


def get_user(name: str, instance_id: str | None = None) -> User:
    """Find a user by its exact name.

    Raises:
        NameNotFoundError: no user has the name; the message gives the closest names.
        ConnectError: a call failed.

    Calls ListUsers (one call for each 1,000 users, once per run) and DescribeUser.
    """
    return _directory(instance_id).user(name)


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
    client, instance = program_client(program_settings()), resolve_instance(instance_id)
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
