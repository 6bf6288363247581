"""gate: what a preview may do without a second look, where the preview tells little or lies in wait."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Command
from tests.commands.previews import (
    FLEET,
    UNKNOWN,
    USER,
    Props,
    arguments,
    fleet,
    outputs,
    preview,
    step,
    urn,
    write,
)
from tests.lifecycle.harness import Place
from tools.local_connect import MANAGED, SAML

Judge = Callable[..., list[str]]
Profiles = dict[str, str]


@pytest.fixture
def profiles(place: Place) -> Profiles:
    """Return the ids of security profiles by name."""
    listed = place.boto.list_security_profiles(InstanceId=MANAGED)["SecurityProfileSummaryList"]
    return {item["Name"]: item["Id"] for item in listed}


def make(place: Place, name: str, *profile_ids: str) -> str:
    """Make a user in Connect; its id."""
    routing = place.boto.list_routing_profiles(InstanceId=MANAGED)["RoutingProfileSummaryList"][0]["Id"]
    user_id: str = place.boto.create_user(
        InstanceId=MANAGED,
        Username=name,
        Password="Correct-h0rse",
        IdentityInfo={"FirstName": "Ada", "LastName": "Okafor"},
        PhoneConfig={"PhoneType": "SOFT_PHONE"},
        RoutingProfileId=routing,
        SecurityProfileIds=list(profile_ids),
    )["UserId"]
    return user_id


@pytest.fixture
def judge(place: Place, command: Command, tmp_path: Path) -> Judge:
    """Return why gate says no to a preview; answer and exit status have to agree with that."""

    def run(content: Props, *options: str) -> list[str]:
        file = write(tmp_path, content)
        done = command("gate", "--region", place.region, "--json", *options, file)
        found = json.loads(done.result)
        assert (done.status, found["answer"]) == ((1, "no") if found["reasons"] else (0, "yes"))
        listed: list[str] = found["reasons"]
        return listed

    return run


def created(name: str, *profile_ids: str, **more: Any) -> Props:
    """Return the step that makes a user."""
    return step("create", USER, name, new=arguments(name, *profile_ids, **more))


def setting(kind: str, user_id: str, new: Props | None, old: Props | None = None) -> Props:
    """Return the step that makes a sub-setting, or the one that deletes it where nothing is wanted."""
    whose = {"instance_id": MANAGED, "user_id": user_id}
    if new is None:
        return step("delete", kind, "one", old={**whose, **(old or {})})
    return step("create", kind, "one", new={**whose, **new})


def test_gate_knows_who_has_a_profile_already(place: Place, judge: Judge, profiles: Profiles) -> None:
    """An Admin who gets another profile beside gets nothing privileged, whoever made the user."""
    boss, ana = (make(place, name, profiles[held]) for name, held in (("boss", "Admin"), ("ana", "Agent")))
    wanted = {"security_profile_ids": [profiles["Admin"], profiles["Agent"]]}
    steps = [setting("UserSecurityProfiles", user_id, wanted) for user_id in (boss, ana)]
    steps[1]["urn"] += "-more"
    assert judge(preview(*steps)) == ["ana would get the security profile Admin"]


def test_gate_believes_connect_more_than_the_state(place: Place, judge: Judge, profiles: Profiles) -> None:
    """Who was an Admin when the state was written, and is none by now, would become one again."""
    user_id = make(place, "ana", profiles["Agent"])
    before = arguments("ana", profiles["Admin"])
    after = arguments("ana", profiles["Admin"], profiles["Agent"])
    content = preview(step("update", USER, "ana", old=outputs(before, user_id), new=after))
    assert judge(content) == ["ana would get the security profile Admin"]


@pytest.mark.parametrize(
    "profile", [UNKNOWN, "[secret]", {"4dabf18193072939515e22adb298388d": "1b4", "value": "x"}]
)
def test_gate_takes_a_profile_that_is_not_known_for_a_privileged_one(judge: Judge, profile: Any) -> None:
    """One that only the run will tell, or that is a secret."""
    step_ = created("ana")
    step_["newState"]["inputs"]["security_profile_ids"] = [profile]
    assert judge(preview(step_)) == ["ana would get a security profile that isn't known before the run"]
    step_["newState"]["inputs"]["security_profile_ids"] = profile
    assert judge(preview(step_)) == ["ana would get a security profile that isn't known before the run"]


def test_gate_takes_a_profile_that_connect_lacks_for_a_privileged_one(judge: Judge) -> None:
    """Nobody can say what it will be."""
    assert judge(preview(created("ana", "p-1"))) == [
        "ana would get the security profile p-1, which Connect doesn't have"
    ]


def test_gate_judges_members_of_a_fleet_whose_arguments_are_not_known(
    judge: Judge, profiles: Profiles
) -> None:
    """A user whose text is unknown, or a secret, may get anything."""
    known = {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Agent"]]}
    content = preview(
        step("create", FLEET, "all", new=fleet({"ana": UNKNOWN, "bea": "[secret]", "cleo": known}))
    )
    assert judge(content) == [
        "ana would get a security profile that isn't known before the run",
        "bea would get a security profile that isn't known before the run",
    ]


def test_gate_counts_a_replacement_as_somebody_new(place: Place, judge: Judge, profiles: Profiles) -> None:
    """The one who comes gets all profiles of the one who goes; allowing the one allows not the other."""
    before, after = (arguments(name, profiles["Admin"]) for name in ("boss", "thief"))
    content = preview(step("replace", USER, "boss", old=outputs(before, "u-1"), new=after))
    replaced = "1 user would be replaced, and 0 are allowed: boss"
    got = "thief would get the security profile Admin"
    assert judge(content) == [replaced, got]
    assert judge(content, "--max-replaces", "1", "--allow-privileged", "boss") == [got]
    assert judge(content, "--max-replaces", "1", "--allow-privileged", "thief") == []


def test_gate_counts_replacements_that_the_engine_writes_as_three_steps_once(
    judge: Judge, profiles: Profiles
) -> None:
    """As ``--show-replacement-steps`` gives them."""
    before, after = (arguments(name, profiles["Agent"]) for name in ("ana", "anna"))
    held = outputs(before, "u-1")
    steps = [
        step("create-replacement", USER, "ana", old=held, new=after),
        step("replace", USER, "ana", old=held, new=after),
        step("delete-replaced", USER, "ana", old=held),
    ]
    assert judge(preview(*steps)) == ["1 user would be replaced, and 0 are allowed: ana"]


def test_gate_counts_a_user_who_only_waits_to_be_deleted(judge: Judge, profiles: Profiles) -> None:
    """What an earlier run replaced and left behind is a person who goes."""
    held = outputs(arguments("ana", profiles["Agent"]), "u-1")
    assert judge(preview(step("delete-replaced", USER, "ana", old=held))) == [
        "1 user would be deleted, and 0 are allowed: ana"
    ]


def test_gate_counts_who_may_be_lost_between_two_fleets(judge: Judge, profiles: Profiles) -> None:
    """A fleet that lets go of a user before the other has it deletes it, unless it says that it leaves it."""
    user = {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Agent"]]}
    old = {**fleet({"ana": user, "bea": user}), "user_ids": {"ana": "u-1", "bea": "u-2"}, "arns": {}}
    content = preview(
        step("update", FLEET, "one", old=old, new=fleet({"bea": user})),
        step("create", FLEET, "two", new=fleet({"ana": user})),
    )
    assert judge(content) == ["1 user would be deleted, and 0 are allowed: ana"]
    left = {"urn": urn(FLEET, "one"), "message": "ana: to be left to another resource\n", "severity": "info"}
    assert judge({**content, "diagnostics": [left]}) == []


@pytest.mark.parametrize("held", ["Admin", "Agent"])
def test_gate_asks_whose_address_a_sub_setting_changes(
    place: Place, judge: Judge, profiles: Profiles, held: str
) -> None:
    """The preview doesn't tell what profiles that user has; Connect does."""
    user_id = make(place, "sol", profiles[held])
    content = preview(setting("UserIdentityInfo", user_id, {"email": "sol@example.com"}))
    said = "sol would get another e-mail address, and has the security profile Admin"
    assert judge(content) == ([said] if held == "Admin" else [])
    assert judge(content, "--allow-privileged", "sol") == []


