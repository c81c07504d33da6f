"""A run is called interrupted only where that can be known."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from kedro_track.store.liveness import Process, has_ended, started_at, this_process


@pytest.fixture
def ended() -> Process:
    """A process of this host that has ended."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = replace(this_process(), pid=child.pid, started=started_at(child.pid))
    assert not has_ended(process, this_process())
    child.communicate()
    return process


def test_this_process_lives() -> None:
    """And is known well enough to be told from all others."""
    here = this_process()

    assert here.started is not None
    assert not has_ended(here, here)


def test_a_process_that_ended(ended: Process) -> None:
    """Seen from the same host and boot."""
    assert has_ended(ended, this_process())


def test_a_process_whose_id_is_used_again(ended: Process) -> None:
    """The id lives, but it started at another time."""
    here = this_process()

    assert has_ended(replace(ended, pid=here.pid), here)


@pytest.mark.parametrize(
    "unknown",
    [{"host": "elsewhere"}, {"boot": "another"}, {"pid": None}, {"started": None}],
)
def test_what_cannot_be_known(ended: Process, unknown: dict[str, str | None]) -> None:
    """Another host, another boot, or too little stored."""
    assert not has_ended(replace(ended, **unknown), this_process())  # type: ignore[arg-type]


def test_an_id_beyond_all() -> None:
    """Whatever a store holds."""
    here = this_process()

    assert isinstance(has_ended(replace(here, pid=2**70), here), bool)
    assert started_at(2**22 + 1) is None
