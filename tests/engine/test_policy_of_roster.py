"""The program at the root, held to the policies that iam-policy writes for a roster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from connect_resources.commands.rights import build_policy, choose_operations
from connect_resources.ids import InstanceArn
from tests.engine.story import PASSWORD, Story
from tests.lifecycle.guard import GuardedConnect, Judge
from tests.lifecycle.harness import ACCOUNT
from tools.local_connect import MANAGED, LocalConnect

REGION = "eu-policy-1"
SECRET = "connect-users/initial"
SERVICES = ("AWS_ENDPOINT_URL_CONNECT", "AWS_ENDPOINT_URL_SECRETS_MANAGER")
BEFORE = """\
defaults:
  {routing_profile: London Billing, security_profiles: [Agent], password_secret_id: connect-users/initial}
users:
  - {name: ada, first_name: Ada, last_name: Okafor, hierarchy_group: EMEA, proficiencies: [
      {attribute_name: billing, attribute_value: "yes", level: 1},
      {attribute_name: claims, attribute_value: "yes", level: 1}], tags: {team: care, site: london}}
  - {name: bela, first_name: Béla, last_name: Nagy, auto_accept: true, phone_type: SOFT_PHONE}
"""
AFTER = """\
defaults: {routing_profile: VIP Care, security_profiles: [Supervisor]}
users:
  - {name: ada, first_name: Grace, last_name: Okafor, phone_type: SOFT_PHONE, auto_accept: true,
     hierarchy_group: EMEA/United Kingdom/London, tags: {team: sales}, proficiencies: [
      {attribute_name: billing, attribute_value: "yes", level: 2},
      {attribute_name: vip, attribute_value: "yes", level: 1}]}
"""

CROWD = "".join(
    f"  - {{name: crowd{number}, first_name: Ada, last_name: Okafor, routing_profile: VIP Care, "
    "security_profiles: [Agent], password_secret_id: connect-users/initial, "
    'proficiencies: [{attribute_name: vip, attribute_value: "yes", level: 1}]}\n'
    for number in range(30)
)
"""So many users that a fast refresh searches for their proficiencies."""


def policy(*, read_only: bool = False) -> dict[str, Any]:
    """Return the policy for a roster on the instance of the test."""
    arn = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{MANAGED}"
    operations = choose_operations(roster=True, read_only=read_only)
    return build_policy(operations, InstanceArn(arn, "aws", REGION, ACCOUNT))


@contextmanager
def held_to(judge: Judge, story: Story, connect: LocalConnect) -> Iterator[None]:
    """Lead the stack through a judge's door for a while."""
    with GuardedConnect(connect, judge) as door:
        story.stack.environment.update(dict.fromkeys(SERVICES, door.url))
        yield


def prepare(story: Story, connect: LocalConnect) -> None:
    """Make the secret, and a user with settings by channel that the roster takes over."""
    story.make_user("bela", AutoAcceptConfigs=[{"Channel": "CHAT", "AutoAccept": True}])
    secrets = boto3.client(
        "secretsmanager",
        region_name=REGION,
        endpoint_url=connect.url,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    secrets.create_secret(Name=SECRET, SecretString=PASSWORD)


@pytest.fixture(scope="module")
def judges(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judge]:
    """Take a roster through its life with one policy, and through what is read of it with the other."""
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("policy"), None, name="policy")
    roster, stack = story.stack.project / "users.yaml", story.stack
    whole, reading = Judge.of(policy()), Judge.of(policy(read_only=True))
    config = {"instanceId": MANAGED, "roster": "users.yaml", "adoptExisting": "true", "maxDeletes": "100%"}
    for key, value in config.items():
        stack.set_config(f"connect:{key}", value)
    prepare(story, shared_connect)
    with held_to(reading, story, shared_connect):
        roster.write_text(BEFORE + CROWD, encoding="utf-8")
        stack.preview()
    with held_to(whole, story, shared_connect):
        stack.up()
    with held_to(reading, story, shared_connect):
        roster.write_text(AFTER + CROWD, encoding="utf-8")
        stack.preview("--refresh")
        for how in ("fast", "fast", "full"):
            stack.environment["CONNECT_REFRESH"] = how
            stack.refresh()
    with held_to(whole, story, shared_connect):
        stack.up()
        stack.environment["CONNECT_REFRESH"] = "fast"
        stack.refresh()
        stack.destroy()
    return {"whole": whole, "reading": reading}


@pytest.mark.parametrize("name", ["whole", "reading"])
def test_policy_of_a_roster_allows_what_the_program_calls(judges: dict[str, Judge], name: str) -> None:
    """No call is refused, and nothing is allowed that no call needs."""
    assert (judges[name].denied, judges[name].unused()) == ([], set())
