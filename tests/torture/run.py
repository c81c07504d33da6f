"""The long tortures, one after another, and a table of what survived.

    python tests/torture/run.py [COUNT] [NAME…]

COUNT is how many processes and kills each of them takes, 200 if not said; NAME is what a torture
is called here, such as `kills_of_runs`, all if none is said. Everything stays on
this machine, in a temporary folder. Ends with 1 if anything was lost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1])]
os.environ["DO_NOT_TRACK"] = "1"

from databases import fresh_database, running_server  # noqa: E402
from projects import STORE, make_project_with_store  # noqa: E402
from torture.killed_builds import killed_builds  # noqa: E402
from torture.killed_runs import FILES, killed_runs  # noqa: E402
from torture.large_files import large_files  # noqa: E402
from torture.outcome import Outcome, ended, forked  # noqa: E402
from torture.recorders import many_recorders  # noqa: E402

COUNT = 200


def recorders_on_a_file(folder: Path, count: int) -> Outcome:
    """On one SQLite file."""
    project = make_project_with_store(folder / "project")
    return many_recorders(project, project / STORE, count, folder, control=True)


def recorders_on_a_server(folder: Path, count: int) -> Outcome:
    """On one PostgreSQL, which takes half as many connections as there are processes."""
    project = make_project_with_store(folder / "project")
    with running_server() as server, fresh_database(server, project / "data") as store:
        os.environ["KEDRO_TRACK_STORE_URL"] = store.sqlalchemy_url
        try:
            return many_recorders(project, store, count, folder, control=True)
        finally:
            del os.environ["KEDRO_TRACK_STORE_URL"]


def kills_of_runs(folder: Path, count: int) -> Outcome:
    """Of `kedro run`."""
    return killed_runs(make_project_with_store(folder / "project", FILES), count)


def kills_of_builds(folder: Path, count: int) -> Outcome:
    """Of `kedro track build-site`."""
    return killed_builds(folder, count)


def large_json(folder: Path, _count: int) -> Outcome:
    """One JSON of 100 MB in each kind of dataset."""
    return large_files(folder)


TORTURES: tuple[Callable[[Path, int], Outcome], ...] = (
    recorders_on_a_file,
    recorders_on_a_server,
    kills_of_runs,
    kills_of_builds,
    large_json,
)


def main() -> int:
    """Print the table as it comes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    print(f"{'':44} {'tried':>6} {'survived':>9} {'lost':>5} {'seconds':>8}")
    lost = 0
    wanted = set(sys.argv[2:])
    for torture in (each for each in TORTURES if not wanted or each.__name__ in wanted):
        with tempfile.TemporaryDirectory(prefix="kedro-track-torture-") as folder:
            os.environ["TMPDIR"] = os.environ["XDG_STATE_HOME"] = folder
            lost += _in_a_process_of_its_own(torture, Path(folder), count)
    return int(lost > 0)


def _in_a_process_of_its_own(
    torture: Callable[[Path, int], Outcome], folder: Path, count: int
) -> int:
    """A project that Kedro has loaded stays loaded: each torture begins anew."""
    said = folder / "table"

    def work() -> None:
        tempfile.tempdir = None
        begun = time.monotonic()
        outcome = torture(folder, count)
        lost = min(len(outcome.lost), outcome.tried)
        spent = time.monotonic() - begun
        figures = f"{outcome.tried:>6} {outcome.tried - lost:>9} {lost:>5} {spent:>8.0f}"
        lines = [f"{outcome.name:44} {figures}"]
        lines += [f"    {what}: {how}" for what, how in outcome.remarks.items()]
        lines += [f"    LOST: {each}" for each in outcome.lost[:10]]
        said.write_text("\n".join(lines) + "\n")
        sys.exit(int(bool(outcome.lost)))

    code = ended(forked(work, folder / "output"))
    print(
        said.read_text() if said.exists() else (folder / "output").read_text(), end="", flush=True
    )
    return int(code != 0)


if __name__ == "__main__":
    sys.exit(main())
