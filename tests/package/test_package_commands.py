"""The commands of an installed wheel, from a folder that has nothing to do with the checkout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.package.installed import MODULE, SCRIPT, Installed
from tools.local_connect import LocalConnect

ways = pytest.mark.parametrize("program", [MODULE, SCRIPT])


def test_installed_package_is_the_one_that_is_used(plain: Installed) -> None:
    """Nothing of the checkout gets in."""
    done = plain.run(plain.python, "-c", "import connect_resources; print(connect_resources.__file__)")
    assert plain.venv in Path(done.stdout.strip()).parents, done.stderr


@pytest.mark.parametrize("extra", ["plain", "with_local"])
def test_installed_package_has_what_it_requires(request: pytest.FixtureRequest, extra: str) -> None:
    """Everything that the wheel asks for is there, in versions that it takes."""
    installed: Installed = request.getfixturevalue(extra)
    done = installed.run(installed.python, "-m", "pip", "check", "--disable-pip-version-check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No broken requirements found.\n", "")


@ways
def test_command_left_out_is_wrong_usage(plain: Installed, program: str) -> None:
    """Without a command there is one line on the usage, one on what is wrong, and status 2."""
    done = plain.run(*plain.command(program))
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (
        2,
        "",
        [
            f"usage: {program} [-h] COMMAND ...",
            f"{program}: error: the following arguments are required: COMMAND",
        ],
    )


@ways
def test_help_lists_each_command_on_a_line_of_its_own(plain: Installed, program: str) -> None:
    """The help names the program as it was called, and each command with what it does."""
    done = plain.run(*plain.command(program), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == f"usage: {program} [-h] COMMAND ..."
    assert lines[lines.index("COMMAND") + 1 :] == [
        "check       tell what is wrong with a roster",
        "drift       tell who differs from the program, by a refreshed preview",
        "export      write a roster of the users that an instance has",
        "gate        judge what a preview means to do with users",
        "iam-policy  write the least policy of IAM for what is called",
        "import      write the file to import users that exist",
        "local       serve a local Amazon Connect on loopback",
        "move        move a stack's users into fleets, or back",
        "schema      write the JSON Schema of a YAML roster, for editors",
    ]


@ways
def test_help_of_a_command_has_an_example(plain: Installed, program: str) -> None:
    """The last line of a command's help can be typed as it stands."""
    done = plain.run(*plain.command(program), "local", "--help")
    example = f"example: {program} local --port 5171 --state users.json"
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, example)


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        pytest.param("65536", "must be 0 to 65535", id="too high"),
        pytest.param("-1", "must be 0 to 65535", id="negative"),
    ],
)
def test_option_that_cannot_be_is_wrong_usage(plain: Installed, port: str, reason: str) -> None:
    """However many options a command has, its usage is one line."""
    done = plain.run(*plain.command(SCRIPT), "local", f"--port={port}")
    usage, wrong = done.stderr.splitlines()
    assert (done.returncode, usage.startswith("usage: connect-resources local [-h] [--port PORT]")) == (
        2,
        True,
    )
    assert wrong == f"connect-resources local: error: argument --port: {reason}"


def test_local_without_its_extra_says_what_to_install(plain: Installed) -> None:
    """What the local Connect stands on comes with an extra, which one line names."""
    done = plain.run(*plain.command(SCRIPT), "local", "--port", "0")
    missing = "(moto|pydantic|regex)"
    said = rf"local Connect: {missing} is missing; it comes with the extra connect-resources\[local\]\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(said, done.stderr), done.stderr


@ways
def test_local_of_the_wheel_serves_its_own_seed(with_local: Installed, program: str) -> None:
    """The installed local Connect has the two instances that the documentation names."""
    serving = LocalConnect(program=with_local.command(program), folder=with_local.folder)
    found = serving.boto().list_instances()["InstanceSummaryList"]
    names = sorted(instance["InstanceAlias"] for instance in found)
    assert (names, serving.stop()) == (["meridian-saml", "meridian-support"], "")
