"""The dynamic providers, one for each resource.

Stored state names these classes by module and name (a pickle by reference): moving or renaming one strands
every state that holds it. See docs/decisions/0001-providers-by-reference.md.
"""

# Made from the table of settings: `make docs` writes it anew.

from connect_resources.providers.base import (
    FleetProvider,
    GuardProvider,
    SettingProvider,
    UserProvider,
)


class ConnectUserProvider(UserProvider):
    """Provide ``ConnectUser``."""


class ConnectUsersProvider(FleetProvider):
    """Provide ``ConnectUsers``."""


class UserIdentityInfoProvider(SettingProvider):
    """Provide ``UserIdentityInfo``."""

    section = "identity_info"


class UserPhoneConfigProvider(SettingProvider):
    """Provide ``UserPhoneConfig``."""

    section = "phone_config"


class UserConfigProvider(SettingProvider):
    """Provide ``UserConfig``."""

    section = "config"


class UserRoutingProfileProvider(SettingProvider):
    """Provide ``UserRoutingProfile``."""

    section = "routing_profile"


class UserSecurityProfilesProvider(SettingProvider):
    """Provide ``UserSecurityProfiles``."""

    section = "security_profiles"


class UserHierarchyProvider(SettingProvider):
    """Provide ``UserHierarchy``."""

    section = "hierarchy"


class UserProficienciesProvider(SettingProvider):
    """Provide ``UserProficiencies``."""

    section = "proficiencies"


class RosterGuardProvider(GuardProvider):
    """Provide ``RosterGuard``."""
