"""The registry: versions of one model, and the alias that says which is in use."""

import mlflow
from mlflow import MlflowClient
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException

MODEL = "mlr-starter"
CHAMPION = "champion"


def champion(client: MlflowClient) -> ModelVersion | None:
    """The version in use; nothing while there is none."""
    try:
        return client.get_model_version_by_alias(MODEL, CHAMPION)
    except MlflowException as error:
        # Neither the model nor the alias is there yet. Everything else is a fault.
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            return None
        raise


def load_version(version: str) -> mlflow.pyfunc.PyFuncModel:
    """The model of a version, as a function that checks its input."""
    return mlflow.pyfunc.load_model(f"models:/{MODEL}/{version}")
