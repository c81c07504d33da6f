"""Words for a terminal, safe from what a run's own texts may hold."""

from __future__ import annotations

from datetime import datetime

LONGEST_QUOTE = 60

SECONDS_OF_A_MINUTE, SECONDS_OF_AN_HOUR = 60, 3600


def printable(text: str) -> str:
    """Replace what a terminal would obey: escape sequences, line ends, marks of direction."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: `1 run`, `2 runs`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def quoted(text: object) -> str:
    """A text in quotes on one line, cut where it is long."""
    line = " ".join(str(text).split())
    return f"“{line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + '…'}”"


def local_time(moment: datetime | None) -> str:
    """Write a moment in the time zone of the reader."""
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"


def duration(seconds: float | None) -> str:
    """Write a duration with the unit that suits it."""
    if seconds is None:
        return ""
    if seconds < SECONDS_OF_A_MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < SECONDS_OF_AN_HOUR:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
