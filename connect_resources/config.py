"""Stack configuration as one frozen value, the same in the program and in the provider process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from connect_resources.errors import ConfigError
from connect_resources.users import deletions, facts, guards

Refresh = Literal["full", "fast"]

ENVIRONMENT: Final = {
    "connect:refresh": "CONNECT_REFRESH",
    "connect:requestsPerSecond": "CONNECT_REQUESTS_PER_SECOND",
    "connect:burst": "CONNECT_BURST",
    deletions.KEY: deletions.VARIABLE,
}
"""Variables that override their key: the engine gives refresh and destroy the config of the last up."""

MOST_FLEETS: Final = 1000

CREDENTIALS_REMEDY: Final = (
    "set aws:profile, or aws:accessKey and aws:secretKey, or boto3's environment (AWS_PROFILE, ...)"
)


@dataclass(frozen=True, slots=True)
class AssumeRole:
    """Hold one role to assume; names and meanings are those of pulumi-aws."""

    role_arn: str
    session_name: str = ""
    external_id: str = field(default="", repr=False)
    duration: int | None = None
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    source_identity: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what the stack's config says; secrets stay out of its repr.

    Attributes:
        requests_per_second: tokens a second, per API operation.
        burst: tokens that a quiet operation saves up.
        refresh: ``full`` reads each user, ``fast`` compares whole listings.
        roster: the files that the roster's program reads.
        teams: the file of teams for them.
        set_once: fields of the roster that are written only when a user is made.
        fleet: how many fleets the roster's program declares; 0 for a resource a user.
        max_deletes: the most users that one run may delete, of the roster's program or of a fleet.
        max_deletes_of_run: the same as the environment says it for this run, above all else.
        allowed_email_domains: the domains that users' e-mail addresses may have; () for any.
        denied_security_profiles: the names of security profiles that no user may get.
    """

    region: str | None = None
    profile: str | None = None
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    assume_roles: tuple[AssumeRole, ...] = ()
    max_retries: int | None = None
    default_tags: tuple[tuple[str, str], ...] = ()
    endpoints: tuple[tuple[str, str], ...] = ()
    instance_id: str | None = None
    roster: tuple[str, ...] = ()
    teams: str | None = None
    set_once: tuple[str, ...] = ()
    requests_per_second: float = facts.REQUESTS_PER_SECOND
    burst: int = facts.BURST
    refresh: Refresh = "full"
    adopt_existing: bool = False
    fleet: int = 0
    max_deletes: deletions.Limit = deletions.DEFAULT
    max_deletes_of_run: deletions.Limit | None = None
    allowed_email_domains: tuple[str, ...] = ()
    denied_security_profiles: tuple[str, ...] = ()

    def endpoint(self, service: str) -> str | None:
        """Return the endpoint that the config names for a service, such as ``connect``."""
        return dict(self.endpoints).get(service)

    def limit_of(self, given: str | None) -> deletions.Limit:
        """Return the most users that a fleet may delete: what this run, the program or the config says.

        Raises:
            ValueError: what the program says is no limit.
        """
        if self.max_deletes_of_run is not None:
            return self.max_deletes_of_run
        return self.max_deletes if given is None else deletions.parse(given)


