"""List the names of the levels."""

import pulumi

from connect_resources import get_hierarchy_structure

pulumi.export("levels", [level.name for level in get_hierarchy_structure().levels])
