"""Change points as rows for a template: what is between the runs around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kedro_track.analysis.changepoints import Step
from kedro_track.analysis.changes import Change, changes
from kedro_track.history import Run
from kedro_track.site.forge import comparison_address
from kedro_track.site.model import Site

SHOWN = 3
"""So many of the other things that changed are named."""


@dataclass(frozen=True, slots=True)
class Between:
    """What changed between two runs, in short.

    Attributes:
        base: Commit of the earlier run; None where it was not captured.
        head: Commit of the later run.
        url: The commits between on the forge; None where both are one, or there is no forge.
        uncommitted: Whether either run had changes that no commit holds.
        named: The likeliest explanations beside the code, of parameters, inputs and packages.
        more: How many further ones there are.
    """

    base: str | None
    head: str | None
    url: str | None
    uncommitted: bool
    named: tuple[Change, ...]
    more: int

    @property
    def same(self) -> bool:
        """Whether both runs were of one commit; abbreviated ones count as what they begin."""
        return bool(self.base and self.head) and (
            str(self.base).startswith(str(self.head)) or str(self.head).startswith(str(self.base))
        )


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A change point and what is between the runs that it surely lies between."""

    step: Step
    url: str
    between: Between


def turn_rows(site: Site, steps: Iterable[Step]) -> Iterator[TurnRow]:
    """Rows of change points, in their order."""
    for step in steps:
        found = between(site, step.surely_before, step.surely_after)
        yield TurnRow(step, site.metric_urls[step.info.name], found)


def between(site: Site, earlier: Run, later: Run) -> Between:
    """What changed between two runs."""
    base, head = _sha(earlier), _sha(later)
    others: list[Any] = [
        change
        for change in changes(later, earlier).ranked
        if change.sort in ("given", "parameter", "input", "package")
    ]
    found = Between(
        base=base,
        head=head,
        url=comparison_address(site.repository_url, base, head),
        uncommitted=any(run.code is not None and bool(run.code.dirty) for run in (earlier, later)),
        named=tuple(others[:SHOWN]),
        more=len(others[SHOWN:]),
    )
    return (
        Between(base, head, None, found.uncommitted, found.named, found.more)
        if found.same
        else found
    )


def _sha(run: Run) -> str | None:
    return run.code.sha if run.code else None
