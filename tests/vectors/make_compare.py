"""Write `compare.json`: comparisons of odd runs, for the tests of both twins.

    python tests/vectors/make_compare.py

A line holds a case: what the data files say of its runs, and what must come of it. `rich` ones
have all facts and texts too; `random` ones are made by chance, from a seed. Look at the
difference before you commit it: it is a change of what readers see.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from kedro_track.analysis.compare import Comparison, Row, compare_runs
from kedro_track.analysis.compare_cells import Cell
from kedro_track.analysis.compare_export import export, run_names
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.text_parts import new_parts
from kedro_track.config import Config, MetricRule
from kedro_track.history import (
    Code,
    Failure,
    History,
    Input,
    Node,
    NodeTiming,
    Project,
    Run,
    Version,
)
from kedro_track.site.model import Site
from kedro_track.site.payload import detail
from kedro_track.site.scripts import portable

VECTORS = Path(__file__).with_name("compare.json")

RULES = (
    MetricRule("*mae", unit="EUR", format=".1f", direction="lower"),
    MetricRule("*plain", direction="none"),
    MetricRule("*r2", label="R² *adjusted*", direction="higher"),
    MetricRule("*share", format=".1%"),
)
NAN, INFINITY = float("nan"), float("inf")

WORDS = [
    "kedro",
    "run",
    "--params",
    "a=1",
    "b",
    "ä",
    "\U0001f600",
    " ",
    "\n",
    ",",
    "x.y_z",
    "-",
    "é",
]


def metrics(**values: float) -> Version:
    """A version of the metrics dataset `m`."""
    return Version("m", "", "metrics", data=values)


def tracked(data: Any) -> Version:
    """A version of the JSON dataset `columns`."""
    return Version("columns", "", "json", data=data)


def number_runs() -> list[Run]:
    """Numbers of every sort: best ones, noise, zeros, NaN, infinities, missing ones."""
    values: list[dict[str, float]] = [
        {"r2": 0.4, "mae": 100.0, "plain": 1.0, "share": 0.5, "zero": 0.0, "same": 0.1 + 0.2},
        {"r2": 0.4004, "mae": 99.96, "plain": 2.0, "share": 0.5004, "zero": 1.0, "same": 0.3},
        {"r2": NAN, "mae": INFINITY, "plain": -1e-9, "share": 0.5, "zero": -0.0, "same": 0.3},
        {"mae": 250000.0, "only_here": 1e21},
        {"r2": 0.4 * (1 + 1e-13), "mae": 99.96, "plain": 1e300, "zero": 5e-324},
    ]
    return [Run(id=f"n{i}", version="", versions=(metrics(**v),)) for i, v in enumerate(values)]


def nested_runs() -> list[Run]:
    """Parameters and tracked JSON: nested, lists of all sorts, of another kind in each run."""
    parameters: list[Mapping[str, Any] | None] = [
        {
            "model": {"size": 0.1, "features": ["engines", "crew", "capacity"], "deep": {"a": 1}},
            "steps": [1, 2.5, {"name": "x", "on": True}],
            "a/b~c": "odd key",
            "day": date(2026, 1, 5),
            "none": None,
            "empty": {},
        },
        {
            "model": {"size": 0.1, "features": ["crew", "engines"], "deep": {"a": True}},
            "steps": [1, 2.5000000000000004, {"name": "y", "on": True}, []],
            "none": 0,
            "empty": [],
            "mixed": "text",
        },
        {"model": "none", "steps": "1, 2.5", "mixed": {"x": [1, [2, 3]]}, "nan": [NAN, -INFINITY]},
        None,
    ]
    data = [
        {"columns": ["id", "a"], "types": {"id": "int", "a": None}, "rows": 1000},
        {"columns": ["id", "a", "b"], "types": {"id": "int", "a": "str"}, "rows": 10**20},
        [["a", "b"], ["a"]],
        {"columns": ["a", "a"], "\U0001f600": 1, "\uffff": 2, "z": 3},
    ]
    runs = [
        Run(id=f"p{i}", version="", parameters=p, versions=(tracked(d),))
        for i, (p, d) in enumerate(zip(parameters, data, strict=True))
    ]
    return [*runs[:3], replace(runs[3], given={"model": {"size": 0.1, "late": "=1+1"}})]


def rich_runs() -> list[Run]:
    """Runs in whose every group something differs, or was not captured."""
    at = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)
    graph = (
        Node("split", ("raw",), ("train", "test"), ("prepare",), None, "p.nodes.split"),
        Node("fit", ("train",), ("model",), (), "science", "p.nodes.fit"),
    )
    first = Run(
        id="2026-01-05T08.00.00.000Z",
        version="",
        captured=True,
        status="succeeded",
        started=at,
        duration=12.25,
        title="First | *bold* <b>",
        notes="One.\n\nTwo @team.",
        tags=("sweep", "candidate"),
        user="ada",
        host="workbench",
        command="kedro run --params=a=1",
        environment="local",
        runner="SequentialRunner",
        pipelines=("__default__",),
        code=Code("a" * 40, "main", dirty=False),
        parameters={"a": 1},
        given={"a": 1},
        python="3.11.9",
        platform="Linux",
        packages={"kedro": "1.7.0", "pandas": "2.2.3"},
        graph=graph,
        timings=(NodeTiming("split", 0.125, at), NodeTiming("fit", 61.5, at)),
        inputs=(Input("raw", "data/raw.csv", 18_210, at), Input("more", None, 900, None, "v1")),
        versions=(metrics(r2=0.4), tracked({"rows": 3})),
    )
    second = replace(
        first,
        id="second",
        status="failed",
        title=None,
        notes="One.\n\nTwo and a half @team.",
        tags=("sweep",),
        duration=4000.0,
        command="kedro run --params=a=2,b=3",
        filters={"from_nodes": ("fit",)},
        code=Code("b" * 40, "experiment/ridge", dirty=True),
        parameters={"a": 2, "b": 3},
        packages={"kedro": "1.7.0", "numpy": "2.1"},
        graph=(graph[0], replace(graph[1], inputs=("train", "weights"), function=None)),
        timings=(NodeTiming("split", 0.25, at),),
        inputs=(Input("raw", "data/raw.csv", 5 * 1024**3, at), Input("more", None, 826)),
        failure=Failure("ValueError", "no 'x'\nin `y`", (), "fit"),
        versions=(),
    )
    legacy = Run(
        id="~3",
        version="",
        status="succeeded",
        started=at,
        user="grace",
        code=Code("7707b23", "main", dirty=True),
        given={"a": 1},
        versions=(metrics(r2=0.5),),
    )
    bare = Run(id="4", version="", recorded=False, versions=(tracked({}),))
    empty = replace(first, id="five", parameters={}, packages={}, graph=(), inputs=(), timings=())
    return [first, second, legacy, bare, empty]


RICH: Mapping[str, tuple[Sequence[Run], int]] = {
    "numbers": (number_runs(), 0),
    "numbers, another baseline": (number_runs(), 3),
    "nested": (nested_runs(), 0),
    "nested, another baseline": (nested_runs(), 1),
    "rich": (rich_runs(), 0),
    "rich, old baseline": (rich_runs(), 2),
    "one": (rich_runs()[:1], 0),
}

NUMBERS = (0, 1, 2, -1, 0.1, 0.3, 0.1 + 0.2, 1e-9, 0.0004, 1e6, 12345.678, 1e300, -5e-324, NAN)
LEAVES = (*NUMBERS, True, False, None, "", "a", "forest", "a b c", "a c b", "1", "-3", "@x <b>")
KEYS = ("alpha", "size", "n", "a/b", "x.y", "ä")


def random_value(chance: random.Random, depth: int) -> Any:
    """A JSON-like value, nested to a depth."""
    sort = chance.randint(0, 9)
    if depth and sort < 3:
        keys = chance.sample(KEYS, chance.randint(0, 3))
        return {key: random_value(chance, depth - 1) for key in keys}
    if depth and sort < 5:
        return [random_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if depth and sort == 5:
        return chance.sample(["a", "b", "c", "-x"], chance.randint(0, 3))
    return chance.choice(LEAVES)


def random_runs(chance: random.Random) -> list[Run]:
    """Two or three runs with some metrics and parameters in common."""
    key, base, runs = chance.choice(KEYS), random_value(chance, 3), []
    for at in range(chance.randint(2, 3)):
        found = metrics(**{chance.choice(["r2", "mae"]): float(chance.choice(NUMBERS))})
        value = base if chance.random() < 0.3 else random_value(chance, 3)
        parameters = None if chance.random() < 0.1 else {key: value}
        runs.append(Run(id=f"r{at}", version="", parameters=parameters, versions=(found,)))
    return runs


def case(name: str, runs: Sequence[Run], baseline: int, *, rich: bool) -> dict[str, Any]:
    """One comparison: what the browser is told, and what must come of it."""
    site = Site(History(Project("p", "/p"), tuple(runs)), Config(metrics=RULES))
    found = compare_runs(runs, site.metrics, baseline)
    made: dict[str, Any] = {
        "name": name,
        "details": [brief(portable(detail(site, run)), rich=rich) for run in runs],
        "baseline": baseline,
        "rows": portable([row(one) for one in found.rows if rich or one.group != "run"]),
    }
    if rich:
        made |= {"ids": [run.id for run in runs], **written(found, runs)}
    return made


def brief(facts: Mapping[str, Any], *, rich: bool) -> dict[str, Any]:
    """A run's facts; of poor ones those groups that chance has made."""
    kept = facts if rich else ("params", "metrics", "partial")
    return {name: facts[name] for name in facts if name in kept and facts[name] not in (None, [])}


