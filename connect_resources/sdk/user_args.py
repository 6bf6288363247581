"""ConnectUserArgs: a user of a fleet."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input

from connect_resources.sdk.arguments import (
    UserAfterContactWorkConfigArgs,
    UserAfterContactWorkConfigArgsDict,
    UserAutoAcceptConfigArgs,
    UserAutoAcceptConfigArgsDict,
    UserIdentityInfoArgs,
    UserIdentityInfoArgsDict,
    UserPersistentConnectionConfigArgs,
    UserPersistentConnectionConfigArgsDict,
    UserPhoneConfigArgs,
    UserPhoneConfigArgsDict,
    UserPhoneNumberConfigArgs,
    UserPhoneNumberConfigArgsDict,
    UserProficiencyArgs,
    UserProficiencyArgsDict,
    UserVoiceEnhancementConfigArgs,
    UserVoiceEnhancementConfigArgsDict,
)
from connect_resources.sdk.inputs import Record, Records


@dataclass(frozen=True, slots=True)
class ConnectUserArgs:
    """Hold a user of a fleet; a plain dict with the same keys does as well.

    A field that is left out, or None, takes the fleet's default; without one it is unmanaged.

    Attributes:
        password_secret_id: name or ARN of a Secrets Manager secret that holds it, read once at create.
        identity_info: the identity of a user: first_name, last_name, email, secondary_email and mobile.
        phone_config: the phone settings of a user, the same for all channels: phone_type, auto_accept,
            after_contact_work_time_limit, desk_phone_number and persistent_connection.
        auto_accept_configs: auto accept, per channel VOICE, CHAT, TASK, EMAIL. Refused together with
            phone_config.
        after_contact_work_configs: after contact work in seconds, per channel VOICE, CHAT, TASK, EMAIL.
            Refused together with phone_config.
        phone_number_configs: phone type and number, for the channel VOICE, the only one that Connect takes
            here. Refused together with phone_config.
        persistent_connection_configs: persistent connection, for the channel VOICE, the only one that Connect
            takes here. Refused together with phone_config.
        voice_enhancement_configs: voice enhancement mode, for the channel VOICE, the only one that Connect
            takes here. Refused together with phone_config.
        routing_profile_id: id, ARN or ``instanceId:id``.
        security_profile_ids: 1-10 ids, ARNs or ``instanceId:id``; order never matters.
        hierarchy_group_id: id, ARN or ``instanceId:id``; "" = none.
        directory_user_id: the directory's user; refused with SAML. A change replaces.
        proficiencies: attribute name, attribute value, level 1-5; order never matters.
        tags: at most 50 tags, merged over ``aws:defaultTags``.
        adopt_existing: take a user of that name over if it exists; default config ``connect:adoptExisting``.
    """

    password_secret_id: Input[str] | None = None
    identity_info: Record[UserIdentityInfoArgs, UserIdentityInfoArgsDict] | None = None
    phone_config: Record[UserPhoneConfigArgs, UserPhoneConfigArgsDict] | None = None
    auto_accept_configs: Records[UserAutoAcceptConfigArgs, UserAutoAcceptConfigArgsDict] | None = None
    after_contact_work_configs: (
        Records[UserAfterContactWorkConfigArgs, UserAfterContactWorkConfigArgsDict] | None
    ) = None
    phone_number_configs: Records[UserPhoneNumberConfigArgs, UserPhoneNumberConfigArgsDict] | None = None
    persistent_connection_configs: (
        Records[UserPersistentConnectionConfigArgs, UserPersistentConnectionConfigArgsDict] | None
    ) = None
    voice_enhancement_configs: (
        Records[UserVoiceEnhancementConfigArgs, UserVoiceEnhancementConfigArgsDict] | None
    ) = None
    routing_profile_id: Input[str] | None = None
    security_profile_ids: Input[Sequence[Input[str]]] | None = None
    hierarchy_group_id: Input[str] | None = None
    directory_user_id: Input[str] | None = None
    proficiencies: Records[UserProficiencyArgs, UserProficiencyArgsDict] | None = None
    tags: Input[Mapping[str, Input[str]]] | None = None
    adopt_existing: Input[bool] | None = None
