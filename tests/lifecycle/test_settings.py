"""Sub-settings: one section of a user that something else made, with what was there before put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from connect_resources.errors import InstanceNotFoundError, UserNotFoundError
from tests.lifecycle.doors import Door, doors
from tests.lifecycle.harness import (
    KEEPING,
    KINDS,
    MANAGED,
    SAML,
    CheckFailedError,
    Place,
    Stack,
    group,
    of_both_kinds,
    routing,
    security,
    setting_lifecycle,
)
from tests.lifecycle.plain import LONDON, NUMBER, USER

ARN = "arn:aws:connect:eu-west-2:123456789012:instance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold one sub-setting's life: made, changed, drifted and deleted.

    Attributes:
        section: the row of the table.
        args: its first arguments.
        previous: what state keeps of before.
        user: what DescribeUser shows with it.
        changed: arguments that differ.
        changed_user: what DescribeUser shows then.
        operation: the operation that writes it.
        reads: the calls before the change.
        drift: an operation, and its members, that changes it behind Pulumi's back.
        before: how the user was made, where it isn't the plainest.
    """

    section: str
    args: dict[str, Any]
    previous: dict[str, Any]
    user: dict[str, Any]
    changed: dict[str, Any]
    changed_user: dict[str, Any]
    operation: str
    drift: tuple[str, dict[str, Any]]
    reads: tuple[str, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)


CHAT_LIMIT = {
    "AfterContactWorkConfigs": [
        {"Channel": "CHAT", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 30}},
    ],
}
CASES = {
    "identity-info": Case(
        section="identity_info",
        args={"last_name": "Lovelace"},
        previous={"last_name": "Okafor"},
        user={"IdentityInfo": {"FirstName": "Ada", "LastName": "Lovelace", "Email": "ada@example.com"}},
        changed={"last_name": "Byron"},
        changed_user={"IdentityInfo": {"FirstName": "Ada", "LastName": "Byron", "Email": "ada@example.com"}},
        operation="UpdateUserIdentityInfo",
        drift=(
            "update_user_identity_info",
            {"IdentityInfo": {"FirstName": "Ada", "LastName": "King", "Email": "ada@example.com"}},
        ),
        reads=("DescribeUser",),
        before={"IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor", "Email": "ada@example.com"}},
    ),
    "phone-config": Case(
        section="phone_config",
        args={"auto_accept": True},
        previous={"auto_accept": False},
        user={"PhoneConfig": {**USER["PhoneConfig"], "AutoAccept": True}},
        changed={"auto_accept": True, "phone_type": "DESK_PHONE", "desk_phone_number": NUMBER},
        changed_user={
            "PhoneConfig": {
                **USER["PhoneConfig"],
                "AutoAccept": True,
                "PhoneType": "DESK_PHONE",
                "DeskPhoneNumber": NUMBER,
            }
        },
        operation="UpdateUserPhoneConfig",
        drift=("update_user_phone_config", {"PhoneConfig": {"PhoneType": "SOFT_PHONE"}}),
        reads=("DescribeUser",),
    ),
    "config": Case(
        section="config",
        args={
            "voice_enhancement_configs": [{"channel": "VOICE", "voice_enhancement_mode": "NOISE_SUPPRESSION"}]
        },
        previous={"voice_enhancement_configs": []},
        user={"VoiceEnhancementConfigs": [{"Channel": "VOICE", "VoiceEnhancementMode": "NOISE_SUPPRESSION"}]},
        changed={
            "voice_enhancement_configs": [{"channel": "VOICE", "voice_enhancement_mode": "VOICE_ISOLATION"}]
        },
        changed_user={
            "VoiceEnhancementConfigs": [{"Channel": "VOICE", "VoiceEnhancementMode": "VOICE_ISOLATION"}]
        },
        operation="UpdateUserConfig",
        drift=("update_user_config", {**CHAT_LIMIT, "VoiceEnhancementConfigs": []}),
        reads=("DescribeUser",),
        before=CHAT_LIMIT,
    ),
    "routing-profile": Case(
        section="routing_profile",
        args={"routing_profile_id": routing("London Billing")},
        previous={"routing_profile_id": routing()},
        user={"RoutingProfileId": routing("London Billing")},
        changed={"routing_profile_id": routing("VIP Care")},
        changed_user={"RoutingProfileId": routing("VIP Care")},
        operation="UpdateUserRoutingProfile",
        drift=("update_user_routing_profile", {"RoutingProfileId": routing()}),
    ),
    "security-profiles": Case(
        section="security_profiles",
        args={"security_profile_ids": [security("Supervisor"), security("Agent")]},
        previous={"security_profile_ids": [security("Agent")]},
        user={"SecurityProfileIds": [security("Supervisor"), security("Agent")]},
        changed={"security_profile_ids": [security("Admin")]},
        changed_user={"SecurityProfileIds": [security("Admin")]},
        operation="UpdateUserSecurityProfiles",
        drift=("update_user_security_profiles", {"SecurityProfileIds": [security("Agent")]}),
    ),
    "hierarchy": Case(
        section="hierarchy",
        args={"hierarchy_group_id": group(LONDON)},
        previous={"hierarchy_group_id": ""},
        user={"HierarchyGroupId": group(LONDON)},
        changed={"hierarchy_group_id": group("AMER")},
        changed_user={"HierarchyGroupId": group("AMER")},
        operation="UpdateUserHierarchy",
        drift=("update_user_hierarchy", {}),
    ),
}
cases = pytest.mark.parametrize(
    ("setting", "case", "place"),
    [
        pytest.param(name, case, kind, id=f"{name}-{kind}")
        for name, case in CASES.items()
        for kind in (KINDS if case.section in ("phone_config", "config") else (KEEPING,))
    ],
    indirect=["place"],
)


