"""Lookups in programs on the real engine: their results, their calls, their errors, and their secrets."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from tests.engine.story import Story
from tests.lifecycle.harness import stable_id
from tools.local_connect import MANAGED, SAML, LocalConnect

REGION = "eu-lookups-1"
TEAM = "EMEA/United Kingdom/London/Billing/Team 1"
LEVELS = ["Region", "Country", "Site", "Department", "Team"]
MANY = 20

PROGRAM = f"""
from dataclasses import asdict
from connect_resources.errors import ConnectResourcesError


def refused(lookup, *arguments):
    try:
        lookup(*arguments)
    except ConnectResourcesError as error:
        return f"{{type(error).__name__}}: {{error}}"


for _ in range({MANY}):
    get_routing_profile("VIP Care", INSTANCE)
pulumi.export("found", dict(
    security_profile=asdict(get_security_profile("Agent", INSTANCE)),
    routing_profile=asdict(get_routing_profile("VIP Care", "meridian-support")),
    hierarchy_group=asdict(get_hierarchy_group("{TEAM}", INSTANCE)),
    levels=[level.name for level in get_hierarchy_structure(INSTANCE).levels],
    user=get_user("ada", INSTANCE).user_id,
    users=[found.name for found in get_users(INSTANCE)],
))
pulumi.export("outputs", dict(
    security_profile=get_security_profile_output(pulumi.Output.from_input("Agent"), INSTANCE).name,
    routing_profile=get_routing_profile_output("VIP Care", pulumi.Output.from_input(INSTANCE)).name,
    hierarchy_group=get_hierarchy_group_output("{TEAM}", INSTANCE).path,
    levels=get_hierarchy_structure_output(INSTANCE).apply(lambda found: len(found.levels)),
    user=get_user_output("ada", INSTANCE).name,
    users=get_users_output(INSTANCE).apply(lambda found: [one.name for one in found]),
))
pulumi.export("refused", dict(
    near=refused(get_routing_profile, "VIP care", INSTANCE),
    path=refused(get_hierarchy_group, "London/Billing/Team 1", INSTANCE),
    ambiguous=refused(get_hierarchy_group, "Team 1", INSTANCE),
    alias=refused(get_users, "meridian-suport"),
    managed=refused(get_federation_token, INSTANCE),
    root=refused(get_federation_token, SAML),
    nowhere=refused(get_users),
))
"""
TOKEN = """
token = get_federation_token(SAML)
pulumi.export("user", token.user_id)
pulumi.export("access", token.access_token)
pulumi.export("refresh", token.refresh_token)
pulumi.export("url", token.sign_in_url)
pulumi.export("later", get_federation_token_output(SAML).access_token)
pulumi.export("later_url", get_federation_token_output(SAML).sign_in_url)
"""


@dataclass(kw_only=True)
class Played:
    """Hold what the programs exported, and the calls that they made."""

    user_id: str
    exported: dict[str, Any]
    calls: Counter[str]
    saml_user_id: str
    masked: dict[str, Any]
    opened: dict[str, Any]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Look everything up once; then sign in as a SAML user, with a role session of that name."""
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("lookups"), PROGRAM)
    user_id, saml_user_id = story.make_user("ada"), story.make_user("ada", SAML)
    story.connect.reset_calls()
    story.stack.up()
    calls = Counter(call["operation"] for call in story.connect.calls())
    exported = story.stack.outputs()
    story.program(TOKEN)
    story.pulumi("up", "--skip-preview", environment=role_session(shared_connect, "ada"))
    masked = json.loads(story.stack.pulumi("stack", "output", "--json").output)
    return Played(
        user_id=user_id,
        exported=exported,
        calls=calls,
        saml_user_id=saml_user_id,
        masked=masked,
        opened=story.stack.outputs(),
    )


