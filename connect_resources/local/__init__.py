"""A local Amazon Connect: the operations that this project uses, served from memory on a moto server.

Nothing of the provider imports this package; see docs/local-connect.md for how to run it.
"""
