"""The program at the root, as far as it goes without an engine: what it says of a stack that can't work."""

from __future__ import annotations

from contextvars import copy_context
from pathlib import Path

import pytest
from pulumi.runtime import set_all_config

from connect_resources.program import run


def refusal(capsys: pytest.CaptureFixture[str], **settings: str) -> tuple[object, str]:
    """Run the program for a stack with these settings; give its exit status and what it showed."""
    stack_config = {f"connect:{key}": value for key, value in settings.items()}

    def of_this_stack() -> None:
        set_all_config(stack_config)
        run()

    with pytest.raises(SystemExit) as caught:
        copy_context().run(of_this_stack)
    return caught.value.code, capsys.readouterr().err


def test_program_without_a_roster_says_how_to_set_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A stack without a roster gets one line with the command that sets it, and no traceback."""
    assert refusal(capsys, instanceId="meridian-support") == (
        32,
        "error: no roster: set the stack's with `pulumi config set connect:roster stacks/stack.users.yaml`; "
        "it ends in .yaml, .yml or .csv\n",
    )


def test_program_without_an_instance_says_how_to_set_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A stack without an instance gets one line with the command that sets it, and no traceback."""
    file = tmp_path / "r.csv"
    file.write_text("name,routing_profile,security_profiles\nana,Sales,Agent\n")
    assert refusal(capsys, roster=str(file)) == (
        32,
        "error: no Amazon Connect instance: pass instance_id, or set one for the stack with "
        "`pulumi config set connect:instanceId <id, ARN or alias>`\n",
    )


def test_program_with_a_faulty_roster_lists_its_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """All problems of a roster are shown, although names can't be looked up without a region."""
    file = tmp_path / "r.csv"
    file.write_text("name,routing_profile,security_profiles,e-mail\nana,,Agent,\n")
    assert refusal(capsys, instanceId="meridian-support", roster=str(file)) == (
        32,
        "error: 2 problems in the roster; nothing was changed:\n"
        f"  {file}:1: e-mail: unknown field; did you mean email?\n"
        f"  {file}:2: routing_profile: missing; every user needs it\n"
        "not all names of profiles and groups could be checked: no AWS region: set one with "
        "`pulumi config set aws:region <region>` or AWS_REGION\n",
    )
