"""Publishing to what fsspec reaches: a real S3 server on loopback, memory, a folder."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from moto.server import ThreadedMotoServer

from kedro_track.errors import PublishError
from kedro_track.publish.bucket import RECORD, Bucket
from kedro_track.publish.headers import cache_control, content_type
from kedro_track.publish.order import stages
from publishing import built, content_of, faults


def published(url: str) -> dict[str, bytes]:
    """What is at a place, by address, without the record."""
    remote, root = fsspec.core.url_to_fs(url)
    remote.invalidate_cache()
    names = [name for name in remote.find(root) if not name.endswith(RECORD)]
    return {name[len(root) :].lstrip("/"): remote.cat_file(name) for name in names}


def publish(url: str, site: Path, **options: bool) -> int:
    """Publish, and give the count of files that were sent."""
    sent: list[int] = []
    Bucket(url, site, **options).carry_out(lambda _stage, count: sent.append(count))
    return sum(sent)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A real S3 server on loopback."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a new bucket there, reached as the environment says."""
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"site-{uuid.uuid4().hex[:8]}"
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}/team/spaceflights"


def test_a_site_goes_to_s3_with_types_and_times(bucket: str, tmp_path: Path) -> None:
    """Pages are pages, and what is named by its content may be kept for ever."""
    site = built(tmp_path)
    publish(bucket, site)
    assert published(bucket) == content_of(site)
    remote, root = fsspec.core.url_to_fs(bucket)

    def head(url: str) -> tuple[str, str]:
        name, _, key = f"{root}/{url}".partition("/")
        said = remote.call_s3("head_object", Bucket=name, Key=key)
        return said["ContentType"], said["CacheControl"]

    chunk = next(url for url in content_of(site) if url.startswith("data/runs-"))
    assert head("index.html") == ("text/html; charset=utf-8", "no-cache")
    assert head("static/css/base.css") == ("text/css; charset=utf-8", "public, max-age=86400")
    forever = "public, max-age=31536000, immutable"
    assert head(chunk) == ("text/javascript; charset=utf-8", forever)


def test_only_what_changed_goes_to_s3(bucket: str, tmp_path: Path) -> None:
    """Nothing for the same site; for another run its files; what is stale goes away."""
    site = built(tmp_path)
    total = publish(bucket, site)
    assert publish(bucket, site) == 0
    built(tmp_path, runs=4)
    assert 0 < publish(bucket, site) < total
    assert published(bucket) == content_of(site)
    built(tmp_path, runs=2)
    publish(bucket, site)
    assert published(bucket) == content_of(site)


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_is_not_there_is_said(tmp_path: Path) -> None:
    """In one sentence; it is not made."""
    with pytest.raises(PublishError, match=r"s3://never-made/x (can't be reached|could not be)"):
        publish("s3://never-made/x", built(tmp_path))


def test_a_buckets_policy_tells_who_reads_it(bucket: str, tmp_path: Path) -> None:
    """Or it is said that it can't be read."""
    assert bucket in Bucket(bucket, built(tmp_path)).audience
    assert "policy" in Bucket(bucket, built(tmp_path)).audience


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_it_goes_wherever_fsspec_reaches(kind: str, tmp_path: Path) -> None:
    """Memory, and a folder by its URL; the second time only the difference."""
    url = f"memory://{uuid.uuid4().hex}" if kind == "memory" else (tmp_path / "www").as_uri()
    site = built(tmp_path)
    publish(url, site)
    assert published(url) == content_of(site)
    built(tmp_path, runs=2)
    publish(url, site)
    assert published(url) == content_of(site)