def settings_from(get: Callable[[str], Any]) -> Settings:
    """Read the settings.

    Args:
        get: gives the value of a config key such as ``aws:region``, or None; objects may come as JSON text.

    Raises:
        ConfigError: a value can't be used; the message names the key.
    """

    def read(key: str) -> Any:
        variable = ENVIRONMENT.get(key)
        value = (os.environ.get(variable) if variable else None) or get(key)
        return None if value == "" else value

    found = Settings(
        region=_text(read, "aws:region"),
        profile=_text(read, "aws:profile"),
        access_key=_text(read, "aws:accessKey"),
        secret_key=_text(read, "aws:secretKey"),
        token=_text(read, "aws:token"),
        assume_roles=_assume_roles(read("aws:assumeRoles")),
        max_retries=_whole(read, "aws:maxRetries", 0),
        default_tags=_default_tags(read("aws:defaultTags")),
        endpoints=_endpoints(read("aws:endpoints")),
        instance_id=_text(read, "connect:instanceId"),
        roster=_paths(read, "connect:roster"),
        teams=_text(read, "connect:teams"),
        set_once=_names(read, "connect:setOnce", 'fields such as ["routing_profile"]'),
        requests_per_second=_rate(read, "connect:requestsPerSecond"),
        burst=_whole(read, "connect:burst", 1) or facts.BURST,
        refresh=_refresh(read),
        adopt_existing=_switch(read, "connect:adoptExisting"),
        fleet=_fleets(read),
        max_deletes=_limit(read),
        allowed_email_domains=_domains(read),
        denied_security_profiles=_names(read, guards.PROFILES, 'names such as ["Admin"]'),
        max_deletes_of_run=_limit(read) if os.environ.get(deletions.VARIABLE) else None,
    )
    _check_keys(found)
    return found


Read = Callable[[str], Any]


def _named(key: str) -> str:
    variable = ENVIRONMENT.get(key)
    return f"config {key} (or {variable})" if variable else f"config {key}"


def _text(read: Read, key: str) -> str | None:
    value = read(key)
    return None if value is None else str(value)


def _paths(read: Read, key: str) -> tuple[str, ...]:
    """Read a path, or a list of them."""
    value = read(key)
    if value is None:
        return ()
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return (value,)
    found = _texts(key, value, 'a path, or a list of paths such as ["london.yaml", "leeds.csv"]')
    twice = next((path for position, path in enumerate(found) if path in found[:position]), None)
    if not found or twice is not None:
        raise ConfigError(f"config {key} names {'no file' if twice is None else f'{twice} twice'}")
    return found


def _names(read: Read, key: str, what: str) -> tuple[str, ...]:
    value = read(key)
    return () if value is None else _texts(key, value, f"a list of {what}")


def _domains(read: Read) -> tuple[str, ...]:
    what = 'domains such as ["example.com"]'
    found = _names(read, guards.DOMAINS, what)
    if any("@" in domain or domain != domain.strip() for domain in found):
        raise ConfigError(f"config {guards.DOMAINS} must be a list of {what}")
    return found


def _texts(key: str, value: Any, form: str) -> tuple[str, ...]:
    found: list[Any] = _parsed(key, value, list, form)
    if not all(isinstance(item, str) and item for item in found):
        raise ConfigError(f"config {key} must be {form}")
    return tuple(found)


def _check_keys(settings: Settings) -> None:
    """Refuse part of a key: what boto3 would find instead may belong to another account."""
    held = {"aws:accessKey": settings.access_key, "aws:secretKey": settings.secret_key}
    missing = [key for key, value in held.items() if value is None]
    given = [key for key, value in {**held, "aws:token": settings.token}.items() if value is not None]
    if missing and given:
        raise ConfigError(
            f"config {given[0]} is set without {' and '.join(missing)}: set what is missing, or remove "
            f"{given[0]}; other credentials than you mean would be used else"
        )


def _number(read: Read, key: str) -> float | None:
    value = read(key)
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ConfigError(f"{_named(key)} must be a number") from None


def _whole(read: Read, key: str, minimum: int) -> int | None:
    value = _number(read, key)
    if value is None:
        return None
    if not value.is_integer() or value < minimum:
        raise ConfigError(f"{_named(key)} must be a whole number, at least {minimum}")
    return int(value)


def _rate(read: Read, key: str) -> float:
    value = _number(read, key)
    if value is None:
        return facts.REQUESTS_PER_SECOND
    if not 0 < value < float("inf"):
        raise ConfigError(f"{_named(key)} must be more than 0 requests a second")
    return value


