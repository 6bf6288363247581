"""ConnectUsers: a whole roster, or a slice of one, as one resource."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource

from connect_resources import providers
from connect_resources.providers.base import UNREPORTED
from connect_resources.sdk.base import plain, resolved
from connect_resources.sdk.user_args import ConnectUserArgs
from connect_resources.users import people

_RIVALS: Final = people.rivals()


User = ConnectUserArgs | Mapping[str, Any]
"""A user's arguments, typed or plain."""


def _given(user: Any) -> dict[str, Any]:
    """Return a user's arguments as a plain dict; None stays, and takes the default."""
    if dataclasses.is_dataclass(user) and not isinstance(user, type):
        return {field.name: getattr(user, field.name) for field in dataclasses.fields(user)}
    return dict(user or {})


def _has_output(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_output, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_output, value))
    return isinstance(value, Output)


def _text(user: Any, defaults: Mapping[str, Any]) -> Input[str]:
    merged = plain(people.merge(_given(user), defaults, _RIVALS)) or {}
    if _has_output(merged):
        return Output.from_input(merged).apply(people.to_text)
    return people.to_text(merged)


def _texts(users: Mapping[str, Any], defaults: Any) -> dict[str, Input[str]]:
    shared = _given(defaults) if defaults is not None else {}
    return {name: _text(user, shared) for name, user in users.items()}


class ConnectUsers(Resource, module="connect", name="ConnectUsers"):
    """Manage many users of Amazon Connect as one resource.

    Each user is what a ConnectUser is; a user that fails doesn't stop the others.

    Attributes:
        user_ids: the users' ids, by name.
        arns: their ARNs, by name.
        failed: why users failed, by name; {} where all is well.
    """

    # Seen by type checkers alone, as in ConnectUser.
    if TYPE_CHECKING:
        user_ids: Output[Mapping[str, str]]
        arns: Output[Mapping[str, str]]
        failed: Output[Mapping[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        users: Input[Mapping[str, User]],
        defaults: User | None = None,
        instance_id: Input[str] | None = None,
        password: Input[str] | None = None,
        password_secret_id: Input[str] | None = None,
        set_once: Input[Sequence[str]] | None = None,
        max_deletes: Input[int | str] | None = None,
        adopt_existing: Input[bool] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare users.

        Args:
            resource_name: the fleet's name in the program.
            users: the arguments of each user, by user name.
            defaults: arguments of all users; a user's own value replaces a default whole.
            instance_id: id, ARN or alias; default config ``connect:instanceId``. A change replaces everybody.
            password: the initial password of all, where the instance stores its users itself.
            password_secret_id: name or ARN of a Secrets Manager secret that holds it.
            set_once: arguments, or fields of them such as ``identity_info.email``, that are written when a
                user is made, and neither compared nor changed after that.
            max_deletes: the most users that an update may delete or replace: a number, or a share such as
                ``5%``; default config ``connect:maxDeletes``, and 10.
            adopt_existing: take users over that exist; default config ``connect:adoptExisting``.
            opts: options of the resource.

        Raises:
            ConfigError: there is no instance.
            NameNotFoundError: no instance has the alias.
        """
        self._register(
            resource_name,
            {
                "users": _users(users, defaults),
                "instance_id": resolved(instance_id),
                "password": None if password is None else Output.secret(password),
                "password_secret_id": password_secret_id,
                "set_once": set_once,
                "max_deletes": max_deletes,
                "adopt_existing": adopt_existing,
            },
            opts,
        )

    @classmethod
    def counted(
        cls,
        resource_name: str,
        *,
        users: Mapping[str, Mapping[str, Any]],
        instance_id: str | None,
        password: Input[str] | None,
        set_once: Sequence[str],
        arriving: Sequence[str],
        leaving: Sequence[str],
    ) -> ConnectUsers:
        """Declare one of several fleets of a program that counts deletions over all of them itself.

        Args:
            resource_name: the fleet's name in the program.
            users: the arguments of each user, by user name.
            instance_id: id, ARN or alias.
            password: the initial password of those that have no secret of their own.
            set_once: what is written only when a user is made.
            arriving: users of this fleet that the state holds elsewhere.
            leaving: users that the state holds here, and the program elsewhere.
        """
        fleet = cls.__new__(cls)
        transient = {"counted": True, "arriving": list(arriving) or None, "leaving": list(leaving) or None}
        given = {
            "users": _texts(users, None),
            "instance_id": resolved(instance_id),
            "password": None if password is None else Output.secret(password),
            "set_once": list(set_once) or None,
        }
        fleet._register(resource_name, {**given, **transient}, None)
        return fleet

    def _register(self, resource_name: str, props: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        given = {name: value for name, value in props.items() if value is not None}
        transient = {"planning": True} if pulumi.runtime.is_dry_run() else {}
        computed = dict.fromkeys(("user_ids", "arns", "failed", UNREPORTED))
        provider = providers.ConnectUsersProvider()
        super().__init__(provider, resource_name, {**computed, **given, **transient}, opts)
        self.__dict__.pop("password", None)
        Output.all(getattr(self, UNREPORTED), self.failed).apply(_tell_failures)


def _users(users: Input[Mapping[str, Any]], defaults: Any) -> Any:
    if isinstance(users, Mapping):
        return _texts(users, defaults)
    known = cast("Output[Mapping[str, Any]]", Output.from_input(users))
    return known.apply(lambda found: Output.from_input(_texts(found, defaults)))


def _tell_failures(found: Sequence[Any]) -> None:
    """Fail the program where the engine couldn't be told that users failed.

    Raises:
        RunError: the engine shows it as one message.
    """
    unreported, failed = found
    if unreported:
        raise pulumi.RunError("\n".join(f"{name}: {reason}" for name, reason in failed.items()))
