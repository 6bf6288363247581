"""The command ``check``: what it finds in rosters, without Connect and with it, and how it says so."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from connect_resources.roster.fields import BY_NAME as FIELDS
from tests.commands.conftest import Command, write_stack
from tests.lifecycle.harness import Place
from tools.local_connect import MANAGED, ROOT, SAML

REQUIRED = "routing_profile: Basic Routing Profile, security_profiles: [Agent]"
NAMES = "first_name: Ana, last_name: Lopez"


def write(folder: Path, *rows: str, name: str = "people.yaml", top: str = "") -> str:
    """Write a roster of rows, each with the fields that every user has to have; users start on line 2."""
    file = folder / name
    file.write_text(top + "users:\n" + "".join(f"- {{{REQUIRED}, {row}}}\n" for row in rows))
    return str(file)


def found(command: Command, *line: str) -> list[tuple[Any, ...]]:
    """Return what check finds: file, line, field and message of each."""
    done = command("check", *line, "--json")
    entries = json.loads(done.result)
    assert done.status == (1 if entries else 0)
    assert [list(entry) for entry in entries] == [["file", "line", "field", "message"]] * len(entries)
    return [tuple(entry.values()) for entry in entries]


def test_check_without_problems_is_quiet(command: Command, tmp_path: Path) -> None:
    """Nothing goes to stdout but, as JSON, an empty list; the count is said beside."""
    file = write(tmp_path, "name: ana", "name: ben")
    assert (command("check", file).status, command("check", file).result) == (0, "")
    done = command("check", file, "--json")
    assert (done.status, done.result, done.said) == (0, "[]\n", "0 problems in 2 users\n")


def test_check_says_each_problem_on_a_line_for_editors(command: Command, tmp_path: Path) -> None:
    """Lines are file:line: field: message, for problem matchers; --output takes them too."""
    file = write(tmp_path, "name: ana, mobile: '12'", "name: ANA, e-mail: x")
    lines = (
        f"{file}:2: mobile: must be an E.164 number: + and up to 15 digits, such as +12065550100\n"
        f"{file}:3: e-mail: unknown field; did you mean email?\n"
        f"{file}:3: name: 'ANA' is the same user as on line 2; upper and lower case are equal\n"
    )
    done = command("check", file)
    assert (done.status, done.result, done.said) == (1, lines, "3 problems in 2 users\n")
    out = tmp_path / "out.txt"
    done = command("check", file, "--output", str(out))
    assert (done.status, done.result, out.read_text()) == (1, "", lines)


def test_check_says_a_problem_on_one_line_whatever_the_file_holds(command: Command, tmp_path: Path) -> None:
    """No line of a pipeline's log is a roster's own: what isn't printable is escaped, but in JSON."""
    file = write(tmp_path, r'name: ana, "x\n::error::y": 1, tags: {"a\n::b": 1}')
    assert command("check", file).result == (
        f"{file}:2: tags: a\\n::b: must be text, but YAML reads this as a number; put it in quotes\n"
        f"{file}:2: x\\n::error::y: unknown field; known: {', '.join(FIELDS)}\n"
    )
    assert [field for _, _, field, _ in found(command, file)] == ["tags", "x\n::error::y"]


