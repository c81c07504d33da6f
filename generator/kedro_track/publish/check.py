"""What a stranger would see of a finished site, and what of it should not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kedro_track.publish.files import SiteFile, files_of
from kedro_track.publish.secrets import secrets_in
from kedro_track.publish.told import EXAMPLES, RANDOM, told_by


@dataclass(frozen=True, slots=True)
class Exposure:
    """Values of one kind: how many different ones, how often, and some of them."""

    kind: str
    distinct: int
    times: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be published: its kind, what it is, the file that it is in."""

    kind: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """The result of a check; a site without findings can go out."""

    exposures: tuple[Exposure, ...]
    findings: tuple[Finding, ...]


def check_site(site: Path, known: Sequence[str] = ()) -> PublicCheck:
    """Go over the files of a built site.

    Args:
        site: Its folder.
        known: Regular expressions; what one is found in is no finding.

    Raises:
        PublishError: If there is no site, or no detect-secrets.
    """
    # First those that say whose run it is.
    files = sorted(files_of(site), key=lambda file: (not file.url.startswith("runs/"), file.url))
    told = told_by(files)
    exposures = tuple(
        Exposure(kind, len(found), found.total(), tuple(v for v, _ in found.most_common(EXAMPLES)))
        for kind, found in sorted(told.seen.items())
    )
    patterns = [re.compile(pattern) for pattern in known]
    faults = (
        Finding(kind, value, url)
        for kind, values in sorted(told.faults.items())
        for value, url in sorted(values.items())
        if not _is_known(value, patterns)
    )
    secrets = (Finding(kind, _masked(value), url) for kind, value, url in _secrets(files, patterns))
    return PublicCheck(exposures, (*map(_printable, faults), *secrets))


def _printable(finding: Finding) -> Finding:
    if finding.kind != RANDOM:
        return finding
    name, _, value = finding.what.partition("=")
    return replace(finding, what=f"{name}={_masked(value)}")


def _secrets(
    files: Sequence[SiteFile], patterns: Sequence[re.Pattern[str]]
) -> Iterator[tuple[str, str, str]]:
    for found in secrets_in(files):
        if not _is_known(found[1], patterns):
            yield found


def _is_known(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _masked(secret: str) -> str:
    """Enough to find it by: what is printed ends up in logs."""
    return f"{secret[:4]}… ({len(secret)} characters)"
