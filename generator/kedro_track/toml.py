"""TOML on every supported Python: the standard library's reader from 3.11 on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        OSError: If it can't be read.
        ValueError: If it is no TOML.
    """
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return content
