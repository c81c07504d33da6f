"""Train and evaluate the active model and the candidate."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
