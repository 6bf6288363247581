"""The types that a program sees: what is right passes, and what is wrong is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

IMPORT = "import connect_resources as connect"
USER = 'routing_profile_id="r", security_profile_ids=["s"]'
WRONG = {
    'connect.ConnectUser("alice")': "call-arg",
    f'connect.ConnectUser("alice", {USER}, agent=1)': "call-arg",
    'connect.ConnectUser("alice", routing_profile_id=1, security_profile_ids=["s"])': "arg-type",
    f'connect.ConnectUser("alice", "i-1", {USER})': "call-arg",
    f'connect.ConnectUser("alice", {USER}, tags=["team"])': "arg-type",
    'connect.UserPhoneConfigArgs(phone_type="SOFT_PHONE", auto_accept="yes")': "arg-type",
    'connect.UserPhoneConfigArgs(phone_type="SOFTPHONE")': "arg-type",
    'connect.UserPhoneConfig("phone", user_id="u", phone_type="soft")': "arg-type",
    'connect.UserPhoneNumberConfigArgs(channel="VOICE")': "call-arg",
    f'connect.ConnectUser("alice", {USER}, phone_config={{"auto_acept": True}})': "arg-type",
    f'connect.ConnectUser("alice", {USER}, identity_info={{"first_name": 1}})': "arg-type",
    'connect.UserConfig("lists", user_id="u", auto_accept_configs=[{"channel": "CHAT"}])': "list-item",
    'connect.UserProficiencies("skills", user_id="u", proficiencies=[{"level": 3}])': "list-item",
    'connect.UserRoutingProfile("routing", routing_profile_id="r-1")': "call-arg",
    "connect.get_routing_profile()": "call-arg",
    'connect.get_routing_profile("VIP Care").routing_profile': "attr-defined",
    'connect.get_profile("VIP Care")': "attr-defined",
}
"""Lines that a program must not get past mypy, each with the code of the error."""


def mypy(file: Path) -> list[str]:
    """Return mypy's errors in a file, checked as strictly as the project is."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


def test_program_that_uses_the_whole_api_passes() -> None:
    """Programs are written with typed args, plain dicts and Outputs alike, and know what they get."""
    assert mypy(HERE / "program.py") == []


def test_program_with_mistakes_is_refused_line_by_line(tmp_path: Path) -> None:
    """Each wrong line is refused, with an error that says why."""
    file = tmp_path / "wrong.py"
    file.write_text("\n".join([IMPORT, *WRONG]))
    errors = re.findall(r":(\d+): error: .*\[([a-z-]+)\]$", "\n".join(mypy(file)), re.MULTILINE)
    assert {(int(line), code) for line, code in errors} == set(enumerate(WRONG.values(), start=2))
