"""Who makes the chunks: this process, or several through `concurrent.futures.Executor`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from kedro_track.site.elsewhere import make_elsewhere, pack
from kedro_track.site.part import Made, Task, make

_WORTH_IT = 4
"""Below so many chunks other processes cost more than they bring: each loads all of us anew."""

_AHEAD = 1
"""So many tasks a process are under way: what waits to be written takes memory."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where tasks can be handed to; so many are worked on at a time."""

    executor: Executor
    count: int


@dataclass(frozen=True, slots=True)
class Workers:
    """How chunks are made.

    Attributes:
        count: Processes of this machine.
        cluster: Opens a cluster, which then makes them instead.
    """

    count: int = 1
    cluster: Callable[[], AbstractContextManager[Cluster]] | None = None

    def make(self, shared: bytes, tasks: Sequence[Callable[[], Task]]) -> Iterator[Made]:
        """Make chunks, in their order.

        Args:
            shared: A pickled `Shared`.
            tasks: Each gives its task when it is about to be made.

        Raises:
            ThemeError: If a template fails.
            ExecutorError: If the cluster can't be reached, or can't make them.
        """
        if self.cluster is not None and tasks:
            with self.cluster() as cluster:
                made = partial(make_elsewhere, pack(shared))
                yield from _made_by(cluster, made, tasks)
        elif self.count < 2 or len(tasks) < _WORTH_IT:  # noqa: PLR2004 - one process is this one
            yield from (make(shared, task()) for task in tasks)
        else:
            count = min(self.count, len(tasks))
            # Not forked: who builds may have threads of its own.
            with ProcessPoolExecutor(count, get_context("spawn")) as executor:
                yield from _made_by(Cluster(executor, count), partial(make, shared), tasks)


def _made_by(
    cluster: Cluster, made: Callable[[Task], Made], tasks: Sequence[Callable[[], Task]]
) -> Iterator[Made]:
    waiting: deque[Future[Made]] = deque()
    try:
        for task in tasks:
            waiting.append(cluster.executor.submit(made, task()))
            if len(waiting) > cluster.count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
