"""Tracked data in a bucket: a real S3 server on loopback, and a faulty proxy in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from builders import (
    figure,
    legacy_blob,
    png,
    write_legacy_project,
    write_legacy_store,
    write_version,
)
from faulty import FaultyProxy
from kedro_track.build import BuildRequest, build
from kedro_track.collect.cache import Cache, open_cache
from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.history import History
from kedro_track.strict_json import dumps

RUN = "2026-01-05T08.00.00.123Z"
NEXT = "2026-01-05T15.00.00.123Z"

CATALOG = """\
metrics:
  type: kedro_track.MetricsDataset
  filepath: s3://{bucket}/tracking/metrics.json
  credentials: bucket
matrix:
  type: matplotlib.MatplotlibDataset
  filepath: s3://{bucket}/plots/matrix.png
  versioned: true
  credentials: bucket
prices:
  type: plotly.JSONDataset
  filepath: s3://{bucket}/plots/prices.json
  versioned: true
  credentials: bucket
local:
  type: kedro_track.MetricsDataset
  filepath: data/local.json
"{{name}}.scores":
  type: kedro_track.MetricsDataset
  filepath: s3://{bucket}/made/{{name}}/scores.json
  credentials: bucket
"""

CREDENTIALS = """\
bucket: {{key: ada, secret: enchantress, client_kwargs: {{endpoint_url: "{address}"}}}}
"""

_BUCKETS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of S3 on loopback."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own; and a region, which the server wants named."""
    monkeypatch.setenv("KEDRO_TRACK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr("kedro_track.collect.remote._PAUSES", (0, 0))
    return tmp_path / "cache"


class Bucket:
    """A bucket of the test's own, written past the proxy."""

    def __init__(self, server: str) -> None:
        self.name = f"team{next(_BUCKETS)}"
        self._files = s3fs.S3FileSystem(
            key="ada", secret="enchantress", client_kwargs={"endpoint_url": server}
        )
        self._files.mkdir(self.name)

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        self._files.pipe(f"{self.name}/{key}", content)

    def save(self, run: str, mae: float = 1.0) -> None:
        """What one run saves."""
        self.put(f"tracking/metrics.json/{run}/metrics.json", dumps({"mae": mae}).encode())
        self.put(f"plots/matrix.png/{run}/matrix.png", png(int(mae)))
        self.put(f"plots/prices.json/{run}/prices.json", dumps(figure(mae)).encode())


@pytest.fixture
def bucket(server: str) -> Bucket:
    """With the versions of one run."""
    made = Bucket(server)
    made.save(RUN)
    return made


@pytest.fixture
def proxy(server: str) -> Iterator[FaultyProxy]:
    """What stands between the project and the bucket."""
    standing = FaultyProxy(server)
    yield standing
    standing.close()


@pytest.fixture
def root(tmp_path: Path, bucket: Bucket, proxy: FaultyProxy) -> Path:
    """A project with its tracked data in the bucket, and one dataset here."""
    files = {
        "conf/base/catalog.yml": CATALOG.format(bucket=bucket.name),
        "conf/base/catalog_tracking.yml": None,
        "conf/local/credentials.yml": CREDENTIALS.format(address=proxy.address),
    }
    root = write_legacy_project(tmp_path / "project", 2, files=files)
    write_version(root, "data/local.json", RUN, {"mae": 7})
    return root


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def told(history: History) -> list[tuple[str, str]]:
    """What is wrong and where, without what the system says of it."""
    return [(p.what.partition(" (")[0], p.where) for p in history.problems]


def test_versions_in_a_bucket_are_read(root: Path, bucket: Bucket) -> None:
    """Metrics, plots, datasets of a factory; those of this machine beside them."""
    bucket.put(f"made/linear/scores.json/{RUN}/scores.json", b'{"r2": 0.5}')
    history = read(root)
    assert history.problems == ()
    assert dict(history.runs[0].metrics) == {
        "linear.scores.r2": 0.5,
        "local.mae": 7.0,
        "metrics.mae": 1.0,
    }
    assert [v.dataset for v in history.runs[0].of_kind("image", "plotly")] == ["matrix", "prices"]


def test_plots_in_a_bucket_are_on_the_site(root: Path) -> None:
    """Their files, byte by byte; and nothing of where they came from."""
    report = build(BuildRequest(root))
    assert report.problems == ()
    [image] = (report.site / "files").rglob("*.png")
    assert image.read_bytes() == png(1)
    texts = [
        path.read_bytes() for path in report.site.rglob("*") if path.suffix in (".js", ".html")
    ]
    assert any(b"KT.figures.receive" in text for text in texts)
    assert not any(b"enchantress" in text for text in texts)


def test_what_was_fetched_is_not_fetched_again(root: Path, proxy: FaultyProxy) -> None:
    """A second reading asks what there is, and no more."""
    first = read(root)
    assert len(proxy.got()) == 3
    proxy.asked.clear()
    assert read(root) == first
    assert proxy.got() == []


def test_of_a_new_run_only_its_own_files_are_fetched(
    root: Path, bucket: Bucket, proxy: FaultyProxy
) -> None:
    """However long the history is."""
    read(root)
    proxy.asked.clear()
    bucket.save(NEXT, 2)
    history = read(root)
    assert [run.metrics["metrics.mae"] for run in history.runs] == [1.0, 2.0]
    assert len(proxy.got()) == 3
    assert all(NEXT in path for path in proxy.got())


def test_a_file_that_was_written_again_is_fetched_again(root: Path, bucket: Bucket) -> None:
    """Its size may be the same."""
    read(root)
    bucket.save(RUN, 5)
    assert read(root).runs[0].metrics["metrics.mae"] == 5.0


def test_a_version_that_was_deleted_is_gone(root: Path, bucket: Bucket, cache: Path) -> None:
    """Also from what is kept here."""
    bucket.save(NEXT)
    read(root)
    kept = sum(path.is_file() for path in cache.rglob("*"))
    bucket._files.rm(f"{bucket.name}/plots/matrix.png/{NEXT}", recursive=True)
    history = read(root)
    assert [v.dataset for v in history.runs[1].of_kind("image")] == []
    assert sum(path.is_file() for path in cache.rglob("*")) == kept - 1


def test_stores_that_a_team_copies_to_a_bucket_are_merged(
    root: Path, bucket: Bucket, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Kedro-Viz's `remote_path`: each user's runs, titles too, and one's own only once."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ada")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "enchantress")
    remote = f"s3://{bucket.name}/stores"
    (root / "src/spaceflights/settings.py").write_text(
        f'SESSION_STORE_ARGS = {{"path": "data", "remote_path": "{remote}"}}'
    )
    own = root / "data/session_store.db"
    later = "2026-01-07T08.00.00.123Z"
    details = [(later, False, "Of Grace", None)]
    theirs = write_legacy_store(tmp_path / "theirs.db", {later: legacy_blob(later)}, details)
    bucket.put("stores/ada.db", own.read_bytes())
    bucket.put("stores/grace.db", theirs.read_bytes())
    bucket.put("stores/notes.txt", b"no store")
    bucket.put("stores/older/bob.db", b"no store of this folder")
    bucket.put("stores/broken.db", b"no database")

    seen = read(root)

    assert [(run.id, run.store, run.title) for run in seen.runs] == [
        (RUN, "session_store.db", None),
        (NEXT, "session_store.db", None),
        (later, "grace.db", "Of Grace"),
    ]
    broken = f"s3://{bucket.name}/stores/broken.db"
    assert [where for _, where in told(seen)] == [broken]
    proxy.close()
    assert read(root).runs == seen.runs


def test_many_files_are_fetched_at_once(root: Path, bucket: Bucket, proxy: FaultyProxy) -> None:
    """One after the other, a history of years would take hours."""
    for n in range(30):
        bucket.put(f"tracking/metrics.json/2026-03-01T00.00.{n:02d}.000Z/metrics.json", b'{"a":1}')
    proxy.delay = 0.1
    assert len(read(root).runs) == 32
    assert proxy.most >= 3


def test_without_the_bucket_a_build_shows_what_it_saw(root: Path, proxy: FaultyProxy) -> None:
    """And says so; the site has its plots."""
    known = read(root)
    proxy.close()
    report = build(BuildRequest(root))
    stale = "; what an earlier build saw is shown"
    assert len(report.problems) == 4
    for problem in report.problems:
        assert " can't be reached (" in problem.what
        assert problem.what.endswith(stale)
        assert problem.remedy == "Build again when it can be reached."
    assert read(root).runs == known.runs
    assert [path.read_bytes() for path in (report.site / "files").rglob("*.png")] == [png(1)]


def test_a_bucket_that_was_never_seen_costs_only_itself(root: Path, proxy: FaultyProxy) -> None:
    """What lies here is read."""
    proxy.close()
    history = read(root)
    assert dict(history.runs[0].metrics) == {"local.mae": 7.0}
    assert len(told(history)) == 4
    assert {what for what, _ in told(history)} == {
        "The tracked dataset's folder can't be reached",
        "The dataset's path can't be reached",
    }


@pytest.mark.parametrize("fault", ["drop", "cut", "error"])
def test_a_fault_that_passes_is_not_noticed(
    fault: str, root: Path, bucket: Bucket, proxy: FaultyProxy
) -> None:
    """The file is asked for again."""
    key = f"GET /{bucket.name}/plots/matrix.png/{RUN}/matrix.png"
    proxy.faults[key] = [fault]  # type: ignore[list-item]
    history = read(root)
    assert history.problems == ()
    assert proxy.faults[key] == []
    assert [v.problem for v in history.runs[0].of_kind("image")] == [None]


@pytest.mark.parametrize("fault", ["drop", "cut", "error", "denied"])
def test_a_fault_that_stays_costs_one_version(
    fault: str, root: Path, bucket: Bucket, proxy: FaultyProxy
) -> None:
    """Its neighbours are read; the next build gets it."""
    key = f"plots/matrix.png/{RUN}/matrix.png"
    proxy.always[f"GET /{bucket.name}/{key}"] = fault  # type: ignore[assignment]
    history = read(root)
    assert [where for _, where in told(history)] == [f"s3://{bucket.name}/{key}"]
    assert history.problems[0].run == RUN
    assert history.runs[0].metrics["metrics.mae"] == 1.0
    proxy.always.clear()
    assert read(root).problems == ()


def test_listings_that_fail_are_those_of_an_earlier_build(
    root: Path, bucket: Bucket, proxy: FaultyProxy
) -> None:
    """One folder of several: the others are seen as they are."""
    read(root)
    bucket.save(NEXT, 3)
    proxy.always[f"GET /{bucket.name}"] = "denied"
    history = read(root)
    assert "metrics.mae" not in history.runs[1].metrics
    assert len(told(history)) >= 3


def test_a_bucket_that_does_not_exist_is_said(root: Path, bucket: Bucket) -> None:
    """A folder that is not there yet is none of anybody's faults."""
    catalog = (root / "conf/base/catalog.yml").read_text(encoding="utf-8")
    wrong = catalog.replace(f"{bucket.name}/tracking", "nobodys-bucket/tracking")
    (root / "conf/base/catalog.yml").write_text(wrong, encoding="utf-8")
    assert told(read(root)) == [
        (
            "The tracked dataset's folder can't be reached",
            "s3://nobodys-bucket/tracking/metrics.json",
        )
    ]


def test_keys_that_are_no_paths_lead_nowhere(root: Path, bucket: Bucket, cache: Path) -> None:
    """A bucket's keys may hold anything: `..`, wildcards, nothing between two slashes."""
    for key in ("../../../evil", "..", ".hidden/metrics.json", "/x", f"{NEXT}//metrics.json"):
        bucket.put(f"tracking/metrics.json/{key}", b"{}")
    bucket.put("tracking/metrics.json/a[1]*?/metrics.json", b'{"mae": 3}')
    history = read(root)
    assert [run.id for run in history.runs] == ["a[1]*?", RUN, NEXT]
    assert history.runs[0].metrics["metrics.mae"] == 3.0
    kept = {path.parent.parent for path in cache.rglob("*") if path.is_file()}
    assert kept == {cache / "kedro-track" / "1"}


def test_secrets_of_a_bucket_are_in_no_problem(root: Path, proxy: FaultyProxy) -> None:
    """Nor in what is kept."""
    proxy.close()
    assert "enchantress" not in repr(read(root))


def test_a_cache_that_cant_be_written_is_done_without(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container without a home; then all is fetched anew."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KEDRO_TRACK_CACHE", str(tmp_path / "file"))
    report = build(BuildRequest(root))
    assert report.problems == ()
    assert len(list((report.site / "files").rglob("*.png"))) == 1


def test_what_is_kept_is_for_its_owner_only(root: Path, cache: Path) -> None:
    """Tracked data may be confidential."""
    read(root)
    if os.name != "nt":
        files = [path for path in cache.rglob("*") if path.is_file()]
        assert files
        assert not any(path.stat().st_mode & 0o077 for path in files)


def test_a_content_that_is_not_whole_is_not_taken(cache: Path) -> None:
    """A disk may have been full."""
    kept = Cache(cache).keep("key", [b"ab", b"c"])
    assert Cache(cache).path("key", 3) == kept
    kept.write_bytes(b"ab")
    assert Cache(cache).path("key", 3) is None


@pytest.mark.parametrize("content", [b"{", b'{"x": [1, 2]}', b'{"folders": 1}'])
def test_a_damaged_listing_is_none(
    content: bytes, root: Path, proxy: FaultyProxy, cache: Path
) -> None:
    """Whatever stands in its place."""
    read(root)
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(content)
    proxy.close()
    assert dict(read(root).runs[0].metrics) == {"local.mae": 7.0}
    assert open_cache()._folder == cache / "kedro-track" / "1"
