"""Write a file as the one comment of kedro-track's on a pull request: comment.py NUMBER FILE.

Standard library only. Told by the environment as GitHub tells a step: GITHUB_API_URL,
GITHUB_REPOSITORY, and TOKEN.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = "<!-- kedro-track: comparison -->"
LONGEST = 65_000
"""Characters; GitHub takes 65,536."""


def main(number: str, path: str) -> None:
    """Change the comment that is there, or write one."""
    issues = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    text = Path(path).read_text(encoding="utf-8")
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("\n")[0] + "\n\nThe rest is in the summary of the job.\n"
    body = {"body": f"{MARK}\n{text}"}
    ours = next(filter(_is_ours, _comments(f"{issues}/{int(number)}/comments")), None)
    if ours is None:
        _ask("POST", f"{issues}/{int(number)}/comments", body)
    else:
        _ask("PATCH", f"{issues}/comments/{ours['id']}", body)


def _is_ours(comment: dict[str, Any]) -> bool:
    """Whether a job wrote it; a person may quote the mark."""
    return comment["user"]["type"] == "Bot" and comment["body"].startswith(MARK)


def _comments(path: str) -> Iterator[dict[str, Any]]:
    page = 1
    while found := _ask("GET", f"{path}?per_page=100&page={page}"):
        yield from found
        page += 1


def _ask(method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the address that GitHub gave
        os.environ["GITHUB_API_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "kedro-track",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        return json.loads(answer.read() or b"null")


if __name__ == "__main__":
    main(*sys.argv[1:])
