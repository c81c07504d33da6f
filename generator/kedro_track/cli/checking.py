"""What `build-site --check-public` prints."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.cli.text import counted, printable
from kedro_track.publish.check import PublicCheck

MOST = 20
"""Findings of one kind that are printed."""


def checked(check: PublicCheck) -> Iterator[str]:
    """What a stranger sees, a line a kind; then what should not be there; then what to do."""
    yield "A stranger sees:"
    width = max((len(item.kind) for item in check.exposures), default=0)
    for item in check.exposures:
        # Notes have commas of their own.
        more = " | …" if item.distinct > len(item.examples) else ""
        shown = printable(" | ".join(item.examples) + more)
        yield f"  {item.kind:{width}}  {item.distinct:>6,}  {shown}"
    kinds = dict.fromkeys(finding.kind for finding in check.findings)
    for kind in kinds:
        found = [finding for finding in check.findings if finding.kind == kind]
        yield f"Should not be there: {kind}, {counted(len(found), 'time')}"
        for finding in found[:MOST]:
            yield printable(f"  {finding.what}  in {finding.url}")
        if len(found) > MOST:
            yield f"  and {len(found) - MOST} more"
    yield (
        "Mend them where they come from, keep them back by `publish:` in track.yml, or say in "
        "publish.known that they may be seen."
        if kinds
        else "Nothing was found that should not be there."
    )
