"""Adoption: a user that exists is brought under management instead of failing."""

from __future__ import annotations

import pytest

from connect_resources.errors import DuplicateUserError, InputError
from tests.lifecycle.harness import MANAGED, Place, Stack, of_both_kinds, security, user_lifecycle
from tests.lifecycle.plain import ARGS, STATE, USER

ADOPTING = {**ARGS, "adopt_existing": True}
READING = ("DescribeInstance", "ListUsers", "DescribeUser")


def test_adoption_of_an_equal_user_changes_nothing(place: Place) -> None:
    """A user that is as declared is adopted without a mutating call, and the person is told."""
    user_id = place.make_user()
    stack = Stack(place)
    assert place.counted(lambda: stack.up(ADOPTING)) == (("create",), READING)
    assert stack.id == f"{MANAGED}:{user_id}"
    assert place.reports == [f"adopted user alice ({user_id}) of instance {MANAGED}; changed: nothing"]
    assert stack.preview(ADOPTING) == ()


def test_adoption_of_a_different_user_writes_the_changed_sections_only(place: Place) -> None:
    """What differs is written with one call for each section; what isn't managed stays."""
    user_id = place.make_user(
        PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": True},
        IdentityInfo={"FirstName": "Ada", "LastName": "Lovelace", "Email": "ada@example.com"},
        SecurityProfileIds=[security("Supervisor")],
    )
    stack = Stack(place)
    _, calls = place.counted(lambda: stack.up(ADOPTING))
    assert calls == (*READING, "UpdateUserIdentityInfo", "UpdateUserSecurityProfiles")
    assert place.user(user_id) == {
        **USER,
        "IdentityInfo": {**USER["IdentityInfo"], "Email": "ada@example.com"},
        "PhoneConfig": {**USER["PhoneConfig"], "AutoAccept": True},
    }
    assert place.reports == [
        f"adopted user alice ({user_id}) of instance {MANAGED}; changed: identity_info, security_profiles"
    ]
    assert (stack.preview(ADOPTING), place.counted(stack.refresh)) == ((), (None, ("DescribeUser",)))
    assert stack.preview(ADOPTING) == ()


@of_both_kinds
def test_adoption_with_a_list_of_channels_keeps_the_other_lists(place: Place) -> None:
    """UpdateUserConfig may empty what it leaves out, so that the lists which aren't managed go along."""
    limits = [{"Channel": "CHAT", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 90}}]
    place.make_user(AfterContactWorkConfigs=limits)
    stack = Stack(place)
    accept = {"auto_accept_configs": [{"channel": "CHAT", "auto_accept": True}]}
    _, calls = place.counted(lambda: stack.up({**ADOPTING, **accept}))
    assert calls == (*READING, "UpdateUserConfig")
    assert place.user(stack.user_id) == {
        **USER,
        "AfterContactWorkConfigs": limits,
        "AutoAcceptConfigs": [{"Channel": "CHAT", "AutoAccept": True}],
    }


def test_adoption_takes_proficiencies_and_tags_as_they_are(place: Place) -> None:
    """Incremental sections are compared with what is there: equal ones cost no mutating call."""
    user_id = place.make_user(Tags={"team": "care"})
    skills = [{"AttributeName": "billing", "AttributeValue": "yes", "Level": 3.0}]
    place.outside(
        "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=skills
    )
    skill = {"attribute_name": "billing", "attribute_value": "yes", "level": 3}
    stack = Stack(place)
    args = {**ADOPTING, "tags": {"team": "care"}, "proficiencies": [skill]}
    _, calls = place.counted(lambda: stack.up(args))
    assert calls == (*READING, "ListUserProficiencies")


def test_adoption_matches_names_regardless_of_case(place: Place) -> None:
    """A user whose name differs in case is the same user, and that is no diff afterwards."""
    user_id = place.make_user("ALICE")
    stack = Stack(place)
    stack.up(ADOPTING)
    stack.refresh()
    assert (stack.user_id, stack.outputs["name"], stack.preview(ADOPTING)) == (user_id, "alice", ())


def test_adoption_without_such_a_user_creates_one(place: Place) -> None:
    """Where nobody has the name, adopting is creating: one listing and one CreateUser."""
    stack = Stack(place)
    calls = ("DescribeInstance", "ListUsers", "CreateUser")
    assert place.counted(lambda: stack.up(ADOPTING)) == (("create",), calls)


def test_adoption_by_config_adopts_without_an_argument(place: Place) -> None:
    """connect:adoptExisting stands for the argument where a program doesn't give it."""
    place.make_user()
    stack = Stack(place, adopt_existing=True)
    assert place.counted(lambda: stack.up(ARGS)) == (("create",), READING)
    assert stack.outputs == {**STATE, "tags_all": {}, "user_id": stack.user_id, "arn": stack.outputs["arn"]}


def test_adoption_needs_no_password(place: Place) -> None:
    """A user that exists has its password already, so that check doesn't ask for one."""
    user_id = place.make_user()
    stack = Stack(place)
    stack.up({**STATE, "adopt_existing": True})
    assert stack.id == f"{MANAGED}:{user_id}"


def test_adoption_of_another_directory_user_is_refused(place: Place) -> None:
    """directory_user_id can't be changed, so that a user with another one isn't taken."""
    place.make_user()
    with pytest.raises(InputError) as caught:
        Stack(place).up({**ADOPTING, "directory_user_id": "S-1-5"})
    assert str(caught.value) == (
        f"user alice of instance {MANAGED} can't be adopted: its directory user id isn't directory_user_id, "
        "and Connect can't change it; delete the user, or mend the argument"
    )


def test_adoption_of_one_user_twice_is_refused(place: Place) -> None:
    """Two resources of one run can't adopt the same user."""
    user_id = place.make_user()
    client = place.client()
    user_lifecycle(client, place.reports.append, "urn::one").create(ADOPTING).whole()
    with pytest.raises(InputError) as caught:
        user_lifecycle(client, place.reports.append, "urn::two").create({**ADOPTING, "name": "ALICE"}).whole()
    assert str(caught.value) == (
        f"user ALICE ({user_id}) of instance {MANAGED} can't be adopted: resource one of this program holds "
        "it; declare each user once"
    )


def test_duplicate_without_adoption_names_the_user_and_the_way_out(place: Place) -> None:
    """The duplicate error names the existing user's id and how to adopt it, and nothing is left over."""
    user_id = place.make_user("ALICE")
    stack = Stack(place)
    with pytest.raises(DuplicateUserError) as caught:
        stack.up(ARGS)
    assert str(caught.value) == (
        f"CreateUser of user alice on instance {MANAGED} failed: DuplicateResourceException: A user with "
        "this username already exists; a user of that name exists (case doesn't matter): if a resource "
        "was renamed, say what it was called with aliases=[pulumi.Alias(name=...)]; if none has the "
        "user, take it over with adopt_existing=True or `pulumi config set connect:adoptExisting true`; "
        f"or choose another name; the existing user's id is {user_id}"
    )
    assert (place.called()[-2:], place.names()) == (("CreateUser", "ListUsers"), ["ALICE"])


def test_duplicate_of_a_user_whose_names_are_words_keeps_the_words(place: Place) -> None:
    """First name A, last name user: the message of Connect can be read."""
    place.make_user()
    with pytest.raises(DuplicateUserError) as caught:
        Stack(place).up({**ARGS, "identity_info": {"first_name": "A", "last_name": "user"}})
    assert str(caught.value).startswith(
        f"CreateUser of user alice on instance {MANAGED} failed: DuplicateResourceException: A user with "
        "this username already exists; "
    )