def test_a_place_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Without `force`; with it their files stay, also when ours become stale."""
    www = tmp_path / "www"
    www.mkdir()
    (www / "theirs.html").write_text("theirs")
    site = built(tmp_path)
    with pytest.raises(PublishError, match="did not publish; name another place, or use --force"):
        Bucket(www.as_uri(), site)
    publish(www.as_uri(), site, force=True)
    built(tmp_path, runs=1)
    publish(www.as_uri(), site)
    assert published(www.as_uri()) == {**content_of(site), "theirs.html": b"theirs"}


def test_the_record_cannot_lead_outside(tmp_path: Path) -> None:
    """What somebody wrote into it is not removed elsewhere."""
    www, site = tmp_path / "www", built(tmp_path)
    publish(www.as_uri(), site)
    (tmp_path / "mine.txt").write_text("mine")
    record = json.loads((www / RECORD).read_text())
    record["files"]["../mine.txt"] = "0"
    (www / RECORD).write_text(json.dumps(record))
    publish(www.as_uri(), site)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_an_unknown_scheme_is_said(tmp_path: Path) -> None:
    """With what fsspec says of it, and without the URL's password."""
    with pytest.raises(PublishError, match="nowhere://host/x can't be reached") as caught:
        Bucket("nowhere://me:secret@host/x", built(tmp_path))
    assert "secret" not in str(caught.value)


class Halting(MemoryFileSystem):
    """A place that breaks down after some files."""

    protocol = "halting"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    left = 10**9

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("halting://")))

    def put_file(self, lpath: Any, rpath: Any, **options: Any) -> None:
        """Take a file, or break down."""
        Halting.left -= 1
        if Halting.left < 0:
            raise OSError("the line is dead")
        super().put_file(lpath, rpath, **options)


def test_a_reader_never_meets_a_half(tmp_path: Path) -> None:
    """Wherever a publication breaks down every page finds what it needs; the next one ends it."""
    fsspec.register_implementation("halting", Halting, clobber=True)
    url = "halting:///www"
    publish(url, built(tmp_path, runs=2))
    site = built(tmp_path, runs=9)
    for count in (*range(1, 40, 3), 10**9):
        Halting.left = count
        if count < 10**9:
            with pytest.raises(PublishError, match="still whole; run the command again"):
                publish(url, site)
        else:
            publish(url, site)
        for name, content in published(url).items():
            path = tmp_path / f"seen-{count}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert faults(tmp_path / f"seen-{count}") == []
    assert published(url) == content_of(site)


def test_what_a_broken_publication_overwrote_is_sent_again(tmp_path: Path) -> None:
    """Also where the next site is the one before."""
    fsspec.register_implementation("halting", Halting, clobber=True)
    url = "halting:///again"
    Halting.left = 10**9
    publish(url, built(tmp_path, runs=2))
    Halting.left = 30
    with pytest.raises(PublishError):
        publish(url, built(tmp_path, runs=9))
    Halting.left = 10**9
    publish(url, built(tmp_path, runs=2))
    assert published(url) == content_of(tmp_path / "site")


def test_files_go_in_stages(tmp_path: Path) -> None:
    """What pages need, pages, and at last what leads into the new site."""
    from kedro_track.publish.files import files_of

    order = [file.url for stage in stages(files_of(built(tmp_path)), ()) for file in stage]
    assert set(order[-2:]) == {"data/index.js", "index.html"}
    first = {url.partition("/")[0] for url in order[:10]}
    assert first <= {"files", "static"}
    pages = [at for at, url in enumerate(order) if url.startswith("runs/") and "html" in url]
    chunks = [at for at, url in enumerate(order) if url.startswith("data/runs-")]
    assert max(chunks) < min(pages)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("runs/100-4-c1954a04b5.html", ("text/html; charset=utf-8", "no-cache")),
        ("data/index.js", ("text/javascript; charset=utf-8", "no-cache")),
        (
            "files/ab/0123456789abcdef01234567.png",
            ("image/png", "public, max-age=31536000, immutable"),
        ),
        (
            "static/plotly-6.1.0.min.js",
            ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ),
        ("feed.xml", ("application/atom+xml", "no-cache")),
        (
            "files/ab/0123456789abcdef01234567.html.txt",
            ("text/plain; charset=utf-8", "public, max-age=31536000, immutable"),
        ),
        (".nojekyll", ("application/octet-stream", "no-cache")),
    ],
)
def test_headers_go_by_name(url: str, said: tuple[str, str]) -> None:
    """A run's page whose name looks like a digest may still change."""
    assert (content_type(url), cache_control(url)) == said
