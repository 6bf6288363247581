"""The roster's program and Connect: all problems of a roster in one list, at a few calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from connect_resources.program import run
from tests.lifecycle.harness import MANAGED, SAML
from tests.lifecycle.programs import Programs

KINDS = ("ListRoutingProfiles", "ListSecurityProfiles", "ListUserHierarchyGroups")
UNKNOWN_INSTANCE = "00000000-0000-4000-8000-000000000000"
FAULTY = """\
defaults: {routing_profile: VIP Cure, security_profiles: [Agent]}
users:
- {name: ana, phone_type: CAR_PHONE, security_profiles: [Agnet, Admin], hierarchy_group: Germany}
- {name: ben, routing_profile: 7, email: ben@example.com, hierarchy_group: EMEA/Germny}
- {name: cem, routing_profile: VIP Care, hierarchy_group: Germany/EMEA/Team 1}
- {name: dan}
"""
TEXT = "must be text, but YAML reads this as a number; put it in quotes"
IN_FILE = [
    "3: phone_type: must be one of SOFT_PHONE, DESK_PHONE",
    f"4: routing_profile: {TEXT}",
]


def missing(kind: str, name: str, instance: str, closest: str) -> str:
    """Return what is said of a name that the instance doesn't have."""
    return f"{kind} '{name}' was not found in instance {instance}; the closest name is '{closest}'"


def shown(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path, text: str, **config: str
) -> tuple[list[str], tuple[str, ...]]:
    """Run the program with a roster that is refused; give the lines shown, without the file, and calls."""
    file.write_text(text)

    def refused() -> None:
        with pytest.raises(SystemExit) as caught:
            programs.run(run, connect_roster=str(file), **config)
        assert caught.value.code == 32

    _, calls = programs.place.counted(refused)
    _, *lines = capsys.readouterr().err.splitlines()
    return [line.removeprefix(f"  {file}:") for line in lines], calls


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the roster stands."""
    return tmp_path / "users.yaml"


def test_roster_with_other_problems_has_its_unknown_names_in_the_same_list(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """Names are looked up in three listings, of rows with faulty fields too, and no group is described."""
    assert shown(programs, capsys, file, FAULTY) == (
        [
            "1: routing_profile: " + missing("routing profile", "VIP Cure", MANAGED, "VIP Care"),
            IN_FILE[0],
            "3: security_profiles[0]: " + missing("security profile", "Agnet", MANAGED, "Agent"),
            f"4: hierarchy_group: hierarchy group 'EMEA/Germny' was not found in instance {MANAGED}: nothing "
            "there is called 'Germny'; the closest name is 'Germany'",
            IN_FILE[1],
        ],
        ("DescribeInstance", *KINDS),
    )


def test_roster_with_other_problems_says_what_the_instance_refuses(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """An e-mail address on an instance with SAML is one problem more of the same list."""
    lines, calls = shown(programs, capsys, file, FAULTY, connect_instanceId=SAML)
    assert "4: email: is refused by an instance that uses SAML; remove it" in lines
    assert set(IN_FILE) < set(lines)
    assert calls == ("DescribeInstance", *KINDS)


def test_roster_with_unknown_names_alone_describes_no_group(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """A name that isn't there is a problem too, so that finding groups is left for later."""
    text = FAULTY.replace("CAR_PHONE", "SOFT_PHONE").replace("routing_profile: 7, ", "")
    _, calls = shown(programs, capsys, file, text)
    assert calls == ("DescribeInstance", *KINDS)


def test_roster_with_a_group_elsewhere_alone_says_where_it_is(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """What only a description of the group tells is said once nothing else is wrong."""
    text = (
        "users:\n- {name: cem, routing_profile: VIP Care, security_profiles: [Agent], hierarchy_group: %s}\n"
    )
    assert shown(programs, capsys, file, text % "Germany/EMEA") == (
        [
            f"2: hierarchy_group: hierarchy group 'Germany/EMEA' was not found in instance {MANAGED}; "
            "'EMEA' is at 'EMEA' (a path starts at the top level)"
        ],
        ("DescribeInstance", *KINDS, "DescribeUserHierarchyGroup"),
    )


UNCHECKED = "not all names of profiles and groups could be checked: "
DENIED = {"operation": "ListSecurityProfiles", "code": "AccessDeniedException", "status": 403}


def test_roster_whose_names_may_not_be_listed_shows_its_problems(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """What is known of a roster is shown, with what the first listing told, and why the rest isn't known."""
    programs.place.server.faults([DENIED])
    lines, calls = shown(programs, capsys, file, FAULTY)
    assert (lines[:-1], calls) == (
        ["1: routing_profile: " + missing("routing profile", "VIP Cure", MANAGED, "VIP Care"), *IN_FILE],
        ("DescribeInstance", "ListRoutingProfiles", "ListSecurityProfiles"),
    )
    assert lines[-1].startswith(f"{UNCHECKED}ListSecurityProfiles of instance {MANAGED} failed: AccessDenied")


def test_roster_on_an_unknown_instance_shows_its_problems(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """A wrong instance hides no problem of the roster."""
    lines, calls = shown(programs, capsys, file, FAULTY, connect_instanceId=UNKNOWN_INSTANCE)
    assert (lines[:-1], calls) == (IN_FILE, ("DescribeInstance",))
    assert lines[-1].startswith(f"{UNCHECKED}instance {UNKNOWN_INSTANCE} was not found in region ")


def test_roster_without_problems_on_an_unknown_instance_is_the_instances_error(
    programs: Programs, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A roster that has no problems isn't mentioned where the instance is wrong."""
    file.write_text("users:\n- {name: ana, routing_profile: VIP Care, security_profiles: [Agent]}\n")
    with pytest.raises(SystemExit):
        programs.run(run, connect_roster=str(file), connect_instanceId=UNKNOWN_INSTANCE)
    assert capsys.readouterr().err.startswith(f"error: instance {UNKNOWN_INSTANCE} was not found in region ")


def test_roster_that_cannot_be_parsed_makes_no_call(
    programs: Programs, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """Nothing else is known of a file that is no YAML."""
    lines, calls = shown(programs, capsys, file, "users: [{name: ana")
    assert ([line.partition(": ")[2].partition(":")[0] for line in lines], calls) == (
        ["not readable as YAML"],
        (),
    )
