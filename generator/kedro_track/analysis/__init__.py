"""Pure functions on a History: deltas, what changed, change points. No I/O, no HTML."""
