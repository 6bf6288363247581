"""Answer the operations on what an instance has beside users: profiles, hierarchy, attributes and tags."""

from __future__ import annotations

import json
from typing import Any

from .base_response import AnyResponse, Result
from .descriptions import (
    PERMISSIONS,
    describe_attribute,
    describe_predefined_attribute,
    describe_routing_profile,
    describe_security_profile,
    list_queues,
    summarise_predefined_attribute,
    summarise_security_profile,
)
from .group_search import check_group_criteria, meets_group_criteria, meets_group_filter
from .instance import HIERARCHY_GROUP, ROUTING_PROFILE, SECURITY_PROFILE, Instance, Resource


class DirectoryResponse(AnyResponse):
    """Answer one request about an instance, or about what users refer to."""

    # Instances

    def list_instances(self) -> Result:
        """List instances."""
        instances = enumerate(self.backend.instances.values())
        return self._page("InstanceSummaryList", instances, Instance.to_summary)

    def describe_instance(self) -> Result:
        """Show an instance."""
        return {"Instance": self.instance.to_description()}

    def describe_instance_attribute(self) -> Result:
        """Show whether a feature of an instance is on."""
        return {"Attribute": describe_attribute(self.params["AttributeType"])}

    def get_federation_token(self) -> Result:
        """Sign the caller in."""
        return self.backend.get_federation_token(self.instance, self.access_key)

    # Profiles

    def list_security_profiles(self) -> Result:
        """List security profiles."""
        profiles = enumerate(self.instance.resources[SECURITY_PROFILE].values())
        return self._page("SecurityProfileSummaryList", profiles, summarise_security_profile)

    def describe_security_profile(self) -> Result:
        """Show a security profile."""
        profile = self.instance.get_resource(SECURITY_PROFILE, self.params["SecurityProfileId"])
        return {"SecurityProfile": describe_security_profile(self.instance, profile)}

    def list_security_profile_permissions(self) -> Result:
        """List what a security profile permits."""
        profile = self.instance.get_resource(SECURITY_PROFILE, self.params["SecurityProfileId"])
        page = self._page("Permissions", enumerate(PERMISSIONS), str, profile.id)
        return {**page, **profile.modified()}

    def list_routing_profiles(self) -> Result:
        """List routing profiles."""
        return self._resources("RoutingProfileSummaryList", ROUTING_PROFILE)

    def describe_routing_profile(self) -> Result:
        """Show a routing profile."""
        profile = self.instance.get_resource(ROUTING_PROFILE, self.params["RoutingProfileId"])
        return {"RoutingProfile": describe_routing_profile(self.instance, profile)}

    def list_routing_profile_queues(self) -> Result:
        """List the queues of a routing profile, one entry a channel."""
        profile = self.instance.get_resource(ROUTING_PROFILE, self.params["RoutingProfileId"])
        queues = enumerate(list_queues(self.instance))
        page = self._page("RoutingProfileQueueConfigSummaryList", queues, dict, profile.id)
        return {**page, **profile.modified()}

    # The hierarchy

    def list_user_hierarchy_groups(self) -> Result:
        """List hierarchy groups."""
        return self._resources("UserHierarchyGroupSummaryList", HIERARCHY_GROUP)

    def search_user_hierarchy_groups(self) -> Result:
        """Search hierarchy groups; each is shown with its path."""
        criteria, search_filter = self.params.get("SearchCriteria", {}), self.params.get("SearchFilter", {})
        check_group_criteria(criteria)
        groups = map(self.instance.describe_group, self.instance.resources[HIERARCHY_GROUP])
        found = [
            group
            for group in groups
            if meets_group_criteria(group, criteria) and meets_group_filter(group, search_filter)
        ]
        scope = json.dumps([criteria, search_filter], sort_keys=True)
        page = self._page("UserHierarchyGroups", enumerate(found), dict, scope)
        return {**page, "ApproximateTotalCount": len(found)}

    def describe_user_hierarchy_group(self) -> Result:
        """Show a hierarchy group."""
        return {"HierarchyGroup": self.instance.describe_group(self.params["HierarchyGroupId"])}

    def describe_user_hierarchy_structure(self) -> Result:
        """Show the levels of the hierarchy."""
        return {"HierarchyStructure": self.instance.describe_structure()}

    def _resources(self, member: str, kind: str) -> dict[str, Any]:
        return self._page(member, enumerate(self.instance.resources[kind].values()), Resource.to_summary)

    # Predefined attributes

    def list_predefined_attributes(self) -> Result:
        """List predefined attributes."""
        names = enumerate(self.instance.predefined_attributes)

        def show(name: str) -> dict[str, Any]:
            return summarise_predefined_attribute(self.instance, name)

        return self._page("PredefinedAttributeSummaryList", names, show)

    def describe_predefined_attribute(self) -> Result:
        """Show a predefined attribute with its values."""
        return {"PredefinedAttribute": describe_predefined_attribute(self.instance, self.params["Name"])}

    # Tags

    def tag_resource(self) -> Result:
        """Add tags, or change their values."""
        arn = self.params["resourceArn"]
        self.backend.replace_tags(arn, {**self.backend.get_tags(arn), **self.params["tags"]})
        return None

    def untag_resource(self) -> Result:
        """Take tags off; a key that there isn't is no error."""
        arn, gone = self.params["resourceArn"], self.params["tagKeys"]
        kept = {key: value for key, value in self.backend.get_tags(arn).items() if key not in gone}
        self.backend.replace_tags(arn, kept)
        return None

    def list_tags_for_resource(self) -> Result:
        """List the tags of a user, an instance, a profile or a hierarchy group."""
        return {"tags": dict(self.backend.get_tags(self.params["resourceArn"]))}
