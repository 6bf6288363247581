"""ConnectUser: a user of Amazon Connect."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input, ResourceOptions

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
from connect_resources.sdk.base import OnDemand, UserResource
from connect_resources.sdk.inputs import Record, Records


class ConnectUser(UserResource, module="connect", name="ConnectUser"):
    """Manage a user of Amazon Connect.

    What a program leaves out is unmanaged: never compared, never overwritten. What it gives as "", [] or {}
    is cleared. Taken out of the program, hierarchy_group_id, proficiencies and tags are cleared, and the
    other settings become unmanaged and stay in Connect as they are. A field that is taken out of
    identity_info is cleared, and one that is taken out of phone_config goes back to Connect's default.

    Attributes:
        user_id: the user's id.
        arn: the user's ARN.
        tags_all: the tags, with the config's default tags; {} where no tags are managed.
    """

    instance_id = OnDemand[str]()
    name = OnDemand[str]()
    password_secret_id = OnDemand[str | None]()
    identity_info = OnDemand[Mapping[str, Any] | None]()
    phone_config = OnDemand[Mapping[str, Any] | None]()
    auto_accept_configs = OnDemand[Sequence[Mapping[str, Any]] | None]()
    after_contact_work_configs = OnDemand[Sequence[Mapping[str, Any]] | None]()
    phone_number_configs = OnDemand[Sequence[Mapping[str, Any]] | None]()
    persistent_connection_configs = OnDemand[Sequence[Mapping[str, Any]] | None]()
    voice_enhancement_configs = OnDemand[Sequence[Mapping[str, Any]] | None]()
    routing_profile_id = OnDemand[str]()
    security_profile_ids = OnDemand[Sequence[str]]()
    hierarchy_group_id = OnDemand[str | None]()
    directory_user_id = OnDemand[str | None]()
    proficiencies = OnDemand[Sequence[Mapping[str, Any]] | None]()
    tags = OnDemand[Mapping[str, str] | None]()
    adopt_existing = OnDemand[bool | None]()

    def __init__(
        self,
        resource_name: str,
        *,
        instance_id: Input[str] | None = None,
        name: Input[str] | None = None,
        password: Input[str] | None = None,
        password_secret_id: Input[str] | None = None,
        identity_info: Record[UserIdentityInfoArgs, UserIdentityInfoArgsDict] | None = None,
        phone_config: Record[UserPhoneConfigArgs, UserPhoneConfigArgsDict] | None = None,
        auto_accept_configs: Records[UserAutoAcceptConfigArgs, UserAutoAcceptConfigArgsDict] | None = None,
        after_contact_work_configs: Records[
            UserAfterContactWorkConfigArgs, UserAfterContactWorkConfigArgsDict
        ]
        | None = None,
        phone_number_configs: Records[UserPhoneNumberConfigArgs, UserPhoneNumberConfigArgsDict] | None = None,
        persistent_connection_configs: Records[
            UserPersistentConnectionConfigArgs, UserPersistentConnectionConfigArgsDict
        ]
        | None = None,
        voice_enhancement_configs: Records[UserVoiceEnhancementConfigArgs, UserVoiceEnhancementConfigArgsDict]
        | None = None,
        routing_profile_id: Input[str],
        security_profile_ids: Input[Sequence[Input[str]]],
        hierarchy_group_id: Input[str] | None = None,
        directory_user_id: Input[str] | None = None,
        proficiencies: Records[UserProficiencyArgs, UserProficiencyArgsDict] | None = None,
        tags: Input[Mapping[str, Input[str]]] | None = None,
        adopt_existing: Input[bool] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a user.

        Args:
            resource_name: the resource's name in the program.
            instance_id: id, ARN or alias of the instance; default config ``connect:instanceId``. A change
                replaces.
            name: the user name, 1-100 characters; default the resource's name. A change replaces.
            password: the initial password, required where the instance stores users itself, refused with
                SAML. It is kept out of the outputs, and a change does nothing.
            password_secret_id: name or ARN of a Secrets Manager secret that holds it, read once at create.
            identity_info: the identity of a user: first_name, last_name, email, secondary_email and mobile.
            phone_config: the phone settings of a user, the same for all channels: phone_type, auto_accept,
                after_contact_work_time_limit, desk_phone_number and persistent_connection.
            auto_accept_configs: auto accept, per channel VOICE, CHAT, TASK, EMAIL. Refused together with
                phone_config.
            after_contact_work_configs: after contact work in seconds, per channel VOICE, CHAT, TASK, EMAIL.
                Refused together with phone_config.
            phone_number_configs: phone type and number, for the channel VOICE, the only one that Connect
                takes here. Refused together with phone_config.
            persistent_connection_configs: persistent connection, for the channel VOICE, the only one that
                Connect takes here. Refused together with phone_config.
            voice_enhancement_configs: voice enhancement mode, for the channel VOICE, the only one that
                Connect takes here. Refused together with phone_config.
            routing_profile_id: id, ARN or ``instanceId:id``.
            security_profile_ids: 1-10 ids, ARNs or ``instanceId:id``; order never matters.
            hierarchy_group_id: id, ARN or ``instanceId:id``; "" = none.
            directory_user_id: the directory's user; refused with SAML. A change replaces.
            proficiencies: attribute name, attribute value, level 1-5; order never matters.
            tags: at most 50 tags, merged over ``aws:defaultTags``.
            adopt_existing: take a user of that name over if it exists; default config
                ``connect:adoptExisting``.
            opts: options of the resource.

        Raises:
            ConfigError: there is no instance.
            NameNotFoundError: no instance has the alias.
        """
        given: dict[str, Any] = {
            "instance_id": instance_id,
            "name": name,
            "password": password,
            "password_secret_id": password_secret_id,
            "identity_info": identity_info,
            "phone_config": phone_config,
            "auto_accept_configs": auto_accept_configs,
            "after_contact_work_configs": after_contact_work_configs,
            "phone_number_configs": phone_number_configs,
            "persistent_connection_configs": persistent_connection_configs,
            "voice_enhancement_configs": voice_enhancement_configs,
            "routing_profile_id": routing_profile_id,
            "security_profile_ids": security_profile_ids,
            "hierarchy_group_id": hierarchy_group_id,
            "directory_user_id": directory_user_id,
            "proficiencies": proficiencies,
            "tags": tags,
            "adopt_existing": adopt_existing,
        }
        super().__init__(resource_name, given, opts)
