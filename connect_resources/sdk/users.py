"""ConnectUsers: a whole roster, or a slice of one, as one resource."""

from __future__ import annotations

from asyncio import ensure_future
from collections.abc import Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource

from connect_resources import providers
from connect_resources.errors import FleetError, InputError
from connect_resources.providers.base import UNREPORTED
from connect_resources.sdk.base import plain, resolved
from connect_resources.sdk.stack import declare_users, declared_users
from connect_resources.sdk.user_args import ConnectUserArgs
from connect_resources.users import people
from connect_resources.users.shapes import type_name

_RIVALS: Final = people.rivals()


User = ConnectUserArgs | Mapping[str, Any]
"""A user's arguments, typed or plain."""


def _has_output(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_output, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_output, value))
    return isinstance(value, Output)


def _merged(own: Any, shared: Any) -> Any:
    """Return a user's arguments over the defaults; what is no map at all stays, for check to name it."""
    wrong = next((value for value in (own, shared) if not isinstance(value, Mapping | None)), None)
    return people.merge(own or {}, shared or {}, _RIVALS) if wrong is None else wrong


def _text(own: Any, shared: Any) -> Input[str]:
    """Return the text of a user; what is None in the end, whoever gives it, takes the default."""
    if isinstance(own, Output):
        return own.apply(lambda known: _text(plain(known), shared))
    if isinstance(shared, Output):
        return shared.apply(lambda known: _text(own, plain(known)))
    merged = _merged(own, shared)
    if not _has_output(merged):
        return people.to_text(merged)
    spare = {name: value for name, value in (shared or {}).items() if _may_take(own or {}, merged, name)}
    return Output.from_input(merged).apply(lambda known: _text(plain(known) or {}, spare))


def _may_take(own: Mapping[str, Any], merged: Mapping[str, Any], name: str) -> bool:
    """Tell whether a user may take a default in the end: what stands in its way may turn out to be None."""
    return name not in merged or isinstance(own.get(name), Output)


def _texts(users: Any, defaults: Any) -> Any:
    """Return the texts of the users, by name.

    Raises:
        InputError: there is no map of users: nobody is meant to be deleted for that.
    """
    if not isinstance(users, Mapping):
        raise InputError(f"users must be a map of user names, not {type_name(users)}")
    shared = plain(defaults)
    return {name: _text(plain(user), shared) for name, user in users.items()}


def _parts(texts: Any, users: Any, defaults: Any) -> dict[str, Any] | None:
    """Return what is known of users whose text isn't: the check of a preview sees that much of them."""
    if not isinstance(texts, Mapping):
        return None
    shared = plain(defaults)
    merged = {name: _merged(plain(users[name]), shared) for name in texts if isinstance(texts[name], Output)}
    return {name: ensure_future(_part(texts[name], found)) for name, found in merged.items()} or None


def _hidden(texts: Any) -> Any:
    """Return who has a secret among the arguments, which the engine doesn't tell: no line shows theirs."""
    if isinstance(texts, Output):
        return ensure_future(texts.is_secret())
    late = {name: text for name, text in texts.items() if isinstance(text, Output)}
    return {name: ensure_future(text.is_secret()) for name, text in late.items()} or None


async def _part(text: Output[str], merged: Any) -> Any:
    return merged if isinstance(merged, Mapping) and not await text.is_known() else None


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
        users: Input[Mapping[str, Input[User]]],
        defaults: Input[User] | None = None,
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
        instance, texts = resolved(instance_id), _users(users, defaults)
        self._register(
            resource_name,
            {
                "users": texts,
                "parts": _parts(texts, users, defaults) if pulumi.runtime.is_dry_run() else None,
                "hidden": _hidden(texts),
                "declared": _declared(instance, users),
                "instance_id": instance,
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
        allowed: str,
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
            allowed: how many users the run may delete.
            arriving: users of this fleet that the state holds elsewhere.
            leaving: users that the state holds here, and the program elsewhere.
        """
        fleet = cls.__new__(cls)
        transient = {"allowed": allowed, "arriving": list(arriving) or None, "leaving": list(leaving) or None}
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


def _users(users: Any, defaults: Any) -> Any:
    if isinstance(users, Output) or isawaitable(users):
        return Output.from_input(users).apply(lambda found: Output.from_input(_texts(found, defaults)))
    return _texts(users, defaults)


def _declared(instance_id: Input[str], users: Any) -> Output[str | None] | None:
    """Return whom the program declares, so that no fleet deletes a user who moves to another resource.

    It is asked for when the fleet is registered: a program has declared all of its resources by then.
    """
    declare_users(instance_id, map(str, users) if isinstance(users, Mapping) else ())
    if not isinstance(instance_id, str):
        return None
    return Output.from_input(instance_id).apply(declared_users)


def _tell_failures(found: Sequence[Any]) -> None:
    """Fail the program where the engine couldn't be told that users failed.

    Raises:
        RunError: the engine shows it as one message.
    """
    unreported, failed = found
    if unreported:
        raise pulumi.RunError(str(FleetError(failed)))
