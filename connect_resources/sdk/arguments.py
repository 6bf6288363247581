"""Typed arguments of nested settings; a plain dict with the same keys does as well."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from pulumi import Input

from connect_resources.sdk.inputs import Choice, Record

Channel = Literal["VOICE", "CHAT", "TASK", "EMAIL"]
PhoneType = Literal["SOFT_PHONE", "DESK_PHONE"]
VoiceEnhancementMode = Literal["VOICE_ISOLATION", "NOISE_SUPPRESSION", "NONE"]


@dataclass(frozen=True, slots=True)
class UserIdentityInfoArgs:
    """Hold the identity of a user.

    A field that was never given is unmanaged; one that is taken out is cleared.

    Attributes:
        first_name: at most 255 characters.
        last_name: at most 300 characters.
        email: e-mail address; refused on a SAML instance.
        secondary_email: address that gets notifications other than password resets.
        mobile: E.164.
    """

    first_name: Input[str] | None = None
    last_name: Input[str] | None = None
    email: Input[str] | None = None
    secondary_email: Input[str] | None = None
    mobile: Input[str] | None = None


class UserIdentityInfoArgsDict(TypedDict):
    """Hold what UserIdentityInfoArgs holds, as a plain dict."""

    first_name: NotRequired[Input[str] | None]
    last_name: NotRequired[Input[str] | None]
    email: NotRequired[Input[str] | None]
    secondary_email: NotRequired[Input[str] | None]
    mobile: NotRequired[Input[str] | None]


@dataclass(frozen=True, slots=True)
class UserPhoneConfigArgs:
    """Hold the phone settings of a user, the same for all channels.

    A field that was never given is unmanaged; one that is taken out goes back to Connect's default.

    Attributes:
        phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
        auto_accept: whether contacts are accepted at once.
        after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
        desk_phone_number: E.164.
        persistent_connection: whether the soft phone's connection stays open between calls.
    """

    phone_type: Choice[PhoneType] | None = None
    auto_accept: Input[bool] | None = None
    after_contact_work_time_limit: Input[int] | None = None
    desk_phone_number: Input[str] | None = None
    persistent_connection: Input[bool] | None = None


class UserPhoneConfigArgsDict(TypedDict):
    """Hold what UserPhoneConfigArgs holds, as a plain dict."""

    phone_type: NotRequired[Choice[PhoneType] | None]
    auto_accept: NotRequired[Input[bool] | None]
    after_contact_work_time_limit: NotRequired[Input[int] | None]
    desk_phone_number: NotRequired[Input[str] | None]
    persistent_connection: NotRequired[Input[bool] | None]


@dataclass(frozen=True, slots=True)
class UserAutoAcceptConfigArgs:
    """Hold auto accept for one channel.

    Attributes:
        channel: ``VOICE``, ``CHAT``, ``TASK`` or ``EMAIL``.
        auto_accept: whether the channel's contacts are accepted at once.
        agent_first_callback_auto_accept: the same for agent-first callbacks; with ``VOICE`` only.
    """

    channel: Choice[Channel]
    auto_accept: Input[bool]
    agent_first_callback_auto_accept: Input[bool] | None = None


class UserAutoAcceptConfigArgsDict(TypedDict):
    """Hold what UserAutoAcceptConfigArgs holds, as a plain dict."""

    channel: Choice[Channel]
    auto_accept: Input[bool]
    agent_first_callback_auto_accept: NotRequired[Input[bool] | None]


@dataclass(frozen=True, slots=True)
class AfterContactWorkConfigArgs:
    """Hold a limit of after contact work.

    Attributes:
        after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
    """

    after_contact_work_time_limit: Input[int] | None = None


class AfterContactWorkConfigArgsDict(TypedDict):
    """Hold what AfterContactWorkConfigArgs holds, as a plain dict."""

    after_contact_work_time_limit: NotRequired[Input[int] | None]


@dataclass(frozen=True, slots=True)
class UserAfterContactWorkConfigArgs:
    """Hold after contact work in seconds for one channel.

    Attributes:
        channel: ``VOICE``, ``CHAT``, ``TASK`` or ``EMAIL``.
        after_contact_work_config: the limit after the channel's contacts.
        agent_first_callback_after_contact_work_config: the limit after agent-first callbacks; with ``VOICE``
            only.
    """

    channel: Choice[Channel]
    after_contact_work_config: Record[AfterContactWorkConfigArgs, AfterContactWorkConfigArgsDict]
    agent_first_callback_after_contact_work_config: (
        Record[AfterContactWorkConfigArgs, AfterContactWorkConfigArgsDict] | None
    ) = None


class UserAfterContactWorkConfigArgsDict(TypedDict):
    """Hold what UserAfterContactWorkConfigArgs holds, as a plain dict."""

    channel: Choice[Channel]
    after_contact_work_config: Record[AfterContactWorkConfigArgs, AfterContactWorkConfigArgsDict]
    agent_first_callback_after_contact_work_config: NotRequired[
        Record[AfterContactWorkConfigArgs, AfterContactWorkConfigArgsDict] | None
    ]


@dataclass(frozen=True, slots=True)
class UserPhoneNumberConfigArgs:
    """Hold phone type and number for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
        phone_number: E.164.
    """

    channel: Choice[Channel]
    phone_type: Choice[PhoneType]
    phone_number: Input[str] | None = None


class UserPhoneNumberConfigArgsDict(TypedDict):
    """Hold what UserPhoneNumberConfigArgs holds, as a plain dict."""

    channel: Choice[Channel]
    phone_type: Choice[PhoneType]
    phone_number: NotRequired[Input[str] | None]


@dataclass(frozen=True, slots=True)
class UserPersistentConnectionConfigArgs:
    """Hold persistent connection for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        persistent_connection: whether the soft phone's connection stays open between contacts.
    """

    channel: Choice[Channel]
    persistent_connection: Input[bool]


class UserPersistentConnectionConfigArgsDict(TypedDict):
    """Hold what UserPersistentConnectionConfigArgs holds, as a plain dict."""

    channel: Choice[Channel]
    persistent_connection: Input[bool]


@dataclass(frozen=True, slots=True)
class UserVoiceEnhancementConfigArgs:
    """Hold voice enhancement mode for one channel.

    Attributes:
        channel: ``VOICE``, the only one that Connect takes here.
        voice_enhancement_mode: ``VOICE_ISOLATION``, ``NOISE_SUPPRESSION`` or ``NONE``.
    """

    channel: Choice[Channel]
    voice_enhancement_mode: Choice[VoiceEnhancementMode]


class UserVoiceEnhancementConfigArgsDict(TypedDict):
    """Hold what UserVoiceEnhancementConfigArgs holds, as a plain dict."""

    channel: Choice[Channel]
    voice_enhancement_mode: Choice[VoiceEnhancementMode]


@dataclass(frozen=True, slots=True)
class UserProficiencyArgs:
    """Hold one proficiency.

    Attributes:
        attribute_name: a predefined attribute of the instance. 1-100 characters.
        attribute_value: one of its values. 1-100 characters.
        level: 1-5.
    """

    attribute_name: Input[str]
    attribute_value: Input[str]
    level: Input[float]


class UserProficiencyArgsDict(TypedDict):
    """Hold what UserProficiencyArgs holds, as a plain dict."""

    attribute_name: Input[str]
    attribute_value: Input[str]
    level: Input[float]
