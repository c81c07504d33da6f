"""What changed between two runs, as text for a template: one row a change, one group a sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kedro_track.analysis.changes import Aspect, Change, Changes, Side, Sort, changes
from kedro_track.analysis.quantities import size
from kedro_track.history import Input, Node, Run
from kedro_track.site.forge import commit_address, comparison_address
from kedro_track.site.json_tree import leaf_text
from kedro_track.site.scripts import valid_json

SHOWN = 6
"""So many changes of one sort stand open where nobody says otherwise; further ones fold."""

LONG = 160
"""A text of more characters folds."""

_LONG_LIST = 4
_SHORT_SHA = 7


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change.

    Attributes:
        fact: Whether `name` is that of a fact which the theme has a word for, such as `runner`,
            and not a parameter, dataset, node or package of the project.
        how: `added`, `removed` or `changed`; of a list also `extended` or `shortened`: then
            the one text there is has what was put in or taken out.
        before: Empty if there was nothing.
        moment_before: When an input was saved, where that is what tells the two apart.
        url_before: The page of the commit on the forge.
    """

    name: str
    part: str | None
    reason: str
    how: str
    before: str
    after: str
    fact: bool = False
    moment_before: datetime | None = None
    moment_after: datetime | None = None
    url_before: str | None = None
    url_after: str | None = None

    @property
    def before_is_said(self) -> bool:
        """Whether there is an earlier side to show."""
        return self.how not in ("added", "extended")

    @property
    def after_is_said(self) -> bool:
        """Whether there is a later side to show."""
        return self.how not in ("removed", "shortened")

    @property
    def rich_before(self) -> bool:
        """Whether the earlier side is more than a short text."""
        return bool(self.url_before or self.moment_before) or len(self.before) > LONG

    @property
    def rich_after(self) -> bool:
        """Whether the later side is more than a short text."""
        return bool(self.url_after or self.moment_after) or len(self.after) > LONG


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one sort; `folded` are those beyond the first few.

    Attributes:
        reason: Why the group stands where it stands: that of its first change.
        comparison: The page of the commits between, on the forge.
    """

    sort: Sort
    reason: str
    rows: tuple[ChangeRow, ...]
    folded: tuple[ChangeRow, ...]
    comparison: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """What changed against `other`, the likeliest explanation first.

    Attributes:
        failed: Whether the run failed, so that what bears on its failing node comes first.
        unknown: Which of the two lacks what, so that it is not compared.
    """

    other: Run
    failed: bool
    groups: tuple[ChangeGroup, ...]
    unknown: tuple[tuple[Side, tuple[Aspect, ...]], ...]


def change_table(run: Run, other: Run, repository: str | None, shown: int = SHOWN) -> ChangeTable:
    """Compare a run with an earlier one.

    Args:
        repository: The forge's address of the repository, for links to commits.
        shown: How many changes of one sort stand open.
    """
    found: Changes = changes(run, other)
    groups = tuple(_group(sort, members, repository, shown) for sort, members in found.groups)
    sides: dict[Side, list[Aspect]] = {}
    for item in found.unknown:
        sides.setdefault(item.side, []).append(item.aspect)
    unknown = tuple((side, tuple(aspects)) for side, aspects in sides.items())
    return ChangeTable(other, run.failure is not None, groups, unknown)


def _group(
    sort: Sort, members: Sequence[Change], repository: str | None, shown: int
) -> ChangeGroup:
    rows = tuple(_row(change, repository) for change in members)
    # One row more costs less than the word that says one is hidden.
    shown = shown if len(rows) > shown + 1 else len(rows)
    commits = [change for change in members if change.reason == "commit"]
    comparison = (
        comparison_address(repository, commits[0].before, commits[0].after) if commits else None
    )
    return ChangeGroup(sort, members[0].reason, rows[:shown], rows[shown:], comparison)


def _row(change: Change, repository: str | None) -> ChangeRow:
    if change.sort == "input":
        return _input_row(change)
    if change.reason == "commit":
        return ChangeRow(
            change.name,
            None,
            change.reason,
            change.how,
            str(change.before)[:_SHORT_SHA],
            str(change.after)[:_SHORT_SHA],
            fact=True,
            url_before=commit_address(repository, change.before),
            url_after=commit_address(repository, change.after),
        )
    if _is_list(change.before) and _is_list(change.after):
        how, before, after = _list_texts(list(change.before), list(change.after))
    else:
        how, (before, after) = change.how, _texts(change.before, change.after)
    fact = change.sort in ("code", "environment") or change.reason == "selected"
    return ChangeRow(change.name, change.part, change.reason, how, before, after, fact)


def _input_row(change: Change) -> ChangeRow:
    old: Input | None = change.before
    new: Input | None = change.after
    before, after = _input_texts(old, new)
    same_time = old is not None and new is not None and old.modified == new.modified
    return ChangeRow(
        change.name,
        None,
        change.reason,
        change.how,
        before,
        after,
        moment_before=None if same_time or old is None else old.modified,
        moment_after=None if same_time or new is None else new.modified,
    )


def _input_texts(old: Input | None, new: Input | None) -> tuple[str, str]:
    if old is not None and new is not None:
        if old.version != new.version:
            return old.version or "", new.version or ""
        if old.path != new.path:
            return old.path or "", new.path or ""
        if old.size != new.size and size(old.size) == size(new.size):
            # 18 kB and 18 kB would not tell them apart.
            return f"{old.size:,} B", f"{new.size:,} B"
    return size(old.size) if old else "", size(new.size) if new else ""


def _texts(before: Any, after: Any) -> tuple[str, str]:
    if isinstance(before, Node) or isinstance(after, Node):
        return _node_text(before), _node_text(after)
    if None not in (before, after) and isinstance(before, str) is not isinstance(after, str):
        # The text "3" and the number 3 must not look alike.
        return _exact(before), _exact(after)
    return leaf_text(before), leaf_text(after)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _list_texts(before: list[Any], after: list[Any]) -> tuple[str, str, str]:
    """How a list changed, and its two states, of long ones without what they have in common."""
    if max(len(before), len(after)) <= _LONG_LIST:
        return "changed", _joined(before), _joined(after)
    start = _common(before, after)
    rest = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - rest], after[start : len(after) - rest]
    if not new:
        return "shortened", _joined(old), ""
    if not old:
        return "extended", "", _joined(new)
    head, tail = (["…"] if start else []), (["…"] if rest else [])
    return "changed", _joined([*head, *old, *tail]), _joined([*head, *new, *tail])


def _common(left: list[Any], right: list[Any]) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _joined(items: list[Any]) -> str:
    return ", ".join(map(leaf_text, items)) if items else "[]"


def _node_text(node: Any) -> str:
    return (node.function or node.name) if isinstance(node, Node) else ""


def _exact(value: Any) -> str:
    return valid_json(value, ensure_ascii=False) if isinstance(value, str) else leaf_text(value)
