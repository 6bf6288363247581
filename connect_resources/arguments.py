"""Typed arguments of nested settings; a plain dict with the same keys does as well."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi import Input


@dataclass(frozen=True, slots=True)
class UserIdentityInfoArgs:
    """Hold who the user is; a field that is left out is unmanaged, "" clears it.

    Attributes:
        first_name: at most 255 characters.
        last_name: at most 300 characters.
        email: e-mail address; refused with SAML.
        secondary_email: address for notifications other than password resets.
        mobile: E.164.
    """

    first_name: Input[str] | None = None
    last_name: Input[str] | None = None
    email: Input[str] | None = None
    secondary_email: Input[str] | None = None
    mobile: Input[str] | None = None


@dataclass(frozen=True, slots=True)
class UserPhoneConfigArgs:
    """Hold the phone settings for all channels; a field that is left out is unmanaged.

    Attributes:
        phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
        auto_accept: whether contacts are accepted at once.
        after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
        desk_phone_number: E.164.
        persistent_connection: whether the soft phone's connection stays open between calls.
    """

    phone_type: Input[str] | None = None
    auto_accept: Input[bool] | None = None
    after_contact_work_time_limit: Input[int] | None = None
    desk_phone_number: Input[str] | None = None
    persistent_connection: Input[bool] | None = None


@dataclass(frozen=True, slots=True)
class UserAutoAcceptConfigArgs:
    """Hold auto accept for one channel (VOICE, CHAT, TASK, EMAIL), and for agent-first callbacks."""

    channel: Input[str]
    auto_accept: Input[bool]
    agent_first_callback_auto_accept: Input[bool] | None = None


@dataclass(frozen=True, slots=True)
class AfterContactWorkConfigArgs:
    """Hold an after contact work limit: seconds, 0-2,000,000; 0 = no limit."""

    after_contact_work_time_limit: Input[int] | None = None


@dataclass(frozen=True, slots=True)
class UserAfterContactWorkConfigArgs:
    """Hold after contact work for one channel, and for agent-first callbacks."""

    channel: Input[str]
    after_contact_work_config: Input[AfterContactWorkConfigArgs]
    agent_first_callback_after_contact_work_config: Input[AfterContactWorkConfigArgs] | None = None


@dataclass(frozen=True, slots=True)
class UserPhoneNumberConfigArgs:
    """Hold phone type (``SOFT_PHONE`` or ``DESK_PHONE``) and number (E.164) for one channel."""

    channel: Input[str]
    phone_type: Input[str]
    phone_number: Input[str] | None = None


@dataclass(frozen=True, slots=True)
class UserPersistentConnectionConfigArgs:
    """Hold the persistent connection for one channel."""

    channel: Input[str]
    persistent_connection: Input[bool]


@dataclass(frozen=True, slots=True)
class UserVoiceEnhancementConfigArgs:
    """Hold the mode for one channel: ``VOICE_ISOLATION``, ``NOISE_SUPPRESSION`` or ``NONE``."""

    channel: Input[str]
    voice_enhancement_mode: Input[str]


@dataclass(frozen=True, slots=True)
class UserProficiencyArgs:
    """Hold one proficiency: attribute name and value, 1-100 characters each, and the level, 1-5."""

    attribute_name: Input[str]
    attribute_value: Input[str]
    level: Input[float]