def test_check_tells_all_problems(command: Command, tmp_path: Path) -> None:
    """However many there are, each is in the list, with the line and the item of a list."""
    rows = [f"name: a{number}, security_profiles: [Agent, Agent]" for number in range(150)]
    file = tmp_path / "many.yaml"
    file.write_text("users:\n" + "".join(f"- {{routing_profile: Sales, {row}}}\n" for row in rows))
    assert found(command, str(file)) == [
        (str(file), line, "security_profiles[1]", "names 'Agent' twice") for line in range(2, 152)
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        pytest.param("a.yaml", b"users: [\n", (2, "", "not readable as YAML"), id="yaml"),
        pytest.param("a.yaml", b"users:\n- {name: \xff}\n", (2, "", "not UTF-8"), id="encoding"),
        pytest.param("a.csv", b"name;team\n", (1, "", "the header has semicolons"), id="csv"),
        pytest.param("a.csv", b"", (1, "", "the file is empty"), id="empty"),
    ],
)
def test_check_of_a_broken_file_is_a_problem(
    command: Command, tmp_path: Path, name: str, content: bytes, problem: tuple[int, str, str]
) -> None:
    """What can't be read is in the list like anything else."""
    file = tmp_path / name
    file.write_bytes(content)
    ((path, line, field, message),) = found(command, str(file))
    assert (path, line, field, message[: len(problem[2])]) == (str(file), *problem)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(["nowhere.yaml"], "the roster nowhere.yaml can't be read: No such file", id="none"),
        pytest.param(["people.txt"], "the roster people.txt must end in one of .csv, .yaml, .yml", id="kind"),
        pytest.param(["."], "the roster . must end in one of", id="folder"),
        pytest.param(["people.yaml", "--teams", "no.yaml"], "the teams no.yaml can't be read", id="no teams"),
        pytest.param(["people.yaml", "--teams", "t.csv"], "the teams t.csv must end in one of", id="teams"),
        pytest.param(["people.yaml", "--stack", "x"], "--stack needs a Pulumi project", id="no project"),
    ],
)
def test_check_that_cannot_be_done_is_an_error(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: list[str], said: str
) -> None:
    """A file that can't be opened, or is of another kind, ends with 2 and one line."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "name: ana, mobile: '12'")
    (tmp_path / "people.txt").write_text("x")
    done = command("check", *line)
    assert (done.status, done.result, done.said.count("\n")) == (2, "", 1)
    assert said in done.said


def test_check_of_several_files_takes_them_as_one_roster(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user may stand in one of them only, unless each is a roster of its own."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "name: ana", name="a.yaml")
    write(tmp_path, "name: Ana", "name: ben, team: leeds", name="b.yaml")
    twice = "'Ana' is the same user as on line 2 of a.yaml; upper and lower case are equal"
    team = (
        "no team 'leeds'; there are no teams: a YAML roster has them under teams, and config connect:teams "
        "names a file"
    )
    assert found(command, "a.yaml", "b.yaml") == [
        ("b.yaml", 2, "name", twice),
        ("b.yaml", 3, "team", team),
    ]
    assert found(command, "a.yaml", "b.yaml", "--each") == [("b.yaml", 3, "team", team)]


def test_check_takes_the_teams_of_a_file(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A team gives what a row lacks, in CSV too; a problem of the team stands in the teams' file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("name,team\nana,sales\nben,leeds\ncleo,sale\n")
    (tmp_path / "teams.yaml").write_text(
        "sales: {routing_profile: Sales, security_profiles: [Agent]}\n"
        "leeds: {routing_profile: Leeds, security_profiles: [Agent], phone_type: X}\n"
    )
    assert found(command, "people.csv", "--teams", "teams.yaml") == [
        ("teams.yaml", 2, "phone_type", "must be one of SOFT_PHONE, DESK_PHONE"),
        ("people.csv", 4, "team", "no team 'sale'; did you mean 'sales'?"),
    ]
    write(tmp_path, "name: ana", name="other.yaml")
    assert [
        problem[:3]
        for problem in found(command, "people.csv", "other.yaml", "--each", "--teams", "teams.yaml")
    ] == [("teams.yaml", 2, "phone_type"), ("people.csv", 4, "team")]


def test_check_with_a_stack_counts_its_teams_and_default_tags(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stack's files are found from the project's folder; its tags count with each user's own."""
    write_stack(
        tmp_path,
        "  connect:teams: people/teams.yaml\n  connect:setOnce: [routing_profile]\n"
        "  connect:initialPassword: {secure: v1:abc}\n"
        "  aws:defaultTags: {tags: {site: London}}\n",
    )
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "teams.yaml").write_text(f"sales: {{{REQUIRED}}}\n")
    tags = ", ".join(f"t{number}: x" for number in range(50))
    (tmp_path / "people" / "a.yaml").write_text(
        f"users:\n- {{name: ana, team: sales, tags: {{{tags}}}}}\n- {{name: ben, team: sales}}\n"
    )
    monkeypatch.chdir(tmp_path / "people")
    assert found(command, "a.yaml", "--stack", "london") == [
        ("a.yaml", 2, "tags", "with those of aws:defaultTags must have at most 50 entries, has 51")
    ]


