"""What is shown of work that takes its time: on stderr, and only to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int], None]

SAID = {"read": "Reading the runs", "write": "Writing the site", "send": "Sending files"}


@contextmanager
def on_stderr() -> Iterator[Progress]:
    """Show stages and counts while the block runs; nothing where stderr is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _stage, _count: None
        return
    done: dict[str, int] = {}
    with console.status(f"{SAID['read']} …") as status:

        def show(stage: str, count: int) -> None:
            done[stage] = done.get(stage, 0) + count
            status.update(f"{SAID.get(stage, stage)} … {done[stage]}")

        yield show
