"""A Dask cluster that somebody runs already, as what makes the chunks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kedro_track.errors import ExecutorError
from kedro_track.site.workers import Cluster, Workers

if TYPE_CHECKING:
    from distributed import Client

SCHEME = "dask"

_PORT = 8786
"""Where a Dask scheduler listens unless told otherwise."""

_PATIENCE = 15
"""Seconds that a cluster may take to answer, and as many to have a worker."""


def workers_of(processes: int, executor: str | None = None) -> Workers:
    """Who makes the pages.

    Args:
        processes: Of this machine, if there is no cluster.
        executor: Address of a cluster's scheduler, `dask://HOST:PORT`.

    Raises:
        ExecutorError: If that is no such address, or Dask is not installed.
    """
    if executor is None:
        return Workers(processes)
    address = _address(executor)
    if find_spec("distributed") is None:
        raise ExecutorError(f"--executor {executor} needs Dask: pip install 'kedro-track[dask]'.")
    return Workers(cluster=partial(_opened, address))


def _address(executor: str) -> str:
    try:
        parts = urlsplit(executor)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host = None
    if not host or parts.scheme != SCHEME or parts.path.strip("/"):
        raise ExecutorError(
            f"--executor takes the address of a Dask scheduler, as dask://HOST:{_PORT}, "
            f"and not {executor}."
        )
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


@contextmanager
def _opened(address: str) -> Iterator[Cluster]:
    """The cluster, until all is made.

    Raises:
        ExecutorError: If it can't be reached, has no workers, or fails.
    """
    from distributed import Client
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ExecutorError(
            f"No Dask scheduler answers at {address}; see that it runs and that this machine "
            "may reach it, or leave --executor out."
        ) from error
    with client:
        count = _count(client, address)
        try:
            yield Cluster(client.get_executor(pure=False), count)
        except ImportError as error:
            raise ExecutorError(
                f"A worker of the Dask cluster at {address} lacks a package ({error}); install "
                "kedro-track there, in the version that is here."
            ) from error
        except (CancelledError, CommClosedError, KilledWorker) as error:
            raise ExecutorError(
                f"The Dask cluster at {address} failed ({type(error).__name__}: {error}); its "
                "logs say why. What is written stays: the next build goes on from there."
            ) from error


def _count(client: Client, address: str) -> int:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise ExecutorError(
            f"The Dask cluster at {address} has no workers; start some, as by "
            f"`dask worker {address}`."
        ) from error
    return sum(client.nthreads().values())
