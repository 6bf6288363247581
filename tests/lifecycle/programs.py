"""Pieces of a program, run with the config of a stack against the local Connect."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from pulumi.runtime import set_all_config

from tests.lifecycle.harness import MANAGED, Place

Found = TypeVar("Found")


class Programs:
    """Run pieces of a program with a stack's config."""

    def __init__(self, place: Place) -> None:
        self.place = place
        endpoints = {"connect": place.server.url, "sts": place.server.url}
        self.config = {
            "aws:region": place.region,
            "aws:accessKey": "local",
            "aws:secretKey": "local",
            "aws:endpoints": json.dumps([endpoints]),
            "connect:instanceId": MANAGED,
            "connect:requestsPerSecond": "1000",
            "connect:burst": "1000",
        }

    def run(self, what: Callable[[], Found], **changes: str) -> Found:
        """Return what a piece of a program returns, with some keys of the config changed."""
        changed = {name.replace("_", ":"): value for name, value in changes.items()}
        config = {name: value for name, value in {**self.config, **changed}.items() if value}

        def of_this_stack() -> Found:
            set_all_config(config)
            return what()

        return copy_context().run(of_this_stack)

    def arn(self, end: str, instance_id: str = MANAGED) -> str:
        """Return an ARN of this region."""
        return f"arn:aws:connect:{self.place.region}:123456789012:instance/{instance_id}/{end}"
