"""`SQLiteStore`, the word in a project's settings that says where its runs are recorded.

Every `kedro` command of such a project imports this and constructs the class: neither may
cost anything.
"""

from __future__ import annotations

from typing import Any

from kedro.framework.session.store import BaseSessionStore


class SQLiteStore(BaseSessionStore):
    """The drop-in for kedro-viz's store of the same name.

    In `settings.py`:

        from kedro_track import SQLiteStore

        SESSION_STORE_CLASS = SQLiteStore
        SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}

    The path is the folder of `session_store.db`; `{"url": "postgresql+psycopg://…"}`, or
    `{"credentials": "team_store"}` with that `url`, names a team's database instead. Runs are
    recorded by kedro-track's hooks; this store tells them what they can't see: that a session
    ended by Ctrl-C or by `sys.exit`.
    """

    def __init__(self, path: str, session_id: str, **options: Any) -> None:
        """Take what the settings say; nothing is opened, made or read.

        Args:
            path: Folder of the store; Kedro hands its own default over where there is none.
            session_id: Kedro's id of the session.
            **options: `url` or `credentials` of a database that a team shares, and what
                kedro-viz's class took, such as `remote_path`.
        """
        super().__init__(path, session_id)
        self.options = options

    def read(self) -> dict[str, Any]:
        """A new session has no data."""
        return {}

    def save(self) -> None:
        """Complete the run of this session if no hook did; a session without one leaves none."""
        from kedro_track.record.hooks import hooks

        hooks.session_closed(self._session_id, self.data.get("exception"))
