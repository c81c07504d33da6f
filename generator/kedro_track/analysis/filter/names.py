"""The names of a filter: facts of a run, metrics, parameters, tracked JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from kedro_track.analysis.facts import FACTS, ValueKind, kind_of, scalar
from kedro_track.analysis.filter.messages import fault
from kedro_track.analysis.filter.tree import Word
from kedro_track.errors import FilterError
from kedro_track.history import Run, Status

ALIASES: Mapping[str, str] = {
    "who": "user",
    "author": "user",
    "tag": "tags",
    "started": "when",
    "sha": "commit",
    "env": "environment",
    "took": "duration",
}
STATUSES: frozenset[str] = frozenset(get_args(Status))

_FACTS: Mapping[str, tuple[ValueKind, Callable[[Run], Any]]] = {
    **FACTS,
    "hidden": ("flag", lambda run: run.hidden),
}
_IF_MISSING: Mapping[str, Any] = {"tags": (), "bookmark": False, "hidden": False}
_MAPPINGS: Mapping[str, Callable[[Run], Mapping[str, Any]]] = {
    "metrics": lambda run: run.metrics,
    "params": lambda run: run.params,
    "json": lambda run: run.json,
}
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Field:
    """What a name stands for.

    Attributes:
        name: In full, such as `metrics.<dataset>.<key>`.
        get: The value of a run: a scalar or, for a list, its texts; None where it is missing.
    """

    name: str
    kind: ValueKind
    get: Callable[[Run], Any]


class Names:
    """All names that some runs know; looked up by themselves, by an ending, or by an alias."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs

    def find(self, word: Word, *, alone: bool = False) -> Field:
        """The field that a name means.

        Args:
            word: The name.
            alone: Whether nothing follows it, so that text to search for may have been meant.

        Raises:
            FilterError: If it means none, or more than one.
        """
        found = self._matching(word.text) or self._matching(word.text, fold=True)
        if not found and not self._runs:
            # Where nothing is known, nothing can be misspelt.
            found = [word.text]
        if len(found) == 1:
            return self._field(found[0])
        if found:
            more = " …" if len(found) > _NAMED else ""
            names = " or ".join(found[:_NAMED]) + more
            raise fault("name_ambiguous", word.position, name=word.text, names=names)
        raise self._unknown(word, alone=alone)

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return {
            group: tuple(sorted({name for run in self._runs for name in mapping(run)}))
            for group, mapping in _MAPPINGS.items()
        }

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return (
            *_FACTS,
            *(f"{group}.{name}" for group in _MAPPINGS for name in self._groups[group]),
        )

    def _matching(self, text: str, *, fold: bool = False) -> list[str]:
        said = text.lower() if fold else text
        known = ALIASES.get(said, said)
        if known in _FACTS:
            return [known]
        names = [(name, name.lower() if fold else name) for name in self._all]
        for test in (_is_full(said), _is_without_group(said), _ends(said)):
            found = [name for name, seen in names if name not in _FACTS and test(seen)]
            if found:
                return found
        return []

    def _field(self, name: str) -> Field:
        if name in _FACTS:
            kind, get = _FACTS[name]
            missing = _IF_MISSING.get(name)
            return Field(name, kind, lambda run: missing if (got := get(run)) is None else got)
        group, _, rest = name.partition(".")
        mapping = _MAPPINGS.get(group, _nothing)
        kind = "number" if group == "metrics" else self._kind(mapping, rest)
        return Field(name, kind, lambda run: scalar(mapping(run).get(rest)))

    def _kind(self, mapping: Callable[[Run], Mapping[str, Any]], name: str) -> ValueKind:
        values = (mapping(run).get(name) for run in self._runs)
        kinds = {kind_of(value) for value in values if value is not None}
        return kinds.pop() if len(kinds) == 1 else "mixed"

    def _unknown(self, word: Word, *, alone: bool) -> FilterError:
        near = _nearest(word.text.lower(), self._all)
        if near is not None:
            return fault("name_near", word.position, name=word.text, near=near)
        key = "name_or_text" if alone else "name_unknown"
        return fault(key, word.position, name=word.text)


def _nothing(_run: Run) -> Mapping[str, Any]:
    return {}


def _is_full(said: str) -> Callable[[str], bool]:
    return lambda name: name == said


def _is_without_group(said: str) -> Callable[[str], bool]:
    return lambda name: name.partition(".")[2] == said


def _ends(said: str) -> Callable[[str], bool]:
    """By the group and an ending, or by an ending alone; endings begin behind a dot."""
    group, _, rest = said.partition(".")

    def test(name: str) -> bool:
        name_group, _, name_rest = name.partition(".")
        if name_group == group and rest and name_rest.endswith(f".{rest}"):
            return True
        return name_rest.endswith(f".{said}")

    return test


def _nearest(said: str, names: Iterable[str]) -> str | None:
    """What a slip can have meant: a name that holds what was said, or one that differs little."""
    endings = {name.rpartition(".")[2] for name in names}
    known = sorted({*names, *endings, *STATUSES, *ALIASES})
    holding = [name for name in known if said in name.lower()]
    if holding and len(said) > 1:
        return min(holding, key=len)
    most = max(1, len(said) // 3)
    alike = [name for name in known if abs(len(name) - len(said)) <= most]
    distances = [(_edits(said, name.lower()), name) for name in alike]
    return min(((d, name) for d, name in distances if d <= most), default=(0, None))[1]


def _edits(left: str, right: str) -> int:
    """How many signs must change to make one text of the other (Levenshtein, 1965)."""
    row = list(range(len(right) + 1))
    for i, sign in enumerate(left, 1):
        following = [i]
        for j, other in enumerate(right, 1):
            kept = row[j - 1] + (sign != other)
            following.append(min(row[j] + 1, following[j - 1] + 1, kept))
        row = following
    return row[-1]
