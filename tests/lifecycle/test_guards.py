"""What the stack's config forbids: refused through every door, of unchanged users too."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.config import settings_from
from connect_resources.errors import ConfigError
from connect_resources.lifecycle.fleet import FleetLifecycle
from connect_resources.users import people
from connect_resources.users.kinds import UNKNOWN
from tests.lifecycle.doors import Door, doors, user_doors
from tests.lifecycle.harness import (
    MANAGED,
    CheckFailedError,
    Place,
    Stack,
    routing,
    security,
    setting_lifecycle,
)
from tests.lifecycle.plain import ADA, ARGS

DOMAINS = ("example.com", "Example.org")
FORBIDDING: dict[str, Any] = {
    "allowed_email_domains": DOMAINS,
    "denied_security_profiles": ("Admin", "Nobody"),
}
ADDRESS = "must be in a domain that config connect:allowedEmailDomains has: example.com, Example.org"
PROFILE = "is the security profile 'Admin', which config connect:deniedSecurityProfiles forbids"

REFUSED = [
    pytest.param(
        {"identity_info": {**ADA, "email": "ada@sub.example.com", "secondary_email": "ada@example.net"}},
        [f"identity_info.email: {ADDRESS}", f"identity_info.secondary_email: {ADDRESS}"],
        id="addresses",
    ),
    pytest.param(
        {"security_profile_ids": [security(), security("Admin")]},
        [f"security_profile_ids[1]: {PROFILE}"],
        id="profile",
    ),
    pytest.param(
        {"security_profile_ids": [f"{MANAGED}:{security('Admin')}"]},
        [f"security_profile_ids[0]: {PROFILE}"],
        id="composite id",
    ),
]


def refusal(stack: Stack, args: dict[str, Any]) -> list[str]:
    """Return what check refuses."""
    with pytest.raises(CheckFailedError) as caught:
        stack.preview(args)
    return [str(failure) for failure in caught.value.failures]


@user_doors
@pytest.mark.parametrize(("given", "reasons"), REFUSED)
def test_user_beyond_the_config_is_refused(
    place: Place, door: Door, given: dict[str, Any], reasons: list[str]
) -> None:
    """Preview and update say it, with the argument and without the address."""
    stack = Stack(place, door.user, words=door.words, **FORBIDDING)
    assert refusal(stack, {**ARGS, **given}) == reasons
    assert place.names() == []


@user_doors
@pytest.mark.parametrize(("given", "reasons"), REFUSED)
def test_unchanged_user_beyond_the_config_is_refused(
    place: Place, door: Door, given: dict[str, Any], reasons: list[str]
) -> None:
    """A user that the stack has already is refused from the moment that the config forbids it."""
    stack = Stack(place, door.user, words=door.words, beside=door.beside)
    stack.up({**ARGS, **given})
    stack.settings = FORBIDDING
    assert refusal(stack, {**ARGS, **given}) == reasons


@user_doors
def test_user_within_the_config_passes(place: Place, door: Door) -> None:
    """Domains are compared regardless of case; nothing, and what isn't known yet, passes."""
    stack = Stack(place, door.user, words=door.words, **FORBIDDING)
    stack.up({**ARGS, "identity_info": {**ADA, "email": "ada@EXAMPLE.ORG", "secondary_email": ""}})
    assert place.names() == ["alice"]


@doors
@pytest.mark.parametrize(
    ("section", "given", "reason"),
    [
        ("identity_info", {"email": "ada@example.net"}, f"email: {ADDRESS}"),
        (
            "security_profiles",
            {"security_profile_ids": [security("Admin")]},
            f"security_profile_ids[0]: {PROFILE}",
        ),
    ],
)
def test_setting_beyond_the_config_is_refused(
    place: Place, door: Door, section: str, given: dict[str, Any], reason: str
) -> None:
    """The same holds for one setting of a user that something else makes."""
    user_id = place.make_user()
    stack = Stack(place, door.setting(section), words=door.words, **FORBIDDING)
    assert refusal(stack, {"instance_id": MANAGED, "user_id": user_id, **given}) == [reason]


def test_setting_without_profiles_needs_no_name_of_one(place: Place) -> None:
    """Its role may not have the right to list them."""
    where = {"instance_id": MANAGED, "user_id": place.make_user()}
    setting = setting_lifecycle("routing_profile")(place.client(**FORBIDDING), place.reports.append, "")
    _, calls = place.counted(lambda: setting.check({}, {**where, "routing_profile_id": routing()}))
    assert calls == ()


def test_forbidden_profile_that_is_not_there_is_told(place: Place) -> None:
    """A name that no profile has forbids nothing, and a mistyped one shouldn't go unseen."""
    stack = Stack(place, **FORBIDDING)
    stack.up(ARGS)
    assert place.reports == [
        f"config connect:deniedSecurityProfiles names 'Nobody', which instance {MANAGED} doesn't have"
    ]


def test_fleet_checked_under_the_same_config_is_not_checked_again(place: Place) -> None:
    """An unchanged fleet that passed costs no call; under another config it is looked at again."""
    text = people.to_text(
        {name: value for name, value in ARGS.items() if name not in ("name", "instance_id", "password")}
    )
    given = {"instance_id": MANAGED, "users": {"alice": text}, "password": ARGS["password"]}
    first, failures = FleetLifecycle(place.client(**FORBIDDING), place.reports.append).check({}, given)
    assert failures == []
    fleet = FleetLifecycle(place.client(**FORBIDDING), place.reports.append)
    assert place.counted(lambda: fleet.check(first, given))[1] == ()
    fleet = FleetLifecycle(place.client(denied_security_profiles=("Agent",)), place.reports.append)
    assert len(fleet.check(first, given)[1]) == 1


def test_profiles_of_an_instance_that_is_not_known_yet_pass(place: Place) -> None:
    """What isn't known is decided when it is."""
    stack = Stack(place, **FORBIDDING)
    _, failures = stack.lifecycle().check({}, {**ARGS, "instance_id": UNKNOWN})
    assert failures == []


@pytest.mark.parametrize("given", ["example.com", '["ada@example.com"]', '[" example.com"]', "[1]", '[""]'])
def test_config_of_domains_that_cannot_be_used_is_an_error(given: str) -> None:
    """The key is named, with what it holds."""
    with pytest.raises(ConfigError) as caught:
        settings_from({"connect:allowedEmailDomains": given}.get)
    assert str(caught.value) == (
        'config connect:allowedEmailDomains must be a list of domains such as ["example.com"]'
    )
