"""A run as the engine makes it: several threads, and users that a program only reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.lifecycle.harness import MANAGED, Place, Stack, routing, security
from tests.lifecycle.plain import ARGS, SKILL, SKILL_API

ENGINE_THREADS = 4


def test_run_of_four_threads_makes_each_user_once(place: Place) -> None:
    """Threads share the client: the instance is described once, and each user costs one CreateUser."""
    lifecycle = Stack(place).lifecycle()
    names = [f"agent-{number:02}" for number in range(20)]

    def make(name: str) -> str:
        inputs, failures = lifecycle.check({}, {**ARGS, "name": name})
        assert failures == []
        return lifecycle.create(inputs).whole().id

    with ThreadPoolExecutor(ENGINE_THREADS) as pool:
        ids = list(pool.map(make, names))
    assert sorted(place.called()) == [*["CreateUser"] * 20, "DescribeInstance"]
    assert (len(set(ids)), sorted(place.names())) == (20, names)


def test_run_that_adopts_many_users_lists_them_once(place: Place) -> None:
    """Adoption of N users is one listing and one read each, whatever the number of threads."""
    names = [f"agent-{number:02}" for number in range(8)]
    for name in names:
        place.make_user(name)
    place.server.reset_calls()
    lifecycle = Stack(place, adopt_existing=True).lifecycle()
    with ThreadPoolExecutor(ENGINE_THREADS) as pool:
        list(pool.map(lambda name: lifecycle.create({**ARGS, "name": name}).whole(), names))
    assert sorted(place.called()) == [*["DescribeUser"] * 8, "ListUsers"]


def test_user_that_a_program_only_reads_shows_all_that_connect_holds(place: Place) -> None:
    """A read without state gives every setting that DescribeUser and ListUserProficiencies show."""
    user_id = place.make_user(Tags={"team": "care"})
    place.outside(
        "associate_user_proficiencies", InstanceId=MANAGED, UserId=user_id, UserProficiencies=[SKILL_API]
    )
    found, calls = place.counted(lambda: Stack(place).lifecycle().read(f"{MANAGED}:{user_id}", {}))
    assert calls == ("DescribeUser", "ListUserProficiencies")
    assert (found.id, found.outputs) == (
        f"{MANAGED}:{user_id}",
        {
            "instance_id": MANAGED,
            "name": "alice",
            "identity_info": {"first_name": "Ada", "last_name": "Okafor"},
            "phone_config": {
                "phone_type": "SOFT_PHONE",
                "auto_accept": False,
                "after_contact_work_time_limit": 0,
                "persistent_connection": False,
            },
            "routing_profile_id": routing(),
            "security_profile_ids": [security()],
            "proficiencies": [SKILL],
            "tags": {"team": "care"},
            "tags_all": {"team": "care"},
            "user_id": user_id,
            "arn": f"arn:aws:connect:{place.region}:123456789012:instance/{MANAGED}/agent/{user_id}",
        },
    )


def test_user_that_is_not_there_reads_as_gone(place: Place) -> None:
    """A read of an id that nobody has is empty, after the instance was seen to be there."""
    nobody = f"{MANAGED}:00000000-0000-4000-8000-000000000000"
    found, calls = place.counted(lambda: Stack(place).lifecycle().read(nobody, {}))
    assert (found, calls) == (None, ("DescribeUser", "DescribeInstance"))
