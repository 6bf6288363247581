"""How generated modules start, and how they are laid out: by the formatter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MADE: Final = "# Made from the table of settings: `make docs` writes it anew."


def opening(text: str, *imports: str) -> Iterator[str]:
    """Yield a module's first lines: what it holds, where it comes from, what it imports."""
    yield from [f'"""{text}"""', "", MADE, "", "from __future__ import annotations", "", *imports]


def formatted(lines: Iterable[str]) -> str:
    """Return a module's lines as the formatter lays them out."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "module.py", "-"]
    text = "\n".join(lines) + "\n"
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
    return done.stdout
