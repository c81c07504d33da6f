"""Digests: of contents, of whatever a page is made of, and of the code that makes it."""

from __future__ import annotations

import hashlib
import pickle
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_MAKERS = ("jinja2", "markupsafe", "markdown", "nh3", "plotly")
"""Packages whose version may change what a page looks like."""


def digest(content: bytes) -> str:
    """The short digest that addresses and the manifest bear."""
    return hashlib.sha256(content).hexdigest()[:16]


def digest_of(*values: Any) -> str | None:
    """The digest of values; None if they can't be told apart in another process.

    Equal values may have different digests, by how they were made; different ones never have
    the same.
    """
    try:
        return hashlib.sha256(pickle.dumps(values, protocol=4)).hexdigest()
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


@cache
def code_digest() -> str:
    """The digest of Python, of our own code and of the packages that take part in rendering."""
    return hashlib.sha256(f"{sys.version}\n{makers_digest()}".encode()).hexdigest()


@cache
def makers_digest() -> str:
    """As `code_digest`, but of Python only the minor version: the same on another machine."""
    found = hashlib.sha256(f"{sys.version_info[:2]}\n".encode())
    for package in _MAKERS:
        found.update(f"{package} {_version(package)}\n".encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
