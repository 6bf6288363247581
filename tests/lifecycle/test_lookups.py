"""Lookups by name, as a program calls them: results, calls and errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config
from pulumi.runtime.settings import Settings as EngineSettings
from pulumi.runtime.settings import configure

import connect_resources as connect
from connect_resources.errors import (
    AmbiguousNameError,
    ConfigError,
    ConnectError,
    InstanceNotFoundError,
    NameNotFoundError,
)
from connect_resources.sdk.lookups import check_hierarchy_group
from connect_resources.service.records import (
    HierarchyGroup,
    HierarchyLevel,
    HierarchyStructure,
    RoutingProfile,
    SecurityProfile,
    UserSummary,
)
from connect_resources.service.user_record import User
from tests.lifecycle.harness import MANAGED, SAML, Place, group, routing, security
from tests.lifecycle.programs import Programs
from tools.local_connect import LocalConnect

UNKNOWN_INSTANCE = "00000000-0000-4000-8000-000000000000"


def test_security_profile_is_found_with_one_listing(programs: Programs) -> None:
    """A name leads to the profile, with its composite id."""
    found, calls = programs.place.counted(
        lambda: programs.run(lambda: connect.get_security_profile("Workforce Planner"))
    )
    id_ = security("Workforce Planner")
    arn = programs.arn(f"security-profile/{id_}")
    assert found == SecurityProfile(id_, arn, "Workforce Planner", f"{MANAGED}:{id_}")
    assert calls == ("ListSecurityProfiles",)


def test_twenty_lookups_of_a_kind_are_one_listing(programs: Programs) -> None:
    """One run lists each kind once, however many lookups are made."""
    names = ["London Billing", "London Claims", "VIP Care", "Email Desk"] * 5
    found, calls = programs.place.counted(
        lambda: programs.run(lambda: [connect.get_routing_profile(name) for name in names])
    )
    assert [profile.routing_profile_id for profile in found] == [routing(name) for name in names]
    assert calls == ("ListRoutingProfiles",)


def test_routing_profile_of_another_instance_is_found(programs: Programs) -> None:
    """An instance given as id, ARN or alias is where the name is looked up."""
    id_ = routing("VIP Care", SAML)
    arn = programs.arn(f"routing-profile/{id_}", SAML)
    expected = RoutingProfile(id_, arn, "VIP Care", f"{SAML}:{id_}")
    for instance in (SAML, programs.arn("x", SAML).removesuffix("/x"), "meridian-saml"):
        lookup = lambda instance=instance: connect.get_routing_profile("VIP Care", instance)  # noqa: E731
        assert programs.run(lookup) == expected


def test_hierarchy_group_is_found_by_name_and_by_path(programs: Programs) -> None:
    """A name that one group has leads to it, and a path leads through groups that share their names."""
    path = "EMEA/United Kingdom/London/Billing/Team 1"
    id_ = group(path)
    expected = HierarchyGroup(
        id_, programs.arn(f"agent-group/{id_}"), "Team 1", path, "5", f"{MANAGED}:{id_}"
    )
    assert programs.run(lambda: connect.get_hierarchy_group(path)) == expected
    assert programs.run(lambda: connect.get_hierarchy_group("Germany")).path == "EMEA/Germany"


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        pytest.param("Team 1", None, id="a name that several have"),
        pytest.param("EMEA/United Kingdom/London/Billing/Team 1", None, id="a path"),
        pytest.param("Team 1/EMEA", None, id="a path of names that are there, elsewhere"),
        pytest.param("EMEA/Grmany/Berlin", "Grmany", id="a path through a name that isn't there"),
        pytest.param("EMEA/EMEA/EMEA/EMEA/EMEA/EMEA", "EMEA/EMEA/EMEA/EMEA/EMEA/EMEA", id="too deep"),
        pytest.param("EMEA/", "", id="an empty end"),
        pytest.param("emea", "emea", id="another case"),
    ],
)
def test_hierarchy_group_is_checked_by_the_names_of_one_listing(
    programs: Programs, name: str, unknown: str | None
) -> None:
    """A name or path that can't be is told from all others without a description of any group."""

    def check() -> str:
        try:
            check_hierarchy_group(name)
        except NameNotFoundError as error:
            return str(error).partition(";")[0]
        return ""

    found, calls = programs.place.counted(lambda: programs.run(check))
    said = "" if unknown is None else f"hierarchy group {name!r} was not found in instance {MANAGED}"
    if unknown not in (None, name):
        said += f": nothing there is called {unknown!r}"
    assert (found, calls) == (said, ("ListUserHierarchyGroups",))


