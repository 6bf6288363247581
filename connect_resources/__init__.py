"""Amazon Connect users as code: Pulumi dynamic resources and lookups."""