def made(place: Place, case: Case) -> str:
    """Make the user of a case, and return its id."""
    return place.make_user(**case.before)


def setting(place: Place, section: str, **settings: Any) -> Stack:
    """Return an empty stack of one sub-setting."""
    return Stack(place, setting_lifecycle(section), **settings)


def before(case: Case) -> dict[str, Any]:
    """Return what DescribeUser shows of the case's user before the sub-setting."""
    return {**USER, **case.before}


@cases
@doors
def test_setting_lives_with_one_call_a_change_and_restores(
    place: Place, door: Door, setting: str, case: Case
) -> None:
    """A sub-setting is made, settles, is changed and is deleted, which puts back what was there."""
    user_id = made(place, case)
    stack = Stack(place, door.setting(case.section))
    args = {"instance_id": MANAGED, "user_id": user_id, **case.args}
    _, calls = place.counted(lambda: stack.up(args))
    assert (calls, stack.id) == (("DescribeUser", case.operation), f"{MANAGED}:{user_id}/{setting}")
    user_arn = f"arn:aws:connect:{place.region}:123456789012:instance/{MANAGED}/agent/{user_id}"
    kept = {**args, "previous": case.previous, "user_arn": user_arn}
    assert (stack.outputs, place.user(user_id)) == (kept, {**before(case), **case.user})
    assert place.counted(lambda: stack.up(args)) == ((), ())
    assert (place.counted(stack.refresh), stack.outputs) == ((None, ("DescribeUser",)), kept)

    other = {**args, **case.changed}
    _, calls = place.counted(lambda: stack.up(other))
    assert calls == (*case.reads, case.operation)
    assert place.user(user_id) == {**before(case), **case.changed_user}
    assert {name: stack.outputs["previous"][name] for name in case.previous} == case.previous

    _, calls = place.counted(stack.destroy)
    assert (calls, place.user(user_id)) == ((*case.reads, case.operation), before(case))


