"""What a torture came to, and processes that are started by the hundred."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """One line of the table.

    Attributes:
        tried: How often.
        lost: What went wrong, a sentence each; empty if all survived.
        remarks: Figures worth knowing.
    """

    name: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    remarks: dict[str, object] = field(default_factory=dict)

    def expect(self, holds: object, otherwise: str) -> None:
        """Note what was lost unless something holds."""
        if not holds:
            self.lost.append(otherwise)


def forked(work: Callable[[], None], said: Path | None = None) -> int:
    """Do work in a process of its own, which has all modules that this one has.

    A fresh interpreter takes seconds to import Kedro; hundreds of them would measure that.

    Args:
        work: What it does.
        said: The file that its output goes to; nowhere if None.

    Returns:
        The process's id.
    """
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        out = os.open(said or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - the child must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ended(process: int) -> int:
    """Wait for a process and give how it ended: its code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
