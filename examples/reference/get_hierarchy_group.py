"""Find one group by a name that only it has, and one by its path."""

import pulumi

from connect_resources import get_hierarchy_group

london = get_hierarchy_group("London")
team = get_hierarchy_group("EMEA/United Kingdom/London/Billing/Team 1")
pulumi.export("groups", [london.path, team.hierarchy_group_id])
