"""For every run the one that it is compared with, found without loading what is not asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from kedro_track.analysis.meaning import Meaning, place_meant, places_meant
from kedro_track.analysis.outlines import ENDED
from kedro_track.chunked import Chunked
from kedro_track.history import Run


class Compared(Sequence["Run | None"]):
    """For each run, by its place, the one that a rule means as it stood when that run was made.

    Only earlier runs that came to their end are meant, so what is here of a run never changes
    when later ones are added.
    """

    def __init__(self, runs: Chunked[Run], meaning: Meaning) -> None:
        self.meaning = meaning
        self._runs = runs
        self._before = [*places_meant(runs, meaning)]
        self._known: dict[int, list[int | None]] = {}

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self._runs)

    @overload
    def __getitem__(self, at: int) -> Run | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[Run | None]: ...
    def __getitem__(self, at: int | slice) -> Run | list[Run | None] | None:
        """The run that one, or each of some, is compared with."""
        places = range(len(self))[at]
        if isinstance(places, range):
            return [self[place] for place in places]
        number = self._runs.number_at(places)
        return self._run(self.places(number)[places - self._runs.starts[number]])

    @property
    def today(self) -> Run | None:
        """The run that the newest one is compared with."""
        return self._run(place_meant(self._runs, self.meaning, before=len(self._runs) - 1))

    def place_before(self, number: int) -> int | None:
        """Place of the one that the first run of a chunk is compared with."""
        return self._before[number]

    def places(self, number: int) -> list[int | None]:
        """For each run of a chunk the place of the one that it is compared with."""
        if number not in self._known:
            self._known[number] = [*self._places(number)]
        return self._known[number]

    def _places(self, number: int) -> Iterator[int | None]:
        place = self._before[number]
        current = self._run(place)
        for at, run in enumerate(self._runs.of_chunk(number), self._runs.starts[number]):
            yield place
            if run.status in ENDED and self.meaning.fits(run, current):
                place, current = at, run

    def _run(self, place: int | None) -> Run | None:
        return None if place is None else self._runs[place]
