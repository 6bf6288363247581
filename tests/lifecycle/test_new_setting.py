"""A new setting is a row: two that Connect doesn't have are added to a copy, and all the rest follows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from connect_resources.users import model
from tests.lifecycle.new_setting.rows import EXAMPLES, RECORD, ROWS, with_settings
from tools.generate.layout import ROOT
from tools.generate.modules import modules

HERE = Path(__file__).parent / "new_setting"
TABLE = "connect_resources/users/table.py"
CHANGED = ["greeting_configs", "wrap_up_code"]
COPIED = ("connect_resources", "tools", "docs", "examples")
IGNORED = shutil.ignore_patterns("__pycache__", "local", "engine")


class Copy:
    """Hold a copy of the project, in which botocore's model has the settings."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=IGNORED)
        shutil.copy(ROOT / "pyproject.toml", self.root)
        file = folder / ".aws" / "models" / "connect" / "2017-08-08" / "service-2.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(with_settings(model.service_model())))
        self.environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": f"{self.root}:{ROOT}"}

    def write(self) -> None:
        """Write what is written by hand."""
        table = self.root / TABLE
        text = table.read_text()
        head, tail = text.split("\nSECTIONS: Final")
        rows, rest = tail.split("\n)\n", 1)
        table.write_text(f"{head}{RECORD}\n\nSECTIONS: Final{rows}{ROWS})\n{rest}")
        for name, example in EXAMPLES.items():
            (self.root / "examples" / "reference" / f"{name}.py").write_text(example)

    def run(self, *command: str) -> str:
        """Run Python in the copy."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def differing(self) -> set[str]:
        """Return the files that aren't as they were."""
        found = (path for name in COPIED for path in (self.root / name).rglob("*") if path.is_file())
        names = {str(path.relative_to(self.root)) for path in found if "__pycache__" not in path.parts}
        return {name for name in names if not _same(ROOT / name, self.root / name)}


def _same(one: Path, other: Path) -> bool:
    return one.exists() and one.read_bytes() == other.read_bytes()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return a copy with the settings, after `make docs`."""
    made = Copy(tmp_path_factory.mktemp("new"))
    made.write()
    made.run("-m", "tools.generate")
    made.run("-m", "tools.reference")
    return made


@pytest.fixture(scope="module")
def walked(copy: Copy) -> dict[str, Any]:
    """Return what the settings come to in the copy."""
    found: dict[str, Any] = json.loads(copy.run(str(HERE / "walk.py")))
    return found


def test_new_setting_is_written_in_the_table_and_an_example_alone(copy: Copy) -> None:
    """Whatever else differs is made: no module of the package is touched by hand but the table."""
    by_hand = {TABLE, *(f"examples/reference/{name}.py" for name in EXAMPLES)}
    assert copy.differing() - set(modules()) == by_hand | {"docs/reference.md"}


def test_new_setting_goes_through_all_verbs(walked: dict[str, Any]) -> None:
    """It is checked, made, compared by its own defaults, read, changed by one call and cleared."""
    greeting = {"Channel": "VOICE", "GreetingMode": "LONG", "GreetingText": "Hello"}
    assert walked["verbs"] == {
        "check": [
            "greeting_configs[0].greeting_mode: must be one of SILENT, SHORT, LONG",
            "wrap_up.wrap_up_code: must have 0-40 characters, has 41",
        ],
        "create": [[greeting], {"WrapUpCode": "done"}],
        "diff": {"same": [], "other": CHANGED, "removed": CHANGED},
        "read": [
            [{"channel": "VOICE", "greeting_mode": "LONG", "greeting_text": "Hello"}],
            {"wrap_up_code": "drifted"},
        ],
        "update": [
            ["GreetingConfigs", {"GreetingConfigs": []}],
            ["WrapUp", {"WrapUp": {"WrapUpCode": "done"}}],
        ],
    }


def test_new_setting_is_a_sub_setting_that_restores(walked: dict[str, Any]) -> None:
    """Alone, it writes its value, and puts back what the user had."""
    assert walked["setting"] == [
        "i-1:u-1/wrap-up",
        {"WrapUp": {"WrapUpCode": "done"}},
        {"WrapUp": {"WrapUpCode": "before"}},
    ]


def test_new_setting_is_in_signatures_lookups_rosters_and_redaction(walked: dict[str, Any]) -> None:
    """What programs see of it follows, and what the model calls sensitive is in no message."""
    assert walked["signatures"] == {
        "user": [
            "Records[UserGreetingConfigArgs, UserGreetingConfigArgsDict] | None",
            "Record[UserWrapUpArgs, UserWrapUpArgsDict] | None",
        ],
        "setting": ["resource_name", "user_id", "greeting_configs", "instance_id", "on_delete", "opts"],
        "args": {
            "channel": "Choice[Channel]",
            "greeting_mode": "Choice[GreetingMode]",
            "greeting_text": "Input[str] | None",
        },
        "all": ["UserGreeting", "UserGreetingConfigArgs", "UserWrapUp", "UserWrapUpArgs"],
    }
    assert walked["lookup"] == [[{"channel": "VOICE", "greeting_mode": "LONG"}], {"wrap_up_code": "before"}]
    assert (walked["roster"], walked["redacted"]) == ({"wrap_up_code": "done"}, "not ***")


def test_new_setting_is_in_the_reference(copy: Copy) -> None:
    """The page says what a program can give, with the values of the enum."""
    page = (copy.root / "docs" / "reference.md").read_text()
    assert "| `greeting_mode` (required) | str | `SILENT`, `SHORT` or `LONG`. |" in page
    assert "| `greeting_text` | str | what is said. At most 200 characters. |" in page
    assert (
        "| `wrap_up` | UserWrapUpArgs | how a user ends contacts: wrap_up_code. | UpdateUserWrapUp |" in page
    )