@cases
def test_setting_that_drifted_is_repaired_with_one_call(place: Place, setting: str, case: Case) -> None:
    """Drift shows after a refresh and is repaired; what was there before the sub-setting isn't forgotten."""
    user_id = made(place, case)
    stack = Stack(place, setting_lifecycle(case.section))
    args = {"instance_id": MANAGED, "user_id": user_id, **case.args}
    stack.up(args)
    operation, members = case.drift
    place.outside(operation, InstanceId=MANAGED, UserId=user_id, **members)
    stack.refresh()
    assert (stack.outputs["previous"], stack.preview(args)) == (case.previous, (case.section,))
    _, calls = place.counted(lambda: stack.up(args))
    assert calls == (*case.reads, case.operation)
    assert (place.user(user_id), stack.outputs["previous"]) == (
        {**before(case), **case.user},
        case.previous,
    )


@cases
def test_setting_with_retain_leaves_the_user_as_it_is(place: Place, setting: str, case: Case) -> None:
    """on_delete retain deletes without a call; changing only on_delete makes no call either."""
    user_id = made(place, case)
    stack = Stack(place, setting_lifecycle(case.section))
    args = {"instance_id": MANAGED, "user_id": user_id, **case.args}
    stack.up(args)
    retaining = {**args, "on_delete": "retain"}
    assert place.counted(lambda: stack.up(retaining)) == (("state",), ())
    assert place.counted(stack.destroy) == (None, ())
    assert place.user(user_id) == {**before(case), **case.user}


@cases
def test_setting_of_an_equal_user_writes_nothing(place: Place, setting: str, case: Case) -> None:
    """A sub-setting that the user has already costs one read and no write, in and out."""
    user_id = made(place, case)
    stack = Stack(place, setting_lifecycle(case.section))
    args = {"instance_id": MANAGED, "user_id": user_id, **case.previous}
    assert place.counted(lambda: stack.up(args)) == (("create",), ("DescribeUser",))
    assert place.counted(stack.destroy) == (None, ())


def test_proficiencies_setting_takes_the_fewest_calls_and_restores(place: Place) -> None:
    """Proficiencies are read, written by what differs, and put back as they were."""
    user_id = place.make_user()
    where = {"InstanceId": MANAGED, "UserId": user_id}
    had = [{"AttributeName": "billing", "AttributeValue": "yes", "Level": 2.0}]
    place.outside("associate_user_proficiencies", **where, UserProficiencies=had)
    stack = setting(place, "proficiencies")
    skills = [{"attribute_name": "vip", "attribute_value": "yes", "level": 4}]
    args = {"instance_id": MANAGED, "user_id": user_id, "proficiencies": skills}
    reads = ("DescribeUser", "ListUserProficiencies")
    writes = ("DisassociateUserProficiencies", "AssociateUserProficiencies")
    assert place.counted(lambda: stack.up(args)) == (("create",), (*reads, *writes))
    assert place.proficiencies(user_id) == [{"AttributeName": "vip", "AttributeValue": "yes", "Level": 4.0}]
    assert (place.counted(stack.refresh), stack.preview(args)) == ((None, reads), ())
    assert place.counted(stack.destroy) == (None, (*reads, *writes))
    assert place.proficiencies(user_id) == had


def test_setting_takes_the_id_of_a_user_in_every_form(place: Place) -> None:
    """A user's id, its ARN and a ConnectUser's composite id mean the same."""
    user_id = place.make_user()
    stack = setting(place, "hierarchy")
    args = {"instance_id": MANAGED, "user_id": user_id, "hierarchy_group_id": group(LONDON)}
    stack.up(args)
    forms = (f"{MANAGED}:{user_id}", f"{ARN}/{MANAGED}/agent/{user_id}")
    assert [stack.preview({**args, "user_id": form}) for form in forms] == [(), ()]


def test_setting_moved_to_another_user_restores_the_first(place: Place) -> None:
    """Another user_id replaces: the new user is set, the old one gets back what it had."""
    first, second = place.make_user("first"), place.make_user("second")
    stack = setting(place, "hierarchy")
    args = {"instance_id": MANAGED, "user_id": first, "hierarchy_group_id": group(LONDON)}
    stack.up(args)
    moved = {**args, "user_id": second}
    assert place.counted(lambda: stack.up(moved)) == (
        ("replace user_id",),
        ("DescribeUser", "UpdateUserHierarchy", "UpdateUserHierarchy"),
    )
    groups = [place.user(user_id).get("HierarchyGroupId") for user_id in (first, second)]
    assert groups == [None, group(LONDON)]


