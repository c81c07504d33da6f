"""From the raw tables to the table that the models learn from."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
