"""What a preview says and calls: unknown values, failures of check, and the calls of a run."""

from __future__ import annotations

from typing import Any

import pytest

from connect_resources.errors import AccessDeniedError, InputError
from connect_resources.users.kinds import UNKNOWN
from tests.lifecycle.harness import (
    MANAGED,
    PASSWORD,
    SAML,
    CheckFailedError,
    Place,
    Stack,
    in_words,
    routing,
    security,
)
from tests.lifecycle.plain import ADA, ARGS, SKILL, STATE


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param({"routing_profile_id": UNKNOWN}, ("routing_profile",), id="an id"),
        pytest.param({"security_profile_ids": [UNKNOWN]}, ("security_profiles",), id="one of a set"),
        pytest.param({"security_profile_ids": UNKNOWN}, ("security_profiles",), id="a whole set"),
        pytest.param({"identity_info": {**ADA, "email": UNKNOWN}}, ("identity_info",), id="a field"),
        pytest.param({"identity_info": UNKNOWN}, ("identity_info",), id="a whole record"),
        pytest.param({"phone_config": UNKNOWN}, ("phone_config",), id="a record not managed before"),
        pytest.param({"auto_accept_configs": UNKNOWN}, ("config",), id="a whole list"),
        pytest.param({"proficiencies": [UNKNOWN]}, ("proficiencies",), id="one proficiency"),
        pytest.param({"hierarchy_group_id": UNKNOWN}, ("hierarchy",), id="a group"),
        pytest.param({"tags": UNKNOWN}, ("tags",), id="all tags"),
        pytest.param({"tags": {"team": UNKNOWN}}, ("tags",), id="one tag"),
        pytest.param({"password": UNKNOWN}, (), id="the password"),
        pytest.param({"instance_id": UNKNOWN}, ("replace instance_id",), id="the instance"),
        pytest.param({"name": UNKNOWN}, ("replace name",), id="the name"),
    ],
)
@pytest.mark.parametrize(
    "defaults", [pytest.param((), id="plain"), pytest.param((("a", "b"),), id="default tags")]
)
def test_preview_with_an_unknown_value_passes_and_shows_the_change(
    place: Place, args: dict[str, Any], expected: tuple[str, ...], defaults: tuple[tuple[str, str], ...]
) -> None:
    """An unknown value passes check, of a new user and of an old one, and is a change of its section."""
    stack = Stack(place, default_tags=defaults)
    lifecycle = stack.lifecycle()
    old, failures = lifecycle.check({}, ARGS)
    assert failures == []
    state = {**STATE, "tags_all": dict(defaults), "user_id": "u", "arn": "a"}
    new, failures = lifecycle.check(old, {**ARGS, **args})
    assert (failures, in_words(lifecycle.diff(state, new))) == ([], expected)
    assert lifecycle.check({}, {**ARGS, **args})[1] == []


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param(
            {"password": "short"},
            {
                "password: must have 8-64 characters, no space, an upper-case and a lower-case letter "
                "and a digit"
            },
            id="weak password",
        ),
        pytest.param(
            {"password": None},
            {
                "password: is required by an instance that stores its users itself: give password, "
                "password_secret_id or, for a roster, config connect:initialPassword"
            },
            id="no password",
        ),
        pytest.param(
            {"password_secret_id": "s"},
            {"password_secret_id: can't be used together with password: give one of them"},
            id="two passwords",
        ),
        pytest.param(
            {"identity_info": {}},
            {
                "identity_info.first_name: is required by an instance that uses CONNECT_MANAGED or SAML",
                "identity_info.last_name: is required by an instance that uses CONNECT_MANAGED or SAML",
            },
            id="no names",
        ),
        pytest.param(
            {"routing_profile_id": None, "security_profile_ids": None},
            {"routing_profile_id: is required", "security_profile_ids: is required"},
            id="no profiles",
        ),
        pytest.param(
            {"instance_id": SAML},
            {
                "password: is refused by an instance that uses SAML: the identity provider holds the "
                "passwords; remove it"
            },
            id="password on SAML",
        ),
        pytest.param(
            {
                "instance_id": SAML,
                "password": None,
                "directory_user_id": "S-1-5",
                "identity_info": {**ADA, "email": "a@example.com"},
            },
            {
                "directory_user_id: is refused by an instance that uses SAML; remove it",
                "identity_info.email: is refused by an instance that uses SAML; remove it",
            },
            id="directory user and email on SAML",
        ),
        pytest.param(
            {"phone_config": {"phone_type": "SOFT_PHONE"}, "auto_accept_configs": []},
            {"auto_accept_configs: can't be used together with phone_config: both set the same values"},
            id="phone_config beside lists",
        ),
        pytest.param(
            {"routing_profile_id": f"{SAML}:{routing()}"},
            {f"routing_profile_id: belongs to instance {SAML}, but the user to {MANAGED}"},
            id="a profile of another instance",
        ),
    ],
)
def test_check_of_a_new_user_reports_every_failure(
    place: Place, args: dict[str, Any], expected: set[str]
) -> None:
    """What can be known before a call is reported by check, all at once."""
    if args.get("instance_id") == SAML:
        args = {
            "routing_profile_id": routing(instance_id=SAML),
            "security_profile_ids": [security(instance_id=SAML)],
            **args,
        }
    with pytest.raises(CheckFailedError) as caught:
        Stack(place).up({**ARGS, **args})
    assert {str(failure) for failure in caught.value.failures} == expected
    assert place.called() == ("DescribeInstance",)