def test_setting_of_two_sections_of_one_user_live_side_by_side(place: Place) -> None:
    """Two sub-settings of one user don't touch each other, whichever goes first."""
    user_id = place.make_user()
    where = {"instance_id": MANAGED, "user_id": user_id}
    hierarchy, profile = setting(place, "hierarchy"), setting(place, "routing_profile")
    hierarchy.up({**where, "hierarchy_group_id": group(LONDON)})
    profile.up({**where, "routing_profile_id": routing("VIP Care")})
    hierarchy.destroy()
    assert place.user(user_id) == {**USER, "RoutingProfileId": routing("VIP Care")}
    profile.destroy()
    assert place.user(user_id) == USER


REMEMBERED = {
    "mobile": ({"mobile": "+447700900124"}, {"mobile": "+447700900123"}),
    "email": ({"email": "grace@example.com"}, {"email": "ada@example.com"}),
    "first name": ({"first_name": "Grace"}, {"first_name": "Ada"}),
}
"""What a resource sets, and what the user had there."""


@pytest.mark.parametrize(("first", "second"), [("mobile", "email"), ("email", "first name")])
def test_setting_remembers_each_field_from_when_it_is_managed(place: Place, first: str, second: str) -> None:
    """A field that comes under management later is recorded then, and one that leaves is still put back."""
    names = {"FirstName": "Ada", "LastName": "Okafor"}
    identity = {**names, "Email": "ada@example.com", "Mobile": "+447700900123"}
    user_id = place.make_user(IdentityInfo=identity)
    where = {"instance_id": MANAGED, "user_id": user_id}
    stack = setting(place, "identity_info")
    (early, early_had), (late, late_had) = REMEMBERED[first], REMEMBERED[second]
    stack.up({**where, **early})
    stack.up({**where, **early, **late})
    assert stack.outputs["previous"] == {**early_had, **late_had}
    stack.up({**where, **late})
    stack.destroy()
    assert place.user(user_id)["IdentityInfo"] == identity


@of_both_kinds
def test_config_setting_restores_what_phone_config_had_set_for_all_channels(place: Place) -> None:
    """Per-channel lists that weren't there before give way to what PhoneConfig had set for each channel."""
    phone = {"PhoneType": "SOFT_PHONE", "AutoAccept": True, "AfterContactWorkTimeLimit": 45}
    user_id = place.make_user(PhoneConfig=phone)
    stack = setting(place, "config")
    lists = {
        "auto_accept_configs": [{"channel": "VOICE", "auto_accept": False}],
        "after_contact_work_configs": [
            {"channel": "CHAT", "after_contact_work_config": {"after_contact_work_time_limit": 5}}
        ],
    }
    stack.up({"instance_id": MANAGED, "user_id": user_id, **lists})
    stack.destroy()
    channels = ("VOICE", "CHAT", "TASK", "EMAIL")
    limit = {"AfterContactWorkTimeLimit": 45}
    assert place.user(user_id) == {
        **USER,
        "PhoneConfig": {**phone, "PersistentConnection": False},
        "AutoAcceptConfigs": [{"Channel": channel, "AutoAccept": True} for channel in channels],
        "AfterContactWorkConfigs": [
            {"Channel": channel, "AfterContactWorkConfig": limit} for channel in channels
        ],
    }


def test_setting_of_a_user_that_is_gone_leaves_the_state(place: Place) -> None:
    """A refresh of a user that was deleted elsewhere empties the state."""
    stack = _hierarchy(place)
    place.outside("delete_user", InstanceId=MANAGED, UserId=stack.user_id)
    stack.refresh()
    assert stack.exists is False