def told(info: MetricInfo) -> dict[str, Any]:
    """What the site's index says of a metric."""
    facts = {name: getattr(info, name) for name in ("label", "unit", "format", "direction")}
    return {name: value for name, value in facts.items() if value is not None}


def row(found: Row) -> list[Any]:
    """A row as a list: key, label, kind, depth, parent, then each run's cell."""
    cells = [cell(one) for one in found.cells]
    return [found.key, found.label, found.kind, found.depth, found.parent, *cells]


def cell(found: Cell) -> list[Any]:
    """State and marks in letters, the value if it is no list, the deltas where there are any."""
    verdict = {None: "", True: "+", False: "-"}[found.better]
    marks = found.state[0] + "d" * found.differs + "b" * found.best + verdict
    deltas = [found.delta, found.ratio] if found.delta is not None else []
    is_told = found.state == "value" and not isinstance(found.value, (list, dict))
    return [marks, *([found.value] if is_told else []), *deltas]


def written(found: Comparison, runs: Sequence[Run]) -> dict[str, Any]:
    """The comparison as all that it can be taken home as."""
    return {
        "names": run_names(runs),
        "markdown": export(found, runs, "markdown", changes=True),
        "csv": export(found, runs, "csv"),
        "json": export(found, runs, "json"),
    }


