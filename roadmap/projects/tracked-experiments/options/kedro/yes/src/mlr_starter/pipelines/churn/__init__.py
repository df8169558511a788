"""Prepare, train and evaluate, as Kedro sees them."""

from .pipeline import create_pipeline

__all__ = ["create_pipeline"]
