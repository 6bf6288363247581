"""An instance that has users already: exported, imported by the engine, and previewed without a change."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.engine.story import PASSWORD, Props, Story
from tools.local_connect import MANAGED, LocalConnect

WAYS = {"single": "false", "fleets": "2"}
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Played:
    """Hold what each act left.

    Attributes:
        said: what the command told.
        imported: what the engine told of the import.
        unchanged: the resources that the preview after it changes.
        calls: the operations that change something, of import, preview and the update after it.
        changed: the resources that a preview changes once the roster says something else of two users.
        operations: what the update then calls.
        told: what the file for the import is told to hold of the changed roster.
    """

    said: str
    imported: str
    unchanged: list[str]
    calls: list[str]
    changed: list[str]
    operations: list[str]
    told: str


def make_people(story: Story) -> None:
    """Make users of many kinds behind Pulumi's back."""
    groups = story.boto.list_user_hierarchy_groups(InstanceId=MANAGED)["UserHierarchyGroupSummaryList"]
    for number in range(PEOPLE):
        identity = {"FirstName": "Zoë", "LastName": str(number)}
        given: Props = {
            "IdentityInfo": identity | ({"Email": "zoe@example.com"} if number % 3 else {}),
            "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": number % 2 == 0},
        }
        if number % 4:
            given["HierarchyGroupId"] = groups[number]["Id"]
        if number % 5:
            given["Tags"] = {"site": "London"}
        user_id = story.make_user(f"agent{number:02}", MANAGED, **given)
        if number % 6 == 0:
            entry = {"AttributeName": "Language", "AttributeValue": "German", "Level": 4}
            story.boto.associate_user_proficiencies(
                InstanceId=MANAGED, UserId=user_id, UserProficiencies=[entry]
            )
        if number == 1:
            voice = [{"Channel": "VOICE", "VoiceEnhancementMode": "VOICE_ISOLATION"}]
            story.boto.update_user_config(InstanceId=MANAGED, UserId=user_id, VoiceEnhancementConfigs=voice)


def run(story: Story, *line: str) -> str:
    """Run a command of the package in the stack's project, and return what it told."""
    done = subprocess.run(
        [sys.executable, "-m", "connect_resources", *line],
        cwd=story.stack.project,
        env=story.stack.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.fixture(scope="module", params=list(WAYS))
def played(
    request: pytest.FixtureRequest, shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Export, import, preview, update, change the roster."""
    way = request.param
    story = Story(shared_connect, f"eu-import-{way}", tmp_path_factory.mktemp(way), None, name=way)
    make_people(story)
    stack = story.stack
    stack.set_config("connect:instanceId", "meridian-support")
    stack.set_config("connect:roster", "users.yaml")
    stack.set_config("connect:fleet", WAYS[way])
    stack.set_config("connect:initialPassword", PASSWORD, secret=True)
    story.operations()
    said = run(story, "export", "--stack", way, "--output", "users.yaml", "--import-file", "import.json")
    options = ("--file", "import.json", "--yes", "--protect=false", "--generate-code=false")
    imported = stack.pulumi("import", *options).output
    unchanged = [step.name for step in stack.steps()]
    stack.up("--expect-no-changes")
    calls = story.operations()
    roster = stack.project / "users.yaml"
    roster.write_text(roster.read_text().replace("'1'\n", "Ito\n").replace("'2'\n", "Ito\n"))
    changed = [step.name for step in stack.steps()]
    told = run(story, "import", "users.yaml", "--stack", way, "--output", "again.json")
    stack.up()
    return Played(said, imported, unchanged, calls, changed, story.operations(), told)


def test_exported_instance_is_imported_without_a_call(played: Played) -> None:
    """The preview after the import is empty, and nothing of the way changed anything in Connect."""
    assert (played.said, played.unchanged, played.calls) == (f"{PEOPLE} users are in the roster\n", [], [])


def test_preview_after_the_import_shows_what_the_roster_changes(played: Played) -> None:
    """What a row says otherwise than Connect is one call of the next update, and nothing else is."""
    assert played.operations == ["UpdateUserIdentityInfo"] * 2
    assert set(played.changed) <= {"agent01", "agent02", "users-1", "users-2"}


def test_import_counts_who_differs_from_the_roster(played: Played) -> None:
    """The command tells how many users the next update changes."""
    assert played.told.splitlines() == [
        f"{PEOPLE} users are to be imported",
        "2 users differ from the roster: imported all the same, and the next `pulumi up` changes them",
    ]
