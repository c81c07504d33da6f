"""Frozen values with slots that pickle quickly: by their fields, in their order.

The functions that `dataclass` gives such a class look up its fields for each object; a build
pickles some ten objects a run, several times.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def quickly_pickled(kind: type[T]) -> type[T]:
    """Have a dataclass of at least two fields pickled as a call of itself with all of them."""
    values = attrgetter(*(one.name for one in fields(kind)))  # type: ignore[arg-type] # T is a dataclass

    def reduced(self: T) -> tuple[type[T], tuple[Any, ...]]:
        return kind, values(self)

    kind.__reduce__ = reduced  # type: ignore[method-assign,assignment] # as `object` has it, of this type
    return kind