def test_gate_takes_whoever_is_not_known_for_privileged(judge: Judge) -> None:
    """A setting of a user that is only to be made; a name that it may have lifts nothing."""
    new = {"instance_id": MANAGED, "user_id": UNKNOWN, "email": "a@example.com"}
    depends = {"user_id": [urn(USER, "ana")]}
    made = step("create", "UserIdentityInfo", "one", new=new, propertyDependencies=depends)
    content = preview(step("create", USER, "ana", new=arguments("ana")), made)
    said = "ana would get another e-mail address, and what security profiles it has can't be looked up"
    assert judge(content, "--allow-privileged", "ana") == [said]


@pytest.mark.parametrize("adopting", [True, False])
def test_gate_asks_who_is_taken_over(
    place: Place, judge: Judge, profiles: Profiles, *, adopting: bool
) -> None:
    """A user that exists and is an Admin gets another address, and nothing that it hasn't; a new one does."""
    make(place, "Boss", profiles["Admin"])
    given = {"identity_info": {"email": "thief@example.com"}}
    said = ["boss would get another e-mail address, and has the security profile Admin"]
    secret = {"connect:adoptExisting": "[secret]"}
    for own, config in ((True, {}), (None, {"connect:adoptExisting": "true"}), (None, secret)):
        more = {**given, **({} if own is None or not adopting else {"adopt_existing": own})}
        content = preview(created("boss", profiles["Agent"], **more), config=config if adopting else {})
        assert judge(content) == (said if adopting else [])
    admin = created("boss", profiles["Admin"], **({"adopt_existing": True} if adopting else {}))
    assert judge(preview(admin)) == ([] if adopting else ["boss would get the security profile Admin"])


