"""Step detection: planted steps are found, noise, outliers and drifts are not called steps."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence

import pytest

from kedro_track.analysis.steps import ERA, KEPT, Change, changes_of_era, find_changes

Noise = Callable[[random.Random], float]


def gauss(chance: random.Random) -> float:
    """Noise of one standard deviation."""
    return chance.gauss(0, 1)


def student(chance: random.Random) -> float:
    """Noise with heavy tails: Student's t of three degrees."""
    return chance.gauss(0, 1) / math.sqrt(sum(chance.gauss(0, 1) ** 2 for _ in range(3)) / 3)


def series(
    seed: str,
    length: int = 200,
    steps: Iterable[tuple[int, float]] = (),
    slope: float = 0.0,
    noise: Noise = gauss,
) -> list[float]:
    """Noise with steps `(index, height)` and a drift planted into it."""
    chance = random.Random(seed)
    planted = dict(steps)
    level, values = 0.0, []
    for i in range(length):
        level += planted.get(i, 0.0)
        values.append(level + slope * i + noise(chance))
    return values


def places(values: Sequence[float]) -> list[int]:
    """Where steps are found."""
    return [change.at for change in find_changes(values)]


def false_alarms(many: Iterable[Sequence[float]]) -> float:
    """Steps found in 1,000 points that have none."""
    found = points = 0
    for values in many:
        found += len(find_changes(values))
        points += len(values)
    return 1000 * found / points


@pytest.mark.parametrize("count", [1, 2, 3])
def test_planted_steps_of_two_deviations_are_found(count: int) -> None:
    """Steps of 2 standard deviations in 200 points: recall at least 0.9, extras under 1 in 1,000.

    A step counts as found within 5 points: at that height noise hides more.
    """
    hits = extras = 0
    for seed in range(120):
        chance = random.Random(f"places {count} {seed}")
        planted = sorted(chance.sample(range(1, 9), count))
        at = [20 * place + chance.randrange(10) for place in planted]
        steps = [(place, chance.choice((-2.0, 2.0))) for place in at]
        found = places(series(f"steps {count} {seed}", steps=steps))
        near = [any(abs(place - other) <= 5 for other in found) for place in at]
        hits += sum(near)
        extras += max(0, len(found) - sum(near))
    assert hits >= 0.9 * 120 * count
    assert extras <= 120 * 200 / 1000


