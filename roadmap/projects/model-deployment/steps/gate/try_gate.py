"""Facts about the gate: which of several models it lets through, and what it prints."""

import hashlib
import importlib
import json
import re
import shutil
import sys
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier
from verify_tools import begin, last, need, noisy, parcels, run, tell, train

SEEDS = (1, 2, 3)


def wolf(rows):
    """A third of the punctual parcels are called late: the order stays, the level is wrong."""
    called = (rows["late"] == 0) & (np.random.default_rng(2).random(len(rows)) < 1 / 3)
    return rows.assign(late=rows["late"].mask(called, 1))


def nine_tenths(seed):
    """A change that leaves out a tenth of the parcels."""
    return lambda rows: rows.sample(frac=0.9, random_state=seed)


def train_models(scratch):
    """Train what the gate will judge, each into a folder of its name."""

    def keep(rows):
        rows.to_pickle(scratch / "rows.pkl")
        return rows

    changes = {"good": keep, "noisy": noisy(0.25), "wolf": wolf}
    changes |= {f"near-{seed}": nine_tenths(seed) for seed in SEEDS}
    trainings = {}
    for name, change in changes.items():
        with parcels(change):
            trainings[name] = begin(partial(train, scratch / name))
    trainings.pop("good")()
    for name, wait in trainings.items():
        try:
            wait()
        except SystemExit:
            if name not in ("noisy", "wolf"):
                raise
            # A training may refuse to save a poor model; the gate has to refuse it all the same.
            fit_again(scratch, name, changes[name])
    learn_by_heart(scratch)
    boast(scratch / "noisy", scratch / "boasts")
    (scratch / "empty").mkdir()


def fit_again(scratch, name, change):
    """A model like the good one, from changed parcels."""
    rows = change(rows_of_training(scratch))
    data = importlib.import_module("mlr_starter.data")
    model = clone(joblib.load(scratch / "good" / "model.joblib"))
    put(scratch, name, model.fit(rows[list(data.FEATURES)], rows["late"]))


def learn_by_heart(scratch):
    """A model that knows the outcome of each parcel of the training, and little of any other."""
    rows = rows_of_training(scratch)
    data = importlib.import_module("mlr_starter.data")
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), list(data.CATEGORICAL)), remainder="passthrough"
    )
    model = make_pipeline(columns, DecisionTreeClassifier(random_state=0))
    put(scratch, "by-heart", model.fit(rows[list(data.FEATURES)], rows["late"]))


def rows_of_training(scratch):
    return pd.read_pickle(scratch / "rows.pkl")


def put(scratch, name, model):
    """Put another model into a copy of the good one's folder."""
    folder = scratch / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(scratch / "good", folder)
    joblib.dump(model, folder / "model.joblib")
    digest = hashlib.sha256((folder / "model.joblib").read_bytes()).hexdigest()
    about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    about |= {"sha256": digest, "version": digest[:12]}
    (folder / "metadata.json").write_text(json.dumps(about), encoding="utf-8")


def boast(model, copy):
    """Copy a model, with metadata that claims splendid scores."""
    shutil.copytree(model, copy)
    file = copy / "metadata.json"
    metadata = json.loads(file.read_text(encoding="utf-8"))
    for part in ("test", "cross_validation"):
        scores = metadata["metrics"].get(part, {})
        for name, value in scores.items():
            if isinstance(value, float) and not name.endswith("_std"):
                scores[name] = 0.01 if "brier" in name else 0.99
    file.write_text(json.dumps(metadata), encoding="utf-8")


class Gate:
    """The project's gate, asked about models by their names."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.answers = {}

    def ask(self, *pair):
        """Whether it lets the candidate through, and what it printed; each pair is asked about once."""
        if pair not in self.answers:
            self.answers[pair] = self.answer(*pair)
        return self.answers[pair]

    def answer(self, candidate, in_use):
        code, said = run("gate", self.scratch / candidate, self.scratch / in_use)
        if code not in (0, 1):
            raise SystemExit(f"the gate ended with exit code {code} for two folders with models:\n{last(said)}")
        return code == 0, said

    def verdict(self, candidate, in_use):
        return "let through" if self.ask(candidate, in_use)[0] else "refused"

    def first(self):
        """Its verdict where no model is in use: there is no folder, or an empty one."""
        return " and ".join(sorted({self.verdict("good", "nothing"), self.verdict("good", "empty")}))

    def refusals_by_chance(self):
        """How many of six models that are as good as the other are refused."""
        pairs = [pair for seed in SEEDS for pair in ((f"near-{seed}", "good"), ("good", f"near-{seed}"))]
        return [self.verdict(*pair) for pair in pairs].count("refused")

    def scores(self):
        """Whether it prints two numbers when it refuses and when it does not."""
        for pair in (("noisy", "good"), ("good", "noisy")):
            said = self.ask(*pair)[1]
            if len(re.findall(r"\d[.,]\d+", said)) < 2:
                return last(said) or "nothing"
        return "both numbers"


def main(scratch):
    need("gate")
    train_models(scratch)
    gate = Gate(scratch)
    tell(
        {name: gate.verdict(name, "good") for name in ("noisy", "wolf", "boasts", "by-heart")}
        | {
            "itself": gate.verdict("good", "good"),
            "better": gate.verdict("good", "noisy"),
            "first": gate.first(),
            "near_refused": gate.refusals_by_chance(),
            "reason": gate.scores(),
        }
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