def test_gate_asks_for_many_users_at_once(place: Place, judge: Judge, profiles: Profiles) -> None:
    """Of more than a score of new addresses, 500 users a call; fewer are asked for one by one."""
    made = [make(place, f"agent{number:02}", profiles["Agent"]) for number in range(22)]
    made.append(make(place, "boss", profiles["Admin"]))
    for number, asked in ((23, ["SearchUsers"]), (2, ["DescribeUser"] * 2)):
        chosen = enumerate(made[-number:])
        steps = [setting("UserIdentityInfo", user_id, {"email": "a@example.com"}) for _, user_id in chosen]
        for position, item in enumerate(steps):
            item["urn"] += str(position)
        place.server.reset_calls()
        assert judge(preview(*steps)) == [
            "boss would get another e-mail address, and has the security profile Admin"
        ]
        called = [call["operation"] for call in place.server.calls()]
        assert [name for name in called if not name.startswith("List")] == asked


def test_gate_takes_an_address_that_is_a_secret_for_another_one(
    place: Place, judge: Judge, profiles: Profiles
) -> None:
    """Both are hidden, and the resource changes."""
    held = arguments("boss", profiles["Admin"], identity_info={"email": "[secret]"})
    user_id = make(place, "boss", profiles["Admin"])
    content = preview(step("update", USER, "boss", old=outputs(held, user_id), new=held))
    assert judge(content) == ["boss would get another e-mail address, and has the security profile Admin"]


