"""What the operations do to the instances and users of one account and region."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from threading import RLock
from typing import Any, cast
from uuid import uuid4

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.utils import get_service_model

from .exceptions import (
    DuplicateResourceException,
    InvalidParameterException,
    InvalidRequestException,
    LimitExceededException,
    ResourceNotFoundException,
    UserNotFoundException,
)
from .instance import HIERARCHY_GROUP, ROUTING_PROFILE, SECURITY_PROFILE, USER, Instance, stable_id
from .principal import find_principal_name
from .rule import IdentityManagement
from .seed import SeedError, SeedInstance, SeedUser
from .settings import Runtime
from .user import MILLISECONDS, User

ACCESS_TOKEN_LIFETIME = timedelta(hours=1)
REFRESH_TOKEN_LIFETIME = timedelta(hours=12)
_TOKEN_BYTES = 48
MOST_TAGS: int = get_service_model("connect").shape_for("TagMap").metadata["max"]

Tags = Mapping[str, str]
Proficiencies = list[dict[str, Any]]


def connect_backends(runtime: Runtime) -> BackendDict[ConnectBackend]:
    """Make the backends of a server: one per account and region, each made when it is first asked for."""
    factory = cast(type[ConnectBackend], partial(ConnectBackend, runtime=runtime))
    return BackendDict(factory, "connect", use_boto3_regions=False)


class ConnectBackend(BaseBackend):
    """Serve one account and region; callers hold its lock."""

    def __init__(self, region_name: str, account_id: str, *, runtime: Runtime) -> None:
        """Build the seed's instances, with the state's users or else the seed's."""
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self._runtime = runtime
        self._sequence = count()
        self._last_modified = 0
        self.instances: dict[str, Instance] = {}
        if runtime.is_home(account_id, region_name):
            self._fill(runtime, account_id, region_name)

    def _fill(self, runtime: Runtime, account_id: str, region_name: str) -> None:
        self.instances = {seed.id: self._build(seed) for seed in runtime.seed}
        if runtime.state.has_seeded(account_id, region_name):
            self._load_state()
        else:
            self._load_seed()

    def reset(self) -> None:
        """Start over, as moto's own reset path asks for."""
        self.__init__(self.region_name, self.account_id, runtime=self._runtime)  # type: ignore[misc]

    def _build(self, seed: SeedInstance) -> Instance:
        arn = f"arn:{self.partition}:connect:{self.region_name}:{self.account_id}:instance/{seed.id}"
        settings = self._runtime.settings
        given = seed.model_copy(update={"strict_config": seed.strict_config or settings.strict_config})
        return Instance(given, arn, self.region_name, settings.search_lag)

    def _load_state(self) -> None:
        newest = -1
        for record in self._runtime.state.users(self.account_id, self.region_name):
            user = User(**record)
            newest = max(newest, user.sequence)
            if user.instance_id in self.instances:
                self.instances[user.instance_id].load(user)
        self._sequence = count(newest + 1)

    def _load_seed(self) -> None:
        for seed in self._runtime.seed:
            instance = self.instances[seed.id]
            for given in seed.users:
                user = self._seed_user(instance, given)
                instance.load(user)
                self._save(user)
        self._runtime.state.mark_seeded(self.account_id, self.region_name)

    def _seed_user(self, instance: Instance, given: SeedUser) -> User:
        user_id = stable_id(instance.id, USER, given.name)
        group = given.hierarchy_group
        proficiencies = [proficiency.to_api() for proficiency in given.proficiencies]
        _refuse_unknown_proficiencies(instance, given.name, proficiencies)
        return User(
            id=user_id,
            arn=f"{instance.arn}/{USER}/{user_id}",
            instance_id=instance.id,
            sequence=next(self._sequence),
            last_modified=self._tick(),
            last_modified_region=self.region_name,
            username=given.name,
            routing_profile_id=instance.find_id(ROUTING_PROFILE, given.routing_profile),
            security_profile_ids=[
                instance.find_id(SECURITY_PROFILE, name) for name in given.security_profiles
            ],
            hierarchy_group_id=None if group is None else instance.find_id(HIERARCHY_GROUP, group),
            identity_info=given.identity_info(),
            phone_config=given.phone_config(),
            directory_user_id=given.directory_user_id,
            tags=given.tags,
            proficiencies=proficiencies,
        )

    def _tick(self) -> float:
        """Give the time in seconds, to the millisecond, and never the same one twice."""
        self._last_modified = max(int(time.time() * MILLISECONDS), self._last_modified + 1)
        return self._last_modified / MILLISECONDS

    def _save(self, user: User) -> None:
        key = (self.account_id, self.region_name, user.instance_id, user.id)
        self._runtime.state.put(key, user)

    def get_instance(self, instance_id: str) -> Instance:
        """Give an instance, or say that this account and region have none of that id."""
        instance = self.instances.get(instance_id)
        if instance is None:
            raise ResourceNotFoundException(f"Instance not found with Id: {instance_id}")
        return instance

    def create_user(self, instance: Instance, username: str, **members: Any) -> User:
        """Take in a new user."""
        if instance.find_user_by_name(username) is not None:
            raise DuplicateResourceException("A user with this username already exists")
        max_users = self._runtime.settings.max_users
        if max_users is not None and len(instance.users) >= max_users:
            raise LimitExceededException("The instance holds as many users as its quota allows")
        user_id = str(uuid4())
        user = User(
            id=user_id,
            arn=f"{instance.arn}/{USER}/{user_id}",
            instance_id=instance.id,
            sequence=next(self._sequence),
            last_modified=self._tick(),
            last_modified_region=self.region_name,
            username=username,
            **members,
        )
        return self._put(instance, user)

    def update_user(self, instance: Instance, user: User, **members: Any) -> User:
        """Replace members of a user's record."""
        return self._put(
            instance,
            replace(user, **members, last_modified=self._tick(), last_modified_region=self.region_name),
        )

    def delete_user(self, instance: Instance, user: User) -> None:
        """Delete a user with all that belongs to it."""
        instance.drop(user)
        self._runtime.state.drop((self.account_id, self.region_name, instance.id, user.id))

    def _put(self, instance: Instance, user: User) -> User:
        """Keep a record whose profiles and group exist."""
        instance.get_resource(ROUTING_PROFILE, user.routing_profile_id)
        for profile_id in user.security_profile_ids:
            instance.get_resource(SECURITY_PROFILE, profile_id)
        if user.hierarchy_group_id is not None:
            instance.get_resource(HIERARCHY_GROUP, user.hierarchy_group_id)
        instance.put(user)
        self._save(user)
        return user

    def associate_proficiencies(self, instance: Instance, user: User, given: Proficiencies) -> None:
        """Add proficiencies; one that the user has gets the given level."""
        merged = {**_by_attribute(user.proficiencies), **_by_attribute(given)}
        self.update_user(instance, user, proficiencies=list(merged.values()))

    def update_proficiencies(self, instance: Instance, user: User, given: Proficiencies) -> None:
        """Change the levels of proficiencies that the user has."""
        if not _by_attribute(given).keys() <= _by_attribute(user.proficiencies).keys():
            raise InvalidParameterException("UserProficiencies names one that the user doesn't have")
        self.associate_proficiencies(instance, user, given)

    def disassociate_proficiencies(self, instance: Instance, user: User, given: Proficiencies) -> None:
        """Take proficiencies away; one that the user doesn't have is no error."""
        gone = _by_attribute(given)
        kept = [entry for key, entry in _by_attribute(user.proficiencies).items() if key not in gone]
        self.update_user(instance, user, proficiencies=kept)

    def get_tags(self, arn: str) -> Tags:
        """Give the tags of a user, an instance, a profile or a hierarchy group."""
        instance, user = self._find_tagged(arn)
        tags = instance.tags_of(arn) if user is None else user.tags
        return tags or {}

    def replace_tags(self, arn: str, tags: Tags) -> None:
        """Set the tags of a user, an instance, a profile or a hierarchy group."""
        if len(tags) > MOST_TAGS:
            raise InvalidParameterException(f"A resource can have at most {MOST_TAGS} tags")
        instance, user = self._find_tagged(arn)
        if user is None:
            instance.replace_tags(arn, tags)
        else:
            self.update_user(instance, user, tags=dict(tags))

    def _find_tagged(self, arn: str) -> tuple[Instance, User | None]:
        """Give the instance of an ARN, and the user if it names one."""
        for instance in self.instances.values():
            prefix = f"{instance.arn}/{USER}/"
            if arn.startswith(prefix):
                return instance, instance.get_user(arn.removeprefix(prefix))
            if instance.tags_of(arn) is not None:
                return instance, None
        raise ResourceNotFoundException("Nothing that takes tags has that ARN in this account and region")

    def get_federation_token(self, instance: Instance, access_key: str) -> dict[str, Any]:
        """Sign the caller in as the user of the same name."""
        if instance.identity_management != IdentityManagement.SAML:
            raise InvalidRequestException("GetFederationToken serves instances that use SAML only")
        name = find_principal_name(self.account_id, self.partition, access_key)
        user = None if name is None else instance.find_user_by_name(name)
        if user is None:
            identity = f"Principal: {name or 'root'}"
            raise UserNotFoundException(
                f"Provided identity: {identity} cannot be used for federation with Amazon Connect"
            )
        now = time.time()
        return {
            "Credentials": {
                "AccessToken": secrets.token_urlsafe(_TOKEN_BYTES),
                "AccessTokenExpiration": now + ACCESS_TOKEN_LIFETIME.total_seconds(),
                "RefreshToken": secrets.token_urlsafe(_TOKEN_BYTES),
                "RefreshTokenExpiration": now + REFRESH_TOKEN_LIFETIME.total_seconds(),
            },
            "SignInUrl": f"https://{instance.alias}.my.connect.aws/auth/sign-in",
            "UserId": user.id,
            "UserArn": user.arn,
        }


def _refuse_unknown_proficiencies(instance: Instance, name: str, proficiencies: Proficiencies) -> None:
    for attribute, value in _by_attribute(proficiencies):
        if value not in instance.predefined_attributes.get(attribute, ()):
            raise SeedError(
                f"user {name!r} has a proficiency of {attribute!r} and {value!r}, which isn't among the "
                f"predefined attributes of instance {instance.alias!r}"
            )


def _by_attribute(proficiencies: Proficiencies) -> dict[tuple[str, str], dict[str, Any]]:
    return {(entry["AttributeName"], entry["AttributeValue"]): entry for entry in proficiencies}
