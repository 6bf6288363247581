"""The resources: ConnectUser and, for users that something else made, each of its settings alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource, ResourceProvider
from pulumi.runtime import invoke_output

from connect_resources import ids, providers
from connect_resources.errors import InputError
from connect_resources.sdk.arguments import (
    UserAfterContactWorkConfigArgs,
    UserAutoAcceptConfigArgs,
    UserIdentityInfoArgs,
    UserPersistentConnectionConfigArgs,
    UserPhoneConfigArgs,
    UserPhoneNumberConfigArgs,
    UserProficiencyArgs,
    UserVoiceEnhancementConfigArgs,
)
from connect_resources.sdk.lookups import resolve_instance
from connect_resources.users.table import CREATE_ONLY, REPLACING, SECTIONS

Nested = TypeVar("Nested")
Record = Input[Nested] | Input[Mapping[str, Any]]
"""A typed args class or a plain dict."""

Records = Input[Sequence[Record[Nested]]]


def _plain(value: Any) -> Any:
    """Return args classes as dicts, all the way down, without the fields that aren't set.

    Where no field is set, nothing is managed: that is None. Only an empty dict means "cleared".
    """
    if isinstance(value, Output):
        return value.apply(_plain)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        kept = {key: found for key, item in value.items() if (found := _plain(item)) is not None}
        return None if value and not kept else kept
    if isinstance(value, list | tuple):
        return [{} if (found := _plain(item)) is None and item is not None else found for item in value]
    return value


def _instance(value: Input[str] | None) -> Input[str]:
    """Return the instance's bare id: an alias is resolved in the program, so that state holds ids."""
    if value is None or isinstance(value, str):
        return resolve_instance(value)
    return Output.from_input(cast("Output[str]", value)).apply(resolve_instance)


def _composite(id_: Input[str]) -> Input[str]:
    """Return ``instanceId:userId`` for a resource that is only read, given the id in any form."""

    def joined(value: str | None) -> str:
        if value is None:
            raise InputError(
                "the id of a user to read is null: give `instanceId:userId`, an ARN or a user id"
            )
        found = ids.parse(value)
        return ids.join(found.instance_id or resolve_instance(), found.id)

    return joined(id_) if isinstance(id_, str) else Output.from_input(cast("Output[str]", id_)).apply(joined)


_COMPUTED: Final = dict.fromkeys(("arn", "tags_all"))
_ARGUMENTS: Final = frozenset(
    (*REPLACING, *(name for section in SECTIONS for name in section.arguments), *CREATE_ONLY)
) - {"password"}


