"""The settings of a user, each alone: for a user that something else made."""

# Made from the table of settings: `make docs` writes it anew.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input, Output, ResourceOptions

from connect_resources import providers
from connect_resources.sdk.arguments import (
    PhoneType,
    UserAfterContactWorkConfigArgs,
    UserAfterContactWorkConfigArgsDict,
    UserAutoAcceptConfigArgs,
    UserAutoAcceptConfigArgsDict,
    UserPersistentConnectionConfigArgs,
    UserPersistentConnectionConfigArgsDict,
    UserPhoneNumberConfigArgs,
    UserPhoneNumberConfigArgsDict,
    UserProficiencyArgs,
    UserProficiencyArgsDict,
    UserVoiceEnhancementConfigArgs,
    UserVoiceEnhancementConfigArgsDict,
)
from connect_resources.sdk.base import SettingResource
from connect_resources.sdk.inputs import Choice, Records


class UserIdentityInfo(SettingResource, module="connect", name="UserIdentityInfo"):
    """Manage the identity of a user."""

    first_name: Output[str | None]
    last_name: Output[str | None]
    email: Output[str | None]
    secondary_email: Output[str | None]
    mobile: Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        instance_id: Input[str] | None = None,
        first_name: Input[str] | None = None,
        last_name: Input[str] | None = None,
        email: Input[str] | None = None,
        secondary_email: Input[str] | None = None,
        mobile: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting; only what is given is managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            first_name: at most 255 characters.
            last_name: at most 300 characters.
            email: e-mail address; refused on a SAML instance.
            secondary_email: address that gets notifications other than password resets.
            mobile: E.164.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "instance_id": instance_id,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "secondary_email": secondary_email,
            "mobile": mobile,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserIdentityInfoProvider(), resource_name, given, opts)


class UserPhoneConfig(SettingResource, module="connect", name="UserPhoneConfig"):
    """Manage the phone settings of a user, the same for all channels."""

    phone_type: Output[str | None]
    auto_accept: Output[bool | None]
    after_contact_work_time_limit: Output[int | None]
    desk_phone_number: Output[str | None]
    persistent_connection: Output[bool | None]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        instance_id: Input[str] | None = None,
        phone_type: Choice[PhoneType] | None = None,
        auto_accept: Input[bool] | None = None,
        after_contact_work_time_limit: Input[int] | None = None,
        desk_phone_number: Input[str] | None = None,
        persistent_connection: Input[bool] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting; only what is given is managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
            auto_accept: whether contacts are accepted at once.
            after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
            desk_phone_number: E.164.
            persistent_connection: whether the soft phone's connection stays open between calls.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "instance_id": instance_id,
            "phone_type": phone_type,
            "auto_accept": auto_accept,
            "after_contact_work_time_limit": after_contact_work_time_limit,
            "desk_phone_number": desk_phone_number,
            "persistent_connection": persistent_connection,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserPhoneConfigProvider(), resource_name, given, opts)


class UserConfig(SettingResource, module="connect", name="UserConfig"):
    """Manage the settings of a user that may differ from channel to channel.

    A list that isn't given is sent along as the user has it, because Connect doesn't say that it keeps such a
    list. One that only follows from the phone settings stands by channel afterwards, and says the same.
    """

    auto_accept_configs: Output[Sequence[Mapping[str, Any]] | None]
    after_contact_work_configs: Output[Sequence[Mapping[str, Any]] | None]
    phone_number_configs: Output[Sequence[Mapping[str, Any]] | None]
    persistent_connection_configs: Output[Sequence[Mapping[str, Any]] | None]
    voice_enhancement_configs: Output[Sequence[Mapping[str, Any]] | None]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        instance_id: Input[str] | None = None,
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
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting; only what is given is managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            auto_accept_configs: auto accept, per channel VOICE, CHAT, TASK, EMAIL.
            after_contact_work_configs: after contact work in seconds, per channel VOICE, CHAT, TASK, EMAIL.
            phone_number_configs: phone type and number, for the channel VOICE, the only one that Connect
                takes here.
            persistent_connection_configs: persistent connection, for the channel VOICE, the only one that
                Connect takes here.
            voice_enhancement_configs: voice enhancement mode, for the channel VOICE, the only one that
                Connect takes here.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "instance_id": instance_id,
            "auto_accept_configs": auto_accept_configs,
            "after_contact_work_configs": after_contact_work_configs,
            "phone_number_configs": phone_number_configs,
            "persistent_connection_configs": persistent_connection_configs,
            "voice_enhancement_configs": voice_enhancement_configs,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserConfigProvider(), resource_name, given, opts)


class UserRoutingProfile(SettingResource, module="connect", name="UserRoutingProfile"):
    """Manage the routing profile of a user."""

    routing_profile_id: Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        routing_profile_id: Input[str],
        instance_id: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            routing_profile_id: id, ARN or ``instanceId:id``.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "routing_profile_id": routing_profile_id,
            "instance_id": instance_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserRoutingProfileProvider(), resource_name, given, opts)


class UserSecurityProfiles(SettingResource, module="connect", name="UserSecurityProfiles"):
    """Manage the security profiles of a user, all of them."""

    security_profile_ids: Output[Sequence[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        security_profile_ids: Input[Sequence[Input[str]]],
        instance_id: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            security_profile_ids: 1-10 ids, ARNs or ``instanceId:id``; order never matters.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "security_profile_ids": security_profile_ids,
            "instance_id": instance_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserSecurityProfilesProvider(), resource_name, given, opts)


class UserHierarchy(SettingResource, module="connect", name="UserHierarchy"):
    """Manage the place of a user in the hierarchy."""

    hierarchy_group_id: Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        hierarchy_group_id: Input[str],
        instance_id: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            hierarchy_group_id: id, ARN or ``instanceId:id``; "" = none.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "hierarchy_group_id": hierarchy_group_id,
            "instance_id": instance_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserHierarchyProvider(), resource_name, given, opts)


class UserProficiencies(SettingResource, module="connect", name="UserProficiencies"):
    """Manage the proficiencies of a user, all of them."""

    proficiencies: Output[Sequence[Mapping[str, Any]]]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        proficiencies: Records[UserProficiencyArgs, UserProficiencyArgsDict],
        instance_id: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            proficiencies: attribute name, attribute value, level 1-5; order never matters.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "user_id": user_id,
            "proficiencies": proficiencies,
            "instance_id": instance_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserProficienciesProvider(), resource_name, given, opts)