def test_setting_restored_on_a_user_that_is_gone_succeeds_and_says_so(place: Place) -> None:
    """Deleting a sub-setting of a user that is gone is a success with a word about it."""
    stack = _hierarchy(place)
    user_id = stack.user_id
    place.outside("delete_user", InstanceId=MANAGED, UserId=user_id)
    stack.destroy()
    assert place.reports == [f"user {user_id} of instance {MANAGED} is gone: nothing to restore"]


def test_setting_restored_to_a_profile_that_is_gone_succeeds_with_a_warning(place: Place) -> None:
    """What can't be put back because it doesn't exist any more is a warning, and the delete succeeds."""
    user_id = place.make_user()
    stack = setting(place, "routing_profile")
    stack.up({"instance_id": MANAGED, "user_id": user_id, "routing_profile_id": routing("VIP Care")})
    gone = {"operation": "UpdateUserRoutingProfile", "code": "ResourceNotFoundException"}
    place.server.faults([gone])
    assert place.counted(stack.destroy) == (None, ("UpdateUserRoutingProfile", "DescribeUser"))
    assert place.reports == [
        f"warning: routing_profile of user {user_id} of instance {MANAGED} stays as it is: what it was "
        "before doesn't exist any more (UpdateUserRoutingProfile: ResourceNotFoundException)"
    ]


def test_setting_restored_on_a_wrong_instance_is_an_error(place: Place) -> None:
    """An instance that isn't there is never taken for something that needs no restoring."""
    stack = _hierarchy(place)
    stack.id = stack.id.replace(MANAGED, "00000000-0000-4000-8000-000000000000")
    with pytest.raises(InstanceNotFoundError, match=r"was not found in region .* \(DescribeInstance: "):
        stack.destroy()
    assert stack.exists is True


def test_setting_of_an_unknown_user_is_an_error(place: Place) -> None:
    """A user that isn't there can't be given a setting."""
    nobody = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(UserNotFoundError) as caught:
        setting(place, "hierarchy").up(
            {"instance_id": MANAGED, "user_id": nobody, "hierarchy_group_id": group(LONDON)}
        )
    assert str(caught.value) == (
        f"user {nobody} was not found on instance {MANAGED} (DescribeUser: ResourceNotFoundException); "
        "check user_id and instance_id, or make the user first"
    )


@pytest.mark.parametrize(
    ("section", "args", "expected"),
    [
        pytest.param(
            "identity_info",
            {},
            [
                "give at least one of first_name, last_name, email, secondary_email, mobile: "
                "there is nothing to manage otherwise"
            ],
            id="nothing to manage",
        ),
        pytest.param(
            "hierarchy",
            {"hierarchy_group_id": "", "on_delete": "forget"},
            ["on_delete: must be restore or retain"],
            id="unknown on_delete",
        ),
        pytest.param(
            "identity_info",
            {"instance_id": SAML, "email": "ada@example.com"},
            ["email: is refused by an instance that uses SAML; remove it"],
            id="email on SAML",
        ),
        pytest.param(
            "identity_info",
            {"first_name": "", "last_name": "Okafor"},
            ["first_name: is required by an instance that uses CONNECT_MANAGED or SAML: it can't be cleared"],
            id="an empty name",
        ),
        pytest.param(
            "phone_config",
            {"phone_type": "DESK_PHONE", "desk_phone_number": ""},
            ["desk_phone_number: is required with DESK_PHONE"],
            id="a desk phone with an empty number",
        ),
        pytest.param(
            "config",
            {"phone_number_configs": [{"channel": "CHAT", "phone_type": "DESK_PHONE"}]},
            [
                "phone_number_configs[0].phone_number: is required with DESK_PHONE",
                "phone_number_configs[0].channel: must be VOICE: Connect takes no other channel here",
            ],
            id="a desk phone for chat, without a number",
        ),
        pytest.param(
            "hierarchy",
            {"hierarchy_group_id": "", "user_id": f"{SAML}:u-1"},
            [f"user_id: belongs to instance {SAML}, but the user to {MANAGED}"],
            id="a user of another instance, once",
        ),
        pytest.param(
            "hierarchy",
            {"hierarchy_group_id": "", "user_id": None},
            ["user_id: must not be empty"],
            id="no user",
        ),
        pytest.param(
            "hierarchy",
            {"hierarchy_group_id": "", "user_id": 7, "instance_id": 5, "on_delete": False},
            [
                "instance_id: must be a string, not a number",
                "user_id: must be a string, not a number",
                "on_delete: must be restore or retain",
            ],
            id="numbers for texts",
        ),
        pytest.param(
            "hierarchy",
            {"hierarchy_group_id": "", "instance_id": None},
            ["instance_id: must have 1-100 characters, has 0"],
            id="no instance",
        ),
        pytest.param(
            "routing_profile",
            {"routing_profile_id": f"{SAML}:x"},
            [f"routing_profile_id: belongs to instance {SAML}, but the user to {MANAGED}"],
            id="a profile of another instance",
        ),
    ],
)
def test_setting_check_reports_failures(
    place: Place, section: str, args: dict[str, Any], expected: list[str]
) -> None:
    """What can be known before a call is reported by check."""
    with pytest.raises(CheckFailedError) as caught:
        setting(place, section).up({"instance_id": MANAGED, "user_id": "u-1", **args})
    assert [str(failure) for failure in caught.value.failures] == expected