def texts() -> list[list[Any]]:
    """Pairs of texts and what is new in the second: `[base, [[is new, part], ...]]`."""
    chance = random.Random(7)
    pairs = [
        ("", ""),
        ("", "new"),
        ("old", ""),
        ("kedro run --params=a=1", "kedro run --params=a=2,b=3"),
        ("One.\n\nTwo.", "One.\n\nTwo and a half."),
        ("a " * 401, "a " * 2 + "b " * 401),
    ]
    for _ in range(60):
        made = ["".join(chance.choices(WORDS, k=chance.randint(0, 20))) for _ in range(2)]
        pairs.append((made[0], made[1]))
    return [[base, [list(part) for part in new_parts(base, text)]] for base, text in pairs]


def vectors() -> dict[str, Any]:
    """All of them."""
    chance = random.Random(3)
    rich = [case(name, runs, at, rich=True) for name, (runs, at) in RICH.items()]
    poor = [
        case(f"random {n}", random_runs(chance), chance.randint(0, 1), rich=False)
        for n in range(200)
    ]
    site = Site(History(Project("p", "/p"), tuple(number_runs())), Config(metrics=RULES))
    infos = [[info.name, told(info)] for info in site.metrics.values()]
    return {"metrics": infos, "cases": [*rich, *poor], "texts": texts()}


def main() -> None:
    """Write the vectors, a case on a line."""
    found = vectors()
    lists = (f"{json.dumps(name)}: [\n{lines(found[name])}\n]" for name in found)
    VECTORS.write_text("{" + ",\n".join(lists) + "}\n", encoding="utf-8")


def lines(entries: Sequence[Any]) -> str:
    """JSON with an entry on a line."""
    return ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in entries)


if __name__ == "__main__":
    main()
