"""Kedro's hooks, registered by the entry point `kedro.hooks`.

Whatever exception the recorder lets out ends here: it costs a warning, never a run. Importing
this costs nothing; the recorder is made when the first pipeline starts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kedro.framework.hooks import hook_impl
from kedro.framework.hooks.specs import NodeSpecs

if TYPE_CHECKING:
    from kedro_track.record.recorder import Recorder

logger = logging.getLogger("kedro_track")

_NODES = "node times and saved datasets"


class RunHooks:
    """What all versions of Kedro call by the same names."""

    def __init__(self) -> None:
        self._here = threading.local()
        self._said: set[str] = set()
        self._made: dict[type, Recorder] = {}

    @property
    def _recorder(self) -> Recorder:
        if not self._made:
            from kedro_track.record.recorder import Recorder

            # The first runs of a service may start at once; one recorder is kept.
            self._made.setdefault(Recorder, Recorder(self._warn))
        return next(iter(self._made.values()))

    @hook_impl
    def after_context_created(self, context: Any) -> None:
        """Remember what the pipeline of this thread is configured by."""
        self._here.loader = getattr(context, "config_loader", None)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, run_params: dict[str, Any], pipeline: Any, catalog: Any) -> None:
        """Record the start."""
        self._said.clear()
        with self._guarded("start"):
            from kedro_track.record.capture import Conf, Start

            conf = Conf.of(getattr(self._here, "loader", None))
            self._recorder.start(Start(run_params, pipeline, catalog, conf, _cli()))

    @hook_impl(hookwrapper=True)
    def after_pipeline_run(self, run_params: dict[str, Any]) -> Generator[None, Any, None]:
        """Record the end, and whether another plugin's hook made it a failure."""
        outcome = yield
        with self._guarded("end"):
            failed = outcome.excinfo
            self._recorder.finish(run_params, failed[1] if failed else None)

    @hook_impl(tryfirst=True)
    def on_pipeline_error(self, error: Exception, run_params: dict[str, Any]) -> None:
        """Record the failure."""
        with self._guarded("failure"):
            self._recorder.finish(run_params, error)

    @hook_impl
    def after_dataset_saved(self, dataset_name: str) -> None:
        """Note a versioned dataset's version; its node ran in this very thread."""
        with self._guarded(_NODES):
            from kedro_track.record.catalogs import find, saved_version

            run_id, catalog = self._here.current
            version = saved_version(find(catalog, dataset_name))
            if version:
                self._recorder.journal_of(run_id).saved(dataset_name, version)

    def session_closed(self, session_id: str, exception: Mapping[str, Any] | None) -> None:
        """Record how a session ended whose run is still open; called by `SQLiteStore`."""
        with self._guarded("end"):
            self._recorder.close_session(session_id, exception)

    def _node_starts(self, node: Any, run_id: str) -> None:
        starts = self._here.__dict__.setdefault("starts", {})
        starts[run_id, node.name] = (time.time(), time.perf_counter())

    def _node_ends(self, node: Any, catalog: Any, run_id: str, *, failed: bool) -> None:
        clock = time.perf_counter()
        with self._guarded(_NODES):
            # A node may itself run a pipeline in this thread: each is told by its own run.
            self._here.current = (run_id, catalog)
            started, since = self._here.starts.pop((run_id, node.name))
            journal = self._recorder.journal_of(run_id)
            journal.timing(node.name, started, clock - since, failed=failed)
            self._recorder.pulse(run_id)

    def _warn(self, text: str, key: str | None = None) -> None:
        if (key or text) not in self._said:
            self._said.add(key or text)
            logger.warning("%s.", text.rstrip("."))

    @contextmanager
    def _guarded(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            self._warn(f"The {what} of this run could not be recorded ({reason}); it goes on", what)
            logger.debug("The traceback of it:", exc_info=True)


class RunIdHooks(RunHooks):
    """Nodes' hooks of Kedro 1.x."""

    @hook_impl
    def before_node_run(self, node: Any, run_id: str) -> None:
        """Note the start of a node's function."""
        self._node_starts(node, run_id)

    @hook_impl
    def after_node_run(self, node: Any, catalog: Any, run_id: str) -> None:
        """Note how long it took."""
        self._node_ends(node, catalog, run_id, failed=False)

    @hook_impl
    def on_node_error(self, node: Any, catalog: Any, run_id: str) -> None:
        """Note how long it took until it raised."""
        self._node_ends(node, catalog, run_id, failed=True)


class SessionIdHooks(RunHooks):
    """Nodes' hooks of Kedro 0.19: pluggy refuses an argument that a hook does not have."""

    @hook_impl
    def before_node_run(self, node: Any, session_id: str) -> None:
        """Note the start of a node's function."""
        self._node_starts(node, session_id)

    @hook_impl
    def after_node_run(self, node: Any, catalog: Any, session_id: str) -> None:
        """Note how long it took."""
        self._node_ends(node, catalog, session_id, failed=False)

    @hook_impl
    def on_node_error(self, node: Any, catalog: Any, session_id: str) -> None:
        """Note how long it took until it raised."""
        self._node_ends(node, catalog, session_id, failed=True)


def _cli() -> dict[str, Any]:
    """Give what Kedro's session notes of the command line; empty for a call."""
    import click

    context = click.get_current_context(silent=True)
    if context is None:
        return {}
    return {
        "args": context.args,
        "params": context.params,
        "command_name": context.command.name,
    }


_names_runs = "run_id" in NodeSpecs.before_node_run.__code__.co_varnames
hooks: RunHooks = RunIdHooks() if _names_runs else SessionIdHooks()
