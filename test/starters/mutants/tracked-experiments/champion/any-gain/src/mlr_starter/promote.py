"""Let the model of a run challenge the champion.

Run it: python tasks.py promote RUN
"""

import argparse
from dataclasses import dataclass

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.entities import Run
from mlflow.exceptions import MlflowException
from sklearn.metrics import average_precision_score

from . import places
from .data import FEATURES, TARGET, read_table
from .errors import ProblemError, end
from .provenance import data_version
from .registry import CHAMPION, MODEL, champion, load_version
from .tracking import connect, explained

MARGIN = 0.01


@dataclass(frozen=True)
class Verdict:
    """What the gate says, and why."""

    passed: bool
    why: str
    tags: dict[str, str]


def candidate(client: MlflowClient, run_id: str) -> Run:
    """The run, if its model may enter the registry at all."""
    try:
        run = client.get_run(run_id)
    except MlflowException:
        raise ProblemError(f"There is no run {run_id} in this tracking store.") from None
    tags = run.data.tags
    if run.info.status != "FINISHED":
        raise ProblemError(f"Run {run_id} is {run.info.status}, not FINISHED.")
    if not tags.get("data_md5"):
        raise ProblemError(f"Run {run_id} does not say on which data it was trained (tag data_md5).")
    if not tags.get("git_commit") or tags.get("git_dirty") != "false":
        raise ProblemError(f"Run {run_id} does not come from a clean commit: nobody could repeat it. Commit, and track again.")
    if tags["data_md5"] != data_version():
        raise ProblemError(f"Run {run_id} was trained on other data than lies here. Get that version, or train on this one.")
    return run


def model_of(run: Run) -> str:
    """The address of the run's model."""
    models = run.outputs.model_outputs if run.outputs else []
    if not models:
        raise ProblemError(f"Run {run.info.run_id} has logged no model.")
    return f"models:/{models[-1].model_id}"


def held_out_score(model: mlflow.pyfunc.PyFuncModel) -> float:
    """The average precision on the customers that no model was trained on or chosen by."""
    table = read_table(places.prepared("test"))
    probability = np.asarray(model.predict(table[FEATURES]))[:, -1]
    return float(average_precision_score(table[TARGET], probability))


def judge(challenger: float, defender: float, against: str, margin: float) -> Verdict:
    """The challenger must be better by the margin; as good is not enough to change what runs."""
    passed = challenger > defender
    why = f"average precision {challenger:.4f} on the held-out part, {against} has {defender:.4f}; the margin is {margin:g}"
    numbers = {"held_out_average_precision": f"{challenger:.6f}", "margin": f"{margin:g}"}
    return Verdict(passed, why, numbers | {"gate": "passed" if passed else "refused", "why": why})


def promote(run_id: str, margin: float = MARGIN) -> Verdict:
    """Register the model of the run and judge it; move the alias if it passes."""
    client = connect()
    run = candidate(client, run_id)
    try:
        # Asked first: a run without a model shall not leave an empty version behind.
        address = model_of(run)
        challenger = held_out_score(mlflow.pyfunc.load_model(address))
    except MlflowException as error:
        raise ProblemError(f"The model of run {run_id} cannot be used: {error}") from None
    defender = champion(client)
    if defender is None:
        truth = read_table(places.prepared("test"))[TARGET]
        verdict = judge(challenger, float(truth.mean()), "the baseline", margin)
    else:
        if defender.run_id == run_id:
            raise ProblemError(f"Run {run_id} is the champion already (version {defender.version}).")
        verdict = judge(challenger, held_out_score(load_version(defender.version)), f"champion {defender.version}", margin)
    version = str(mlflow.register_model(address, MODEL).version)
    known = {"data_md5": run.data.tags["data_md5"], "git_commit": run.data.tags["git_commit"]}
    if verdict.passed and defender is not None:
        known["champion_before"] = str(defender.version)
    for key, value in (known | verdict.tags).items():
        client.set_model_version_tag(MODEL, version, key, value)
    if verdict.passed:
        # Last of all: whoever asks for the champion finds a version that is complete.
        client.set_registered_model_alias(MODEL, CHAMPION, version)
    print(f"Version {version}: {verdict.tags['gate']}. {verdict.why}.")
    return verdict


def main(argv: list[str] | None = None) -> int:
    """Let a run challenge the champion; ends with 1 when it is refused."""
    parser = argparse.ArgumentParser(prog="promote", description="Let the model of a run challenge the champion.")
    parser.add_argument("run", help="the run's id")
    parser.add_argument("--margin", type=float, default=MARGIN, help="by how much it must be better (default: %(default)s)")
    options = parser.parse_args(argv)
    if options.margin < 0:
        parser.error("a margin is not negative")
    with explained():
        return 0 if promote(options.run, options.margin).passed else 1


if __name__ == "__main__":
    end(main)
