"""What is made from the table is what the table says."""

from __future__ import annotations

import pytest

from tools.generate.layout import ROOT
from tools.generate.modules import modules

MADE = modules()


@pytest.mark.parametrize("path", sorted(MADE))
def test_generated_module_is_what_the_table_says(path: str) -> None:
    """Each generated module is fresh; `make docs` makes it so."""
    assert (ROOT / path).read_text(encoding="utf-8") == MADE[path]
