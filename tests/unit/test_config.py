"""Settings out of the stack's config and the environment."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from connect_resources.config import AssumeRole, Settings, settings_from
from connect_resources.errors import ConfigError
from connect_resources.users.deletions import Limit

FULL: dict[str, Any] = {
    "aws:region": "eu-west-2",
    "aws:profile": "care",
    "aws:accessKey": "AKIA",
    "aws:secretKey": "hush",
    "aws:token": "token",
    "aws:maxRetries": "7",
    "aws:defaultTags": json.dumps({"tags": {"team": "care", "site": "lhr"}}),
    "aws:endpoints": json.dumps([{"connect": "http://127.0.0.1:1"}, {"sts": "http://127.0.0.1:2"}]),
    "aws:assumeRoles": json.dumps(
        [{"roleArn": "arn:r", "sessionName": "s", "externalId": "e", "duration": "1h30m", "tags": {"a": "b"}}]
    ),
    "connect:instanceId": "i-1",
    "connect:roster": "users.yaml",
    "connect:teams": "teams.yaml",
    "connect:setOnce": json.dumps(["routing_profile"]),
    "connect:requestsPerSecond": "4.5",
    "connect:burst": "9",
    "connect:refresh": "fast",
    "connect:adoptExisting": "true",
    "connect:maxDeletes": "5%",
}
SETTINGS = Settings(
    region="eu-west-2",
    profile="care",
    access_key="AKIA",
    secret_key="hush",
    token="token",
    assume_roles=(AssumeRole("arn:r", session_name="s", external_id="e", duration=5400, tags=(("a", "b"),)),),
    max_retries=7,
    default_tags=(("site", "lhr"), ("team", "care")),
    endpoints=(("connect", "http://127.0.0.1:1"), ("sts", "http://127.0.0.1:2")),
    instance_id="i-1",
    roster=("users.yaml",),
    teams="teams.yaml",
    set_once=("routing_profile",),
    requests_per_second=4.5,
    burst=9,
    refresh="fast",
    adopt_existing=True,
    max_deletes=Limit(Decimal(5), share=True),
)


def test_settings_of_every_key_are_read() -> None:
    """Each key of the contract has its place, whether objects come as text or as they are."""
    assert settings_from(FULL.get) == SETTINGS
    objects = {key: json.loads(item) if item[0] in "[{" else item for key, item in FULL.items()}
    assert settings_from(objects.get) == SETTINGS


def test_settings_without_config_are_the_defaults() -> None:
    """Nothing set means the quota's defaults, a full refresh and no adoption."""
    found = settings_from(lambda _key: None)
    assert found == Settings()
    assert (found.requests_per_second, found.burst, found.refresh, found.adopt_existing) == (
        2.0,
        5,
        "full",
        False,
    )
    assert found.max_deletes == Limit(Decimal(10))


