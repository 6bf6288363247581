"""Make a user by one CreateUser: its request, its password, and what a lost or refused answer means."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from connect_resources.errors import ConnectError, DuplicateUserError, InputError
from connect_resources.lifecycle.adoption import find_adoption_change
from connect_resources.service.client import ConnectClient
from connect_resources.users.section import Described
from connect_resources.users.shapes import check_shape
from connect_resources.users.state import Props
from connect_resources.users.table import SECTIONS

CLOCK_TOLERANCE: Final = 3.0
"""Seconds by which LastModifiedTime and the service's Date header (whole seconds) may lie apart."""


def create_user(client: ConnectClient, wanted: Props) -> tuple[str, str]:
    """Make the user, and return its id and ARN. Calls CreateUser.

    Raises:
        ConnectError: it isn't made, or wasn't by this call.
    """
    instance_id, name = wanted["instance_id"], wanted["name"]
    params = _request(client, wanted)
    try:
        body = client.call("CreateUser", params, f"user {name} on instance {instance_id}")
    except ConnectError as error:
        own = _find_own(client, wanted, error.doubtful_since)
        if own is not None:
            return own
        if isinstance(error, DuplicateUserError):
            _raise_duplicate(client, wanted, error)
        raise client.whether_instance(error, instance_id) from None
    return body["UserId"], body["UserArn"]


def _request(client: ConnectClient, wanted: Props) -> dict[str, Any]:
    request: dict[str, Any] = {"InstanceId": wanted["instance_id"], "Username": wanted["name"]}
    for section in SECTIONS:
        found = section.extract(wanted)
        if found is not None and section.in_create:
            request.update(section.to_api(found, creating=True))
    if wanted.get("directory_user_id"):
        request["DirectoryUserId"] = wanted["directory_user_id"]
    password = wanted.get("password") or _read_password(client, wanted.get("password_secret_id"))
    return {**request, "Password": password} if password else request


def _read_password(client: ConnectClient, secret_id: str | None) -> str | None:
    """Read the initial password from Secrets Manager: plain, or JSON with a ``password`` key."""
    if not secret_id:
        return None
    secret = client.secret(secret_id)
    try:
        parsed = json.loads(secret)
    except ValueError:
        parsed = None
    if isinstance(parsed, dict):
        secret = parsed.get("password", "")
    if list(check_shape("Password", secret, "")):
        raise InputError(
            f"the secret {secret_id} doesn't hold a password that Connect takes: it must be a plain "
            "string, or JSON with a key `password`, of 8-64 characters without spaces, with an "
            "upper-case letter, a lower-case letter and a digit"
        )
    return str(secret)


def _find_own(client: ConnectClient, wanted: Props, doubtful_since: float | None) -> tuple[str, str] | None:
    """Recognise the user that a try with a lost answer has made, however the last try ended."""
    if doubtful_since is None:
        return None
    try:
        summary = client.find_user(wanted["instance_id"], wanted["name"], fresh=True)
        if summary is None:
            return None
        described, now = client.describe_user_at(wanted["instance_id"], summary["Id"])
    except ConnectError:
        return None
    age = client.clock.now() - doubtful_since
    if _made_within(age, described, now) and _matches(wanted, described):
        return described["Id"], described["Arn"]
    return None


def _made_within(age: float, described: Described, now: float | None) -> bool:
    """Tell whether the user was written in the last seconds, by the service's own clock."""
    modified = described.get("LastModifiedTime")
    if modified is None or now is None:
        return True
    return bool(modified.timestamp() >= now - age - CLOCK_TOLERANCE)


def _matches(wanted: Props, described: Described) -> bool:
    """Tell whether a user holds exactly what the request asked for."""
    sections = (section for section in SECTIONS if section.in_create)
    return str(described["Username"]) == wanted["name"] and all(
        find_adoption_change(section, wanted, described) is None for section in sections
    )


def _raise_duplicate(client: ConnectClient, wanted: Props, error: DuplicateUserError) -> NoReturn:
    instance_id, name = wanted["instance_id"], wanted["name"]
    try:
        summary = client.find_user(instance_id, name)
        summary = summary or client.find_user(instance_id, name, fresh=True)
    except ConnectError as refused:
        raise error.explained(
            f"the existing user couldn't be looked up ({refused.operation}: {refused.code})"
        ) from None
    if summary is None:
        raise error
    raise error.explained(f"the existing user's id is {summary['Id']}") from None
