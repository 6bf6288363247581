"""The old place of the resources: programs may import them from here as before."""

from connect_resources.sdk.settings import (
    UserConfig,
    UserHierarchy,
    UserIdentityInfo,
    UserPhoneConfig,
    UserProficiencies,
    UserRoutingProfile,
    UserSecurityProfiles,
)
from connect_resources.sdk.user import ConnectUser

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
