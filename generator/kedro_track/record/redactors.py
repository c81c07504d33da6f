"""The redactor of a project: what always is masked, and what its `track.yml` adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kedro_track.redaction import Redactor


def redactor_of(folders: Sequence[Path], warn: Callable[[str], None]) -> Redactor:
    """Make the redactor that the `track.yml` of these conf folders asks for.

    Most projects have none, and then nothing of the config is imported. A broken one is said,
    and what always is masked still is.
    """
    places = (folder / name for folder in folders for name in ("track.yml", "track.yaml"))
    if not any(place.is_file() for place in places):
        return Redactor()
    from kedro_track.config import load
    from kedro_track.errors import ConfigError

    try:
        rules = load(folders).redaction
    except ConfigError as error:
        warn(f"The redaction of track.yml was not applied to this run's record. {error}")
        return Redactor()
    return Redactor(rules.keys, rules.values)
