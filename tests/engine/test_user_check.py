"""What a preview reports of arguments that Connect wouldn't take."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect
from tools.stack import Run

PERSONAL = ("Adalbertina", "not-an-address", "0207-94600", "short7", "Okonkwo-Fairweather")
PROGRAM = f"""
user(
    "ada",
    password="{PERSONAL[3]}",
    identity_info=dict(first_name="{PERSONAL[0]}", last_name="{PERSONAL[4]}" * 20,
                       secondary_email="{PERSONAL[1]}", mobile="{PERSONAL[2]}"),
    phone_config=dict(phone_type="CAR_PHONE", desk_phone_number="{PERSONAL[2]}",
                      after_contact_work_time_limit=-1),
    security_profile_ids=[],
    tags={{"aws:reserved": "London"}},
)
"""


@dataclass
class Played:
    """Hold the refused preview."""

    run: Run
    calls: list[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Preview a user of which nearly everything is wrong."""
    story = Story(shared_connect, "eu-check-1", tmp_path_factory.mktemp("check"), PROGRAM)
    return Played(story.stack.preview(fails=True), story.operations())


NUMBER = "must be an E.164 number: + and up to 15 digits, such as +12065550100"
FAILURES = [
    "identity_info.last_name: must have 0-300 characters, has 380",
    f"identity_info.mobile: {NUMBER}",
    "identity_info.secondary_email: must be an e-mail address of at most 265 characters",
    "password: must have 8-64 characters, no space, an upper-case and a lower-case letter and a digit",
    "phone_config.after_contact_work_time_limit: must be 0-2,000,000",
    f"phone_config.desk_phone_number: {NUMBER}",
    "phone_config.phone_type: must be one of SOFT_PHONE, DESK_PHONE",
    "security_profile_ids: must have 1-10 entries, has 0",
    "tags[0] key: must not start with aws: and hold only letters, digits, spaces and _.:/=+-@",
]


def test_check_reports_all_failures_of_a_user_at_once(played: Played) -> None:
    """The preview names every argument that Connect wouldn't take, with what it would, and calls nothing."""
    said = re.findall(r"resource 'ada' has a problem: (.*)$", played.run.output, re.M)
    assert (sorted(set(said)), played.calls) == (FAILURES, [])


def test_check_shows_no_personal_or_secret_value(played: Played) -> None:
    """No value that was refused stands in the output, secret or not."""
    assert [value for value in PERSONAL if value in played.run.text] == []
