"""What a user of Amazon Connect is: the table of settings, their limits and rules, their comparison. Pure."""
