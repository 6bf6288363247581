"""State that another version of the code has written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect
from tools.stack import ROOT

PROGRAM = """
ada = user("ada", tags=dict(site="London"))
UserHierarchy("place", user_id=ada.id, hierarchy_group_id=group("EMEA/Germany/Berlin"))
"""
CHANGED = PROGRAM.replace("London", "Berlin")
BODY = "        made = self._lifecycle().create(from_engine(props)).whole()\n"
"""A line of a provider's method that the older version doesn't have like this."""


@dataclass
class Played:
    """Hold what the present version did with the state of the older one."""

    older: dict[str, str]
    newer: dict[str, str]
    unchanged: list[str]
    updated: list[str]
    destroyed: list[str]


@pytest.fixture(scope="module")
def played(shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Make a user with an older copy of the package, then go on with the present one."""
    folder = tmp_path_factory.mktemp("upgrade")
    story = Story(shared_connect, "eu-upgrade-1", folder / "stack", PROGRAM)
    package = story.stack.project / "connect_resources"
    package.unlink()
    older_copy(package)
    story.stack.up()
    older = providers(story)
    shutil.rmtree(package)
    package.symlink_to(ROOT / "connect_resources")
    story.connect.reset_calls()
    story.stack.preview("--expect-no-changes")
    story.stack.up("--refresh", "--expect-no-changes")
    unchanged = story.operations()
    story.program(CHANGED)
    story.stack.up()
    updated, newer = story.operations(), providers(story)
    story.stack.destroy()
    return Played(older, newer, unchanged, updated, story.operations())


def older_copy(package: Path) -> None:
    """Copy the package, with another body in the provider's create."""
    shutil.copytree(ROOT / "connect_resources", package, ignore=shutil.ignore_patterns("__pycache__"))
    module = package / "providers" / "base.py"
    source = module.read_text()
    assert BODY in source
    module.write_text(source.replace(BODY, f"        assert props is not None\n{BODY}"))


def providers(story: Story) -> dict[str, str]:
    """Return the serialized providers that the state holds."""
    return {name: found["inputs"]["__provider"] for name, found in story.resources().items()}


def test_state_of_older_code_shows_no_diff(played: Played) -> None:
    """A changed body of a provider's method is no change: no diff, no call, the same serialized provider."""
    assert (played.unchanged, played.older) == ([], played.newer)


def test_state_of_older_code_is_updated_and_deleted(played: Played) -> None:
    """The next version updates and deletes what the older one made."""
    assert (played.updated, played.destroyed) == (["TagResource"], ["UpdateUserHierarchy", "DeleteUser"])
