"""The only door to Amazon Connect: calls within the quota, retries, listings, and what one run knows."""