@pytest.mark.parametrize(
    ("variable", "value", "name", "expected"),
    [
        ("CONNECT_REFRESH", "full", "refresh", "full"),
        ("CONNECT_REQUESTS_PER_SECOND", "1.5", "requests_per_second", 1.5),
        ("CONNECT_BURST", "1", "burst", 1),
        ("CONNECT_MAX_DELETES", "0", "max_deletes", Limit(Decimal(0))),
    ],
)
def test_environment_overrides_its_key(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, name: str, expected: object
) -> None:
    """The variables win over the config, which a refresh takes from the last up."""
    monkeypatch.setenv(variable, value)
    assert getattr(settings_from(FULL.get), name) == expected


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("aws:maxRetries", "many", "config aws:maxRetries must be a number"),
        ("aws:maxRetries", "-1", "config aws:maxRetries must be a whole number, at least 0"),
        ("aws:maxRetries", "inf", "config aws:maxRetries must be a whole number, at least 0"),
        ("aws:maxRetries", "nan", "config aws:maxRetries must be a whole number, at least 0"),
        (
            "connect:burst",
            "0",
            "config connect:burst (or CONNECT_BURST) must be a whole number, at least 1",
        ),
        (
            "connect:burst",
            "1.5",
            "config connect:burst (or CONNECT_BURST) must be a whole number, at least 1",
        ),
        (
            "connect:requestsPerSecond",
            "0",
            "config connect:requestsPerSecond (or CONNECT_REQUESTS_PER_SECOND) must be more than 0 requests "
            "a second",
        ),
        (
            "connect:requestsPerSecond",
            "nan",
            "config connect:requestsPerSecond (or CONNECT_REQUESTS_PER_SECOND) must be more than 0 requests "
            "a second",
        ),
        ("connect:refresh", "quick", "config connect:refresh (or CONNECT_REFRESH) must be full or fast"),
        (
            "connect:maxDeletes",
            "a few",
            "config connect:maxDeletes (or CONNECT_MAX_DELETES) must be a whole number of users such as 10, "
            "or a share of the stack's users such as 5%",
        ),
        (
            "connect:maxDeletes",
            "101%",
            "config connect:maxDeletes (or CONNECT_MAX_DELETES) must be a whole number of users such as 10, "
            "or a share of the stack's users such as 5%",
        ),
        ("connect:adoptExisting", "yes", "config connect:adoptExisting must be true or false"),
        (
            "aws:endpoints",
            "http://127.0.0.1",
            'config aws:endpoints must be a list of maps such as [{"connect": "http://127.0.0.1:4599"}]',
        ),
        (
            "aws:defaultTags",
            "team",
            'config aws:defaultTags must be a map such as {"tags": {"team": "care"}}',
        ),
        (
            "aws:defaultTags",
            '{"tags": ["team"]}',
            'config aws:defaultTags must be a map such as {"tags": {"team": "care"}}',
        ),
        (
            "aws:assumeRoles",
            '[{"sessionName": "s"}]',
            'config aws:assumeRoles must be a list of maps such as [{"roleArn": '
            '"arn:aws:iam::111122223333:role/deploy"}]',
        ),
        (
            "aws:assumeRoles",
            '[{"roleArn": "r", "duration": "soon"}]',
            "config aws:assumeRoles duration must be a duration such as 1h30m",
        ),
    ],
)
def test_value_that_can_not_be_used_is_named_with_its_key(key: str, value: str, message: str) -> None:
    """A wrong value is an error that names the key, its variable, and what would be right."""
    with pytest.raises(ConfigError) as caught:
        settings_from({key: value}.get)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("given", "key", "missing"),
    [
        pytest.param(["aws:accessKey"], "aws:accessKey", "aws:secretKey", id="no secret key"),
        pytest.param(["aws:secretKey"], "aws:secretKey", "aws:accessKey", id="no access key"),
        pytest.param(["aws:token"], "aws:token", "aws:accessKey and aws:secretKey", id="token alone"),
        pytest.param(
            ["aws:token", "aws:accessKey"], "aws:accessKey", "aws:secretKey", id="token without secret key"
        ),
    ],
)
def test_part_of_a_key_is_refused(given: list[str], key: str, missing: str) -> None:
    """Half of a key never means the credentials that boto3 would find instead; no value is shown."""
    config = {**dict.fromkeys(given, "hush"), "aws:assumeRoles": FULL["aws:assumeRoles"]}
    with pytest.raises(ConfigError) as caught:
        settings_from(config.get)
    assert str(caught.value) == (
        f"config {key} is set without {missing}: set what is missing, or remove {key}; other credentials "
        "than you mean would be used else"
    )


def test_empty_value_of_a_tag_is_kept_and_none_is_absent() -> None:
    """AWS takes tags without a value; an endpoint without an address is none."""
    config = {
        "aws:defaultTags": {"tags": {"temporary": "", "team": None}},
        "aws:assumeRoles": [{"roleArn": "arn:r", "tags": {"temporary": ""}}],
        "aws:endpoints": [{"connect": "", "sts": "http://127.0.0.1:2"}],
    }
    assert settings_from(config.get) == Settings(
        default_tags=(("temporary", ""),),
        assume_roles=(AssumeRole("arn:r", tags=(("temporary", ""),)),),
        endpoints=(("sts", "http://127.0.0.1:2"),),
    )


def test_settings_show_no_credential() -> None:
    """The repr of settings holds no secret key, no token and no external id."""
    shown = repr(settings_from({**FULL, "aws:token": "token-x", "aws:accessKey": "AKIA-x"}.get))
    assert [word for word in ("hush", "token-x", "AKIA-x", "external_id") if word in shown] == []


def test_settings_are_equal_and_hashable_by_value() -> None:
    """Equal settings share one client, so that they have to be one key."""
    assert hash(settings_from(FULL.get)) == hash(settings_from(dict(FULL).get))