NAME_KEPT = "is required by an instance that uses CONNECT_MANAGED or SAML: it can't be cleared"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param(
            {"identity_info": {**ADA, "first_name": ""}},
            [f"identity_info.first_name: {NAME_KEPT}"],
            id="an empty name",
        ),
        pytest.param(
            {"identity_info": {"first_name": "Ada"}},
            [f"identity_info.last_name: {NAME_KEPT}"],
            id="a removed name",
        ),
        pytest.param(
            {"identity_info": {}},
            [f"identity_info.{name}: {NAME_KEPT}" for name in ADA],
            id="an empty record",
        ),
        pytest.param(
            {"phone_config": {"phone_type": "DESK_PHONE"}},
            ["phone_config.desk_phone_number: is required with DESK_PHONE"],
            id="a desk phone without number",
        ),
        pytest.param(
            {"adopt_existing": "false"},
            ["adopt_existing: must be true or false, not a string"],
            id="a text for a boolean",
        ),
    ],
)
def test_check_of_an_update_reports_what_connect_would_refuse(
    place: Place, args: dict[str, Any], expected: list[str]
) -> None:
    """What an update can't do is reported by check too, before anything is called for it."""
    stack = Stack(place)
    stack.up(ARGS)
    with pytest.raises(CheckFailedError) as caught:
        stack.preview({**ARGS, **args})
    assert [str(failure) for failure in caught.value.failures] == expected


def test_check_of_an_adoption_written_as_text_refuses_it(place: Place) -> None:
    """The text "false" doesn't adopt: the user that exists stays untouched."""
    place.make_user()
    with pytest.raises(CheckFailedError) as caught:
        Stack(place).up({**ARGS, "adopt_existing": "false"})
    assert str(caught.value) == "adopt_existing: must be true or false, not a string"
    assert place.called() == ("CreateUser", "DescribeInstance")


def test_check_of_an_unknown_instance_reports_it(place: Place) -> None:
    """An instance that isn't there fails the preview, with the region that was asked."""
    with pytest.raises(CheckFailedError) as caught:
        Stack(place).up({**ARGS, "instance_id": "00000000-0000-4000-8000-000000000000"})
    assert [str(failure) for failure in caught.value.failures] == [
        "instance_id: instance 00000000-0000-4000-8000-000000000000 was not found in region "
        f"{place.region} (DescribeInstance: ResourceNotFoundException); check connect:instanceId, aws:region "
        "and the account of the credentials"
    ]