class _Held:
    """An output that the declaration leaves out, made where a program reads it: each costs time and memory.

    A user may hold a value all the same: one that is only read, or an argument that a transform adds.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, user: Resource | None, _: type[Resource]) -> _Held | Output[Any]:
        if user is None:
            return self
        found = invoke_output("pulumi:pulumi:getResource", {"urn": user.urn})
        made: Output[Any] = found.apply(lambda held: held["state"].get(self.name))
        user.__dict__[self.name] = made
        return made


class _UserId:
    """The user's id, out of the resource's: that one stays known in the preview of an update."""

    def __get__(self, user: Resource | None, _: type[Resource]) -> _UserId | Output[str]:
        if user is None:
            return self
        made: Output[str] = user.id.apply(ids.bare)
        user.__dict__["user_id"] = made
        return made


class ConnectUser(Resource, module="connect", name="ConnectUser"):
    """Manage a user of Amazon Connect.

    What a program leaves out is unmanaged: never compared, never overwritten. What it gives as "", [] or {}
    is cleared. A field that is taken out of identity_info is cleared too, and one that is taken out of
    phone_config goes back to Connect's default; whoever takes the whole argument out leaves all of its fields
    in Connect as they are.

    Attributes:
        user_id: the user's id.
        arn: the user's ARN.
        tags_all: the tags, with the config's default tags; {} where no tags are managed.
    """

    # Seen by type checkers alone: the SDK would work the types out anew for every user, a fifth of its time.
    if TYPE_CHECKING:
        user_id: Output[str]
        arn: Output[str]
        tags_all: Output[Mapping[str, str]]
        instance_id: Output[str]
        name: Output[str]
        identity_info: Output[Mapping[str, Any] | None]
        phone_config: Output[Mapping[str, Any] | None]
        auto_accept_configs: Output[Sequence[Mapping[str, Any]] | None]
        after_contact_work_configs: Output[Sequence[Mapping[str, Any]] | None]
        phone_number_configs: Output[Sequence[Mapping[str, Any]] | None]
        persistent_connection_configs: Output[Sequence[Mapping[str, Any]] | None]
        voice_enhancement_configs: Output[Sequence[Mapping[str, Any]] | None]
        routing_profile_id: Output[str]
        security_profile_ids: Output[Sequence[str]]
        hierarchy_group_id: Output[str | None]
        directory_user_id: Output[str | None]
        proficiencies: Output[Sequence[Mapping[str, Any]] | None]
        tags: Output[Mapping[str, str] | None]
        password_secret_id: Output[str | None]
        adopt_existing: Output[bool | None]

    def __init__(
        self,
        resource_name: str,
        *,
        instance_id: Input[str] | None = None,
        name: Input[str] | None = None,
        password: Input[str] | None = None,
        password_secret_id: Input[str] | None = None,
        identity_info: Record[UserIdentityInfoArgs] | None = None,
        phone_config: Record[UserPhoneConfigArgs] | None = None,
        auto_accept_configs: Records[UserAutoAcceptConfigArgs] | None = None,
        after_contact_work_configs: Records[UserAfterContactWorkConfigArgs] | None = None,
        phone_number_configs: Records[UserPhoneNumberConfigArgs] | None = None,
        persistent_connection_configs: Records[UserPersistentConnectionConfigArgs] | None = None,
        voice_enhancement_configs: Records[UserVoiceEnhancementConfigArgs] | None = None,
        routing_profile_id: Input[str],
        security_profile_ids: Input[Sequence[Input[str]]],
        hierarchy_group_id: Input[str] | None = None,
        directory_user_id: Input[str] | None = None,
        proficiencies: Records[UserProficiencyArgs] | None = None,
        tags: Input[Mapping[str, Input[str]]] | None = None,
        adopt_existing: Input[bool] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a user.

        Args:
            resource_name: the resource's name in the program.
            instance_id: id, ARN or alias; default config ``connect:instanceId``. A change replaces.
            name: the user name, 1-100 characters; default the resource's name. A change replaces.
            password: the initial password, required where the instance stores users itself, refused with
                SAML. It is kept out of the outputs, and a change does nothing.
            password_secret_id: name or ARN of a Secrets Manager secret that holds it, read once at create.
            identity_info: first name, last name, e-mail, secondary e-mail, mobile.
            phone_config: phone type, auto accept, after contact work in seconds, desk phone, persistent
                connection.
            auto_accept_configs: auto accept, per channel; refused with phone_config, like the next four.
            after_contact_work_configs: after contact work in seconds, per channel.
            phone_number_configs: phone type and number, per channel.
            persistent_connection_configs: persistent connection, per channel.
            voice_enhancement_configs: voice enhancement mode, per channel.
            routing_profile_id: id, ARN or ``instanceId:id``.
            security_profile_ids: 1-10 of the same; order never matters.
            hierarchy_group_id: the same; "" or removed takes the user out of the hierarchy.
            directory_user_id: the directory's user; refused with SAML. A change replaces.
            proficiencies: attribute name, attribute value, level 1-5; order never matters.
            tags: at most 50, over config ``aws:defaultTags``.
            adopt_existing: take a user of that name over if it exists; default config
                ``connect:adoptExisting``.
            opts: options of the resource.

        Raises:
            ConfigError: there is no instance.
            NameNotFoundError: no instance has the alias.
        """
        given: dict[str, Any] = {
            "name": resource_name if name is None else name,
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
        props = {key: _plain(value) for key, value in given.items()}
        props["instance_id"] = _instance(instance_id)
        if password is not None:
            props["password"] = Output.secret(password)
        self._register(resource_name, props, opts)

    def _register(self, resource_name: str, props: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        given = {name: value for name, value in props.items() if value is not None}
        super().__init__(providers.ConnectUserProvider(), resource_name, {**_COMPUTED, **given}, opts)
        self.__dict__.pop("password", None)

    @classmethod
    def get(cls, resource_name: str, id: Input[str], opts: ResourceOptions | None = None) -> ConnectUser:  # noqa: A002
        """Read a user that the program doesn't manage: it is never changed and never deleted.

        Args:
            resource_name: the resource's name in the program.
            id: ``instanceId:userId``, the user's ARN, or its id on the config's instance.
            opts: options of the resource.
        """
        user = cls.__new__(cls)
        merged = ResourceOptions.merge(opts, ResourceOptions(id=_composite(id)))
        user._register(resource_name, {}, merged)
        return user


for _name, _made_when_read in {**{name: _Held(name) for name in _ARGUMENTS}, "user_id": _UserId()}.items():
    setattr(ConnectUser, _name, _made_when_read)


class _Setting(Resource):
    """Manage one setting of a user that exists, whoever made it.

    Attributes:
        previous: what the user had before, of each argument since it is managed; ``restore`` puts it back.
    """

    instance_id: Output[str]
    user_id: Output[str]
    on_delete: Output[str | None]
    previous: Output[Mapping[str, Any]]

    def __init__(
        self,
        provider: ResourceProvider,
        resource_name: str,
        given: Mapping[str, Any],
        opts: ResourceOptions | None,
    ) -> None:
        props = {key: _plain(value) for key, value in given.items()}
        props["instance_id"] = _setting_instance(given["instance_id"], given["user_id"])
        super().__init__(provider, resource_name, {"previous": None, **props}, opts)


def _setting_instance(instance_id: Input[str] | None, user_id: Input[str]) -> Input[str]:
    """Return the instance: what is given, else what the user's id names, else the config's."""
    if instance_id is not None:
        return _instance(instance_id)

    def of_user(value: str | None) -> str:
        named = None if value is None else ids.parse(value).instance_id
        return named or resolve_instance()

    return (
        of_user(user_id)
        if isinstance(user_id, str)
        else Output.from_input(cast("Output[str]", user_id)).apply(of_user)
    )


class UserIdentityInfo(_Setting, module="connect", name="UserIdentityInfo"):
    """Manage the identity of a user: names, e-mail addresses, mobile."""

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
        """Declare the setting; only the fields that are given are managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            first_name: at most 255 characters.
            last_name: at most 300 characters.
            email: e-mail address; refused with SAML.
            secondary_email: address for notifications, at most 265 characters.
            mobile: E.164.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "instance_id": instance_id,
            "user_id": user_id,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "secondary_email": secondary_email,
            "mobile": mobile,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserIdentityInfoProvider(), resource_name, given, opts)


class UserPhoneConfig(_Setting, module="connect", name="UserPhoneConfig"):
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
        phone_type: Input[str] | None = None,
        auto_accept: Input[bool] | None = None,
        after_contact_work_time_limit: Input[int] | None = None,
        desk_phone_number: Input[str] | None = None,
        persistent_connection: Input[bool] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting; only the fields that are given are managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            phone_type: ``SOFT_PHONE`` or ``DESK_PHONE``.
            auto_accept: whether contacts are accepted at once.
            after_contact_work_time_limit: seconds, 0-2,000,000; 0 = no limit.
            desk_phone_number: E.164.
            persistent_connection: whether the soft phone's connection stays open.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "instance_id": instance_id,
            "user_id": user_id,
            "phone_type": phone_type,
            "auto_accept": auto_accept,
            "after_contact_work_time_limit": after_contact_work_time_limit,
            "desk_phone_number": desk_phone_number,
            "persistent_connection": persistent_connection,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserPhoneConfigProvider(), resource_name, given, opts)


class UserConfig(_Setting, module="connect", name="UserConfig"):
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
        auto_accept_configs: Records[UserAutoAcceptConfigArgs] | None = None,
        after_contact_work_configs: Records[UserAfterContactWorkConfigArgs] | None = None,
        phone_number_configs: Records[UserPhoneNumberConfigArgs] | None = None,
        persistent_connection_configs: Records[UserPersistentConnectionConfigArgs] | None = None,
        voice_enhancement_configs: Records[UserVoiceEnhancementConfigArgs] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting; only the lists that are given are managed.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            auto_accept_configs: auto accept, per channel VOICE, CHAT, TASK, EMAIL.
            after_contact_work_configs: after contact work in seconds, per channel.
            phone_number_configs: phone type and number, per channel.
            persistent_connection_configs: persistent connection, per channel.
            voice_enhancement_configs: voice enhancement mode, per channel.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "instance_id": instance_id,
            "user_id": user_id,
            "auto_accept_configs": auto_accept_configs,
            "after_contact_work_configs": after_contact_work_configs,
            "phone_number_configs": phone_number_configs,
            "persistent_connection_configs": persistent_connection_configs,
            "voice_enhancement_configs": voice_enhancement_configs,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserConfigProvider(), resource_name, given, opts)


class UserRoutingProfile(_Setting, module="connect", name="UserRoutingProfile"):
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
            "instance_id": instance_id,
            "user_id": user_id,
            "routing_profile_id": routing_profile_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserRoutingProfileProvider(), resource_name, given, opts)


class UserSecurityProfiles(_Setting, module="connect", name="UserSecurityProfiles"):
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
            "instance_id": instance_id,
            "user_id": user_id,
            "security_profile_ids": security_profile_ids,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserSecurityProfilesProvider(), resource_name, given, opts)


class UserHierarchy(_Setting, module="connect", name="UserHierarchy"):
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
            hierarchy_group_id: id, ARN or ``instanceId:id``; "" = no group.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "instance_id": instance_id,
            "user_id": user_id,
            "hierarchy_group_id": hierarchy_group_id,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserHierarchyProvider(), resource_name, given, opts)


class UserProficiencies(_Setting, module="connect", name="UserProficiencies"):
    """Manage the proficiencies of a user, all of them."""

    proficiencies: Output[Sequence[Mapping[str, Any]]]

    def __init__(
        self,
        resource_name: str,
        *,
        user_id: Input[str],
        proficiencies: Records[UserProficiencyArgs],
        instance_id: Input[str] | None = None,
        on_delete: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare the setting.

        Args:
            resource_name: the resource's name in the program.
            user_id: user id, user ARN, or a ConnectUser's ``id``. A change replaces.
            proficiencies: attribute name, attribute value, level 1-5; order never matters, [] = none.
            instance_id: id, ARN or alias; default what user_id names, else config ``connect:instanceId``.
            on_delete: ``restore`` (default) puts back what the user had before; ``retain`` leaves it.
            opts: options of the resource.
        """
        given = {
            "instance_id": instance_id,
            "user_id": user_id,
            "proficiencies": proficiencies,
            "on_delete": on_delete,
        }
        super().__init__(providers.UserProficienciesProvider(), resource_name, given, opts)
