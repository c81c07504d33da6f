"""Whether a YAML file stands for more than any memory holds: by aliases of aliases, few suffice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LARGEST = 1_000_000
"""Values that a file of config may stand for, all aliases written out."""


def swells(path: Path) -> bool:
    """Whether all that a file stands for is too much; what can't be read is for its reader."""
    try:
        content = path.read_bytes()
        if b"&" not in content or b"*" not in content:
            return False
        sizes: dict[int, int] = {}
        nodes = yaml.compose_all(content, yaml.SafeLoader)
        return any(_size(node, sizes) > LARGEST for node in nodes)
    except RecursionError:
        return True
    except (OSError, ValueError, yaml.YAMLError):
        return False


def _size(node: Any, sizes: dict[int, int]) -> int:
    known = sizes.get(id(node))
    if known is None:
        # A node that holds itself is beyond any size.
        sizes[id(node)] = LARGEST + 1
        known = 1 + sum(_size(inner, sizes) for inner in _inside(node))
        sizes[id(node)] = known
    return known


def _inside(node: Any) -> list[Any]:
    if isinstance(node, yaml.MappingNode):
        return [inner for pair in node.value for inner in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []
