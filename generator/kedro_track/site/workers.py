"""Who makes the chunks: this process, or several through `concurrent.futures.Executor`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context

from kedro_track.site.part import Made, Task, make

_WORTH_IT = 4
"""Below so many chunks other processes cost more than they bring: each loads all of us anew."""

_AHEAD = 1
"""So many tasks a process are under way: what waits to be written takes memory."""


@dataclass(frozen=True, slots=True)
class Workers:
    """How chunks are made.

    Attributes:
        count: Processes.
        executor: Opens an executor of another kind, such as a cluster's.
    """

    count: int = 1
    executor: Callable[[], AbstractContextManager[Executor]] | None = None

    def make(self, shared: bytes, tasks: Sequence[Callable[[], Task]]) -> Iterator[Made]:
        """Make chunks, in their order.

        Args:
            shared: A pickled `Shared`.
            tasks: Each gives its task when it is about to be made.
        """
        with self._opened(len(tasks)) as executor:
            if executor is None:
                yield from (make(shared, task()) for task in tasks)
            else:
                yield from self._made_by(executor, shared, tasks)

    def _made_by(
        self, executor: Executor, shared: bytes, tasks: Sequence[Callable[[], Task]]
    ) -> Iterator[Made]:
        waiting: deque[Future[Made]] = deque()
        try:
            for task in tasks:
                waiting.append(executor.submit(make, shared, task()))
                if len(waiting) > self.count * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def _opened(self, tasks: int) -> AbstractContextManager[Executor | None]:
        if self.executor is not None and tasks:
            return self.executor()
        if self.count < 2 or tasks < _WORTH_IT:  # noqa: PLR2004 - one process is this one
            return nullcontext()
        # Not forked: who builds may have threads of its own.
        return ProcessPoolExecutor(min(self.count, tasks), get_context("spawn"))
