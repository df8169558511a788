"""Kedro's pipelines over the functions of this package."""
