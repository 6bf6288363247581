"""The program of the bench's stacks."""
