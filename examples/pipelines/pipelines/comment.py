"""Shows report/gate.md in a comment of the pull request: one a stack, which every run writes anew.

It needs nothing that is installed, so that it also replaces an older answer where the installation failed.
STACK names the stack, PULL_REQUEST the number; GITHUB_REPOSITORY and GH_TOKEN are those of the runner.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

AUTHOR = "github-actions[bot]"
MOST_CHARACTERS = 60_000
"""GitHub takes 65,536."""


def main() -> None:
    """Change the comment, or make it."""
    stack, pull_request = os.environ["STACK"], os.environ["PULL_REQUEST"]
    issues = f"repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    mark = f"<!-- connect users: {stack} -->"
    body = f"{mark}\n## Amazon Connect users, stack {stack}\n\n{shortened(Path('report/gate.md'))}"
    pages = gh(f"{issues}/{pull_request}/comments?per_page=100", "--paginate", "--slurp")
    comments = [comment for page in pages for comment in page]
    own = (item for item in comments if item["user"]["login"] == AUTHOR and item["body"].startswith(mark))
    if (found := next(own, None)) is None:
        gh(f"{issues}/{pull_request}/comments", "--method", "POST", "--input", "-", given={"body": body})
    else:
        gh(f"{issues}/comments/{found['id']}", "--method", "PATCH", "--input", "-", given={"body": body})


def shortened(file: Path) -> str:
    """Read a text, whole lines of it where it is too long."""
    if not file.exists():
        return "**Nothing was judged.** Why stands in the job's log.\n"
    text = file.read_text(encoding="utf-8")
    if len(text) <= MOST_CHARACTERS:
        return text
    return (
        text[:MOST_CHARACTERS].rpartition("\n")[0]
        + "\n\n**It is longer than a comment:** all of it stands in the job's log.\n"
    )


def gh(path: str, *options: str, given: Any = None) -> Any:
    """Call GitHub's API by the runner's own command line, content on standard input."""
    typed = None if given is None else json.dumps(given)
    command = ["gh", "api", path, *options]
    answer = subprocess.run(command, input=typed, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return json.loads(answer)


if __name__ == "__main__":
    main()
