"""Where a command goes: the instance, region, credentials, endpoint and quota that it is told."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from connect_resources import ids
from connect_resources.commands.options import count, filled, positive, say
from connect_resources.commands.stack_file import StackFile, read_stack_file
from connect_resources.config import Settings, settings_from
from connect_resources.errors import ConfigError

if TYPE_CHECKING:
    from connect_resources.service.client import ConnectClient

NO_INSTANCE: Final = (
    "no Amazon Connect instance: name one with --instance ID, ARN or alias, or with --stack a stack "
    "whose config has connect:instanceId"
)

_KEY: Final = "connect:instanceId"

NAME_IT: Final = "name it with --instance arn:aws:connect:REGION:ACCOUNT:instance/ID"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; docs/commands.md explains them."""
    group = parser.add_argument_group("where to go")
    group.add_argument("--instance", type=filled, metavar="INSTANCE", help="id, ARN or alias of the instance")
    group.add_argument("--stack", type=filled, metavar="NAME", help="take the config of this stack's file")
    group.add_argument("--region", type=filled, metavar="REGION", help="region of AWS")
    group.add_argument("--profile", type=filled, metavar="PROFILE", help="profile of AWS credentials")
    group.add_argument("--endpoint-url", type=filled, metavar="URL", help="where Amazon Connect is served")
    group.add_argument("--requests-per-second", type=positive, metavar="N", help="quota of each operation")
    group.add_argument("--burst", type=count, metavar="N", help="calls that a quiet operation saves up")


@dataclass(frozen=True, slots=True)
class Target:
    """Hold where a command goes; nothing was asked yet.

    Attributes:
        settings: the stack's config, over it the environment, and over both the options.
        stack: the stack's file, where one was named.
    """

    settings: Settings
    stack: StackFile | None = None

    @property
    def has_instance(self) -> bool:
        """Tell whether an instance was named.

        Raises:
            ConfigError: the stack names one as a secret.
        """
        self._refuse_secret()
        return self.settings.instance_id is not None

    def _refuse_secret(self) -> None:
        if self.settings.instance_id is None and self.stack is not None and _KEY in self.stack.secrets:
            raise ConfigError(
                f"{_KEY} of {self.stack.file.name} is a secret, which isn't decrypted here: name the "
                "instance with --instance, or set it without --secret"
            )

    @property
    def instance(self) -> str:
        """Return the instance as it was named.

        Raises:
            ConfigError: none was, or by an ARN of something else.
        """
        self._refuse_secret()
        named = self.settings.instance_id
        if named is None:
            raise ConfigError(NO_INSTANCE)
        if named.startswith("arn:") and ids.parse_instance_arn(named) is None:
            raise ConfigError(f"{named} isn't the ARN of an instance: {NAME_IT}")
        return named

    def path(self, value: str) -> str:
        """Return a path of the stack's config, as it leads there from here."""
        return value if self.stack is None else self.stack.path(value)

    def client(self) -> ConnectClient:
        """Return a client whose long waits are told; makes no call."""
        from connect_resources.service.client import ConnectClient  # noqa: PLC0415 - spares the others botocore

        return ConnectClient(self.settings, report=say)

    def connect(self) -> tuple[ConnectClient, str]:
        """Return a client, and the bare id of the instance. Calls ListInstances for an alias.

        Raises:
            ConnectResourcesError: there is no instance, or it can't be asked.
        """
        from connect_resources.service.directory import find_instance  # noqa: PLC0415 - spares the others botocore

        instance, client = self.instance, self.client()
        return client, find_instance(client, instance)


def read_target(arguments: argparse.Namespace) -> Target:
    """Read the options, the environment and the stack's file.

    Raises:
        ConfigError: the stack's file or a value can't be used.
    """
    stack = None if arguments.stack is None else read_stack_file(arguments.stack)
    settings = settings_from(_getter(stack))
    return Target(_overridden(settings, arguments), stack)


def _getter(stack: StackFile | None) -> Callable[[str], Any]:
    if stack is None:
        return lambda key: None

    def get(key: str) -> Any:
        if key in stack.secrets:
            say(f"{key} of {stack.file.name} is a secret: the environment is used in its place")
        return stack.get(key)

    return get


def _overridden(settings: Settings, given: argparse.Namespace) -> Settings:
    """Return settings with what the command line says above all else."""
    named = ids.region(given.instance) if given.instance else None
    found = replace(
        settings,
        instance_id=given.instance or settings.instance_id,
        region=given.region or named or settings.region,
        requests_per_second=given.requests_per_second or settings.requests_per_second,
        burst=given.burst or settings.burst,
    )
    if given.profile:
        found = replace(found, profile=given.profile, access_key=None, secret_key=None, token=None)
    if given.endpoint_url:
        found = replace(found, endpoints=(*found.endpoints, ("connect", given.endpoint_url)))
    return found
