"""What a local Connect holds at its start: read from the default seed and, if given, from a seed file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .rules import IdentityManagement

DEFAULT_SEED = Path(__file__).with_name("default_seed.json")
MAX_LEVELS = 5  # Source: shape HierarchyPath, LevelOne to LevelFive


class SeedError(ValueError):
    """Report a seed file that can't be used."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedProficiency(_Strict):
    """Give one proficiency of a seed user."""

    attribute_name: str
    attribute_value: str
    level: int = Field(ge=1, le=5)

    def to_api(self) -> dict[str, Any]:
        """Write the proficiency as ListUserProficiencies shows it."""
        return {
            "AttributeName": self.attribute_name,
            "AttributeValue": self.attribute_value,
            "Level": float(self.level),
        }


class SeedUser(_Strict):
    """Give one user; profiles by name, the hierarchy group by path."""

    name: str
    routing_profile: str
    security_profiles: tuple[str, ...]
    hierarchy_group: str | None = None
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    secondary_email: str = ""
    mobile: str = ""
    phone_type: Literal["SOFT_PHONE", "DESK_PHONE"] = "SOFT_PHONE"
    auto_accept: bool = False
    after_contact_work_time_limit: int = 0
    desk_phone_number: str = ""
    persistent_connection: bool = False
    directory_user_id: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)
    proficiencies: tuple[SeedProficiency, ...] = ()

    def identity_info(self) -> dict[str, str]:
        """Write the identity as the API takes it."""
        return {
            "FirstName": self.first_name,
            "LastName": self.last_name,
            "Email": self.email,
            "SecondaryEmail": self.secondary_email,
            "Mobile": self.mobile,
        }

    def phone_config(self) -> dict[str, Any]:
        """Write the phone settings as the API takes them."""
        return {
            "PhoneType": self.phone_type,
            "AutoAccept": self.auto_accept,
            "AfterContactWorkTimeLimit": self.after_contact_work_time_limit,
            "DeskPhoneNumber": self.desk_phone_number,
            "PersistentConnection": self.persistent_connection,
        }


class _Names(_Strict):
    security_profiles: tuple[str, ...] | None = None
    routing_profiles: tuple[str, ...] | None = None
    hierarchy_levels: tuple[str, ...] | None = Field(default=None, max_length=MAX_LEVELS)
    hierarchy_groups: tuple[str, ...] | None = None


class SeedInstance(_Names):
    """Give one instance; a list that it leaves out is taken from the top level of the file."""

    id: str = Field(min_length=1, max_length=100)
    alias: str
    identity_management: IdentityManagement
    users: tuple[SeedUser, ...] = ()


class Seed(_Names):
    """Give the instances of every account and region; see docs/local-connect.md for the file's format."""

    replace: bool = False
    instances: tuple[SeedInstance, ...]


_NAME_LISTS = tuple(_Names.model_fields)


def load_seed(path: Path | None) -> tuple[SeedInstance, ...]:
    """Read the instances to start with: the default ones, and those of a seed file.

    Args:
        path: a seed file, or None for the default seed alone.

    Returns:
        The instances, every list filled in.

    Raises:
        SeedError: the file can't be read or isn't a seed.
    """
    default = _read(DEFAULT_SEED)
    instances = {instance.id: instance for instance in _filled(default, default)}
    if path is None:
        return tuple(instances.values())
    seed = _read(path)
    if seed.replace:
        instances = {}
    for given, instance in zip(seed.instances, _filled(seed, default), strict=True):
        known = instances.get(instance.id)
        instances[instance.id] = instance if known is None else _added(known, given)
    return tuple(instances.values())


@cache
def _read(path: Path) -> Seed:
    try:
        return Seed.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SeedError(f"the seed file {path} can't be read: {error.strerror}") from error
    except ValidationError as error:
        problems = "; ".join(_problem(problem["loc"], problem["msg"]) for problem in error.errors())
        raise SeedError(f"the seed file {path} isn't right: {problems}") from error


def _problem(location: Iterable[int | str], message: str) -> str:
    return f"{'.'.join(str(part) for part in location)}: {message}"


def _filled(seed: Seed, default: Seed) -> list[SeedInstance]:
    """Fill the lists that instances leave out, from their own file or else from the default seed."""
    filled = []
    for instance in seed.instances:
        lists = {name: _first_given(name, (instance, seed, default)) for name in _NAME_LISTS}
        filled.append(instance.model_copy(update=lists))
    return filled


def _first_given(name: str, holders: Sequence[_Names]) -> tuple[str, ...]:
    for holder in holders:
        names: tuple[str, ...] | None = getattr(holder, name)
        if names is not None:
            return names
    return ()


def _added(known: SeedInstance, given: SeedInstance) -> SeedInstance:
    """Add a seed file's names and users to an instance of the default seed."""
    update: dict[str, object] = {
        name: tuple(dict.fromkeys((*(getattr(known, name) or ()), *(getattr(given, name) or ()))))
        for name in _NAME_LISTS
    }
    update |= {"alias": given.alias, "identity_management": given.identity_management}
    update["users"] = (*known.users, *given.users)
    return known.model_copy(update=update)
