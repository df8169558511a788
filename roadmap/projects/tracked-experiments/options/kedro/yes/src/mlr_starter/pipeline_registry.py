"""The pipelines that Kedro finds here."""

from kedro.pipeline import Pipeline

from .pipelines.churn import create_pipeline


def register_pipelines() -> dict[str, Pipeline]:
    """The one pipeline, which is also the default."""
    churn = create_pipeline()
    return {"churn": churn, "__default__": churn}
