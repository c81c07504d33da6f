"""Whether a process that began a run still lives: told only where it can be known.

A process is its host, the host's boot, its id and its start. Ids are used again, so an id
alone says nothing; another host, another boot or another container can't be looked into.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PATIENCE = 2.0
"""Seconds to wait for a helper program of the system."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process as a store remembers it.

    Attributes:
        boot: The boot of its host, and its process namespace where there are several.
        started: A number that two processes of one id differ in; None where the system
            does not tell. Seconds since the boot or the epoch.
    """

    host: str | None
    boot: str | None
    pid: int | None
    started: float | None


def this_process() -> Process:
    """Describe the process that asks."""
    pid = os.getpid()
    return Process(platform.node() or None, _boot(), pid, started_at(pid))


def has_ended(process: Process, here: Process) -> bool:
    """Tell whether a process is known to have ended, seen from the process `here`.

    False means that it lives, or that it can't be known from here.
    """
    knowable = (
        process.pid is not None
        and process.started is not None
        and (process.host, process.boot) == (here.host, here.boot)
        and here.started is not None
    )
    if not knowable or process.pid is None:
        return False
    return not _exists(process.pid) or started_at(process.pid) not in (process.started, None)


def started_at(pid: int) -> float | None:
    """Tell when a process started; None if there is none, or the system does not say."""
    if sys.platform == "win32":
        return _windows_start(pid)
    if sys.platform == "darwin":
        return _seconds_of_ps(_output("ps", "-o", "lstart=", "-p", str(pid)))
    return _linux_start(pid)


@cache
def _boot() -> str | None:
    if sys.platform == "darwin":
        return _output("sysctl", "-n", "kern.bootsessionuuid")
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        # Containers of one host may share its name and its boot, but not their processes.
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return None


def _exists(pid: int) -> bool:
    if sys.platform == "win32":
        # Signal 0 is Ctrl-C there: the process's start tells as well.
        return started_at(pid) is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _linux_start(pid: int) -> float | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        # The program's name, in brackets, may hold anything.
        ticks = int(stat.rpartition(b")")[2].split()[19])
        return ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _seconds_of_ps(text: str | None) -> float | None:
    from time import mktime, strptime

    try:
        return mktime(strptime(text or "", "%a %b %d %H:%M:%S %Y"))
    except (ValueError, OverflowError):
        return None


def _output(*command: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the system's own programs, no foreign argument
            command,
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def _windows_start(pid: int) -> float | None:
    """Ask Windows for a process's creation time, in seconds since 1601."""
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return None
    try:
        code = wintypes.DWORD()
        times = [wintypes.FILETIME() for _ in range(4)]
        told = kernel.GetProcessTimes(
            wintypes.HANDLE(handle), *(ctypes.byref(time) for time in times)
        ) and kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
        if not told or code.value != still_active:
            return None
        created = times[0]
        return ((created.dwHighDateTime << 32) | created.dwLowDateTime) / 1e7
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
