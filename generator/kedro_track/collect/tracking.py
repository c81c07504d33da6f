"""Versioned folders → versions: `<filepath>/<version>/<file name>`, read and checked."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kedro_track.collect.content import (
    any_fault,
    figure_fault,
    image_fault,
    metrics_of,
    text_fault,
)
from kedro_track.collect.locations import Location
from kedro_track.collect.storage import ARTIFACT_LIMIT, LEADS_OUT, Missing, Unreadable
from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.history import Kind, Problem, TrackedFile, Version

DATA_LIMIT = 16 * 1024 * 1024
"""Bytes of a metrics or JSON file that is read: its values stand in tables and pages."""

FIGURE_LIMIT = 32 * 1024 * 1024
"""Bytes of a Plotly figure: it is parsed here and in the browser, at up to forty times as much
memory."""

Batch = tuple[Location, Sequence[str]]
"""Versions of one location that are read in one go."""

_BATCH = 256

_THREADS = 4
_THREADS_REMOTE = 16

_HEAD = 65_536

_AGAIN = "Run the pipeline again, or delete the version's folder."
_REMEDIES = {
    LEADS_OUT: "Put the file itself there; what lies elsewhere was not declared to be published.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A version, and what is wrong with it.

    Attributes:
        problems: Without the run, which is not known here.
        hollow: Whether its folder lacks the file: it may be no version at all.
    """

    version: Version
    problems: tuple[Problem, ...] = ()
    hollow: bool = False


def read_versions(locations: Sequence[Location]) -> tuple[list[Found], list[Problem]]:
    """Read all versions of all locations, in their order, and tell what could not be listed."""
    problems: list[Problem] = []
    batches = [batch for place in locations for batch in _batches(place, problems)]
    return [item for batch in _read_batches(batches) for item in batch], problems


def _read_batches(batches: Sequence[Batch]) -> Iterator[list[Found]]:
    """Read batches in their order: one after the other, or, where that means waiting, at once.

    10,000 runs of four small files, in seconds with one thread and with four: 1.1 and 1.1 to
    2.8 from the system's memory, where threads only wait for each other's turn at Python;
    12 and 5 from the disk. So the first batch tells.
    """
    if not batches:
        return
    begun, busy = time.perf_counter(), time.thread_time()
    yield _read_batch(batches[0])
    took, worked = time.perf_counter() - begun, time.thread_time() - busy
    remote = any(location.remote for location, _ in batches)
    if not remote and took < 1.25 * worked:
        yield from map(_read_batch, batches[1:])
        return
    with ThreadPoolExecutor(_THREADS_REMOTE if remote else _THREADS, "kedro-track") as pool:
        yield from pool.map(_read_batch, batches[1:])


def read_version(location: Location, version: str) -> Found | None:
    """Read one version; None if nothing tells that it is one."""
    path = f"{location.path}/{version}/{location.file_name}"
    reader = _read_data if location.dataset.kind in ("metrics", "json") else _read_artifact
    try:
        return reader(location, version, path)
    except Missing:
        if not location.certain:
            return None
        fault = "The version's folder does not hold the dataset's file"
        return _faulty(location, version, fault, hollow=True)
    except Unreadable as error:
        return _faulty(location, version, f"The file {error}", remedy=_REMEDIES.get(str(error)))


def listed(location: Location, problems: list[Problem]) -> Sequence[str]:
    """The names of a location's versions, sorted; what can't be listed is a problem."""
    try:
        listing = location.storage.versions(location.path)
    except Missing:
        # Nothing was saved yet.
        return ()
    except Unreadable as error:
        if location.certain:
            problems.append(
                Problem(
                    f"The tracked dataset's folder {error}",
                    location.shown,
                    "Make it readable, or move away what stands in its place.",
                )
            )
        return ()
    if listing.stale:
        what = f"The tracked dataset's folder {listing.stale}; what an earlier build saw is shown"
        problems.append(Problem(what, location.shown, "Build again when it can be reached."))
    problems.extend(
        Problem(
            "The version is passed over: it leads out of its dataset, or its name is no text",
            f"{location.shown}/{name}",
            "Rename it, or put the folder itself in the place of the link.",
        )
        for name in listing.refused
    )
    return listing.folders


def _batches(location: Location, problems: list[Problem]) -> Iterator[Batch]:
    names = listed(location, problems)
    size = 1 if location.remote else _BATCH
    for start in range(0, len(names), size):
        yield location, names[start : start + size]