def test_check_with_a_stack_tells_what_its_config_forbids(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domains of addresses and names of security profiles are looked at in every row."""
    write_stack(
        tmp_path,
        "  connect:allowedEmailDomains: [example.com]\n  connect:deniedSecurityProfiles: [Admin]\n",
    )
    monkeypatch.chdir(tmp_path)
    rows = [f"name: a{number}, email: a@{(number % 2 and 'else.') or ''}example.com" for number in range(4)]
    write(tmp_path, *rows, "name: ben, security_profiles: [Agent, Admin]")
    file = tmp_path / "people.yaml"
    file.write_text(file.read_text().replace("security_profiles: [Agent], name: ben", "name: ben"))
    domain = "must be in a domain that config connect:allowedEmailDomains has: example.com"
    profile = "is the security profile 'Admin', which config connect:deniedSecurityProfiles forbids"
    assert found(command, "people.yaml", "--stack", "london") == [
        ("people.yaml", 3, "email", domain),
        ("people.yaml", 5, "email", domain),
        ("people.yaml", 6, "security_profiles[1]", profile),
    ]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param("  connect:setOnce: [name]\n", "config connect:setOnce: 'name' can't be", id="once"),
        pytest.param(
            "  aws:defaultTags: {tags: {'aws:x': y}}\n",
            "config aws:defaultTags[0] key: must not start with aws:",
            id="tags",
        ),
    ],
)
def test_check_with_a_stack_that_cannot_be_used_is_an_error(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, said: str
) -> None:
    """Config that no roster can mend ends with 2."""
    write_stack(tmp_path, config)
    monkeypatch.chdir(tmp_path)
    done = command("check", write(tmp_path, "name: ana"), "--stack", "london")
    assert (done.status, done.result) == (2, "")
    assert said in done.said


def test_check_with_an_instance_tells_names_and_rules_in_one_list(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """What the file says wrongly, what Connect doesn't have and what new users need are told at once."""
    place.make_user("ben")
    file = write(
        tmp_path,
        f"name: ana, {NAMES}, mobile: '12'",
        "name: BEN, hierarchy_group: EMEA/London/Team 9",
        f"name: cleo, {NAMES}, hierarchy_group: Team 1",
        f"name: dan, {NAMES}, routing_profile: Basic",
        "name: eva",
    )
    Path(file).write_text(
        Path(file)
        .read_text()
        .replace(f"{REQUIRED}, name: dan", "name: dan, security_profiles: [Agent, Agents]")
    )
    place.server.reset_calls()
    problems = found(command, file, "--instance", MANAGED)
    assert [(line, field, message.split(";")[0]) for _, line, field, message in problems] == [
        (2, "mobile", "must be an E.164 number: + and up to 15 digits, such as +12065550100"),
        (
            3,
            "hierarchy_group",
            f"hierarchy group 'EMEA/London/Team 9' was not found in instance {MANAGED}: nothing there is "
            "called 'Team 9'",
        ),
        (
            4,
            "hierarchy_group",
            f"hierarchy group 'Team 1' is ambiguous on instance {MANAGED}: its paths are "
            "'AMER/United States/Austin/Sales/Team 1', 'EMEA/United Kingdom/London/Billing/Team 1'",
        ),
        (5, "routing_profile", f"routing profile 'Basic' was not found in instance {MANAGED}"),
        (5, "security_profiles[1]", f"security profile 'Agents' was not found in instance {MANAGED}"),
        (6, "first_name", "is required by an instance that uses CONNECT_MANAGED or SAML"),
        (6, "last_name", "is required by an instance that uses CONNECT_MANAGED or SAML"),
    ]
    assert sorted(set(place.called())) == [
        "DescribeInstance",
        "ListRoutingProfiles",
        "ListSecurityProfiles",
        "ListUsers",
        "SearchUserHierarchyGroups",
    ]


def test_check_with_a_saml_instance_tells_what_it_refuses(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """E-mail addresses, directory users and, of new users, passwords."""
    file = write(tmp_path, f"name: ana, {NAMES}, email: a@b.de, directory_user_id: x, password_secret_id: y")
    problems = found(command, file, "--instance", SAML)
    assert [(line, field) for _, line, field, _ in problems] == [
        (2, "directory_user_id"),
        (2, "email"),
        (2, "password_secret_id"),
    ]


def test_check_takes_no_password_as_a_problem(place: Place, command: Command, tmp_path: Path) -> None:
    """Where Connect holds passwords, the stack's secret may give what no row can."""
    file = write(tmp_path, f"name: ana, {NAMES}")
    assert found(command, file, "--instance", MANAGED) == []


def test_check_gives_the_same_bytes_however_the_instance_is_named(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """By id, ARN or alias, and with each file by itself, the lines are the same."""
    file = write(tmp_path, f"name: ana, {NAMES}, hierarchy_group: Nowhere")
    arn = place.boto.describe_instance(InstanceId=MANAGED)["Instance"]
    named = [
        command("check", file, "--instance", name) for name in (MANAGED, arn["Arn"], arn["InstanceAlias"])
    ]
    assert {done.result for done in named} == {named[0].result}
    assert named[0].result.count("\n") == 1


def test_check_with_an_instance_that_cannot_be_asked_is_an_error(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """Half an answer isn't given: the line says why, and stdout stays empty."""
    file = write(tmp_path, "name: ana, mobile: '12'")
    nowhere = ["--instance", MANAGED, "--endpoint-url", "http://127.0.0.1:9"]
    done = command("check", file, *nowhere)
    assert (done.status, done.result, done.said.count("\n")) == (2, "", 1)
    assert "EndpointConnectionError" in done.said


def test_check_with_a_stack_whose_instance_is_a_secret_is_an_error(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instance that is named, but can't be read, isn't passed over: its names were checked nowhere."""
    write_stack(tmp_path, "  connect:instanceId: {secure: v1:abc}\n")
    monkeypatch.chdir(tmp_path)
    done = command("check", write(tmp_path, "name: ana"), "--stack", "london")
    assert (done.status, done.result, done.said.splitlines()[-1]) == (
        2,
        "",
        "check: connect:instanceId of Pulumi.london.yaml is a secret, which isn't decrypted here: name the "
        "instance with --instance, or set it without --secret",
    )


def test_check_that_may_not_ask_for_the_kind_of_instance_is_an_error(
    place: Place, command: Command, tmp_path: Path
) -> None:
    """A roster whose rules couldn't be looked up isn't said to be free of problems."""
    denied = {"operation": "DescribeInstance", "code": "AccessDeniedException", "status": 403}
    place.server.faults([denied])
    file = write(tmp_path, f"name: ana, {NAMES}, email: a@b.de")
    done = command("check", file, "--instance", SAML)
    assert (done.status, done.result, done.said.count("\n")) == (2, "", 1)
    assert done.said.startswith(f"check: DescribeInstance of instance {SAML} failed: AccessDeniedException")


def test_check_without_an_instance_loads_neither_boto3_nor_the_sdk(tmp_path: Path) -> None:
    """Hooks and editors start it for every file that is saved."""
    file = write(tmp_path, "name: ana")
    code = (
        "import sys; from connect_resources.__main__ import main; status = main(sys.argv[1:]); "
        "print(status, *sorted({'boto3', 'botocore.client', 'pulumi', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", file], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "0\n"


def test_hook_of_pre_commit_checks_the_files_that_it_is_given(tmp_path: Path, command: Command) -> None:
    """Its files are rosters; run with several, each is a roster of its own."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["language"], hook["entry"]) == (
        "connect-roster",
        "python",
        "connect-resources check",
    )
    line = [*shlex.split(hook["entry"])[1:], *hook["args"]]
    test = write(tmp_path, "name: ana", name="test.users.yaml")
    live = write(tmp_path, "name: ana", name="live.users.yaml")
    assert command(*line, test, live).status == 0
    broken = write(tmp_path, "name: ana, mobile: '12'", name="broken.users.yaml")
    assert command(*line, test, broken).status == 1
