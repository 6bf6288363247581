"""Clients of boto3 from the settings: region, credentials, roles, endpoints."""

from __future__ import annotations

import os
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, NoRegionError, ProfileNotFound

from connect_resources.config import CREDENTIALS_REMEDY, AssumeRole, Settings
from connect_resources.errors import ConfigError
from connect_resources.service.throttle import IN_FLIGHT
from connect_resources.users import model

CONNECT_TIMEOUT: Final = 10
READ_TIMEOUT: Final = 60
"""Seconds."""


def service_client(settings: Settings, service: str, attempts: int) -> Any:
    """Return a boto3 client for a service.

    Args:
        settings: the stack's settings; what they leave open comes from boto3's usual environment.
        service: ``connect``, ``secretsmanager`` or ``cloudtrail``.
        attempts: how often botocore itself tries a call. For Connect it has to be 1: a CreateUser that
            botocore repeats after a lost answer would come back as a duplicate, with nothing to tell that
            the first try had made the user.

    Raises:
        ConfigError: there is no region, the profile doesn't exist, or nothing is there to assume a role with.
    """
    try:
        return _boto_session(settings).client(
            service, endpoint_url=settings.endpoint(service), config=_config(attempts)
        )
    except NoRegionError:
        raise ConfigError(
            "no AWS region: set one with `pulumi config set aws:region <region>` or AWS_REGION"
        ) from None
    except (ProfileNotFound, OSError, ValueError, BotoCoreError) as error:
        raise ConfigError(f"the AWS settings can't be used: {error}") from None


def _config(attempts: int) -> Config:
    return Config(
        retries={"total_max_attempts": attempts, "mode": "standard"},
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=IN_FLIGHT,
        user_agent_extra="connect-resources",
    )


def _boto_session(settings: Settings) -> boto3.Session:
    core = botocore.session.Session(profile=settings.profile)
    core.register_component("data_loader", model.loader())
    region = settings.region or os.environ.get("AWS_REGION") or core.get_config_variable("region")
    if region:
        core.set_config_variable("region", region)
    if settings.access_key and settings.secret_key:
        core.set_credentials(settings.access_key, settings.secret_key, settings.token)
    for role in settings.assume_roles:
        _assume(core, role, settings.endpoint("sts"))
    return boto3.Session(botocore_session=core)


def _assume(core: botocore.session.Session, role: AssumeRole, endpoint: str | None) -> None:
    """Put the role's credentials, refreshed when they run out, in the place of the session's own."""
    source = core.get_credentials()
    if source is None:
        raise ConfigError(
            f"no AWS credentials to assume {role.role_arn} with (config aws:assumeRoles); "
            f"{CREDENTIALS_REMEDY}"
        )

    def sts(service: str, **arguments: Any) -> Any:
        return core.create_client(service, endpoint_url=endpoint, **arguments)

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts,
        source_credentials=source,
        role_arn=role.role_arn,
        extra_args=_assume_arguments(role),
    )
    core._credentials = DeferredRefreshableCredentials(
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )


def _assume_arguments(role: AssumeRole) -> dict[str, Any]:
    given: dict[str, Any] = {
        "RoleSessionName": role.session_name or "connect-resources",
        "ExternalId": role.external_id,
        "DurationSeconds": role.duration,
        "Policy": role.policy,
        "PolicyArns": [{"arn": arn} for arn in role.policy_arns],
        "SourceIdentity": role.source_identity,
        "Tags": [{"Key": key, "Value": value} for key, value in role.tags],
        "TransitiveTagKeys": list(role.transitive_tag_keys),
    }
    return {name: value for name, value in given.items() if value}
