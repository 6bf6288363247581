"""gate and drift on what the real engine writes: who changes, what may not pass, and what is no answer."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.story import PASSWORD, Story
from tools.local_connect import MANAGED, LocalConnect
from tools.stack import ROOT

FLEET = """
ada = dict(first_name="Ada", last_name="Okafor")
people = {f"agent{number:03}": dict(identity_info=ada) for number in range(%d)}
ConnectUsers("all", instance_id=INSTANCE, password=PASSWORD, users=people, max_deletes="100%%",
    defaults=ConnectUserArgs(routing_profile_id=routing(), security_profile_ids=[security()]))
"""
BASE = """
ada = dict(first_name="Ada", last_name="Okafor")
people = {f"agent{number:03}": dict(identity_info=ada) for number in range(6)}
user("ana")
user("boss", security_profile_ids=[security("Admin")], identity_info=dict(ada, email="boss@example.com"))
user("cleo")
%s
ConnectUsers("all", instance_id=INSTANCE, password=PASSWORD, users=people,
    defaults=ConnectUserArgs(routing_profile_id=routing(), security_profile_ids=[security()]))
"""
ORDINARY = """
user("zoe", routing_profile_id=routing("VIP Care"), tags=dict(site="London|1"))
people["agent004"]["tags"] = dict(site="Berlin")
"""
SETTING = (
    'UserSecurityProfiles("sol", instance_id=INSTANCE, user_id="%s", security_profile_ids=[security()])\n'
)


@dataclass(frozen=True, slots=True)
class Done:
    """Hold how a command ended."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class Previews:
    """Hold the previews of one stack, each of another program, by name; and where Connect is."""

    folder: Path
    environment: Mapping[str, str]
    sol: str

    def run(self, command: str, name: str, *options: str, **environment: str) -> Done:
        """Run a command on a preview, against the local Connect unless the environment says otherwise."""
        done = subprocess.run(
            [ROOT / ".venv/bin/python", "-m", "connect_resources", command, *options, f"{name}.json"],
            cwd=self.folder,
            env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def previews(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Previews:
    """Let the engine write every preview once."""
    folder = tmp_path_factory.mktemp("gate")
    story = Story(shared_connect, "eu-gate-1", folder, BASE % "")
    admin = next(
        item["Id"]
        for item in story.boto.list_security_profiles(InstanceId=MANAGED)["SecurityProfileSummaryList"]
        if item["Name"] == "Admin"
    )
    sol = story.make_user("sol", SecurityProfileIds=[admin])
    setting = SETTING % sol

    def save(name: str, program: str, *options: str, fails: bool = False) -> str:
        story.program(program)
        written = story.stack.preview("--json", *options, fails=fails).output
        (folder / f"{name}.json").write_text(written)
        return written

    story.program(BASE % setting)
    story.stack.up()
    base = BASE % setting
    written = save("ordinary", BASE % (setting + ORDINARY))
    save("ordinary-again", BASE % (setting + ORDINARY), "--refresh", "--show-secrets", "--diff")
    (folder / "cut.json").write_text(written[: len(written) * 9 // 10])
    save("nothing", base)
    save("admin", BASE % (setting + 'people["agent001"]["security_profile_ids"] = [security("Admin")]'))
    save("admins", base.replace('user("ana")', 'user("ana", security_profile_ids=[security("Admin")])'))
    save("e-mail", base.replace("boss@example.com", "thief@example.com"))
    save("restored", BASE % "")
    save("renamed", base.replace('user("cleo")', 'user("clea", name="cleo")'))
    save("failed", BASE % (setting + 'user("bad", identity_info=dict(ada, mobile="0123"))'), fails=True)
    ids = story.user_ids()
    story.boto.update_user_security_profiles(
        InstanceId=MANAGED, UserId=ids["agent002"], SecurityProfileIds=[admin]
    )
    for name in ("cleo", "agent003"):
        story.boto.delete_user(InstanceId=MANAGED, UserId=ids[name])
    save("drifted", base, "--refresh")
    state = story.stack.export()
    left = next(item for item in state["deployment"]["resources"] if item["urn"].endswith("::boss"))
    held = {**left["outputs"], "name": "otto", "user_id": "u-otto"}
    waiting = {**left, "delete": True, "id": f"{MANAGED}:u-otto", "outputs": held}
    state["deployment"]["resources"].append(waiting)
    story.stack.pulumi("stack", "import", typed=json.dumps(state))
    save("waiting", base, "--show-replacement-steps")
    large = Story(shared_connect, "eu-gate-2", tmp_path_factory.mktemp("large"), FLEET % 505)
    large.stack.up()
    large.program(FLEET % 5)
    (folder / "truncated.json").write_text(large.stack.preview("--json").output)
    return Previews(folder, story.stack.environment, sol)


def test_gate_of_an_ordinary_change_is_yes_and_shows_it_in_names(previews: Previews) -> None:
    """Exit 0; users by name, profiles by theirs, the password not at all."""
    assert previews.run("gate", "ordinary") == Done(
        0,
        """\
Yes: these changes pass.

USER      CHANGE  SETTING                   FROM  TO
agent004  update  tags                            {"site": "Berlin"}
zoe       create  identity-info.first_name        Ada
                  identity-info.last_name         Okafor
                  routing-profile                 VIP Care
                  security-profiles               Agent
                  tags                            {"site": "London|1"}
                  password                        [secret]
""",
        "",
    )


def test_gate_in_markdown_escapes_what_would_end_a_cell(previews: Previews) -> None:
    """And says in each row whose it is."""
    lines = previews.run("gate", "ordinary", "--markdown", "--no-personal-data").output.splitlines()
    assert lines == [
        "**Yes: these changes pass.**",
        "",
        "| user | change | setting | from | to |",
        "|---|---|---|---|---|",
        '| agent004 | update | tags |  | {"site": "Berlin"} |',
        "| zoe | create | identity-info.first_name |  | [personal] |",
        "| zoe | create | identity-info.last_name |  | [personal] |",
        "| zoe | create | routing-profile |  | VIP Care |",
        "| zoe | create | security-profiles |  | Agent |",
        '| zoe | create | tags |  | {"site": "London\\|1"} |',
        "| zoe | create | password |  | [secret] |",
    ]


def test_gate_of_no_change_is_yes_without_a_call(previews: Previews) -> None:
    """Nobody is asked for names that nobody needs."""
    done = previews.run("gate", "nothing", AWS_ENDPOINT_URL_CONNECT="http://127.0.0.1:9")
    assert done == Done(0, "Yes: these changes pass.\n\nNo user changes.\n", "")


def test_gate_of_a_roster_that_lost_its_end_counts_people(previews: Previews) -> None:
    """Who is lost by one fleet counts as so many users, and each is named."""
    done = previews.run("gate", "truncated", "--max-deletes", "499")
    assert done.status == 1
    assert done.output.splitlines()[:6] == [
        "No: these changes don't pass.",
        "- 500 users would be deleted, and 499 are allowed: agent005, agent006, agent007, agent008, agent009",
        "  and 495 more",
        "",
        "USER      CHANGE  SETTING  FROM  TO",
        "agent005  delete",
    ]
    assert max(map(len, done.output.splitlines())) <= 100
    assert previews.run("gate", "truncated", "--max-deletes", "500").status == 0


def test_gate_counts_who_waits_to_be_deleted(previews: Previews) -> None:
    """What a run that was cut short has replaced goes with the next one."""
    done = previews.run("gate", "waiting")
    assert (done.status, done.output.splitlines()[1]) == (
        1,
        "- 1 user would be deleted, and 0 are allowed: otto",
    )


@pytest.mark.parametrize(("preview", "who"), [("admin", "agent001"), ("admins", "ana"), ("restored", "sol")])
def test_gate_lets_nobody_become_an_admin_unseen(previews: Previews, preview: str, who: str) -> None:
    """In a fleet, as a resource, or by a setting that is put back when its resource goes."""
    refused = json.loads(previews.run("gate", preview, "--json").output)
    assert refused == {
        "answer": "no",
        "reasons": [f"{who} would get the security profile Admin"],
        "notes": [],
        "users": [
            {
                "name": who,
                "change": "update",
                "settings": [{"setting": "security-profiles", "from": ["Agent"], "to": ["Admin"]}],
                "instance": MANAGED,
                "gone": False,
            }
        ],
    }
    assert previews.run("gate", preview, "--allow-privileged", who.upper()).status == 0
    assert previews.run("gate", preview, "--privileged", "CallCenterManager").status == 0
    assert previews.run("gate", preview, "--allow-privileged", "cleo").status == 1


def test_gate_lets_no_admin_get_another_address_unseen(previews: Previews) -> None:
    """Whoever may change it may reset the password."""
    done = previews.run("gate", "e-mail")
    assert (done.status, done.output.splitlines()) == (
        1,
        [
            "No: these changes don't pass.",
            "- boss would get another e-mail address, and has the security profile Admin",
            "",
            "USER  CHANGE  SETTING              FROM              TO",
            "boss  update  identity-info.email  boss@example.com  thief@example.com",
        ],
    )
    assert previews.run("gate", "e-mail", "--allow-privileged", "boss").status == 0


def test_gate_counts_nobody_whose_resource_is_renamed(previews: Previews) -> None:
    """The user is only taken over; where it stands is shown."""
    done = previews.run("gate", "renamed")
    assert (done.status, done.output.splitlines()[3:]) == (
        0,
        ["cleo  update  resource  ConnectUser cleo  ConnectUser clea"],
    )


@pytest.mark.parametrize(
    ("preview", "said"),
    [
        ("cut", "cut.json isn't whole JSON: a preview that was cut short, or none"),
        ("failed", "failed.json is a preview that failed: error: pulumi-python:dynamic/connect:ConnectUser"),
    ],
)
@pytest.mark.parametrize("command", ["gate", "drift"])
def test_preview_that_is_cut_short_or_failed_is_no_answer(
    previews: Previews, command: str, preview: str, said: str
) -> None:
    """Exit 2, one line, nothing on stdout."""
    done = previews.run(command, preview)
    assert (done.status, done.output, done.errors.count("\n")) == (2, "", 1)
    assert said in done.errors


def test_gate_knows_a_reviewed_preview_again(previews: Previews) -> None:
    """Another run of the engine, with other options, means the same; another program doesn't."""
    assert previews.run("gate", "ordinary-again", "--same-as", "ordinary.json").status == 0
    other = previews.run("gate", "ordinary", "--same-as", "nothing.json")
    assert (other.status, other.output.splitlines()[1]) == (
        1,
        "- the changes aren't those of nothing.json, which differ for agent004, zoe",
    )


def test_gate_without_connect_shows_ids_and_judges_on(previews: Previews) -> None:
    """Whatever profile is gained counts; an instance that can't be reached is said, and no error."""
    done = previews.run("gate", "admins", AWS_ENDPOINT_URL_CONNECT="http://127.0.0.1:9")
    assert done.status == 1
    assert "whose name can't be" in done.output
    assert f"gate: instance {MANAGED} can't be asked for names (ListSecurityProfiles:" in done.errors


def test_drift_names_who_differs_and_who_is_gone(previews: Previews) -> None:
    """As it is, and as it should be; of a fleet too."""
    done = previews.run("drift", "drifted", "--no-personal-data")
    assert done == Done(
        1,
        """\
Users differ from the program:
- 2 users are gone from Connect: agent003, cleo
- 1 user is different: agent002

USER      CHANGE         SETTING                   IS     SHOULD BE
agent002  update         security-profiles         Admin  Agent
agent003  create (gone)  identity-info.first_name         [personal]
                         identity-info.last_name          [personal]
                         routing-profile                  Basic Routing Profile
                         security-profiles                Agent
cleo      create (gone)  identity-info.first_name         [personal]
                         identity-info.last_name          [personal]
                         routing-profile                  Basic Routing Profile
                         security-profiles                Agent
""",
        "",
    )


def test_drift_needs_a_preview_that_has_looked(previews: Previews) -> None:
    """Without --refresh nothing is known of Connect."""
    done = previews.run("drift", "nothing")
    assert (done.status, done.output) == (2, "")
    assert "nothing.json was made without --refresh" in done.errors


def test_gate_and_drift_never_show_a_password(previews: Previews) -> None:
    """In no form, of no preview."""
    shown = [
        previews.run("gate", "ordinary-again", form) for form in ("--json", "--markdown", "--privileged=X")
    ]
    shown.append(previews.run("drift", "drifted", "--json"))
    assert [done for done in shown if PASSWORD in done.output + done.errors] == []