def test_check_never_shows_a_value_that_is_personal_or_secret(place: Place) -> None:
    """Failures name paths and rules, never what was given."""
    personal = {
        "password": "Hush hush 1",
        "identity_info": {
            "first_name": "Wilhelmina" * 30,
            "last_name": 5,
            "email": "wil\u0065\u0301@example.com",
            "secondary_email": "not-an-address",
            "mobile": "0770 0900 456",
        },
        "phone_config": {"phone_type": "DESK_PHONE", "desk_phone_number": "020 7946 0321"},
    }
    with pytest.raises(CheckFailedError) as caught:
        Stack(place).up({**ARGS, **personal})
    told = str(caught.value)
    assert {failure.path for failure in caught.value.failures} == {
        "password",
        "identity_info.first_name",
        "identity_info.last_name",
        "identity_info.email",
        "identity_info.secondary_email",
        "identity_info.mobile",
        "phone_config.desk_phone_number",
    }
    given = ("Hush", "Wilhelmina", "wil", "not-an-address", "0770", "7946")
    assert [value for value in given if value in told] == []


def test_run_of_many_users_asks_for_the_instance_once(place: Place) -> None:
    """Check calls DescribeInstance once in a run, however many users there are."""
    lifecycle = Stack(place).lifecycle()
    _, calls = place.counted(
        lambda: [lifecycle.check({}, {**ARGS, "name": f"agent-{number}"}) for number in range(20)]
    )
    assert calls == ("DescribeInstance",)


def test_run_without_leave_to_describe_the_instance_asks_once(place: Place) -> None:
    """A denied DescribeInstance isn't asked again for each user, and check goes on without it."""
    place.server.faults(
        [{"operation": "DescribeInstance", "code": "AccessDeniedException", "status": 403, "times": 20}]
    )
    lifecycle = Stack(place).lifecycle()
    found, calls = place.counted(
        lambda: [lifecycle.check({}, {**ARGS, "name": f"agent-{number}"})[1] for number in range(20)]
    )
    assert (found, calls) == ([[]] * 20, ("DescribeInstance",))


def test_run_with_bad_credentials_fails_in_the_preview(place: Place) -> None:
    """Credentials that don't work are an error of the preview, not a missing permission."""
    place.server.faults(
        [{"operation": "DescribeInstance", "code": "UnrecognizedClientException", "status": 403}]
    )
    with pytest.raises(AccessDeniedError) as caught:
        Stack(place).up(ARGS)
    assert str(caught.value) == (
        f"DescribeInstance of instance {MANAGED} failed: UnrecognizedClientException: Fault set for "
        "DescribeInstance; check the credentials and that their policy allows the operation"
    )


def test_unchanged_run_makes_no_call(place: Place) -> None:
    """A second up of what is as it was calls nothing at all."""
    stack = Stack(place)
    stack.up(ARGS)
    assert place.counted(lambda: stack.up(ARGS)) == ((), ())


def test_check_of_an_old_user_asks_for_no_password(place: Place) -> None:
    """A user that exists needs no password: a program may drop it."""
    stack = Stack(place)
    stack.up(ARGS)
    assert (PASSWORD in str(stack.inputs), stack.up(STATE)) == (True, ())


@pytest.mark.parametrize(
    ("garbage", "section"),
    [
        pytest.param({"identity_info": "Ada"}, "identity_info", id="a text for a record"),
        pytest.param({"tags": "team", "tags_all": 5.0}, "tags", id="no tags"),
        pytest.param({"tags_all": [["team"]]}, "tags", id="a list for all tags"),
        pytest.param(
            {"proficiencies": [{"attribute_name": "vip"}]}, "proficiencies", id="half a proficiency"
        ),
        pytest.param({"security_profile_ids": [["x"]]}, "security_profiles", id="lists for ids"),
    ],
)
def test_state_in_another_form_is_mended_by_a_refresh(
    place: Place, garbage: dict[str, Any], section: str
) -> None:
    """A refresh reads what the state holds in a form that can't be compared, and the next up settles it."""
    args = {**ARGS, "tags": {"team": "care"}, "proficiencies": [SKILL]}
    stack = Stack(place)
    stack.up(args)
    had = place.user(stack.user_id)
    stack.outputs = {**stack.outputs, **garbage}
    with pytest.raises(InputError, match=f"holds {section} in a form that this version doesn't know"):
        stack.preview(args)
    stack.refresh()
    stack.up(args)
    assert (stack.preview(args), place.user(stack.user_id)) == ((), had)
