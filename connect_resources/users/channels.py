"""The rows of the settings that may differ from channel to channel: the lists of UpdateUserConfig.

Which members they have, and which of them are required, stands in botocore's model.
"""

from __future__ import annotations

from typing import Final

from connect_resources.users import facts
from connect_resources.users.kinds import pascal
from connect_resources.users.phone import CHANNEL
from connect_resources.users.records import Member, Record
from connect_resources.users.section import Property

_LIMIT: Final = Record(
    "AfterContactWorkConfigArgs",
    "a limit of after contact work",
    (Member("after_contact_work_time_limit", "Seconds, 0-2,000,000; 0 = no limit.", default=0),),
)


def _by_channel(
    name: str, what: str, record_args: str, *members: Member, voice_only: bool = False
) -> Property:
    channels = (facts.VOICE,) if voice_only else facts.CHANNELS
    where = (
        "for the channel VOICE, the only one that Connect takes here"
        if voice_only
        else f"per channel {', '.join(channels)}"
    )
    record = Record(
        record_args,
        f"{what[0].lower()}{what[1:]} for one channel",
        (Member(CHANNEL), *members),
        keys=(CHANNEL,),
        channels=channels,
    )
    return Property(name, pascal(name), record.kind(), f"{what}, {where}.", record=record)


BY_CHANNEL: Final = (
    _by_channel(
        "auto_accept_configs",
        "Auto accept",
        "UserAutoAcceptConfigArgs",
        Member(
            "auto_accept",
            "Whether the channel's contacts are accepted at once.",
            default=False,
            of_phone="auto_accept",
        ),
        Member(
            "agent_first_callback_auto_accept",
            "The same for agent-first callbacks; with ``VOICE`` only.",
            default=False,
        ),
    ),
    _by_channel(
        "after_contact_work_configs",
        "After contact work in seconds",
        "UserAfterContactWorkConfigArgs",
        Member(
            "after_contact_work_config",
            "The limit after the channel's contacts.",
            record=_LIMIT,
            of_phone="after_contact_work_time_limit",
        ),
        Member(
            "agent_first_callback_after_contact_work_config",
            "The limit after agent-first callbacks; with ``VOICE`` only.",
            record=_LIMIT,
        ),
    ),
    _by_channel(
        "phone_number_configs",
        "Phone type and number",
        "UserPhoneNumberConfigArgs",
        Member("phone_type", default="SOFT_PHONE", of_phone="phone_type"),
        Member("phone_number", "E.164.", default="", of_phone="desk_phone_number"),
        voice_only=True,
    ),
    _by_channel(
        "persistent_connection_configs",
        "Persistent connection",
        "UserPersistentConnectionConfigArgs",
        Member(
            "persistent_connection",
            "Whether the soft phone's connection stays open between contacts.",
            default=False,
            of_phone="persistent_connection",
        ),
        voice_only=True,
    ),
    _by_channel(
        "voice_enhancement_configs",
        "Voice enhancement mode",
        "UserVoiceEnhancementConfigArgs",
        Member("voice_enhancement_mode", default="NONE"),
        voice_only=True,
    ),
)
