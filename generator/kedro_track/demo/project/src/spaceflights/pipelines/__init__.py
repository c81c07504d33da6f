"""The steps from raw tables to plots."""
