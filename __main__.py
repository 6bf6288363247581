"""Manage the Amazon Connect users of the stack's roster (config connect:instanceId and connect:roster)."""

from connect_resources.program import run

run()
