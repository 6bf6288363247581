"""Answer the operations on users: what each takes out of a request, and what it writes into its answer."""

from __future__ import annotations

import json
from typing import Any

from botocore import xform_name
from moto.core.utils import get_service_model

from .base_response import Result
from .directory_response import DirectoryResponse
from .phone import every_list, given_lists, replace_lists, replace_phone_config
from .search import Query
from .user import User


class ConnectResponse(DirectoryResponse):
    """Answer one request, of whichever operation."""

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
        """Replace the given channel lists; a strict instance empties the others."""
        given = given_lists(self.params)
        lists = every_list(given) if self.instance.strict_config else given
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


SERVED: dict[str, str] = {
    name: xform_name(name)
    for name in get_service_model("connect").operation_names
    if hasattr(ConnectResponse, xform_name(name))
}
"""The operations that are served, and the method that serves each."""
