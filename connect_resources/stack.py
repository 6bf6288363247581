"""The stack's configuration as a Pulumi program sees it."""

from __future__ import annotations

import pulumi

from connect_resources.config import Settings, settings_from
from connect_resources.errors import ConfigError


def program_settings() -> Settings:
    """Return the settings of the stack that the program runs for.

    Raises:
        ConfigError: a value of the stack's config can't be used.
    """

    def get(key: str) -> str | None:
        namespace, _, name = key.partition(":")
        return pulumi.Config(namespace).get(name)

    return settings_from(get)


def default_instance(settings: Settings) -> str:
    """Return the config's instance: its id, ARN or alias.

    Raises:
        ConfigError: there is none; the message says how to set it.
    """
    if settings.instance_id is None:
        raise ConfigError(
            "no Amazon Connect instance: pass instance_id, or set one for the stack with "
            "`pulumi config set connect:instanceId <id, ARN or alias>`"
        )
    return settings.instance_id
