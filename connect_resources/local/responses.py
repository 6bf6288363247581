"""Answer the operations: what each takes out of a request, and what it writes into its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from botocore import xform_name
from moto.core.base_backend import BackendDict
from moto.core.model import OperationModel
from moto.core.request import Request
from moto.core.responses import BaseResponse
from moto.core.utils import get_service_model

from .exceptions import JSON_HEADERS, Answer, InvalidRequestException
from .instance import HIERARCHY_GROUP, ROUTING_PROFILE, SECURITY_PROFILE, Instance, Resource
from .models import ConnectBackend
from .pagination import paginate
from .phone import given_lists, replace_lists, replace_phone_config
from .rules import enforce
from .search import Query
from .user import User
from .validation import validate

DEFAULT_PAGE_SIZE = 100  # Source: the documentation of member MaxResults in botocore's model
Result = dict[str, Any] | None


class ConnectResponse(BaseResponse):
    """Answer one request."""

    def __init__(self, operation: OperationModel, uri_parameters: Mapping[str, str]) -> None:
        """Take the operation that the request's path and method mean, and the parameters in the path."""
        super().__init__(service_name="connect")
        self.automated_parameter_parsing = True
        self.operation = operation
        self._uri_parameters = dict(uri_parameters)
        self.params: dict[str, Any] = {}

    def parse(self, request: Request) -> None:
        """Read the request into params, and find account and region."""
        try:
            self.setup_class(request)
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidRequestException("The request can't be read as the operation's input") from error

    def parse_parameters(self, request: Request) -> None:
        """Read the parameters; those in the path were found with the operation."""
        self.uri_match = self._uri_parameters
        super().parse_parameters(request)

    def _get_action(self) -> str:
        return str(self.operation.name)

    def carry_out(self, backends: BackendDict[ConnectBackend]) -> Answer:
        """Check the parameters, and do what the operation does."""
        validate(self.operation, self.params)
        self.backend = backends[self.current_account][self.region]
        method: Callable[[], Result] = getattr(self, SERVED[self._get_action()])
        with self.backend.lock:
            if "InstanceId" in self.params:
                self.instance = self.backend.get_instance(self.params["InstanceId"])
                enforce(self._get_action(), self.params, self.instance.identity_management)
            if "UserId" in self.params:
                self.user = self.instance.get_user(self.params["UserId"])
            result = method()
        return HTTPStatus.OK, JSON_HEADERS, json.dumps(result or {})

    # Users

    def create_user(self) -> Result:
        """Create a user; the password was checked, and goes no further than this request."""
        lists = given_lists(self.params)
        phone_config, kept = replace_phone_config(self.params.get("PhoneConfig", {}), {})
        phone_config, channel_lists = replace_lists(lists, phone_config, kept)
        user = self.backend.create_user(
            self.instance,
            username=self.params["Username"],
            routing_profile_id=self.params["RoutingProfileId"],
            security_profile_ids=self.params["SecurityProfileIds"],
            identity_info=self.params.get("IdentityInfo", {}),
            phone_config=phone_config,
            channel_lists=channel_lists,
            directory_user_id=self.params.get("DirectoryUserId"),
            hierarchy_group_id=self.params.get("HierarchyGroupId") or None,
            tags=self.params.get("Tags", {}),
        )
        self.params["UserId"] = user.id
        return {"UserId": user.id, "UserArn": user.arn}

    def describe_user(self) -> Result:
        """Show a user."""
        return {"User": self.user.to_description()}

    def delete_user(self) -> Result:
        """Delete a user."""
        self.backend.delete_user(self.instance, self.user)
        return None

    def _update(self, **members: Any) -> Result:
        self.backend.update_user(self.instance, self.user, **members)
        return None

    def update_user_identity_info(self) -> Result:
        """Replace the identity as a whole."""
        return self._update(identity_info=self.params["IdentityInfo"])

    def update_user_phone_config(self) -> Result:
        """Replace the phone config as a whole."""
        phone_config, lists = replace_phone_config(self.params["PhoneConfig"], self.user.channel_lists)
        return self._update(phone_config=phone_config, channel_lists=lists)

    def update_user_config(self) -> Result:
        """Replace the given channel lists."""
        lists = given_lists(self.params)
        phone_config, lists = replace_lists(lists, self.user.phone_config, self.user.channel_lists)
        return self._update(phone_config=phone_config, channel_lists=lists)

    def update_user_routing_profile(self) -> Result:
        """Set the routing profile."""
        return self._update(routing_profile_id=self.params["RoutingProfileId"])

    def update_user_security_profiles(self) -> Result:
        """Set the security profiles."""
        return self._update(security_profile_ids=self.params["SecurityProfileIds"])

    def update_user_hierarchy(self) -> Result:
        """Put the user into a group, or take it out of the hierarchy."""
        return self._update(hierarchy_group_id=self.params.get("HierarchyGroupId") or None)

    # Proficiencies

    def associate_user_proficiencies(self) -> Result:
        """Add proficiencies."""
        self.backend.associate_proficiencies(self.instance, self.user, self.params["UserProficiencies"])
        return None

    def update_user_proficiencies(self) -> Result:
        """Change proficiencies' levels."""
        self.backend.update_proficiencies(self.instance, self.user, self.params["UserProficiencies"])
        return None

    def disassociate_user_proficiencies(self) -> Result:
        """Take proficiencies away."""
        self.backend.disassociate_proficiencies(self.instance, self.user, self.params["UserProficiencies"])
        return None

    def list_user_proficiencies(self) -> Result:
        """List a user's proficiencies."""
        page = self._page("UserProficiencyList", enumerate(self.user.proficiencies), dict, self.user.id)
        return {
            **page,
            "LastModifiedTime": self.user.last_modified,
            "LastModifiedRegion": self.user.last_modified_region,
        }

    # Listings

    def list_users(self) -> Result:
        """List users, the oldest first."""
        users = ((user.sequence, user) for user in self.instance.users.values())
        return self._page("UserSummaryList", users, User.to_summary)

    def search_users(self) -> Result:
        """Search what the index knows of the users."""
        criteria, search_filter = self.params.get("SearchCriteria", {}), self.params.get("SearchFilter", {})
        query = Query(criteria, search_filter, self.instance.group_ancestry)
        found = [user for user in self.instance.index.users() if query.matches(user)]
        scope = json.dumps([criteria, search_filter], sort_keys=True)
        page = self._page("Users", ((user.sequence, user) for user in found), User.to_search_summary, scope)
        return {**page, "ApproximateTotalCount": len(found)}

    def list_security_profiles(self) -> Result:
        """List security profiles."""
        return self._resources("SecurityProfileSummaryList", SECURITY_PROFILE)

    def list_routing_profiles(self) -> Result:
        """List routing profiles."""
        return self._resources("RoutingProfileSummaryList", ROUTING_PROFILE)

    def list_user_hierarchy_groups(self) -> Result:
        """List hierarchy groups."""
        return self._resources("UserHierarchyGroupSummaryList", HIERARCHY_GROUP)

    def list_instances(self) -> Result:
        """List instances."""
        instances = enumerate(self.backend.instances.values())
        return self._page("InstanceSummaryList", instances, Instance.to_summary)

    def _resources(self, member: str, kind: str) -> dict[str, Any]:
        return self._page(member, enumerate(self.instance.resources[kind].values()), Resource.to_summary)

    def _page(
        self,
        member: str,
        items: Iterable[tuple[int, Any]],
        show: Callable[[Any], dict[str, Any]],
        query: str = "",
    ) -> dict[str, Any]:
        """Show one page of items, of the size that was asked for or else the default."""
        largest: int = self.operation.input_shape.members["MaxResults"].metadata["max"]
        scope = [self._get_action(), self.current_account, self.region, self.params.get("InstanceId"), query]
        page, next_token = paginate(
            items,
            scope=json.dumps(scope),
            token=self.params.get("NextToken"),
            size=self.params.get("MaxResults", min(DEFAULT_PAGE_SIZE, largest)),
        )
        return {member: [show(item) for item in page], **({"NextToken": next_token} if next_token else {})}

    # The instance and its hierarchy

    def describe_instance(self) -> Result:
        """Show an instance."""
        return {"Instance": self.instance.to_description()}

    def describe_user_hierarchy_group(self) -> Result:
        """Show a hierarchy group."""
        return {"HierarchyGroup": self.instance.describe_group(self.params["HierarchyGroupId"])}

    def describe_user_hierarchy_structure(self) -> Result:
        """Show the levels of the hierarchy."""
        return {"HierarchyStructure": self.instance.describe_structure()}

    def get_federation_token(self) -> Result:
        """Sign the caller in."""
        return self.backend.get_federation_token(self.instance, self.access_key)

    # Tags

    def tag_resource(self) -> Result:
        """Add tags to an instance or user, or change their values."""
        instance, user = self.backend.find_tagged(self.params["resourceArn"])
        tags = {**(user or instance).tags, **self.params["tags"]}
        self.backend.replace_tags(instance, user, tags)
        return None

    def untag_resource(self) -> Result:
        """Take tags off an instance or user; a key that it doesn't have is no error."""
        instance, user = self.backend.find_tagged(self.params["resourceArn"])
        gone = self.params["tagKeys"]
        tags = {key: value for key, value in (user or instance).tags.items() if key not in gone}
        self.backend.replace_tags(instance, user, tags)
        return None

    def list_tags_for_resource(self) -> Result:
        """List the tags of an instance or user."""
        instance, user = self.backend.find_tagged(self.params["resourceArn"])
        return {"tags": (user or instance).tags}


SERVED: dict[str, str] = {
    name: xform_name(name)
    for name in get_service_model("connect").operation_names
    if hasattr(ConnectResponse, xform_name(name))
}
"""The operations that are served, and the method that serves each."""
