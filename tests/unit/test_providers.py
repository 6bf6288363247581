"""What state holds of a provider, and what the engine is told."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import dill  # type: ignore[import-untyped]  # dill has no types
import pytest
from pulumi.dynamic import CheckFailure, ConfigureRequest, ResourceProvider
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.output import Unknown as EngineUnknown
from pulumi.runtime import rpc

from connect_resources import providers
from connect_resources.providers import base, engine
from connect_resources.users.kinds import UNKNOWN
from connect_resources.users.table import SECTIONS

MODULE = "AAAAAAAACMG2Nvbm5lY3RfcmVzb3VyY2VzLnByb3ZpZGVyc5SM"
BLOBS = {
    "ConnectUserProvider": f"gASVOg{MODULE}E0Nvbm5lY3RVc2VyUHJvdmlkZXKUk5QpgZQu",
    "ConnectUsersProvider": f"gASVOw{MODULE}FENvbm5lY3RVc2Vyc1Byb3ZpZGVylJOUKYGULg==",
    "UserIdentityInfoProvider": f"gASVPw{MODULE}GFVzZXJJZGVudGl0eUluZm9Qcm92aWRlcpSTlCmBlC4=",
    "UserPhoneConfigProvider": f"gASVPg{MODULE}F1VzZXJQaG9uZUNvbmZpZ1Byb3ZpZGVylJOUKYGULg==",
    "UserConfigProvider": f"gASVOQ{MODULE}ElVzZXJDb25maWdQcm92aWRlcpSTlCmBlC4=",
    "UserRoutingProfileProvider": f"gASVQQ{MODULE}GlVzZXJSb3V0aW5nUHJvZmlsZVByb3ZpZGVylJOUKYGULg==",
    "UserSecurityProfilesProvider": f"gASVQw{MODULE}HFVzZXJTZWN1cml0eVByb2ZpbGVzUHJvdmlkZXKUk5QpgZQu",
    "UserHierarchyProvider": f"gASVPA{MODULE}FVVzZXJIaWVyYXJjaHlQcm92aWRlcpSTlCmBlC4=",
    "RosterGuardProvider": f"gASVOg{MODULE}E1Jvc3Rlckd1YXJkUHJvdmlkZXKUk5QpgZQu",
    "UserProficienciesProvider": f"gASVQA{MODULE}GVVzZXJQcm9maWNpZW5jaWVzUHJvdmlkZXKUk5QpgZQu",
}
"""What stored state holds: if a test here fails, states in the world can't be read any more."""


ENGINE_UNKNOWN: object = EngineUnknown()  # type: ignore[no-untyped-call]  # pulumi has no type for it


SECRETS = {
    "aws:accessKey": "hush-access-key",
    "aws:secretKey": "hush-secret-key",
    "aws:token": "hush-token",
}
ROLES = [{"roleArn": "arn:aws:iam::111122223333:role/deploy", "externalId": "hush-external"}]
CONFIG = {**SECRETS, "aws:assumeRoles": json.dumps(ROLES), "connect:instanceId": "i-1"}


def provider(name: str) -> ResourceProvider:
    """Return a provider of that class."""
    made: ResourceProvider = getattr(providers, name)()
    return made


def configured(name: str) -> ResourceProvider:
    """Return a provider of that class, configured with credentials."""
    used = provider(name)
    used.configure(ConfigureRequest(Config(CONFIG, "project")))
    return used


@pytest.mark.parametrize("name", sorted(BLOBS))
def test_provider_is_stored_as_a_reference_alone(name: str) -> None:
    """The stored provider is module and class name, to the byte, whatever the code looks like."""
    assert serialize_provider(provider(name)) == BLOBS[name]


def shown(used: ResourceProvider) -> list[str]:
    """Return every form in which a provider could leave its process or show on a screen."""
    copies = [copy.copy(used), copy.deepcopy(used)]
    stored = [dill.dumps(used), *(pickle.dumps(used, protocol) for protocol in range(2, 6))]
    return [repr(used), *(repr(vars(item)) for item in copies), *(str(item) for item in stored)]


