"""Where runs are recorded, and how that place is reached."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Before mlflow is imported: nobody is told what you run, and a server that is down is noticed in
# seconds, where the default would try again for minutes.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import OperationalError

from . import health, places
from .errors import ProblemError

EXPERIMENT = "mlr-starter"
SCHEME = "sqlite:///"


def address() -> str:
    """The tracking store: MLFLOW_TRACKING_URI, or a file in the project, wherever you call from."""
    return os.environ.get("MLFLOW_TRACKING_URI") or SCHEME + (places.ROOT / "mlflow.db").as_posix()


def connect() -> MlflowClient:
    """Use the tracking store for all that follows."""
    uri = address()
    if uri.startswith(SCHEME):
        make_store(Path(uri.removeprefix(SCHEME)))
    health.spare_this_machine()
    health.check_server(uri)
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return MlflowClient()


def make_store(file: Path) -> None:
    """Make the SQLite file, whole or not at all.

    MLflow builds its tables in many steps. Stopped halfway it leaves a file that it cannot mend, so
    the file gets its name when it is done.
    """
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        MlflowClient(SCHEME + half.as_posix()).search_experiments()
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def use_experiment() -> None:
    """Make the experiment when it is new, and record into it from here on.

    A local store would keep artefacts in a folder of whoever comes first; here they have one place.
    A server decides for itself.
    """
    client = MlflowClient()
    if client.get_experiment_by_name(EXPERIMENT) is None:
        place = (places.ROOT / "mlartifacts").as_uri() if address().startswith(SCHEME) else None
        try:
            client.create_experiment(EXPERIMENT, artifact_location=place)
        except MlflowException:
            # Another run was quicker.
            if client.get_experiment_by_name(EXPERIMENT) is None:
                raise
    mlflow.set_experiment(EXPERIMENT)


@contextmanager
def explained() -> Iterator[None]:
    """Turn MLflow's long errors into what can be done about them."""
    try:
        yield
    except (MlflowException, OperationalError) as error:
        said = str(error)
        if "database is locked" in said:
            raise ProblemError(
                f"{address()} is locked: another program is writing. Wait for it, or let several write through a server."
            ) from None
        if "Max retries exceeded" in said or "Connection refused" in said or "Connection aborted" in said:
            raise ProblemError(
                f"{address()} does not answer. Start the server (python tasks.py server), or unset MLFLOW_TRACKING_URI."
            ) from None
        raise ProblemError(f"MLflow says: {said}") from None
