"""The old place of the typed arguments: programs may import them from here as before."""

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

__all__ = [
    "AfterContactWorkConfigArgs",
    "UserAfterContactWorkConfigArgs",
    "UserAutoAcceptConfigArgs",
    "UserIdentityInfoArgs",
    "UserPersistentConnectionConfigArgs",
    "UserPhoneConfigArgs",
    "UserPhoneNumberConfigArgs",
    "UserProficiencyArgs",
    "UserVoiceEnhancementConfigArgs",
]
