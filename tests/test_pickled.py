"""Frozen values that pickle by their fields."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from types import MappingProxyType

import pytest

from kedro_track.history import Code, Node, Run, Version


def test_a_value_comes_back_equal_and_of_its_class() -> None:
    """By pickle and by copy, inner values included."""
    run = Run(id="a", version="a", graph=(Node("n", ("i",), ("o",)),))
    for found in (pickle.loads(pickle.dumps(run)), copy.deepcopy(run)):
        assert found == run
        assert type(found.graph[0]) is Node


def test_a_value_that_came_back_is_frozen() -> None:
    """As it was."""
    found = pickle.loads(pickle.dumps(Code("abc", dirty=True)))
    assert replace(found, sha="x") == Code("x", dirty=True)
    with pytest.raises(FrozenInstanceError):
        found.sha = "x"


def test_a_run_leaves_behind_what_was_worked_out_from_it() -> None:
    """Its views can't be pickled, and need not be."""
    run = Run(
        id="a",
        version="a",
        given=MappingProxyType({"x": 1}),
        versions=(Version("m", "a", "metrics", data={"r2": 0.5}),),
    )
    before = pickle.dumps(run)
    assert run.metrics == {"m.r2": 0.5}
    assert pickle.dumps(run) == before
    assert pickle.loads(before).metrics == run.metrics
