"""What Pulumi programs import: resources, their arguments, lookups by name, the stack's configuration."""