@pytest.mark.parametrize("noise", [gauss, student])
@pytest.mark.parametrize("length", [30, 200, 2_000])
def test_noise_raises_no_alarm(length: int, noise: Noise) -> None:
    """At most 1 false alarm in 1,000 points, whether or not the noise has heavy tails."""
    many = (series(f"noise {i}", length, noise=noise) for i in range(40_000 // length))
    assert false_alarms(many) <= 1


@pytest.mark.parametrize("slope", [0.01, 0.03, 0.1, 0.5])
def test_a_drift_is_no_step(slope: float) -> None:
    """A straight rise is not cut into a staircase."""
    many = (series(f"drift {i}", slope=slope) for i in range(100))
    assert false_alarms(many) <= 1


def test_a_jump_beside_a_drift_is_found() -> None:
    """A step is seen although the series also drifts."""
    extras = 0
    for seed in range(100):
        found = places(series(f"both {seed}", steps=[(120, 8.0)], slope=0.03))
        assert any(abs(at - 120) <= 1 for at in found)
        extras += len(found) - 1
    assert extras <= 100 * 200 / 1000


def test_neighbours_that_resemble_each_other_raise_few_alarms() -> None:
    """Noise that wanders (autocorrelation 0.5) is no step."""

    def wandering(seed: int) -> list[float]:
        values = [0.0]
        for shock in series(f"wander {seed}"):
            values.append(0.5 * values[-1] + shock)
        return values

    assert false_alarms(wandering(i) for i in range(100)) <= 1


@pytest.mark.parametrize("burst", [1, 2, 4])
def test_outliers_are_no_step(burst: int) -> None:
    """A burst of up to four values that return is passed over."""
    for seed in range(30):
        values = series(f"outlier {seed}")
        values[80 : 80 + burst] = [60.0] * burst
        assert places(values) == []


def test_outliers_do_not_hide_a_step() -> None:
    """A step is found where it is, with one value in twenty far off."""
    for seed in range(20):
        values = series(f"hidden {seed}", steps=[(100, 3.0)])
        for i in range(7, 200, 20):
            values[i] = 500.0
        (at,) = places(values)
        assert abs(at - 100) <= 3


@pytest.mark.parametrize("value", [0.0, 0.1, -3e7, 1e308])
def test_a_constant_has_no_step(value: float) -> None:
    """Equal values have no noise, and no step."""
    assert places([value] * 200) == []


def test_float_noise_is_no_step() -> None:
    """Values that differ in their last bit only are equal."""
    assert places([0.1 + 0.2] * 50 + [0.3] * 50) == []


@pytest.mark.parametrize("scale", [1e-200, 1e-6, 1.0, 1e6, 1e300])
def test_levels_without_noise_are_found_exactly(scale: float) -> None:
    """A deterministic pipeline repeats its values: each new level is a step, at any scale."""
    values = [scale * level for level in [2.0] * 12 + [3.0] * 5 + [2.5] * 30]
    assert places(values) == [12, 17]


def test_a_level_counts_once_five_values_have_kept_it() -> None:
    """Four values of a new level may still return; five are a step."""
    assert KEPT == 5
    assert places([1.0] * 20 + [2.0] * 4) == []
    assert places([1.0] * 20 + [2.0] * 5) == [20]


def test_too_few_values_have_no_step() -> None:
    """Below ten values nothing is said."""
    assert places([]) == []
    assert places([1.0, 2.0]) == []
    assert places([1.0] * 4 + [9.0] * 5) == []


def test_few_levels_are_no_steps() -> None:
    """A metric that is counted in few whole numbers is noise too."""
    many = ([float(round(0.7 * value)) for value in series(f"counted {i}")] for i in range(100))
    assert false_alarms(many) <= 1


def test_the_noise_tells_how_sure_the_place_is() -> None:
    """A sharp step has one place, a faint one a range that holds the true place."""
    (sharp,) = find_changes(series("sharp", steps=[(100, 20.0)]))
    assert (sharp.earliest, sharp.at, sharp.latest) == (100, 100, 100)
    held = 0
    for seed in range(40):
        (faint,) = find_changes(series(f"faint {seed}", steps=[(100, 2.0)]))
        held += faint.earliest <= 100 <= faint.latest
    assert held >= 36


def test_the_mirror_of_a_series_has_the_mirrored_steps() -> None:
    """What is found does not depend on the sign."""
    for seed in range(20):
        values = series(f"mirror {seed}", steps=[(60, 3.0), (140, -4.0)])
        assert places(values) == places([-value for value in values])


def test_many_steps_in_a_long_series_are_found() -> None:
    """In 20,000 points with a step of 3 each 500, the places are found and hardly another."""
    planted = [(at, (-1) ** (at // 500) * 3.0) for at in range(500, 20_000, 500)]
    found = places(series("long", 20_000, planted))
    hits = sum(any(abs(at - place) <= 5 for place in found) for at, _ in planted)
    assert hits == len(planted)
    assert len(found) <= len(planted) + 1


def test_a_step_between_two_eras_is_found_once() -> None:
    """Wherever it is, though both see it; old eras are looked at no more when values are added."""
    for at in range(1_350, 1_650, 20):
        values = series(f"eras {at}", 2_600, [(at, 3.0)])
        (found,) = places(values)
        assert abs(found - at) <= 5
    values = series("eras", 9_500, [(at, 3.0) for at in range(700, 9_000, 700)])
    looked: list[int] = []

    def look(era: Sequence[float]) -> tuple[Change, ...]:
        looked.append(len(era))
        return changes_of_era(era)

    assert [round(change.at / 100) for change in find_changes(values, look)] == [*range(7, 90, 7)]
    assert looked == [ERA] * 8 + [1_500]
    assert find_changes(values[:-400]) == find_changes(values)