def test_hierarchy_structure_lists_its_levels_from_the_top(programs: Programs) -> None:
    """The levels come in their order, with ids and names."""
    found = programs.run(connect.get_hierarchy_structure)
    names = ("Region", "Country", "Site", "Department", "Team")
    assert found == HierarchyStructure(
        tuple(
            HierarchyLevel(str(number), programs.arn(f"agent-group-level/{number}"), name)
            for number, name in enumerate(names, start=1)
        )
    )


def test_users_are_listed_and_found_by_name(programs: Programs) -> None:
    """get_users lists them all with one call; get_user reads one in the names of ConnectUser."""
    user_id = programs.place.make_user(
        Tags={"team": "care"}, HierarchyGroupId=group("AMER"), PhoneConfig={"PhoneType": "SOFT_PHONE"}
    )
    arn = programs.arn(f"agent/{user_id}")
    assert programs.run(connect.get_users) == [UserSummary(user_id, arn, "alice")]
    found, calls = programs.place.counted(lambda: programs.run(lambda: connect.get_user("alice")))
    assert calls == ("DescribeUser",)
    assert found.last_modified_time is not None
    expected = {
        "user_id": user_id,
        "arn": arn,
        "name": "alice",
        "id": f"{MANAGED}:{user_id}",
        "instance_id": MANAGED,
        "identity_info": {
            "first_name": "Ada",
            "last_name": "Okafor",
            "email": "",
            "secondary_email": "",
            "mobile": "",
        },
        "phone_config": {
            "phone_type": "SOFT_PHONE",
            "auto_accept": False,
            "after_contact_work_time_limit": 0,
            "desk_phone_number": "",
            "persistent_connection": False,
        },
        "auto_accept_configs": [],
        "after_contact_work_configs": [],
        "phone_number_configs": [],
        "persistent_connection_configs": [],
        "voice_enhancement_configs": [],
        "routing_profile_id": routing(),
        "security_profile_ids": [security()],
        "hierarchy_group_id": group("AMER"),
        "directory_user_id": "",
        "tags": {"team": "care"},
        "last_modified_time": found.last_modified_time,
        "last_modified_region": programs.place.region,
    }
    assert isinstance(found, User)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("lookup", "expected"),
    [
        pytest.param(
            lambda: connect.get_security_profile("agent"),
            f"security profile 'agent' was not found in instance {MANAGED}; the closest name is 'Agent'",
            id="case",
        ),
        pytest.param(
            lambda: connect.get_routing_profile("London Biling"),
            f"routing profile 'London Biling' was not found in instance {MANAGED}; the closest names are "
            "'London Billing', 'London Claims', 'Berlin Billing'",
            id="near miss",
        ),
        pytest.param(
            lambda: connect.get_security_profile("zzz"),
            f"security profile 'zzz' was not found in instance {MANAGED}; it has 8 others",
            id="nothing near",
        ),
        pytest.param(
            lambda: connect.get_hierarchy_group("EMEA/London/Claims"),
            f"hierarchy group 'EMEA/London/Claims' was not found in instance {MANAGED}; 'Claims' is "
            "at 'EMEA/Germany/Berlin/Claims', 'EMEA/United Kingdom/London/Claims' "
            "(a path starts at the top level)",
            id="path with a level left out",
        ),
        pytest.param(
            lambda: connect.get_user("Alice"),
            f"user 'Alice' was not found in instance {MANAGED}; the closest name is 'alice'",
            id="a user's case",
        ),
        pytest.param(
            lambda: connect.get_security_profile("Agent", "meridian-suport"),
            "instance 'meridian-suport' was not found in region {region}; the closest names are "
            "'meridian-support', 'meridian-saml'",
            id="instance alias",
        ),
    ],
)
def test_name_that_nothing_has_is_reported_with_the_closest(
    programs: Programs, lookup: Callable[[], object], expected: str
) -> None:
    """The error names the instance and the closest names."""
    programs.place.make_user()
    with pytest.raises(NameNotFoundError) as caught:
        programs.run(lookup)
    assert str(caught.value) == expected.replace("{region}", programs.place.region)


def test_hierarchy_group_name_that_several_have_lists_their_paths(programs: Programs) -> None:
    """An ambiguous name is an error with every candidate's path."""
    paths = ["AMER/United States/Austin/Sales/Team 1", "EMEA/United Kingdom/London/Billing/Team 1"]
    with pytest.raises(AmbiguousNameError) as caught:
        programs.run(lambda: connect.get_hierarchy_group("Team 1"))
    assert (caught.value.candidates, str(caught.value)) == (
        tuple(paths),
        f"hierarchy group 'Team 1' is ambiguous on instance {MANAGED}: its paths are "
        f"{', '.join(map(repr, paths))}; use a path",
    )


