"""What the resources do beside declaring what the table says; their signatures are made from the table."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, cast, overload

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource, ResourceProvider
from pulumi.runtime import invoke_output

from connect_resources import ids, providers
from connect_resources.errors import InputError
from connect_resources.sdk.lookups import resolve_instance
from connect_resources.sdk.stack import declare_users

Value = TypeVar("Value")


def plain(value: Any) -> Any:
    """Return args classes as dicts, all the way down, without the fields that aren't set.

    Where no field is set, nothing is managed: that is None. Only an empty dict means "cleared".
    """
    if isinstance(value, Output):
        return value.apply(plain)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        kept = {key: found for key, item in value.items() if (found := plain(item)) is not None}
        return None if value and not kept else kept
    if isinstance(value, list | tuple):
        return [{} if (found := plain(item)) is None and item is not None else found for item in value]
    return value


def resolved(value: Input[str] | None) -> Input[str]:
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


class OnDemand(Generic[Value]):
    """An output that the declaration leaves out, made where a program reads it: each costs time and memory.

    A user may hold a value all the same: one that is only read, or an argument that a transform adds.
    """

    _name: str

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, user: None, _: type) -> Self: ...

    @overload
    def __get__(self, user: Resource, _: type) -> Output[Value]: ...

    def __get__(self, user: Resource | None, _: type) -> Self | Output[Value]:
        if user is None:
            return self
        made = self._made(user)
        user.__dict__[self._name] = made
        return made

    def _made(self, user: Resource) -> Output[Value]:
        found = invoke_output("pulumi:pulumi:getResource", {"urn": user.urn})
        made: Output[Value] = found.apply(lambda held: held["state"].get(self._name))
        return made


class _UserId(OnDemand[str]):
    """The user's id, out of the resource's: that one stays known in the preview of an update."""

    def _made(self, user: Resource) -> Output[str]:
        return user.id.apply(ids.bare)


class UserResource(Resource):
    """Declare a user, or read one: what ConnectUser does with the arguments that the table gives it."""

    # Seen by type checkers alone: the SDK would work the types out anew for every user, a fifth of its time.
    if TYPE_CHECKING:
        arn: Output[str]
        tags_all: Output[Mapping[str, str]]

    user_id = _UserId()

    def __init__(self, resource_name: str, given: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        props = {key: plain(value) for key, value in given.items() if key not in ("instance_id", "password")}
        props["instance_id"] = resolved(given["instance_id"])
        if given["name"] is None:
            props["name"] = resource_name
        if isinstance(props["name"], str):
            declare_users(props["instance_id"], [props["name"]])
        if given["password"] is not None:
            props["password"] = Output.secret(given["password"])
        self._register(resource_name, props, opts)

    def _register(self, resource_name: str, props: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        given = {name: value for name, value in props.items() if value is not None}
        super().__init__(providers.ConnectUserProvider(), resource_name, {**_COMPUTED, **given}, opts)
        self.__dict__.pop("password", None)

    @classmethod
    def of_roster(
        cls,
        resource_name: str,
        arguments: Mapping[str, Any],
        *,
        set_once: Sequence[str] = (),
        opts: ResourceOptions | None = None,
    ) -> Self:
        """Declare a user of a roster.

        Args:
            resource_name: the resource's name in the program.
            arguments: those of a ConnectUser.
            set_once: arguments, or fields of them such as ``identity_info.email``, that are written when the
                user is made, and neither compared nor changed after that.
            opts: options of the resource.
        """
        user = cls.__new__(cls)
        given = {**dict.fromkeys(("instance_id", "name", "password")), **arguments}
        UserResource.__init__(user, resource_name, {**given, "set_once": list(set_once) or None}, opts)
        return user

    @classmethod
    def get(cls, resource_name: str, id: Input[str], opts: ResourceOptions | None = None) -> Self:  # noqa: A002
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


class SettingResource(Resource):
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
        props = {key: plain(value) for key, value in given.items()}
        props["instance_id"] = _setting_instance(given["instance_id"], given["user_id"])
        super().__init__(provider, resource_name, {"previous": None, **props}, opts)


def _setting_instance(instance_id: Input[str] | None, user_id: Input[str]) -> Input[str]:
    """Return the instance: what is given, else what the user's id names, else the config's."""
    if instance_id is not None:
        return resolved(instance_id)

    def of_user(value: str | None) -> str:
        named = None if value is None else ids.parse(value).instance_id
        return named or resolve_instance()

    return (
        of_user(user_id)
        if isinstance(user_id, str)
        else Output.from_input(cast("Output[str]", user_id)).apply(of_user)
    )
