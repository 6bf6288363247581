"""The guide: its examples work, and it knows every option."""

import argparse
import re
from pathlib import Path

from connect_resources.commands.local import add_arguments
from connect_resources.local.server import try_seed
from connect_resources.local.settings import Settings
from tests.contract.local_server import ROOT

GUIDE = (ROOT / "docs" / "local-connect.md").read_text()


def test_guide_lists_every_option() -> None:
    """The table of options holds those of the command line, no more and no less."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    options = set(re.findall(r"--[a-z-]+", parser.format_help()))
    assert set(re.findall(r"^\| `(--[a-z-]+)[ `]", GUIDE, flags=re.MULTILINE)) == options


def test_guide_shows_a_seed_file_that_works(tmp_path: Path) -> None:
    """The example of a seed file can be used as it stands."""
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, flags=re.DOTALL)
    seed = tmp_path / "seed.json"
    seed.write_text(example)
    try_seed(Settings(seed=seed))