# ---- names that several have


TWINS = "2b7e1c90-5d3f-4a86-8c14-6e0f9d7a3b52"
SEED = {
    "instances": [
        {
            "id": TWINS,
            "alias": "meridian-twins",
            "identity_management": "CONNECT_MANAGED",
            "security_profiles": ["Agent", "AGENT", "Admin"],
            "hierarchy_levels": ["Region", "Site"],
            "hierarchy_groups": [
                "London",
                "EMEA",
                "EMEA/London",
                "EMEA/Paris",
                "AMER",
                "AMER/London",
                "AMER/Paris",
                "AMER/Texas",
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """Run programs on an instance in which names are alike."""
    seed = tmp_path_factory.mktemp("twins") / "seed.json"
    seed.write_text(json.dumps(SEED))
    with LocalConnect("--seed", str(seed)) as server:
        yield Programs(Place(server, "eu-twins-1"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param("London", "London", id="a whole path at the top level beside others of the name"),
        pytest.param("EMEA/London", "EMEA/London", id="a path"),
        pytest.param("Texas", "AMER/Texas", id="a name that one group has"),
    ],
)
def test_hierarchy_group_of_a_shared_name_is_found_by_its_whole_path(
    twins: Programs, name: str, path: str
) -> None:
    """A group at the top level can be named although others have its name: its path is its name."""
    assert twins.run(lambda: connect.get_hierarchy_group(name, TWINS)).path == path


def test_hierarchy_group_of_a_shared_name_below_the_top_is_ambiguous(twins: Programs) -> None:
    """Where no group of the name is at the top level, all that it could be is said."""
    with pytest.raises(AmbiguousNameError) as caught:
        twins.run(lambda: connect.get_hierarchy_group("Paris", TWINS))
    assert str(caught.value) == (
        f"hierarchy group 'Paris' is ambiguous on instance {TWINS}: its paths are 'AMER/Paris', "
        "'EMEA/Paris'; use a path"
    )


def test_name_near_two_that_differ_in_case_alone_names_both(twins: Programs) -> None:
    """Names that differ only in case are both close, so both are named."""
    with pytest.raises(NameNotFoundError) as caught:
        twins.run(lambda: connect.get_security_profile("agent", TWINS))
    assert str(caught.value) == (
        f"security profile 'agent' was not found in instance {TWINS}; the closest names are 'AGENT', 'Agent'"
    )


def test_lookup_without_an_instance_says_how_to_set_one(programs: Programs) -> None:
    """A stack without connect:instanceId is told how to set it."""
    with pytest.raises(ConfigError) as caught:
        programs.run(lambda: connect.get_routing_profile("VIP Care"), connect_instanceId="")
    assert str(caught.value) == (
        "no Amazon Connect instance: pass instance_id, or set one for the stack with "
        "`pulumi config set connect:instanceId <id, ARN or alias>`"
    )


def test_lookup_on_an_unknown_instance_is_an_error_of_the_instance(programs: Programs) -> None:
    """An instance that isn't there isn't an instance without such a name."""
    with pytest.raises(InstanceNotFoundError) as caught:
        programs.run(lambda: connect.get_routing_profile("VIP Care", UNKNOWN_INSTANCE))
    assert str(caught.value) == (
        f"instance {UNKNOWN_INSTANCE} was not found in region {programs.place.region} (ListRoutingProfiles: "
        "ResourceNotFoundException); check connect:instanceId, aws:region and the account of the credentials"
    )


# ---- federation


def role(name: str) -> str:
    """Return config aws:assumeRoles for a session of that name."""
    return json.dumps([{"roleArn": "arn:aws:iam::123456789012:role/agents", "sessionName": name}])


def test_federation_token_of_a_user_keeps_its_tokens_secret(programs: Programs) -> None:
    """A role session with a user's name gets a token; its tokens and its URL are secret Outputs."""
    user_id = programs.place.make_user("ada@example.com", SAML)

    async def resolve() -> dict[str, Any]:
        found = connect.get_federation_token(SAML)
        tokens = (found.access_token, found.refresh_token, found.sign_in_url)
        secret = [await token.is_secret() for token in tokens]
        texts = [await token.future() for token in tokens]
        shown = [text in repr(found) for text in map(str, texts)]
        return {
            "user": (found.user_id, found.user_arn, texts[-1]),
            "secret": secret,
            "shown": shown,
            "texts": [isinstance(text, str) for text in texts],
        }

    assert programs.run(lambda: asyncio.run(resolve()), aws_assumeRoles=role("ada@example.com")) == {
        "user": (
            user_id,
            programs.arn(f"agent/{user_id}", SAML),
            "https://meridian-saml.my.connect.aws/auth/sign-in",
        ),
        "secret": [True] * 3,
        "shown": [False] * 3,
        "texts": [True] * 3,
    }


@pytest.mark.parametrize(
    ("instance", "code", "remedy"),
    [
        pytest.param(
            MANAGED,
            "InvalidRequestException",
            "only an instance that uses SAML gives federation tokens: check connect:instanceId",
            id="without SAML",
        ),
        pytest.param(
            SAML,
            "UserNotFoundException",
            "the credentials belong to no Connect user: assume a role with the user's name as the "
            "session name",
            id="no such user",
        ),
    ],
)
def test_federation_token_that_can_not_be_had_says_what_to_do(
    programs: Programs, instance: str, code: str, remedy: str
) -> None:
    """The error says which of the two conditions isn't met."""
    with pytest.raises(ConnectError) as caught:
        programs.run(lambda: connect.get_federation_token(instance), aws_assumeRoles=role("nobody"))
    assert str(caught.value) == f"GetFederationToken of instance {instance} failed: {code}; {remedy}"


# ---- outputs


async def settled(output: pulumi.Output[Any]) -> tuple[object, bool, bool]:
    """Return an Output's value, whether it is known and whether it is secret."""
    return await output.future(), await output.is_known(), await output.is_secret()


def given(value: str | None, *, known: bool = True) -> pulumi.Output[Any]:
    """Return an Output, known or not."""
    loop = asyncio.get_running_loop()
    futures = {name: loop.create_future() for name in ("value", "known", "secret")}
    futures["value"].set_result(value)
    futures["known"].set_result(known)
    futures["secret"].set_result(False)
    return pulumi.Output(set(), futures["value"], futures["known"], futures["secret"])


OUTPUTS: dict[str, Callable[[pulumi.Output[Any]], pulumi.Output[Any]]] = {
    "get_security_profile": lambda instance: connect.get_security_profile_output("Agent", instance),
    "get_routing_profile": lambda instance: connect.get_routing_profile_output("VIP Care", instance),
    "get_hierarchy_group": lambda instance: connect.get_hierarchy_group_output("EMEA", instance),
    "get_hierarchy_structure": connect.get_hierarchy_structure_output,
    "get_user": lambda instance: connect.get_user_output("alice", instance),
    "get_users": connect.get_users_output,
}
PLAIN: dict[str, Callable[[], object]] = {
    "get_security_profile": lambda: connect.get_security_profile("Agent"),
    "get_routing_profile": lambda: connect.get_routing_profile("VIP Care"),
    "get_hierarchy_group": lambda: connect.get_hierarchy_group("EMEA"),
    "get_hierarchy_structure": connect.get_hierarchy_structure,
    "get_user": lambda: connect.get_user("alice"),
    "get_users": connect.get_users,
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_form_gives_what_the_plain_form_gives(programs: Programs, name: str) -> None:
    """An instance that is an Output leads to the same result, as an Output."""
    programs.place.make_user()

    async def resolve() -> tuple[object, bool, bool]:
        return await settled(OUTPUTS[name](given("meridian-support")))

    assert programs.run(lambda: asyncio.run(resolve())) == (programs.run(PLAIN[name]), True, False)


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_form_of_an_instance_that_is_none_takes_the_config(programs: Programs, name: str) -> None:
    """An Output may come out as None: that is no instance, so the config's is meant."""
    programs.place.make_user()

    async def resolve() -> tuple[object, bool, bool]:
        return await settled(OUTPUTS[name](given(None)))

    assert programs.run(lambda: asyncio.run(resolve())) == (programs.run(PLAIN[name]), True, False)


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_form_of_an_unknown_instance_stays_unknown_in_a_preview(programs: Programs, name: str) -> None:
    """What a lookup depends on isn't known yet: nothing is called and the result is unknown."""

    async def resolve() -> bool:
        configure(EngineSettings(project="project", stack="stack", dry_run=True))
        set_all_config(programs.config)
        return (await settled(OUTPUTS[name](given("", known=False))))[1]

    found, calls = programs.place.counted(lambda: programs.run(lambda: asyncio.run(resolve())))
    assert (found, calls) == (False, ())
