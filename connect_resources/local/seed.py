"""What a local Connect holds at its start: read from the default seed and, if given, from a seed file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .rule import IdentityManagement

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


# Source: shapes PredefinedAttributeName, PredefinedAttributeStringValue, PredefinedAttributeStringValuesList
AttributeText = Annotated[str, Field(min_length=1, max_length=100)]
AttributeValues = Annotated[tuple[AttributeText, ...], Field(max_length=500)]


class _Defaults(_Strict):
    """Hold what an instance may leave out: it is taken from the top of the file, or from the default seed."""

    security_profiles: tuple[str, ...] | None = None
    routing_profiles: tuple[str, ...] | None = None
    hierarchy_levels: tuple[str, ...] | None = Field(default=None, max_length=MAX_LEVELS)
    hierarchy_groups: tuple[str, ...] | None = None
    predefined_attributes: dict[AttributeText, AttributeValues] | None = None
    strict_config: bool | None = None


class SeedInstance(_Defaults):
    """Give one instance."""

    id: str = Field(min_length=1, max_length=100)
    alias: str
    identity_management: IdentityManagement
    tags: dict[str, str] = Field(default_factory=dict)
    users: tuple[SeedUser, ...] = ()


class Seed(_Defaults):
    """Give the instances of every account and region; see docs/local-connect.md for the file's format."""

    replace: bool = False
    instances: tuple[SeedInstance, ...]


_DEFAULTS = tuple(_Defaults.model_fields)
_LISTS = ("security_profiles", "routing_profiles", "hierarchy_levels", "hierarchy_groups")


def load_seed(path: Path | None) -> tuple[SeedInstance, ...]:
    """Read the instances to start with: the default ones, and those of a seed file.

    Args:
        path: a seed file, or None for the default seed alone.

    Returns:
        The instances, with nothing left out.

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
    return tuple(_with_choice(instance, seed) for instance in instances.values())


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
    """Fill in what instances leave out, from their own file or else from the default seed."""
    filled = []
    for instance in seed.instances:
        given = {name: _first_given(name, (instance, seed, default)) for name in _DEFAULTS}
        filled.append(instance.model_copy(update=given))
    return filled


def _first_given(name: str, holders: Sequence[_Defaults]) -> Any:
    return next((value for holder in holders if (value := getattr(holder, name)) is not None), None)


def _added(known: SeedInstance, given: SeedInstance) -> SeedInstance:
    """Add what a seed file says of an instance of the default seed."""
    update: dict[str, object] = {
        name: tuple(dict.fromkeys((*(getattr(known, name) or ()), *(getattr(given, name) or ()))))
        for name in _LISTS
    }
    update |= {
        "alias": given.alias,
        "identity_management": given.identity_management,
        "predefined_attributes": _with_values(known, given),
        "strict_config": known.strict_config if given.strict_config is None else given.strict_config,
        "tags": {**known.tags, **given.tags},
        "users": (*known.users, *given.users),
    }
    return known.model_copy(update=update)


def _with_choice(instance: SeedInstance, seed: Seed) -> SeedInstance:
    """Let a file's choice hold for every instance that says nothing of it, those of the default seed too."""
    if instance.strict_config is not None:
        return instance
    return instance.model_copy(update={"strict_config": seed.strict_config})


def _with_values(known: SeedInstance, given: SeedInstance) -> dict[str, tuple[str, ...]]:
    """Add a file's attributes, and its values to attributes that are known."""
    attributes = dict(known.predefined_attributes or {})
    for name, values in (given.predefined_attributes or {}).items():
        attributes[name] = tuple(dict.fromkeys((*attributes.get(name, ()), *values)))
    return attributes
