"""One user's record, and the three shapes in which the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .phone import DEFAULT_PHONE_CONFIG, ChannelLists, PhoneConfig

MILLISECONDS = 1000
AFTER_CONTACT_WORK_MEMBER = "AfterContactWorkTimeLimit"
_SEARCHED_IDENTITY = ("FirstName", "LastName")


@dataclass(frozen=True, slots=True)
class User:
    """Hold a user as it is at one moment; every write makes a new record.

    Attributes:
        id: the user's id within its instance.
        arn: the user's ARN.
        instance_id: the instance that the user belongs to.
        sequence: the order of creation, which listings follow.
        last_modified: epoch seconds of the last write, to the millisecond.
        last_modified_region: where that write was made.
        username: unique within the instance regardless of case.
        proficiencies: entries as ListUserProficiencies shows them.

    The other attributes are what the API calls them. There is no password: it is checked and forgotten.
    """

    id: str
    arn: str
    instance_id: str
    sequence: int
    last_modified: float
    last_modified_region: str
    username: str
    routing_profile_id: str
    security_profile_ids: list[str]
    identity_info: Mapping[str, str] = field(default_factory=dict)
    phone_config: PhoneConfig = field(default_factory=lambda: DEFAULT_PHONE_CONFIG)
    channel_lists: ChannelLists = field(default_factory=dict)
    directory_user_id: str | None = None
    hierarchy_group_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    proficiencies: list[dict[str, Any]] = field(default_factory=list)

    def to_state(self) -> dict[str, Any]:
        """Show the record as the state file keeps it."""
        return {member.name: getattr(self, member.name) for member in fields(self)}

    def to_description(self) -> dict[str, Any]:
        """Show the record as DescribeUser does: without members that are empty."""
        members = {
            "Id": self.id,
            "Arn": self.arn,
            "Username": self.username,
            "IdentityInfo": _without_empty(self.identity_info),
            "PhoneConfig": _without_empty(self.phone_config),
            **self.channel_lists,
            "DirectoryUserId": self.directory_user_id,
            "SecurityProfileIds": self.security_profile_ids,
            "RoutingProfileId": self.routing_profile_id,
            "HierarchyGroupId": self.hierarchy_group_id,
            "Tags": self.tags,
            "LastModifiedTime": self.last_modified,
            "LastModifiedRegion": self.last_modified_region,
        }
        return _without_empty(members)

    def to_summary(self) -> dict[str, Any]:
        """Show the record as ListUsers does."""
        return {
            "Id": self.id,
            "Arn": self.arn,
            "Username": self.username,
            "LastModifiedTime": self.last_modified,
            "LastModifiedRegion": self.last_modified_region,
        }

    def to_search_summary(self) -> dict[str, Any]:
        """Show the record as SearchUsers does: less identity, no time, after contact work in milliseconds."""
        members = self.to_description()
        del members["LastModifiedTime"], members["LastModifiedRegion"]
        identity = {
            name: self.identity_info[name] for name in _SEARCHED_IDENTITY if self.identity_info.get(name)
        }
        shown: dict[str, Any] = _in_milliseconds({**members, "IdentityInfo": identity})
        return _without_empty(shown)


def _without_empty(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _in_milliseconds(value: Any) -> Any:
    """Turn seconds of after contact work into milliseconds, at any depth."""
    if isinstance(value, Mapping):
        return {
            name: item * MILLISECONDS if name == AFTER_CONTACT_WORK_MEMBER else _in_milliseconds(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_in_milliseconds(item) for item in value]
    return value
