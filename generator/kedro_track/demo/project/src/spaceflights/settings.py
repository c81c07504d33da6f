"""Settings of the project: where its runs are recorded."""

from pathlib import Path

from kedro_track import SQLiteStore

SESSION_STORE_CLASS = SQLiteStore
SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}