def role_session(connect: LocalConnect, name: str) -> dict[str, str]:
    """Assume a role with that session name; the environment variables of its credentials."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("sts", region_name=REGION, endpoint_url=connect.url, **keys)
    role = "arn:aws:iam::123456789012:role/agents"
    found = client.assume_role(RoleArn=role, RoleSessionName=name)["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        "AWS_SESSION_TOKEN": found["SessionToken"],
    }


def found(kind: str, arn: str, name: str, id_name: str, **more: str) -> dict[str, str]:
    """Return what a lookup finds of a seeded thing."""
    one = stable_id(kind, more.get("path", name))
    where = f"arn:aws:connect:{REGION}:123456789012:instance/{MANAGED}/{arn}/{one}"
    return {id_name: one, "arn": where, "name": name, "id": f"{MANAGED}:{one}", **more}


def test_lookups_find_what_the_instance_has(played: Played) -> None:
    """Each get_ function gives ids, ARNs, names and composite ids of what it was asked for."""
    level = played.exported["found"]["hierarchy_group"].pop("level_id")
    assert played.exported["found"] == {
        "security_profile": found("security-profile", "security-profile", "Agent", "security_profile_id"),
        "routing_profile": found("routing-profile", "routing-profile", "VIP Care", "routing_profile_id"),
        "hierarchy_group": found("agent-group", "agent-group", "Team 1", "hierarchy_group_id", path=TEAM),
        "levels": LEVELS,
        "user": played.user_id,
        "users": ["ada"],
    }
    assert level != ""


def test_lookups_of_outputs_find_the_same(played: Played) -> None:
    """Each _output function takes Outputs and gives an Output of the same."""
    assert played.exported["outputs"] == {
        "security_profile": "Agent",
        "routing_profile": "VIP Care",
        "hierarchy_group": TEAM,
        "levels": len(LEVELS),
        "user": "ada",
        "users": ["ada"],
    }


def test_lookups_list_each_kind_once(played: Played) -> None:
    """Twenty lookups of one kind cost one listing, and so does every other kind."""
    listings = {name: count for name, count in played.calls.items() if name.startswith("List")}
    assert listings == {
        "ListInstances": 1,
        "ListRoutingProfiles": 1,
        "ListSecurityProfiles": 1,
        "ListUserHierarchyGroups": 1,
        "ListUsers": 1,
    }


REFUSED = {
    "near": f"NameNotFoundError: routing profile 'VIP care' was not found in instance {MANAGED}; "
    "the closest name is 'VIP Care'",
    "path": f"NameNotFoundError: hierarchy group 'London/Billing/Team 1' was not found in instance "
    f"{MANAGED}; 'Team 1' is at 'AMER/United States/Austin/Sales/Team 1', "
    "'EMEA/United Kingdom/London/Billing/Team 1' "
    "(a path starts at the top level)",
    "ambiguous": f"AmbiguousNameError: hierarchy group 'Team 1' is ambiguous on instance {MANAGED}: "
    "its paths are 'AMER/United States/Austin/Sales/Team 1', 'EMEA/United Kingdom/London/Billing/Team 1'; "
    "use a path",
    "alias": f"NameNotFoundError: instance 'meridian-suport' was not found in region {REGION}; "
    "the closest names are 'meridian-support', 'meridian-saml'",
    "managed": f"ConnectError: GetFederationToken of instance {MANAGED} failed: InvalidRequestException; "
    "only an instance that uses SAML gives federation tokens: check connect:instanceId",
    "root": f"ConnectError: GetFederationToken of instance {SAML} failed: UserNotFoundException; the "
    "credentials belong to no Connect user: assume a role with the user's name as the session name",
    "nowhere": "ConfigError: no Amazon Connect instance: pass instance_id, or set one for the stack with "
    "`pulumi config set connect:instanceId <id, ARN or alias>`",
}


@pytest.mark.parametrize("name", REFUSED)
def test_lookup_refused_says_what_to_do(played: Played, name: str) -> None:
    """A lookup that leads to nothing says where it looked and what would lead there."""
    assert played.exported["refused"][name] == REFUSED[name]


def test_federation_token_is_secret_in_both_forms(played: Played) -> None:
    """Tokens and URL of a role session named as a user are there, and secret in state and on the screen."""
    secret = "[secret]"
    assert played.masked == {
        "user": played.saml_user_id,
        "access": secret,
        "refresh": secret,
        "url": secret,
        "later": secret,
        "later_url": secret,
    }
    tokens = [played.opened[name] for name in ("access", "refresh", "url", "later", "later_url")]
    assert all(isinstance(token, str) and token not in ("", secret) for token in tokens)
