"""What a `kedro run` leaves behind. Never breaks or delays a run."""