@pytest.mark.parametrize("once", [[], ["identity_info.email"]])
def test_gate_leaves_out_what_is_written_only_once(judge: Judge, profiles: Profiles, once: list[str]) -> None:
    """An address that the program gives to new users alone changes nobody, of a fleet or not."""
    held, wanted = ({"identity_info": {"email": f"{name}@example.com"}} for name in ("a", "b"))
    before, after = (arguments("boss", profiles["Admin"], **given) for given in (held, wanted))
    user = {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Admin"]]}
    fleets = (fleet({"chief": {**user, **given}}, arns={}) for given in (held, wanted))
    more = {"set_once": once} if once else {}
    old, new = ({**given, "user_ids": {"chief": "u-2"}} for given in fleets)
    content = preview(
        step("update", USER, "boss", old=outputs(before, "u-1"), new={**after, "tags": {}, **more}),
        step("update", FLEET, "all", old=old, new={**new, **more}),
    )
    assert [reason.split()[0] for reason in judge(content)] == ([] if once else ["boss", "chief"])


def test_gate_lets_a_setting_that_stays_behind_pass(judge: Judge, profiles: Profiles) -> None:
    """Nothing is put back where on_delete is retain, and deleting a sub-setting deletes nobody."""
    old = {
        "security_profile_ids": [profiles["Agent"]],
        "previous": {"security_profile_ids": [profiles["Admin"]]},
    }
    content = preview(setting("UserSecurityProfiles", "u-1", None, {**old, "on_delete": "retain"}))
    assert judge(content) == []


def test_gate_guards_the_profiles_that_it_is_told(judge: Judge, profiles: Profiles) -> None:
    """Names given take the place of Admin."""
    content = preview(created("ana", *(profiles[name] for name in ("Admin", "Supervisor", "Training"))))
    assert judge(content) == ["ana would get the security profile Admin"]
    assert judge(content, "--privileged", "Supervisor", "--privileged", "Training") == [
        f"ana would get the security profile {name}"
        for name in sorted(("Supervisor", "Training"), key=profiles.__getitem__)
    ]


def test_gate_says_that_a_mistyped_profile_guards_nothing(
    place: Place, command: Command, tmp_path: Path, profiles: Profiles
) -> None:
    """In the result and beside it."""
    file = write(tmp_path, preview(created("ana", profiles["Agent"])))
    done = command("gate", "--region", place.region, "--privileged", "Amdin", file)
    assert done.said == "gate: --privileged: no security profile is called 'Amdin': it guards nothing\n"
    assert done.result.endswith(
        "Note: --privileged: no security profile is called 'Amdin': it guards nothing\n"
    )


@pytest.mark.parametrize(
    "refused", ["ListSecurityProfiles", "ListUsers", "DescribeUser", "ListRoutingProfiles"]
)
def test_gate_judges_on_where_a_right_is_missing(
    place: Place, judge: Judge, profiles: Profiles, refused: str
) -> None:
    """An answer that can't be had never turns a no into a yes, nor into an error."""
    user_id = make(place, "sol", profiles["Admin"])
    place.server.faults([{"operation": refused, "code": "AccessDeniedException", "times": 9}])
    content = preview(setting("UserIdentityInfo", user_id, {"email": "sol@example.com"}))
    assert len(judge(content)) == 1


def test_gate_shows_names_for_ids_and_no_secret(
    place: Place, command: Command, tmp_path: Path, profiles: Profiles
) -> None:
    """Of profiles and groups; a secret is hidden by what it is, whatever the engine wrote in its place."""
    groups = place.boto.list_user_hierarchy_groups(InstanceId=MANAGED)["UserHierarchyGroupSummaryList"]
    group = next(item["Id"] for item in groups if item["Name"] == "London")
    clear = arguments("ana", profiles["Training"], profiles["Agent"], hierarchy_group_id=group)
    content = preview(step("create", USER, "ana", new={**clear, "password": "Sentinel-1"}))
    done = command("gate", "--region", place.region, "--json", write(tmp_path, content))
    settings = json.loads(done.result)["users"][0]["settings"]
    assert {item["setting"]: item["to"] for item in settings} == {
        "routing-profile": "r-1",
        "security-profiles": ["Agent", "Training"],
        "hierarchy": "EMEA/United Kingdom/London",
        "password": "[secret]",
    }


FAILED = {"severity": "error", "message": "error: no\n"}
WHOLE = preview()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "is empty: the preview was cut short", id="empty"),
        pytest.param(json.dumps(WHOLE)[:-1], "isn't whole JSON", id="cut"),
        pytest.param("[1]", "isn't a preview", id="list"),
        pytest.param("{}\n{}\n", "isn't whole JSON", id="events"),
        *(
            pytest.param(
                json.dumps({name: value for name, value in WHOLE.items() if name != key}),
                f"isn't a whole preview: it lacks {key}",
                id=key,
            )
            for key in ("steps", "duration", "changeSummary")
        ),
        pytest.param(json.dumps({**WHOLE, "diagnostics": [FAILED]}), "is a preview that failed", id="failed"),
        pytest.param(json.dumps({**WHOLE, "maybeCorrupt": True}), "may be corrupt", id="corrupt"),
        pytest.param(
            json.dumps({**WHOLE, "diagnostics": FAILED}),
            "config or diagnostics have another form",
            id="diagnostics",
        ),
        pytest.param(
            json.dumps({**WHOLE, "config": [1]}), "config or diagnostics have another form", id="config"
        ),
        pytest.param(
            json.dumps(
                preview(step("create", USER, "ana", new=arguments("ana", tags={"a": "DEEP"})))
            ).replace('"DEEP"', "[" * 600 + "]" * 600),
            "a step has another form",
            id="deep",
        ),
        pytest.param(
            json.dumps(
                preview(
                    step(
                        "create", "UserHierarchy", "one", new={"user_id": UNKNOWN}, propertyDependencies=["a"]
                    )
                )
            ),
            "UserHierarchy one is in a form that can't be read",
            id="dependencies",
        ),
        pytest.param(json.dumps({**WHOLE, "steps": [{"op": "same"}]}), "a step has another form", id="step"),
        pytest.param(
            json.dumps({**WHOLE, "steps": [{"op": "explode", "urn": urn(USER, "ana")}]}),
            "has a step 'explode', which this version doesn't know",
            id="operation",
        ),
        pytest.param(
            json.dumps(preview(step("create", FLEET, "all", new={"instance_id": MANAGED, "users": UNKNOWN}))),
            "ConnectUsers all doesn't say its users",
            id="fleet",
        ),
    ],
)
def test_gate_never_answers_what_it_cannot_read(
    command: Command, tmp_path: Path, content: str, said: str
) -> None:
    """Exit 2, one line, nothing on stdout; of a reviewed preview too."""
    file, good = tmp_path / "broken.json", write(tmp_path, WHOLE)
    file.write_text(content)
    for line in ((str(file),), ("--same-as", str(file), good)):
        done = command("gate", *line)
        assert (done.status, done.result, done.said.count("\n")) == (2, "", 1)
        assert said in done.said


