"""Every reader against every input: it says what is wrong, loses no neighbour, and ends."""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from builders import (
    EPOCH,
    figure,
    legacy_blob,
    make_history,
    png,
    version_of,
    write_legacy_project,
    write_legacy_store,
    write_version,
)
from kedro_track.analysis.published import published
from kedro_track.build import write_site
from kedro_track.collect.history import read_history
from kedro_track.collect.sessions import to_run
from kedro_track.config import Config, load
from kedro_track.errors import ConfigError
from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.history import History
from kedro_track.redaction import Redactor
from kedro_track.site.output import Output
from kedro_track.site.payload import raw
from kedro_track.store.rows import StoredRun

RUN = version_of(EPOCH)
MEBIBYTES = int(os.environ.get("KEDRO_TRACK_TORTURE_MB", "17"))
"""Of the large JSON; the torture target asks for more."""

CATALOG = """\
metrics: {type: kedro_track.MetricsDataset, filepath: data/metrics.json}
columns: {type: kedro_track.JSONDataset, filepath: data/columns.json}
prices: {type: plotly.JSONDataset, filepath: data/prices.json, versioned: true}
matrix: {type: matplotlib.MatplotlibDataset, filepath: data/matrix.png, versioned: true}
drawing: {type: matplotlib.MatplotlibDataset, filepath: data/drawing.svg, versioned: true}
table: {type: pandas.CSVDataset, filepath: data/table.csv, versioned: true}
words: {type: text.TextDataset, filepath: data/words.txt, versioned: true}
page: {type: plotly.HTMLDataset, filepath: data/page.html, versioned: true}
"""

SOUND: dict[str, bytes] = {
    "metrics.json": b'{"mae": 1.5, "n": -2, "x": NaN, "y": "Infinity"}',
    "columns.json": '{"ä": [1, {"b": null}], "c": "\\ud83d\\ude00"}'.encode(),
    "prices.json": json.dumps(figure(1, 2)).encode(),
    "matrix.png": png(width=4, height=4),
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "table.csv": 'a;b\n1;"x\ny"\nü;2\n'.encode(),
    "words.txt": "a tèxt\n".encode(),
    "page.html": "<!doctype html><p>ü".encode(),
}

