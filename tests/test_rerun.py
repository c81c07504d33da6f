"""How a run is made again: what to type, and what that can't bring back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builders import make_legacy_run, make_run
from kedro_track.analysis.rerun import rerun
from kedro_track.history import Code, Input, Run

SHA = "0123456789abcdef0123456789abcdef01234567"
CLEAN = Code(SHA, "main", dirty=False)
VERSIONED = (Input("companies", version="2026-01-01T00.00.00.000Z"),)


def whole(**changes: Any) -> Run:
    """A run of which everything was captured that making it again needs."""
    return make_run(0, **{"code": CLEAN, "inputs": VERSIONED, **changes})


def test_run_with_everything_captured_has_no_obstacle() -> None:
    """Commit, command and the versions of the inputs are enough."""
    again = rerun(whole())
    assert again.obstacles == ()
    assert again.commands == (
        f"git checkout {SHA}",
        "kedro run --load-versions=companies:2026-01-01T00.00.00.000Z",
    )


def test_packages_are_installed_by_one_command() -> None:
    """Versions are pinned as they were."""
    run = whole(packages={"pandas": "2.2.3", "kedro": "1.7.0"})
    assert rerun(run).install == "pip install kedro==1.7.0 pandas==2.2.3"


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"code": None}, "no_commit"),
        ({"code": Code(None)}, "no_commit"),
        ({"code": replace(CLEAN, dirty=True)}, "dirty"),
        ({"code": replace(CLEAN, dirty=None)}, "dirty_unknown"),
        ({"inputs": (Input("companies"),)}, "inputs_unversioned"),
        ({"inputs": (), "captured": False}, "inputs_unknown"),
        ({"packages": None}, "packages_unknown"),
        ({"command": "kedro run --params=api_token=***"}, "masked"),
        ({"command": None}, "rebuilt"),
        ({"command": None, "given": {"a": [1, 2]}}, "unwritable"),
        ({"recorded": False}, "no_record"),
    ],
)
def test_what_stands_in_the_way_is_said(changes: dict[str, Any], obstacle: str) -> None:
    """Each thing that is missing is named."""
    assert obstacle in rerun(whole(**changes)).obstacles


def test_command_of_a_run_without_one_is_rebuilt() -> None:
    """A run from a notebook is asked for again on the command line."""
    run = whole(
        command=None,
        inputs=(),
        environment="prod",
        runner="ThreadRunner",
        pipelines=("data_science",),
        filters={"tags": ("a", "b"), "from_nodes": ("x node",)},
        given={"model": {"size": 0.2, "fast": True, "name": "it's"}, "none": None},
    )
    assert rerun(run).commands[1] == (
        "kedro run --env=prod --runner=ThreadRunner --pipeline=data_science --tags=a,b "
        "'--from-nodes=x node' "
        """'--params=model.size=0.2,model.fast=true,model.name=it'"'"'s,none=null'"""
    )


def test_commit_that_is_no_hash_does_not_become_a_command() -> None:
    """What a store holds is somebody's text."""
    run = whole(code=Code("HEAD; rm -rf ~", "main", dirty=False))
    assert rerun(run).commands[0].startswith("kedro run")
    assert "no_commit" in rerun(run).obstacles


def test_versions_that_the_command_names_are_not_named_twice() -> None:
    """The command is kept as it was typed."""
    command = "kedro run --load-versions=companies:x"
    assert rerun(whole(command=command)).commands[1] == command


def test_old_record_says_what_it_lacks() -> None:
    """kedro-viz recorded a command and a commit, little else."""
    again = rerun(make_legacy_run(1))
    assert again.commands[0] == "git checkout 7707b23"
    assert again.obstacles == ("dirty", "inputs_unknown", "packages_unknown")
