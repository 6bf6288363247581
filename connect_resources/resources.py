"""The old place of the resources: programs may import them from here as before."""

from connect_resources.sdk.resources import (
    ConnectUser,
    UserConfig,
    UserHierarchy,
    UserIdentityInfo,
    UserPhoneConfig,
    UserProficiencies,
    UserRoutingProfile,
    UserSecurityProfiles,
)

__all__ = [
    "ConnectUser",
    "UserConfig",
    "UserHierarchy",
    "UserIdentityInfo",
    "UserPhoneConfig",
    "UserProficiencies",
    "UserRoutingProfile",
    "UserSecurityProfiles",
]
