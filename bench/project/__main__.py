"""The program that the bench runs: users, or resources that do nothing with the same properties."""

import asyncio
import os
from importlib import import_module

import pulumi
from pulumi import Output
from values import INSTANCE, values


def declare(kind: str, numbers: range) -> None:
    """Declare resources of a kind, one or a user of one for each number."""
    if kind == "fleets":
        declare_fleets(numbers, int(os.environ.get("BENCH_FLEET", "500")))
        return
    module, name = {"users": ("connect_resources", "ConnectUser"), "noop": ("noop", "NoOp")}[kind]
    resource = getattr(import_module(module), name)
    for number in numbers:
        given = values(number)
        resource(given["name"], **given, password=Output.secret("Correct-h0rse"))


def declare_fleets(numbers: range, size: int) -> None:
    """Declare a user for each number, in fleets of a size."""
    fleet = import_module("connect_resources").ConnectUsers
    for first in numbers[::size]:
        people = {}
        for number in range(first, min(first + size, numbers.stop)):
            given = values(number)
            del given["instance_id"]
            people[given.pop("name")] = given
        password = Output.secret("Correct-h0rse")
        fleet(f"fleet-{first}", instance_id=INSTANCE, users=people, password=password)


def look_up(count: int) -> None:
    """Make as many lookups as asked for, of three kinds in turn."""
    connect = import_module("connect_resources")
    lookups = (
        lambda number: connect.get_routing_profile(("London Billing", "Berlin Sales")[number % 2], INSTANCE),
        lambda number: connect.get_security_profile(("Agent", "Supervisor")[number % 2], INSTANCE),
        lambda _: connect.get_hierarchy_group("EMEA/United Kingdom/London", INSTANCE),
    )
    for number in range(count):
        lookups[number % len(lookups)](number)


first = int(os.environ.get("BENCH_FIRST", "0"))
declare(os.environ["BENCH_KIND"], range(first, first + int(os.environ["BENCH_COUNT"])))
if "BENCH_LOOKUPS" in os.environ:
    look_up(int(os.environ["BENCH_LOOKUPS"]))


async def registered() -> None:
    """Let the registrations start, so that the SDK waits for them and not for each output."""
    await asyncio.sleep(0)


if os.environ.get("BENCH_AWAITED"):
    pulumi.run(registered)
