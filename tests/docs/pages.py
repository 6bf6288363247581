"""What stands in the documentation's pages: snippets, links, commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tools.stack import ROOT, Run, Stack

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])


def page(name: str) -> str:
    """Return the text of a page, named by its path from the project's root."""
    return (ROOT / name).read_text(encoding="utf-8")


def snippets(name: str, language: str) -> list[str]:
    """Return a page's snippets in a language, in their order."""
    return _snippets(page(name), language)


def _snippets(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """Return the lines of a shell snippet without their comments."""
    lines = (line.split("  #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def run_pulumi(stack: Stack, snippet: str, *, typed: str = "") -> list[Run]:
    """Run a snippet's ``pulumi`` commands as they stand.

    Args:
        stack: where they run.
        snippet: the snippet; it may hold nothing but such commands.
        typed: what the person at the terminal answers.
    """
    runs = []
    for line in commands(snippet):
        program, *arguments = shlex.split(line)
        assert program == "pulumi", line
        runs.append(stack.pulumi(*arguments, typed=typed))
    return runs


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as the forges make them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
