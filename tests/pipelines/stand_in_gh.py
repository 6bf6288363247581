"""Stand in for GitHub's command line on the runner: the comments of one pull request, kept in a file.

It takes the calls of ``gh api`` that the pipeline makes, and refuses everything else.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

COMMENTS = "repos/meridian/users/issues/7/comments"


def main() -> None:
    """Answer one call."""
    assert os.environ["GH_TOKEN"] == "token of the run"
    file = Path(os.environ["STAND_IN_COMMENTS"])
    comments: list[dict[str, Any]] = json.loads(file.read_text()) if file.exists() else []
    match sys.argv[1:]:
        case ["api", path, "--paginate", "--slurp"] if path == f"{COMMENTS}?per_page=100":
            half = len(comments) // 2
            answer: Any = [comments[:half], comments[half:]]
        case ["api", path, "--method", "POST", "--input", "-"] if path == COMMENTS:
            body = json.load(sys.stdin)["body"]
            answer = {"id": 100 + len(comments), "user": {"login": "github-actions[bot]"}, "body": body}
            comments.append(answer)
        case ["api", path, "--method", "PATCH", "--input", "-"]:
            (answer,) = (
                item for item in comments if path == f"repos/meridian/users/issues/comments/{item['id']}"
            )
            answer["body"] = json.load(sys.stdin)["body"]
        case other:
            sys.exit(f"not served: {other}")
    file.write_text(json.dumps(comments))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
