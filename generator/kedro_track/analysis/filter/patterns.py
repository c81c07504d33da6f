r"""Regular expressions that can't hang: `~` of the filter language.

The syntax is what Python's and JavaScript's have in common, without what needs
backtracking (references, lookaround). A pattern becomes a non-deterministic automaton, of
which all states are followed at once (Thompson's way, 1968), remembered as a deterministic
one: the time is bounded by the length of the text times the size of the pattern, whatever
somebody writes. Case does not matter; `\d \w \s \b` mean ASCII. The browser has a twin, so
that both sides find the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kedro_track.analysis.filter.machine import ACCEPT, BEGIN, END, OTHER, WORD, Program, compiled
from kedro_track.analysis.filter.syntax import read_pattern

_MOST_STATES = 2_000


@dataclass(slots=True)
class _State:
    """Places in the program that are reached, and what stood before."""

    places: frozenset[int]
    before: int
    accepts: bool = False
    edges: dict[str, _State] = field(default_factory=dict)


_FOUND = _State(frozenset(), END, accepts=True)


class Pattern:
    """A compiled pattern.

    Args:
        text: The pattern.
        position: Where it stands in the filter.

    Raises:
        FilterError: With the place of the first character that can't be understood.
    """

    def __init__(self, text: str, position: int = 0) -> None:
        self._program: Program = compiled(read_pattern(text, position), position)
        self._states: dict[tuple[frozenset[int], int], _State] = {}

    def search(self, subject: str) -> bool:
        """Whether the pattern matches anywhere in the text."""
        state = self._state(frozenset({0}), BEGIN)
        for sign in subject.lower():
            state = state.edges.get(sign) or self._step(state, sign)
            if state.accepts:
                return True
        return (state.edges.get("") or self._step(state, "")).accepts

    def _step(self, state: _State, sign: str) -> _State:
        """Follow all places over one sign; the empty one is the end of the text."""
        after = _kind(sign)
        reached = self._program.closure(state.places, state.before, after)
        if ACCEPT in reached:
            found = _FOUND
        else:
            taken = self._program.over(reached, sign) if sign else []
            # A match can begin at each sign.
            found = self._state(frozenset({0, *taken}), after)
        state.edges[sign] = found
        return found

    def _state(self, places: frozenset[int], before: int) -> _State:
        state = self._states.get((places, before))
        if state is None:
            if len(self._states) >= _MOST_STATES:
                self._states.clear()
            state = self._states[places, before] = _State(places, before)
        return state


def _kind(sign: str) -> int:
    if not sign:
        return END
    return WORD if sign.isascii() and (sign.isalnum() or sign == "_") else OTHER