def _read_batch(batch: Batch) -> list[Found]:
    location, versions = batch
    found = (read_version(location, version) for version in versions)
    return [item for item in found if item is not None]


def _read_data(location: Location, version: str, path: str) -> Found:
    content = location.storage.read(path, DATA_LIMIT)
    where = _where(location, version)
    files = (TrackedFile(location.file_name, location.storage.address(path), len(content)),)
    try:
        decoded = decode(content, huge=location.dataset.kind == "metrics")
    except ForeignJSONError as error:
        place = "" if error.position is None else f":{error.position}"
        return _faulty(location, version, f"The file {error}", files=files, place=place)
    problems = [
        Problem(
            "The file names a key twice; the last value is taken", f"{where}, key {key}", _AGAIN
        )
        for key in decoded.repeated
    ]
    data = decoded.value
    if location.dataset.kind == "metrics":
        split = metrics_of(data)
        if split is None:
            fault = "The metrics file holds no mapping of names to numbers"
            return _faulty(location, version, fault, files=files)
        data, faults = split
        remedy = "A metrics dataset holds numbers only; track other values in a JSON dataset."
        problems += [Problem(what, f"{where}, key {key}", remedy) for key, what in faults.items()]
    dataset, kind = location.dataset.name, location.dataset.kind
    return Found(Version(dataset, version, kind, files, data), tuple(problems))


def _read_artifact(location: Location, version: str, path: str) -> Found:
    kind = location.dataset.kind
    names = location.storage.files(path)
    if names != ("",) and kind != "image":
        raise Unreadable("is a folder")
    files: list[TrackedFile] = []
    faults: list[tuple[str, str]] = []
    for name in names:
        own = f"{path}/{name}" if name else path
        size, digest, fault = _examined(location, own)
        shown = name or location.file_name
        address = location.storage.address(own)
        files.append(TrackedFile(shown, address, size, digest))
        if fault is not None:
            faults.append((shown, f"The file {fault}"))
    if not files:
        return _faulty(location, version, "The version is an empty folder")
    return _judged(location, version, files, faults)


def _judged(
    location: Location,
    version: str,
    files: Sequence[TrackedFile],
    faults: Sequence[tuple[str, str]],
) -> Found:
    """A version is lost if all of its files are; otherwise only those that can't be shown."""
    where = _where(location, version)
    folder = len(files) > 1 or files[0].name != location.file_name
    problems = tuple(
        Problem(fault, f"{where}/{name}" if folder else where, _AGAIN) for name, fault in faults
    )
    dataset, kind = location.dataset.name, location.dataset.kind
    if len(faults) == len(files):
        lost = Version(dataset, version, kind, tuple(files), problem=f"{faults[0][1]}.")
        return Found(lost, problems)
    bad = {name for name, _ in faults}
    sound = tuple(file for file in files if file.name not in bad)
    return Found(Version(dataset, version, kind, sound), problems)


def _examined(location: Location, path: str) -> tuple[int, str, str | None]:
    """Size and digest of a file, and what keeps it from being shown."""
    check = _CHECKS.get(location.dataset.kind)
    if check is not None:
        limit = FIGURE_LIMIT if location.dataset.kind == "plotly" else ARTIFACT_LIMIT
        content = location.storage.read(path, limit)
        return len(content), hashlib.sha256(content).hexdigest(), check(content)
    digest = hashlib.sha256()
    size = 0
    head = b""
    for chunk in location.storage.chunks(path):
        head = head or chunk[:_HEAD]
        size += len(chunk)
        digest.update(chunk)
    judge = text_fault if location.dataset.kind == "table" else any_fault
    return size, digest.hexdigest(), judge(head)


_CHECKS: Mapping[Kind, Callable[[bytes], str | None]] = {
    "image": image_fault,
    "plotly": figure_fault,
    "html": any_fault,
    "text": text_fault,
}


def _faulty(
    location: Location,
    version: str,
    fault: str,
    *,
    files: tuple[TrackedFile, ...] = (),
    place: str = "",
    remedy: str | None = None,
    hollow: bool = False,
) -> Found:
    dataset = location.dataset
    problem = Problem(fault, f"{_where(location, version)}{place}", remedy or _AGAIN)
    lost = Version(dataset.name, version, dataset.kind, files, problem=f"{fault}.")
    return Found(lost, (problem,), hollow)


def _where(location: Location, version: str) -> str:
    return f"{location.shown}/{version}/{location.file_name}"