ODD: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t",
    "nul": b"\0" * 64,
    "nul inside": b'{"a": 1}\0\0',
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "utf-16 cut": '{"a": 1}'.encode("utf-16")[:-1],
    "utf-32": '{"a": 1}'.encode("utf-32"),
    "mark": b'\xef\xbb\xbf{"a": 1}',
    "latin-1": '{"é": 1}'.encode("latin-1"),
    "half characters": rb'{"\ud800": "\udfff", "a": 1}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep mappings": b'{"a":' * 500 + b"1" + b"}" * 500,
    "depth of 63": b'{"a":' * 63 + b"1" + b"}" * 63,
    "not a number": b'{"a": NaN, "b": -Infinity, "c": {"$float": "NaN"}, "d": "-Infinity"}',
    "beyond floats": b'{"a": 1e999, "b": -1e999, "c": 1' + b"0" * 400 + b"}",
    "thousands of digits": b'{"a": ' + b"9" * 100_000 + b"}",
    "long fraction": b'{"a": 0.' + b"1" * 100_000 + b"}",
    "repeated keys": b'{"a": 1, "a": {"b": 1, "b": 2}, "a": 3}',
    "odd keys": b'{"": 1, ".": 2, "a.b": 3, "__proto__": 4, "a\\nb": 5, "\\u0000": 6, "%s{}": 7}',
    "long key": b'{"' + b"k" * 10_000 + b'": 1}',
    "many keys": json.dumps({f"k{n}": n for n in range(3_000)}).encode(),
    "text": b'"text"',
    "number": b"1",
    "nothing": b"null",
    "list": b'[{"data": []}]',
    "figure of nothing": b'{"data": [null, 1, "x"], "layout": []}',
    "figure of itself": b'{"data": [{"type": {"type": []}, "x": {"bdata": 1, "dtype": 7}}]}',
    "quotes": b'"' * 5_000,
    "binary": bytes(range(256)) * 8,
    "one line": b"a," * 100_000,
    "lines": b"\n" * 100_000,
    "image by name only": b"\x89PNG\r\n\x1a\n",
    "large image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 16 + b"IEND\xaeB`\x82",
    "entities": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
}


def project(root: Path, catalog: str = CATALOG) -> Path:
    """A project with one run and one sound version of each dataset."""
    files = {"conf/base/catalog.yml": catalog, "conf/base/catalog_tracking.yml": None}
    write_legacy_project(root, 1, files=files)
    for name, content in SOUND.items():
        write_version(root, f"data/{name}", RUN, content)
    return root


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def is_sound(history: History) -> bool:
    """Whether the sound run is there with all of its versions."""
    [run] = [each for each in history.runs if each.id == RUN]
    names = {version.dataset for version in run.versions if version.problem is None}
    return names >= {name.partition(".")[0] for name in SOUND} and run.metrics["metrics.mae"] == 1.5


def built(history: History, folder: Path) -> int:
    """The count of pages of the site of a history, all of which are built."""
    return write_site(history, Config(), Output(folder))[0]


def test_files_cut_at_each_byte(tmp_path: Path) -> None:
    """Half-written, as a kill or a full disk leaves them: each says so, or is whole enough."""
    root = project(tmp_path / "project")
    for name, content in SOUND.items():
        for length in range(len(content)):
            write_version(root, f"data/{name}", f"cut-{length:04d}", content[:length])
    history = read(root)
    assert is_sound(history)
    cut = [version for run in history.runs for version in run.versions if "cut" in version.version]
    assert len(cut) == sum(map(len, SOUND.values()))
    assert all(version.problem for version in cut if version.version == "cut-0000")
    assert all(v.problem or v.data is not None or v.files for v in cut)
    assert built(replace(history, runs=history.runs[:60]), tmp_path / "site") > 60


@pytest.mark.parametrize("dataset", SOUND)
def test_files_of_odd_content(tmp_path: Path, dataset: str) -> None:
    """Wrong encodings, depth, size, numbers, keys: read or said, and the site is built."""
    root = project(tmp_path / "project")
    for name, content in ODD.items():
        write_version(root, f"data/{dataset}", f"odd {name}", content)
    history = read(root)
    assert is_sound(history)
    odd = [version for run in history.runs for version in run.versions if "odd" in version.version]
    assert len(odd) == len(ODD)
    for version in odd:
        assert (
            version.problem
            or version.data is not None
            or version.files
            or dataset == "columns.json"
        )
    assert built(history, tmp_path / "site") > len(ODD)


@pytest.mark.parametrize("dataset", ["metrics.json", "columns.json", "prices.json"])
def test_one_large_file(tmp_path: Path, dataset: str) -> None:
    """It costs itself only."""
    root = project(tmp_path / "project")
    large = b'{"data": [' + b'{"x": 1.5},' * (MEBIBYTES * 95_325) + b"1]}"
    assert len(large) > MEBIBYTES * 1_000_000
    write_version(root, f"data/{dataset}", "large", large)
    history = read(root)
    assert is_sound(history)
    [version] = [v for run in history.runs for v in run.versions if v.version == "large"]
    assert version.problem


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["NaN", "2026-01-05", "x" * 400, "\ud800", "\0", "../..", "a=b", "/home/a"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
OFTEN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

KEYS = (
    *("user", "git_user", "host", "command", "environment", "runner", "pipelines", "filters"),
    *("git", "parameters", "given", "python", "platform", "packages", "graph", "timings"),
    *("inputs", "saved", "exception", "datasets", "kedro", "cli", "username", "project_path"),
    *("session_id", "env", "runtime_params", "extra_params", "package_name"),
)


@given(record=st.dictionaries(st.sampled_from(KEYS), JSON), blob=st.booleans(), moment=st.floats())
@example(record={"graph": [{"name": "a", "inputs": [1, None, "b"]}]}, blob=False, moment=math.inf)
@example(record={"timings": [{"node": "a", "seconds": 10**400}]}, blob=False, moment=0.0)
@example(record={"parameters": {"": {"": []}}, "given": {"a": {}}}, blob=False, moment=-1e300)
@OFTEN
def test_any_record_becomes_a_run(record: dict[str, Any], *, blob: bool, moment: float) -> None:
    """And any blob: what is not as it should be is not captured; it can be published."""
    given = decode(json.dumps(record)).value if record else {}
    stored = StoredRun(
        id=RUN,
        version=RUN,
        store="x.db",
        blob=given if blob else None,
        record=None if blob else given,
        started=moment,
        ended=moment,
        heard=moment,
    )
    run = to_run(stored, (), Redactor())
    history = make_history(0, runs=(run,))
    told = raw(published(history, Config()).runs[0])
    assert json.dumps(told, default=str)


@given(
    text=st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "replace"))
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_json_or_are_not(text: bytes) -> None:
    """Nothing else happens; what was read can be written."""
    with suppress(ForeignJSONError):
        json.dumps(decode(text).value, ensure_ascii=False).encode("utf-8")


TRACK = """\
title: Prices
baseline: latest on main
metrics: {"*.mae": {label: MAE, direction: lower, format: ".3f"}}
comparisons: {june: {runs: [latest]}}
redaction: {keys: [salt]}
publish: {runs: succeeded, columns: ["!host"], keep: homes}
theme: {accent: "#336699"}
"""


def loads(folder: Path, content: bytes) -> bool:
    """Whether a track.yml can be used; if not, it is said in an error of ours."""
    (folder / "track.yml").write_bytes(content)
    try:
        load([folder])
    except ConfigError as error:
        said = str(error)
    else:
        return True
    assert len(said) < 100_000
    return False


def test_configuration_cut_at_each_byte(tmp_path: Path) -> None:
    """An editor may be writing it."""
    assert loads(tmp_path, TRACK.encode())
    for length in range(len(TRACK)):
        loads(tmp_path, TRACK.encode()[:length])


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (c, c, *[c - 1] * 9)
    for c in range(ord("b"), ord("k"))
)


@pytest.mark.parametrize(
    "content",
    [
        *ODD.values(),
        BOMB + b"title: *j\n",
        BOMB + b"metrics: *j\n",
        BOMB + b"headline: *j\n",
        BOMB + b"interrupted_after: *j\n",
        b"title: 2026-99-99\n",
        b"a: &a {b: *a}\ntitle: *a\n",
        b"title: &a [*a]\n",
        b"metrics: {1: {label: x}, null: {label: y}, [a]: {}}\n",
        b"? {a: b}\n: c\n",
        b"title: !!python/object/apply:os.system [true]\n",
        b"interrupted_after: 99999999999999999999999d\n",
        b"interrupted_after: !!float .inf\n",
        b"title: 2026-01-05\nheadline: [2026-01-05]\n",
        b"redaction: {keys: ['(((((a+)+)+)+)+)', '[']}\n",
        b"x: " + b"[" * 3000,
        b"x: " + b"{a: " * 3000,
        b"- " * 3000 + b"x",
        b"%YAML 9.9\n---\na: b\n...\n---\nc: d\n",
        b'title: "\\ud800"\ntheme: {footer: "a \\udfff"}\n',
    ],
)
def test_configuration_of_any_content(tmp_path: Path, content: bytes) -> None:
    """Used, or refused in words that a person can read; nothing in it runs."""
    loads(tmp_path, content)
    assert os.environ.get("RAN") is None


@given(value=JSON, key=st.sampled_from([*yaml.safe_load(TRACK), "html_artifacts", "output"]))
@OFTEN
def test_configuration_of_any_value(value: Any, key: str, tmp_path: Path) -> None:
    """Under any of its keys, and beneath them."""
    loads(tmp_path, yaml.safe_dump({key: value}).encode("utf-8", "replace"))
    loads(tmp_path, yaml.safe_dump({key: {"runs": value, "a": value}}).encode("utf-8", "replace"))


def test_a_name_that_is_no_text_is_read_as_one(tmp_path: Path) -> None:
    """YAML reads 2026 as a number; a metric may be called so."""
    (tmp_path / "track.yml").write_text("metrics: {2026: {label: This year}}", encoding="utf-8")
    [rule] = load([tmp_path]).metrics
    assert (rule.pattern, rule.label) == ("2026", "This year")


def test_catalogs_cut_at_each_byte(tmp_path: Path) -> None:
    """No version is lost that another catalog declares."""
    root = project(tmp_path / "project")
    other = "extra: {type: kedro_track.MetricsDataset, filepath: data/09/m.json}\n"
    for length in range(len(other) + 1):
        (root / "conf/base/catalog_other.yml").write_bytes(other.encode()[:length])
        assert is_sound(read(root))


@pytest.mark.parametrize("name", ODD)
def test_catalogs_of_odd_content(tmp_path: Path, name: str) -> None:
    """The other catalog is read."""
    root = project(tmp_path / "project")
    (root / "conf/base/catalog_other.yml").write_bytes(ODD[name])
    assert is_sound(read(root))


@pytest.mark.parametrize(
    "entry",
    [
        "x: 1",
        "x: null",
        "x: []",
        "x: {type: null}",
        "x: {type: kedro_track.MetricsDataset}",
        "x: {type: kedro_track.MetricsDataset, filepath: 5}",
        "x: {type: [kedro_track.MetricsDataset], filepath: data/x.json}",
        'x: {type: kedro_track.MetricsDataset, filepath: "a\\0b"}',
        'x: {type: kedro_track.MetricsDataset, filepath: "\\ud800"}',
        "x: {type: kedro_track.MetricsDataset, filepath: ''}",
        "x: {type: kedro_track.MetricsDataset, filepath: /}",
        "x: {type: kedro_track.MetricsDataset, filepath: .}",
        "x: {type: kedro_track.MetricsDataset, filepath: data/x.json, credentials: nobody}",
        "x: {type: kedro_track.MetricsDataset, filepath: '${globals:nothing}/x.json'}",
        "x: {type: kedro_track.MetricsDataset, filepath: '${oc.env:HOME}/x.json'}",
        "x: {type: kedro_track.MetricsDataset, filepath: '${x.filepath}'}",
        "x: {type: kedro_track.MetricsDataset, filepath: 's3://'}",
        "x: {type: kedro_track.MetricsDataset, filepath: '://x'}",
        "'{a}{a}': {type: kedro_track.MetricsDataset, filepath: 'data/{a}{a}/x.json'}",
        "'{': {type: kedro_track.MetricsDataset, filepath: 'data/{/x.json'}",
        "'{a}': {type: kedro_track.MetricsDataset, filepath: 'data/{b}/x.json'}",
        "'{0}': {type: kedro_track.MetricsDataset, filepath: 'data/{0.__class__}/x.json'}",
        "'(a+)+$': {type: kedro_track.MetricsDataset, filepath: 'data/[a/x.json'}",
        "1: {type: kedro_track.MetricsDataset, filepath: data/x.json}",
        "_x: {type: kedro_track.MetricsDataset, filepath: data/x.json}",
        "x: &a {type: kedro_track.MetricsDataset, filepath: data/x.json, more: *a}",
    ],
)
def test_entries_of_any_kind(tmp_path: Path, entry: str) -> None:
    """They cost themselves only."""
    root = project(tmp_path / "project")
    (root / "conf/base/catalog_other.yml").write_text(entry, encoding="utf-8")
    assert is_sound(read(root))


def test_a_catalog_that_would_fill_the_memory_ends(tmp_path: Path) -> None:
    """Aliases of aliases: ten lines that stand for 3,486,784,401 values."""
    root = project(tmp_path / "project")
    (root / "conf/base/catalog_other.yml").write_bytes(BOMB)
    assert is_sound(read(root))


def stores(folder: Path) -> Iterator[tuple[str, bytes]]:
    """A store, cut and damaged in many ways."""
    whole = write_legacy_store(folder / "whole.db", {RUN: legacy_blob(RUN)}).read_bytes()
    for length in (*range(1, 200, 7), *range(200, len(whole), 1021)):
        yield f"cut at {length}", whole[:length]
    for at in range(0, len(whole), 509):
        damaged = bytearray(whole)
        damaged[at : at + 16] = bytes(byte ^ 0xFF for byte in damaged[at : at + 16])
        yield f"damaged at {at}", bytes(damaged)


def test_stores_cut_and_damaged(tmp_path: Path) -> None:
    """A teammate's store costs itself only; nothing is written beside it."""
    root = project(tmp_path / "project")
    before = {path.name for path in (root / "data").iterdir()}
    for _name, content in stores(tmp_path):
        (root / "data/grace.db").write_bytes(content)
        assert is_sound(read(root))
        (root / "data/grace.db").unlink()
        assert {path.name for path in (root / "data").iterdir()} == before


@pytest.mark.parametrize("name", ODD)
def test_blobs_of_odd_content(tmp_path: Path, name: str) -> None:
    """A row costs itself only; the site is built."""
    root = project(tmp_path / "project")
    with closing(sqlite3.connect(root / "data/session_store.db")) as store, store:
        for encoded in (ODD[name], json.dumps(ODD[name].decode("utf-8", "replace")).encode()):
            identity = f"odd {len(encoded)}"
            store.execute("INSERT INTO runs (id, blob) VALUES (?, ?)", (identity, encoded))
        detail = ("odd", "x", ODD[name][:3000], 7.5)
        store.execute(
            "INSERT INTO user_run_details (run_id, bookmark, title, notes) VALUES (?, ?, ?, ?)",
            detail,
        )
    history = read(root)
    assert is_sound(history)
    assert built(history, tmp_path / "site") > 5