def test_gate_of_a_file_that_is_not_there_says_so(command: Command, tmp_path: Path) -> None:
    """And writes nothing where the result was to go."""
    target = tmp_path / "result.md"
    done = command("gate", str(tmp_path / "none.json"), "--output", str(target))
    assert (done.status, target.exists()) == (2, False)
    assert done.said == f"gate: {tmp_path}/none.json can't be read: No such file or directory\n"


def test_gate_shows_no_character_that_a_terminal_acts_on(command: Command, tmp_path: Path) -> None:
    """Neither in the result nor beside it, wherever a preview has one."""
    given = arguments("an\x1b[2Ja", "p\x07-1", tags={"a\n": "\u202eb"}, instance_id="i\x1b-1")
    done = command(
        "gate",
        "--endpoint-url",
        "http://127.0.0.1:9",
        write(tmp_path, preview(step("create", USER, "a", new=given))),
    )
    assert done.status == 1
    assert [character for character in done.result + done.said if character in "\x1b\x07\u202e"] == []


def test_gate_without_personal_data_shows_neither_names_nor_numbers(command: Command, tmp_path: Path) -> None:
    """In no form; what is empty, or no person's, stays."""
    identity = {"first_name": "Ada", "last_name": "", "email": "ada@example.com", "mobile": "+441234567890"}
    given = arguments("ana", identity_info=identity, phone_config={"desk_phone_number": "+449876543210"})
    file = write(tmp_path, preview(step("create", USER, "ana", new=given)))
    for form in (["--json"], ["--markdown"], []):
        done = command("gate", "--endpoint-url", "http://127.0.0.1:9", "--no-personal-data", *form, file)
        assert [text for text in ("Ada", "ada@", "+44") if text in done.result + done.said] == []
        assert done.result.count("[personal]") == 4


