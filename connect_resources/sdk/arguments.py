"""Typed arguments of nested settings; a plain dict with the same keys does as well."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi import Input


@dataclass(frozen=True, slots=True)
class UserIdentityInfoArgs:
    """Hold who the user is; a field that was never given is unmanaged, "" or taking it out clears it.

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
    """Hold the phone settings for all channels; a field that was never given is unmanaged.

    One that is taken out goes back to Connect's default.

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
    """Hold auto accept for one channel.

    Attributes:
        channel: ``VOICE``, ``CHAT``, ``TASK`` or ``EMAIL``.
        auto_accept: whether the channel's contacts are accepted at once.
        agent_first_callback_auto_accept: the same for agent-first callbacks; with ``VOICE`` only.
    """

    channel: Input[str]
    auto_accept: Input[bool]
    agent_first_callback_auto_accept: Input[bool] | None = None


@dataclass(frozen=True, slots=True)
class AfterContactWorkConfigArgs:
    """Hold a limit of after contact work.

    Attributes:
        after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
    """

    after_contact_work_time_limit: Input[int] | None = None


@dataclass(frozen=True, slots=True)
class UserAfterContactWorkConfigArgs:
    """Hold after contact work for one channel.

    Attributes:
        channel: ``VOICE``, ``CHAT``, ``TASK`` or ``EMAIL``.
        after_contact_work_config: the limit after the channel's contacts.
        agent_first_callback_after_contact_work_config: the limit after agent-first callbacks; with
            ``VOICE`` only.
    """

    channel: Input[str]
    after_contact_work_config: Input[AfterContactWorkConfigArgs]
    agent_first_callback_after_contact_work_config: Input[AfterContactWorkConfigArgs] | None = None


@dataclass(frozen=True, slots=True)
class UserPhoneNumberConfigArgs:
    """Hold the phone for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
        phone_number: E.164.
    """

    channel: Input[str]
    phone_type: Input[str]
    phone_number: Input[str] | None = None


@dataclass(frozen=True, slots=True)
class UserPersistentConnectionConfigArgs:
    """Hold the persistent connection for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        persistent_connection: whether the soft phone's connection stays open between contacts.
    """

    channel: Input[str]
    persistent_connection: Input[bool]


@dataclass(frozen=True, slots=True)
class UserVoiceEnhancementConfigArgs:
    """Hold the voice enhancement for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        voice_enhancement_mode: ``VOICE_ISOLATION``, ``NOISE_SUPPRESSION`` or ``NONE``.
    """

    channel: Input[str]
    voice_enhancement_mode: Input[str]


@dataclass(frozen=True, slots=True)
class UserProficiencyArgs:
    """Hold one proficiency.

    Attributes:
        attribute_name: a predefined attribute of the instance, 1-100 characters.
        attribute_value: one of its values, 1-100 characters.
        level: 1-5.
    """

    attribute_name: Input[str]
    attribute_value: Input[str]
    level: Input[float]
