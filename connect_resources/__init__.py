"""Amazon Connect users as code: Pulumi dynamic resources, and lookups by name."""

# Made from the table of settings: `make docs` writes it anew.

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