@pytest.mark.parametrize(
    ("section", "first", "second", "expected"),
    [
        pytest.param(
            "identity_info",
            {"first_name": "Grace", "email": "grace@example.com"},
            {"email": "grace@example.com"},
            "first_name: is required by an instance that uses CONNECT_MANAGED or SAML: it can't be cleared",
            id="a name",
        ),
        pytest.param(
            "phone_config",
            {"phone_type": "DESK_PHONE", "desk_phone_number": NUMBER},
            {"phone_type": "DESK_PHONE"},
            "desk_phone_number: is required with DESK_PHONE",
            id="a desk phone's number",
        ),
    ],
)
def test_setting_that_loses_what_connect_requires_is_refused(
    place: Place, section: str, first: dict[str, Any], second: dict[str, Any], expected: str
) -> None:
    """A field that is removed would be cleared; for another user it was never managed, so it passes."""
    where = {"instance_id": MANAGED, "user_id": place.make_user()}
    stack = setting(place, section)
    stack.up({**where, **first})
    with pytest.raises(CheckFailedError) as caught:
        stack.preview({**where, **second})
    assert [str(failure) for failure in caught.value.failures] == [expected]
    other = {**where, "user_id": place.make_user("second")}
    assert stack.preview({**other, **second})[1:] == ("replace user_id",)


@of_both_kinds
def test_setting_of_a_desk_phone_whose_number_stands_in_connect_keeps_it(place: Place) -> None:
    """A number that the sub-setting doesn't manage is read and sent along."""
    phone = {"PhoneType": "DESK_PHONE", "DeskPhoneNumber": NUMBER}
    user_id = place.make_user(PhoneConfig=phone)
    stack = setting(place, "phone_config")
    args = {"instance_id": MANAGED, "user_id": user_id, "phone_type": "DESK_PHONE", "auto_accept": True}
    stack.up(args)
    assert place.user(user_id)["PhoneConfig"] == {**USER["PhoneConfig"], **phone, "AutoAccept": True}


def test_identity_setting_on_saml_sends_no_email(place: Place) -> None:
    """One name of a user on an instance with SAML can be managed alone."""
    user_id = place.make_user("ada@example.com", SAML)
    stack = setting(place, "identity_info")
    stack.up({"instance_id": SAML, "user_id": user_id, "first_name": "Grace"})
    assert place.user(user_id, SAML)["IdentityInfo"] == {"FirstName": "Grace", "LastName": "Okafor"}


def _hierarchy(place: Place) -> Stack:
    stack = setting(place, "hierarchy")
    args = {"instance_id": MANAGED, "user_id": place.make_user(), "hierarchy_group_id": group(LONDON)}
    stack.up(args)
    return stack
