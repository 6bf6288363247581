"""The verbs of a user and of each of its settings, on plain values: no engine, no Pulumi."""