def test_gate_sees_what_a_fleet_has_written_only_once_up_to_now(
    place: Place, judge: Judge, profiles: Profiles
) -> None:
    """Its texts stay as they are where set_once goes, and everybody gets what stood there all the time."""
    user_id = make(place, "ana", profiles["Agent"])
    users = {"ana": {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Admin"]]}}
    old = fleet(users, arns={}, set_once=["security_profile_ids"])
    content = preview(
        step("update", FLEET, "all", old={**old, "user_ids": {"ana": user_id}}, new=fleet(users))
    )
    assert judge(content) == ["ana would get the security profile Admin"]


def test_gate_takes_a_user_whose_name_is_not_known_for_any(judge: Judge, profiles: Profiles) -> None:
    """With adoption that may be an Admin who exists."""
    given = {"identity_info": {"email": "thief@example.com"}, "adopt_existing": True}
    content = preview(step("create", USER, "one", new={**arguments(UNKNOWN, profiles["Agent"]), **given}))
    assert judge(content) == [
        "the user of ConnectUser one would get another e-mail address, and what security profiles it has "
        "can't be looked up"
    ]


def test_gate_allows_nobody_whose_name_is_not_known(judge: Judge, profiles: Profiles) -> None:
    """That the one who goes is allowed says nothing of the one who comes."""
    before, after = (arguments(name, profiles["Admin"]) for name in ("boss", UNKNOWN))
    content = preview(step("replace", USER, "one", old=outputs(before, "u-1"), new=after))
    options = ("--max-replaces", "1", "--allow-privileged", "boss")
    assert judge(content, *options) == ["boss would get the security profile Admin"]


@pytest.mark.parametrize(("allowed", "name"), [("boss", "boß"), ("Kim", "\u212aim")])
def test_gate_allows_nobody_whose_name_only_looks_alike(
    judge: Judge, profiles: Profiles, allowed: str, name: str
) -> None:
    """Upper and lower case are equal; letters that only some comparisons take for equal aren't."""
    content = preview(created(name, profiles["Admin"]))
    assert judge(content, "--allow-privileged", allowed) == [f"{name} would get the security profile Admin"]
    assert judge(content, "--allow-privileged", name.upper(), "--allow-privileged", name) == []


def test_gate_counts_whoever_gets_the_name_of_one_who_goes_as_somebody_new(
    place: Place, judge: Judge, profiles: Profiles
) -> None:
    """A fleet deletes Boss before it makes boss: nobody is there to be adopted."""
    user_id = make(place, "Boss", profiles["Admin"])
    user = {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Admin"]]}
    old = {**fleet({"Boss": user}, arns={}), "user_ids": {"Boss": user_id}}
    content = preview(step("update", FLEET, "all", old=old, new=fleet({"boss": user}, adopt_existing=True)))
    assert judge(content, "--max-deletes", "1") == ["boss would get the security profile Admin"]


def test_gate_joins_nobody_of_instances_that_it_does_not_know(judge: Judge, profiles: Profiles) -> None:
    """Whoever goes from one secret instance doesn't move to another one."""
    secret = {"instance_id": "[secret]"}
    gone, comes = ({**arguments("ana", profiles["Agent"]), **secret} for _ in range(2))
    content = preview(
        step("delete", USER, "one", old=outputs(gone, "u-1")), step("create", USER, "two", new=comes)
    )
    assert judge(content)[0] == "1 user would be deleted, and 0 are allowed: ana"


def test_gate_believes_of_each_user_alone_that_it_is_left_to_another_fleet(
    judge: Judge, profiles: Profiles
) -> None:
    """A line about one says nothing of another, while there is room for everybody."""
    user = {"routing_profile_id": "r-1", "security_profile_ids": [profiles["Agent"]]}
    old = {**fleet({"ana": user, "bea": user}, arns={}), "user_ids": {"ana": "u-1", "bea": "u-2"}}
    content = preview(
        step("update", FLEET, "one", old=old, new=fleet({})),
        step("create", FLEET, "two", new=fleet({"ana": user, "bea": user})),
    )
    lines = ["ana: to be deleted", "bea: to be left to another resource"]
    said = [{"urn": urn(FLEET, "one"), "message": f"{line}\n", "severity": "info"} for line in lines]
    assert judge({**content, "diagnostics": said}) == ["1 user would be deleted, and 0 are allowed: ana"]


def test_gate_looks_a_replaced_user_up_where_it_comes(judge: Judge, profiles: Profiles) -> None:
    """The profiles of another instance are those of that instance."""
    before = arguments("ana", "p-1", instance_id=SAML)
    after = arguments("ana", profiles["Agent"])
    content = preview(step("replace", USER, "ana", old=outputs(before, "u-1"), new=after))
    assert judge(content, "--max-replaces", "1") == []


def test_gate_asks_who_is_imported(place: Place, judge: Judge, profiles: Profiles) -> None:
    """A resource that is imported is somebody who exists, whatever is adopted."""
    user_id = make(place, "boss", profiles["Admin"])
    given = arguments("boss", profiles["Admin"], identity_info={"email": "thief@example.com"})
    content = preview(step("import", USER, "boss", new=given, importID=f"{MANAGED}:{user_id}"))
    assert judge(content) == ["boss would get another e-mail address, and has the security profile Admin"]


def test_gate_says_how_long_it_asks_who_has_a_profile_already(
    place: Place, command: Command, tmp_path: Path, profiles: Profiles
) -> None:
    """A profile for many takes a call each."""
    before, after = (
        {"routing_profile_id": "r-1", "security_profile_ids": [profiles[name]]} for name in ("Agent", "Admin")
    )
    names = [f"agent{number:02}" for number in range(26)]
    ids = {name: make(place, name, profiles["Agent"]) for name in names}
    old = {**fleet(dict.fromkeys(names, before), arns={}), "user_ids": ids}
    content = preview(step("update", FLEET, "all", old=old, new=fleet(dict.fromkeys(names, after))))
    quota = ("--requests-per-second", "0.3", "--burst", "1", "--region", place.region)
    place.server.faults([{"operation": "DescribeUser", "code": "InvalidParameterException", "times": 1}])
    done = command("gate", *quota, write(tmp_path, content))
    assert done.said.splitlines()[0] == ("26 calls (DescribeUser 26) at 0.3 a second each: about 83 seconds")


def test_gate_writes_half_a_character_as_json_has_it(command: Command, tmp_path: Path) -> None:
    """Half of a surrogate pair can stand in JSON alone; it ends no command."""
    content = preview(step("create", USER, "one", new=arguments("ana\ud800")))
    done = command("gate", "--endpoint-url", "http://127.0.0.1:9", "--json", write(tmp_path, content))
    assert (done.status, json.loads(done.result)["users"][0]["name"]) == (0, "ana\ud800")


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "/none/token", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x"},
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/none/token",
        },
    ],
)
def test_credentials_that_no_file_holds_are_said(
    place: Place,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
) -> None:
    """As where a job's token is gone already: gate judges on, and what needs Connect ends with one line."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = command("gate", write(tmp_path, preview(created("ana", "p-1"))))
    assert (done.status, "can't be asked for names" in done.said) == (1, True)
    needed = command("export", "--instance", MANAGED)
    assert (needed.status, needed.result, needed.said.count("\n")) == (2, "", 1)
    assert "/none/token" in needed.said


BODIES = {
    "DescribeUser": [
        '{"User": {"Id": "u-1"}}',
        '{"User": {"Id": "u-1", "Arn": "a", "Username": "boss", "RoutingProfileId": "r"}}',
        '{"User": {}}',
        "[]",
        "<html>",
    ],
    "ListSecurityProfiles": [
        '{"SecurityProfileSummaryList": [{}]}',
        '{"SecurityProfileSummaryList": [{"Id": "p-1"}]}',
        '{"SecurityProfileSummaryList": [1]}',
        "{}",
        '{"SecurityProfileSummaryList": []',
    ],
    "ListUsers": ['{"UserSummaryList": [{"Id": "u-1"}]}', '{"UserSummaryList": [null]}', "{}"],
}


@pytest.mark.parametrize(
    ("operation", "body"), [(name, body) for name, bodies in BODIES.items() for body in bodies]
)
def test_gate_takes_an_answer_that_says_nothing_for_none(
    place: Place, judge: Judge, profiles: Profiles, operation: str, body: str
) -> None:
    """What Connect answers in another form never makes a yes, nor ends the command."""
    make(place, "boss", profiles["Admin"])
    given = {"identity_info": {"email": "thief@example.com"}, "adopt_existing": True}
    content = preview(created("boss", profiles["Agent"], **given))
    place.server.faults([{"operation": operation, "body": body, "times": 9}])
    assert judge(content) != []


def test_gate_counts_one_user_of_two_resources_once_and_two_of_one_name_twice(
    judge: Judge, profiles: Profiles
) -> None:
    """Who a user is, its id says as well as its name: instances that are a secret have users of one name."""
    gone = arguments("ana", profiles["Agent"])
    steps = [step("delete", USER, name, old=outputs(gone, "u-1")) for name in ("one", "two")]
    assert judge(preview(*steps)) == ["1 user would be deleted, and 0 are allowed: ana"]
    hidden = {**gone, "instance_id": "[secret]"}
    steps = [step("delete", USER, name, old=outputs(hidden, f"u-{name}")) for name in ("one", "two")]
    assert judge(preview(*steps)) == ["2 users would be deleted, and 0 are allowed: ana, ana"]
