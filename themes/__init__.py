"""The themes that ship with kedro-track: one folder each, no code."""