@pytest.mark.parametrize("name", sorted(BLOBS))
def test_provider_that_was_configured_is_stored_as_the_same_reference(name: str) -> None:
    """Settings with credentials change no byte of the stored form, nor the class."""
    used = configured(name)
    assert (serialize_provider(used), serialize_provider(provider(name))) == (BLOBS[name], BLOBS[name])


@pytest.mark.parametrize("name", sorted(BLOBS))
def test_provider_that_was_configured_shows_nothing_of_it(name: str) -> None:
    """No setting, secret or not, is in a pickle of any protocol, a copy or a repr."""
    text = "\n".join(shown(configured(name)))
    assert [value for value in (*SECRETS.values(), "i-1", "hush-external") if value in text] == []


@pytest.mark.parametrize("name", sorted(BLOBS))
def test_provider_that_was_configured_keeps_its_settings(name: str) -> None:
    """Being stored costs the provider itself nothing: it goes on with what it was given."""
    used = configured(name)
    serialize_provider(used)
    settings = used._settings  # type: ignore[attr-defined]  # of our base class, which the SDK's hides
    assert (settings.secret_key, settings.instance_id) == ("hush-secret-key", "i-1")


def test_providers_are_those_of_the_contract_and_the_guard() -> None:
    """There is a provider for ConnectUser, one for each row with a resource, and the roster's guard."""
    found = {
        name
        for name, item in vars(providers).items()
        if isinstance(item, type)
        and issubclass(item, base.ConnectProvider)
        and item.__module__ == providers.__name__
    }
    rows = {f"{row.resource}Provider": row.name for row in SECTIONS if row.resource}
    assert found == {"ConnectUserProvider", "ConnectUsersProvider", *rows, "RosterGuardProvider"}
    assert found >= set(BLOBS)
    assert {name: getattr(providers, name).section for name in rows} == rows


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(ENGINE_UNKNOWN, UNKNOWN, id="unknown"),
        pytest.param(rpc.UNKNOWN, UNKNOWN, id="unknown as text"),
        pytest.param({"a": [ENGINE_UNKNOWN], PROVIDER_KEY: "blob"}, {"a": [UNKNOWN]}, id="nested"),
        pytest.param({"a": None, "b": 1.0}, {"a": None, "b": 1.0}, id="plain"),
    ],
)
def test_values_from_the_engine_are_plain(given: Any, expected: Any) -> None:
    """Unknown values become ours, at any depth, and the provider's own entry goes."""
    assert engine.from_engine(given) == expected


def test_values_to_the_engine_carry_unknowns_as_the_engine_writes_them() -> None:
    """Our unknown becomes the engine's, at any depth."""
    given = {"a": [UNKNOWN, "x"], "b": {"c": UNKNOWN}}
    assert engine.to_engine(given) == {"a": [rpc.UNKNOWN, "x"], "b": {"c": rpc.UNKNOWN}}


def test_check_failures_name_no_property() -> None:
    """The engine would print the value of a property that a failure names, so that none is named."""
    used = provider("UserHierarchyProvider")
    result = used.check({}, {"instance_id": "i-1", "user_id": "u-1", "on_delete": "forget"})
    found = {(failure.property, failure.reason) for failure in result.failures}
    assert found == {
        ("", "give at least one of hierarchy_group_id: there is nothing to manage otherwise"),
        ("", "on_delete: must be restore or retain"),
    }
    assert all(isinstance(failure, CheckFailure) for failure in result.failures)


def test_guard_refuses_with_the_reason_that_it_is_given() -> None:
    """The check of the roster's guard always fails, and names no property."""
    found = provider("RosterGuardProvider").check({}, {"reason": "too many"})
    assert [(failure.property, failure.reason) for failure in found.failures] == [("", "too many")]


def test_diff_tells_the_engine_what_replaces_and_what_goes_first() -> None:
    """A name that changes only its case is a replacement in which the old user goes first."""
    used = provider("ConnectUserProvider")
    state = {"instance_id": "i-1", "name": "alice", "user_id": "u-1", "arn": "a"}
    found = used.diff("i-1:u-1", state, {"instance_id": "i-1", "name": "Alice"})
    assert (found.changes, found.replaces, found.stables, found.delete_before_replace) == (
        True,
        ["name"],
        [],
        True,
    )
