"""Amazon Connect users as code: Pulumi dynamic resources, and lookups by name."""

# Made from the table of settings: `make docs` writes it anew.

import importlib
import typing

if typing.TYPE_CHECKING:
    from connect_resources.sdk.arguments import (
        AfterContactWorkConfigArgs,
        UserAfterContactWorkConfigArgs,
        UserAutoAcceptConfigArgs,
        UserIdentityInfoArgs,
        UserPersistentConnectionConfigArgs,
        UserPhoneConfigArgs,
        UserPhoneNumberConfigArgs,
        UserProficiencyArgs,
        UserVoiceEnhancementConfigArgs,
    )
    from connect_resources.sdk.lookups import (
        get_federation_token,
        get_federation_token_output,
        get_hierarchy_group,
        get_hierarchy_group_output,
        get_hierarchy_structure,
        get_hierarchy_structure_output,
        get_routing_profile,
        get_routing_profile_output,
        get_security_profile,
        get_security_profile_output,
        get_user,
        get_user_output,
        get_users,
        get_users_output,
    )
    from connect_resources.sdk.settings import (
        UserConfig,
        UserHierarchy,
        UserIdentityInfo,
        UserPhoneConfig,
        UserProficiencies,
        UserRoutingProfile,
        UserSecurityProfiles,
    )
    from connect_resources.sdk.user import (
        ConnectUser,
    )
    from connect_resources.sdk.user_args import (
        ConnectUserArgs,
    )
    from connect_resources.sdk.users import (
        ConnectUsers,
    )

__all__ = [
    "AfterContactWorkConfigArgs",
    "ConnectUser",
    "ConnectUserArgs",
    "ConnectUsers",
    "UserAfterContactWorkConfigArgs",
    "UserAutoAcceptConfigArgs",
    "UserConfig",
    "UserHierarchy",
    "UserIdentityInfo",
    "UserIdentityInfoArgs",
    "UserPersistentConnectionConfigArgs",
    "UserPhoneConfig",
    "UserPhoneConfigArgs",
    "UserPhoneNumberConfigArgs",
    "UserProficiencies",
    "UserProficiencyArgs",
    "UserRoutingProfile",
    "UserSecurityProfiles",
    "UserVoiceEnhancementConfigArgs",
    "get_federation_token",
    "get_federation_token_output",
    "get_hierarchy_group",
    "get_hierarchy_group_output",
    "get_hierarchy_structure",
    "get_hierarchy_structure_output",
    "get_routing_profile",
    "get_routing_profile_output",
    "get_security_profile",
    "get_security_profile_output",
    "get_user",
    "get_user_output",
    "get_users",
    "get_users_output",
]

_MODULES = {
    "AfterContactWorkConfigArgs": "arguments",
    "ConnectUser": "user",
    "ConnectUserArgs": "user_args",
    "ConnectUsers": "users",
    "UserAfterContactWorkConfigArgs": "arguments",
    "UserAutoAcceptConfigArgs": "arguments",
    "UserConfig": "settings",
    "UserHierarchy": "settings",
    "UserIdentityInfo": "settings",
    "UserIdentityInfoArgs": "arguments",
    "UserPersistentConnectionConfigArgs": "arguments",
    "UserPhoneConfig": "settings",
    "UserPhoneConfigArgs": "arguments",
    "UserPhoneNumberConfigArgs": "arguments",
    "UserProficiencies": "settings",
    "UserProficiencyArgs": "arguments",
    "UserRoutingProfile": "settings",
    "UserSecurityProfiles": "settings",
    "UserVoiceEnhancementConfigArgs": "arguments",
    "get_federation_token": "lookups",
    "get_federation_token_output": "lookups",
    "get_hierarchy_group": "lookups",
    "get_hierarchy_group_output": "lookups",
    "get_hierarchy_structure": "lookups",
    "get_hierarchy_structure_output": "lookups",
    "get_routing_profile": "lookups",
    "get_routing_profile_output": "lookups",
    "get_security_profile": "lookups",
    "get_security_profile_output": "lookups",
    "get_user": "lookups",
    "get_user_output": "lookups",
    "get_users": "lookups",
    "get_users_output": "lookups",
}


def __dir__() -> list[str]:
    """Name what can be imported, loaded or not."""
    return sorted({*globals(), *__all__})


if not typing.TYPE_CHECKING:  # a type checker would take it for a promise of any name

    def __getattr__(name: str) -> typing.Any:
        """Load what is asked for: providers and commands need nothing of it, Pulumi's SDK least."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"connect_resources.sdk.{_MODULES[name]}"), name)
        globals()[name] = found
        return found
