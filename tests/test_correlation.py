"""Which parameter goes with a metric."""

from __future__ import annotations

import json
import math
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from builders import make_run
from kedro_track.analysis.correlation import (
    FEWEST,
    RUNS,
    associate,
    associations,
    judged,
    ranks,
    spearman,
)
from test_series import make_series

VECTORS = Path(__file__).parent / "vectors" / "correlation.json"


def test_the_vectors_hold() -> None:
    """What the browser's twin is held to holds here."""
    for case in json.loads(VECTORS.read_text(encoding="utf-8")):
        found = [asdict(one) for one in judged(case["columns"], case["metric"])]
        assert found == case["found"]


def test_ties_share_their_rank() -> None:
    """Equal values have the mean of the ranks they take up."""
    assert ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2]


def test_a_monotone_relation_is_complete() -> None:
    """Rank correlation is 1 however curved the relation is, and -1 turned round."""
    x = [float(i) for i in range(12)]
    assert spearman(x, [math.exp(value) for value in x]) == 1
    assert spearman(x, [-(value**3) for value in x]) == -1


def test_one_far_value_does_not_make_a_relation() -> None:
    """A value a million times larger moves one rank only."""
    chance = random.Random(3)
    x, y = ([chance.random() for _ in range(40)] for _ in range(2))
    x[7], y[7] = 1e9, 1e9
    assert abs(spearman(x, y)) < 0.4


def test_too_few_runs_say_nothing() -> None:
    """Nine runs with both are too few, also when 100 have only one of them."""
    column = [float(i) if i < FEWEST - 1 else None for i in range(100)]
    found = associate("rate", column, [float(i) for i in range(100)])
    assert (found.verdict, found.strength, found.runs) == ("few", None, 9)


def test_texts_are_groups_without_a_sign() -> None:
    """A categorical parameter explains a share of the ranks; its values have no order."""
    found = associate("model", ["a", "b", "c"] * 10, [1.0, 5.0, 2.0] * 10)
    assert (found.kind, found.values, found.verdict) == ("groups", 3, "clear")
    assert found.strength == pytest.approx(1)


def test_flags_are_groups() -> None:
    """True and false are no numbers."""
    assert associate("flag", [True, False] * 10, [float(i) for i in range(20)]).kind == "groups"


def test_a_value_of_its_own_for_each_run_is_no_group() -> None:
    """Names that hardly two runs share can't be compared."""
    found = associate("name", [f"run {i}" for i in range(20)], [float(i) for i in range(20)])
    assert (found.verdict, found.strength) == ("scattered", None)


def test_a_parameter_that_never_varies_is_said() -> None:
    """One value in all runs."""
    found = associate("seed", [3] * 20, [float(i) for i in range(20)])
    assert (found.verdict, found.values) == ("constant", 1)


def test_many_parameters_make_chance_finds_likely_and_are_judged_so() -> None:
    """Of 100 parameters of pure noise, at most one passes as clear."""
    chance = random.Random(5)
    columns = {f"p{i}": [chance.random() for _ in range(40)] for i in range(100)}
    found = judged(columns, [chance.random() for _ in range(40)])
    assert sum(one.verdict == "clear" for one in found) <= 1


def test_what_is_no_finite_number_is_no_value() -> None:
    """NaN, infinities and whole numbers beyond floats are left out on both sides."""
    column = [math.nan, math.inf, 10**400, *(float(i) for i in range(12))]
    metric = [1.0, 1.0, 1.0, *(float(i) for i in range(11)), math.nan]
    found = associate("rate", column, metric)
    assert (found.runs, found.strength) == (11, 1)


def test_the_newest_runs_of_a_series_are_looked_at() -> None:
    """A long history is told by its newest 2,000 runs."""
    series = make_series([0.1] * (RUNS + 20))
    runs = tuple(make_run(i, parameters={"rate": i % 7}) for i in range(len(series)))
    values = [float(i % 7) for i in range(len(series))]
    (found,) = associations(replace(series, values=values), runs)
    assert (found.parameter, found.runs, found.strength) == ("rate", RUNS, 1)
