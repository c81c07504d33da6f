"""What of a text is new against another, in words. Pure.

The browser's twin is in `compare-diff.js` of the default theme; both are held to
`tests/vectors/compare.json`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKEN = re.compile(r"[A-Za-z0-9_.\u0080-\U0010ffff]+|[ \t\r\n]+|.", re.DOTALL)
_MOST = 400


def new_parts(base: str, text: str) -> list[tuple[bool, str]]:
    """Split a text into parts: `(whether it is new, part)`, alternating; joined they are the text.

    Texts of very many words are compared by their beginnings and ends only.
    """
    old, new = _TOKEN.findall(base), _TOKEN.findall(text)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    is_kept = _kept(before, after) if max(len(before), len(after)) <= _MOST else []
    flags = [False] * start + [not kept for kept in is_kept or [False] * len(after)] + [False] * end
    return _joined(new, flags)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _kept(old: Sequence[str], new: Sequence[str]) -> list[bool]:
    """Which words of `new` are in the longest sequence that both have."""
    # longest[i][j]: of old[i:] and new[j:]
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            is_same = old[i] == new[j]
            longest[i][j] = (
                longest[i + 1][j + 1] + 1 if is_same else max(longest[i + 1][j], longest[i][j + 1])
            )
    kept = [False] * len(new)
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            kept[j] = True
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return kept


def _joined(words: Sequence[str], flags: Sequence[bool]) -> list[tuple[bool, str]]:
    parts: list[tuple[bool, str]] = []
    for is_new, word in zip(flags, words, strict=True):
        if parts and parts[-1][0] == is_new:
            parts[-1] = (is_new, parts[-1][1] + word)
        else:
            parts.append((is_new, word))
    return parts