def _switch(read: Read, key: str) -> bool:
    value = str(read(key) or "false").lower()
    if value not in {"true", "false"}:
        raise ConfigError(f"{_named(key)} must be true or false")
    return value == "true"


def _fleets(read: Read) -> int:
    value = str(read("connect:fleet") or "false").lower()
    if value in {"true", "false"}:
        return int(value == "true")
    if not value.isdecimal() or not 0 < int(value) <= MOST_FLEETS:
        raise ConfigError(f"config connect:fleet must be true, false, or a number of fleets, 1-{MOST_FLEETS}")
    return int(value)


def _limit(read: Read) -> deletions.Limit:
    value = read(deletions.KEY)
    if value is None:
        return deletions.DEFAULT
    try:
        return deletions.parse(str(value))
    except ValueError:
        raise ConfigError(f"{_named(deletions.KEY)} must be {deletions.FORM}") from None


def _refresh(read: Read) -> Refresh:
    value = str(read("connect:refresh") or "full")
    if value == "full":
        return "full"
    if value == "fast":
        return "fast"
    raise ConfigError(f"{_named('connect:refresh')} must be full or fast")


def _parsed(key: str, value: Any, expected: type | tuple[type, ...], form: str) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, expected):
        raise ConfigError(f"config {key} must be {form}")
    return value


def _pairs(key: str, value: Any, form: str) -> tuple[tuple[str, str], ...]:
    found: Mapping[str, Any] = _parsed(key, value, dict, form)
    return tuple(sorted((str(name), str(item)) for name, item in found.items() if item is not None))


def _endpoints(value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    form = 'a list of maps such as [{"connect": "http://127.0.0.1:4599"}]'
    found = _parsed("aws:endpoints", value, (list, dict), form)
    maps = found if isinstance(found, list) else [found]
    pairs = (pair for item in maps for pair in _pairs("aws:endpoints", item, form))
    return tuple((service, address) for service, address in pairs if address != "")


def _default_tags(value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    form = 'a map such as {"tags": {"team": "care"}}'
    found = _parsed("aws:defaultTags", value, dict, form)
    return _pairs("aws:defaultTags", found.get("tags") or {}, form)


def _assume_roles(value: Any) -> tuple[AssumeRole, ...]:
    if value is None:
        return ()
    form = 'a list of maps such as [{"roleArn": "arn:aws:iam::111122223333:role/deploy"}]'
    found = _parsed("aws:assumeRoles", value, list, form)
    return tuple(_assume_role(_parsed("aws:assumeRoles", item, dict, form), form) for item in found)


def _assume_role(given: Mapping[str, Any], form: str) -> AssumeRole:
    if not given.get("roleArn"):
        raise ConfigError(f"config aws:assumeRoles must be {form}")
    return AssumeRole(
        role_arn=str(given["roleArn"]),
        session_name=str(given.get("sessionName") or ""),
        external_id=str(given.get("externalId") or ""),
        duration=_seconds(given.get("duration")),
        policy=str(given.get("policy") or ""),
        policy_arns=tuple(map(str, given.get("policyArns") or ())),
        source_identity=str(given.get("sourceIdentity") or ""),
        tags=_pairs("aws:assumeRoles", given.get("tags") or {}, form),
        transitive_tag_keys=tuple(map(str, given.get("transitiveTagKeys") or ())),
    )


_UNITS: Final = {"h": 3600, "m": 60, "s": 1}


def _seconds(value: Any) -> int | None:
    """Read a duration such as ``1h30m``, the form that pulumi-aws takes."""
    if value is None or value == "":
        return None
    total, number = 0, ""
    for character in str(value):
        if character.isdigit():
            number += character
        elif character in _UNITS and number:
            total, number = total + int(number) * _UNITS[character], ""
        else:
            total, number = 0, ""
            break
    if not total or number:
        raise ConfigError("config aws:assumeRoles duration must be a duration such as 1h30m")
    return total
