"""Plots of the data and of what the models make of it."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
