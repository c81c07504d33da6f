"""Resolve the versions that the suite runs on: the newest of everything, and the oldest.

`newest.txt` holds the newest versions that go together. `oldest.txt` holds, of what
kedro-track itself asks for, exactly the lower bounds of pyproject.toml: so the bounds are
what is tested. Run by `make lock`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
COMPILE = (
    sys.executable,
    *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.10"),
    *("--no-annotate", "--upgrade", "--all-extras"),
    str(HERE.parent / "pyproject.toml"),
)

# Told beforehand: uv would rather take a newer Kedro, on those Pythons where Dask needs it too.
OF_OLDEST_KEDRO = "importlib-metadata<8\n"


def compile_to(path: Path, *options: str) -> None:
    """Write the resolved versions to `path`."""
    named = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    subprocess.run(  # noqa: S603 -- our own arguments
        [*COMPILE, *options, "--output-file", str(path)], check=True, env=named
    )


def main() -> None:
    """Write both files."""
    compile_to(HERE / "newest.txt", "--group", "dev")
    with tempfile.TemporaryDirectory() as folder:
        floors, bound = Path(folder) / "floors.txt", Path(folder) / "bound.txt"
        bound.write_text(OF_OLDEST_KEDRO, encoding="utf-8")
        compile_to(floors, "--resolution", "lowest-direct", "--constraint", str(bound))
        compile_to(HERE / "oldest.txt", "--group", "test", "--constraint", str(floors))


if __name__ == "__main__":
    main()
