"""What `read_history` gives: the history that the site is built from, with questions to ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kedro_track.config import Config
from kedro_track.history import History, Run

if TYPE_CHECKING:
    import pandas as pd

    from kedro_track.analysis.metrics import MetricInfo


@dataclass(frozen=True)
class ProjectHistory(History):
    """All that is known of a project's runs, and what its `track.yml` says of them.

    Attributes:
        config: The project's `track.yml`.
    """

    config: Config = field(default_factory=Config)

    @cached_property
    def metrics(self) -> Mapping[str, MetricInfo]:
        """Every metric of the runs that are not hidden: label, unit, which way is better."""
        from kedro_track.analysis.metrics import describe

        return describe(self, self.config)

    def find(self, reference: str) -> Run:
        """Find one run.

        Args:
            reference: An id, the unique beginning of one, `latest`, `best:<metric>`, `@tag`
                or `latest on BRANCH`. Hidden runs are found by their id only.

        Raises:
            NotFoundError: With what would have been understood.
        """
        from kedro_track.analysis.references import find_run

        return find_run(self.runs, reference, self.metrics)

    def where(self, text: str, *, hidden: bool = False) -> tuple[Run, ...]:
        """The runs that pass a filter, oldest first.

        Args:
            text: In the language of the site's filter line, as `rmse < 800 and not failed`.
            hidden: Whether hidden runs can pass too.

        Raises:
            FilterError: With the place of the fault.
        """
        from kedro_track.analysis.filter import select

        return tuple(select(self.runs if hidden else self.shown, text))

    def to_pandas(self, *, hidden: bool = False) -> pd.DataFrame:
        """A data frame: one row a run, oldest first, indexed by its id; columns as the site's.

        `status`, `title`, `when`, `duration`, …, `metrics.<dataset>.<key>`, `params.<path>` and
        `json.<dataset>.<path>`.

        Args:
            hidden: Whether hidden runs have a row too.

        Raises:
            TrackError: If pandas is not installed.
        """
        from kedro_track.site.columns import columns_of
        from kedro_track.site.tables import to_frame

        runs = self.runs if hidden else self.shown
        return to_frame(runs, columns_of(runs, self.metrics))
